# Kar stoji okrog vsake strani.
shell-skip = Preskoči na vsebino
shell-menu = Meni
shell-navigation = Glavni meni
shell-new = Nova zadeva
shell-home = Domov
shell-agreements = Zadeve za podpis
shell-administration = Upravljanje
shell-users = Uporabniki
shell-seal = Žig organizacije
shell-keys = Ključi API
shell-applications = Aplikacije
shell-webhooks = Webhooki
shell-system = Sistem
shell-demo = Predstavitev
shell-outbox = Simulirana pošta
shell-profile = Moj profil
shell-sign-out = Odjava
shell-language = Jezik
shell-theme = Videz
shell-theme-auto = Kot naprava
shell-theme-light = Svetlo
shell-theme-dark = Temno
shell-waiting = { $n ->
    [one] { $n } zadeva čaka na vas
    [two] { $n } zadevi čakata na vas
    [few] { $n } zadeve čakajo na vas
   *[other] { $n } zadev čaka na vas
}
