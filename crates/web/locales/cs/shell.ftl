# Co stojí kolem každé stránky.
shell-skip = Přejít na obsah
shell-menu = Nabídka
shell-navigation = Hlavní nabídka
shell-new = Nová dohoda
shell-home = Domů
shell-agreements = Dohody
shell-administration = Správa
shell-users = Uživatelé
shell-seal = Pečeť organizace
shell-keys = Integrační klíče
shell-applications = Aplikace
shell-webhooks = Webhooky
shell-system = Systém
shell-demo = Ukázka
shell-outbox = Simulovaná pošta
shell-profile = Můj profil
shell-sign-out = Odhlásit se
shell-language = Jazyk
shell-theme = Vzhled
shell-theme-auto = Podle zařízení
shell-theme-light = Světlý
shell-theme-dark = Tmavý
shell-waiting = { $n ->
    [one] { $n } dohoda čeká na vás
    [few] { $n } dohody čekají na vás
   *[other] { $n } dohod čeká na vás
}
