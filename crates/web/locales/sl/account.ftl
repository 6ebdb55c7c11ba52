# Prijava, gesla, prvi obisk.
account-sign-in = Prijava
account-email = E-naslov
account-password = Geslo
account-forgot-link = Ste pozabili geslo?
account-wrong = Naslov ali geslo ni pravilno. Preverite oboje in poskusite znova.
account-slow = Preveč poskusov. Počakajte { $seconds ->
    [one] { $seconds } sekundo
    [two] { $seconds } sekundi
    [few] { $seconds } sekunde
   *[other] { $seconds } sekund
  } in poskusite znova.
account-inactive = Ta uporabnik je onemogočen. Obrnite se na skrbnika v svoji organizaciji.
account-email-missing = Vpišite svoj e-naslov.
account-email-bad = Vpišite e-naslov z imenom in domeno, na primer ana@example.com.
account-password-missing = Vpišite geslo.
account-password-short = Uporabite vsaj 12 znakov. Štiri nepovezane besede si je lahko zapomniti.
account-password-known = To geslo je med najpogosteje ugibanimi. Izberite drugo.
account-not-same = Gesli se ne ujemata. Obakrat vpišite isto geslo.
account-name-missing = Vpišite ime in priimek.
account-organisation-missing = Vpišite ime organizacije.
account-back = Nazaj na prijavo
account-signed-out = Odjavili ste se.
account-timed-out = Odjavili smo vas, ker se dlje časa ni nič zgodilo. Za nadaljevanje se prijavite.
account-forgot-title = Pozabljeno geslo
account-forgot-lead = Vpišite naslov, s katerim se prijavljate. Poslali vam bomo povezavo za izbiro novega gesla.
account-forgot-send = Pošlji povezavo
account-forgot-sent-title = Poglejte v svoj poštni predal
account-forgot-sent = Če { $email } pripada uporabniku tukaj, je povezava že na poti. Velja dve uri.
account-forgot-sent-hint = Ni prišlo nič? Poglejte med vsiljeno pošto ali vprašajte skrbnika, ali je to vaš naslov.
account-reset-title = Izberite novo geslo
account-reset-lead = Ko ga shranite, boste povsod drugod odjavljeni.
account-reset-do = Shrani in me prijavi
account-invited-title = Dobrodošli v Podpisu
account-invited-lead = Izberite geslo in lahko začnete.
account-invited-do = Shrani in me prijavi
account-first-title = Nastavitev Podpisa
account-first-lead = Vi ste prvi skrbnik. Druge boste lahko povabili čez minuto.
account-first-do = Ustvari račun
account-organisation = Organizacija
account-organisation-hint = Tako bo zapisana v vabilih in na žigih.
account-name = Ime in priimek
account-name-hint = Prejemniki ga vidijo kot pošiljatelja.
account-new-password = Novo geslo
account-password-hint = Vsaj 12 znakov.
account-again = Isto geslo še enkrat
account-link-used-title = Ta povezava ne deluje več
account-link-used = Bila je že uporabljena ali pa je prestara. Zaprosite za novo.
account-ask-again = Zaprosi za novo povezavo
account-demo-title = Uporabniki predstavitve
account-demo-hint = To je predstavitev. Vse, kar jo zapusti, gre v simulirano pošto.
account-demo-use = Prijava
account-demo-as = Prijava kot { $name }
role-admin = Skrbnik
role-sender = Pošiljatelj
account-time-zone = Časovni pas
account-time-zone-hint = Roki potečejo tam ob polnoči. Na primer Europe/Ljubljana.
