# Přihlášení, hesla, první návštěva.
account-sign-in = Přihlásit se
account-email = E-mailová adresa
account-password = Heslo
account-forgot-link = Zapomněli jste heslo?
account-wrong = Adresa nebo heslo není správně. Zkontrolujte obojí a zkuste to znovu.
account-slow = Příliš mnoho pokusů. Počkejte { $seconds ->
    [one] { $seconds } sekundu
    [few] { $seconds } sekundy
   *[other] { $seconds } sekund
  } a zkuste to znovu.
account-inactive = Tento uživatel byl deaktivován. Obraťte se na správce ve své organizaci.
account-email-missing = Zadejte svou e-mailovou adresu.
account-email-bad = Zadejte e-mailovou adresu se jménem a doménou, například ana@example.com.
account-password-missing = Zadejte heslo.
account-password-short = Použijte alespoň 12 znaků. Čtyři nesouvisející slova se snadno pamatují.
account-password-known = Toto heslo patří k nejčastěji hádaným. Zvolte jiné.
account-not-same = Hesla se neshodují. Zadejte dvakrát totéž.
account-name-missing = Zadejte celé jméno.
account-organisation-missing = Zadejte název organizace.
account-back = Zpět na přihlášení
account-signed-out = Jste odhlášeni.
account-timed-out = Odhlásili jsme vás, protože se delší dobu nic nedělo. Chcete-li pokračovat, přihlaste se.
account-forgot-title = Zapomenuté heslo
account-forgot-lead = Zadejte adresu, se kterou se přihlašujete. Pošleme vám odkaz pro volbu nového hesla.
account-forgot-send = Poslat odkaz
account-forgot-sent-title = Podívejte se do schránky
account-forgot-sent = Pokud { $email } patří zdejšímu uživateli, odkaz je na cestě. Platí dvě hodiny.
account-forgot-sent-hint = Nic nepřišlo? Podívejte se do spamu, nebo se zeptejte správce, zda je to zde vaše adresa.
account-reset-title = Zvolte nové heslo
account-reset-lead = Po uložení budete všude jinde odhlášeni.
account-reset-do = Uložit a přihlásit
account-invited-title = Vítejte v Podpisu
account-invited-lead = Zvolte heslo a můžete začít.
account-invited-do = Uložit a přihlásit
account-first-title = Nastavení Podpisu
account-first-lead = Jste první správce. Ostatní můžete pozvat za minutu.
account-first-do = Vytvořit účet
account-organisation = Organizace
account-organisation-hint = Tak, jak má stát v pozvánkách a na pečetích.
account-name = Celé jméno
account-name-hint = Příjemci ho uvidí jako odesílatele.
account-new-password = Nové heslo
account-password-hint = Alespoň 12 znaků.
account-again = Stejné heslo znovu
account-link-used-title = Tento odkaz už nefunguje
account-link-used = Byl už použit, nebo je příliš starý. Požádejte o nový.
account-ask-again = Požádat o nový odkaz
account-demo-title = Uživatelé ukázky
account-demo-hint = Toto je ukázka. Vše, co ji opustí, skončí v simulované poště.
account-demo-use = Přihlásit
account-demo-as = Přihlásit se jako { $name }
role-admin = Správce
role-sender = Odesílatel
account-time-zone = Časové pásmo
account-time-zone-hint = Termíny tam končí o půlnoci. Například Europe/Prague.
