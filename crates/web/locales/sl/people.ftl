# Ljudje v poslani zadevi in imenik.
people-replace-title = Zamenjava osebe { $person } ali popravek naslova
people-replace-lead = Ko shranite, povezava osebe { $person } ne deluje več; kar je bilo z njo dokazano ali vpisano, se ne prenese. Polja in vrstni red ostanejo.
people-replace-go = Shrani
people-replace-go-invite = Shrani in pošlji novo povezavo
people-name = Ime in priimek
people-method = Kako oseba dokaže, kdo je
people-method-email = Povezava v e-pošti
people-method-phone = Povezava in koda po SMS
people-phone = Mobilna številka
people-phone-hint = Z državo, na primer +386 41 234 567. Potrebna je samo za kodo.
people-language = Jezik sporočil
people-private-message = Zasebno sporočilo
people-private-message-hint = Je v sporočilih tej osebi in na njeni strani, drugje ne.
contacts-title = Imenik
contacts-lead = Ljudje, ki jim pišete. Vidite jih samo vi; komur kaj pošljete, ostane tu, dokler ga ne odstranite.
contacts-search = Ime, naslov, podjetje
contacts-none = Nikogar še ni. Komur kaj pošljete, ostane tu; ali pa spodaj uvozite seznam.
contacts-count = { $n ->
    [one] { $n } stik
    [two] { $n } stika
    [few] { $n } stiki
   *[other] { $n } stikov
}
contacts-new = Nov stik
contacts-edit = Uredi
contacts-remove = Odstrani
contacts-export = Izvozi CSV
contacts-pages = Strani
contacts-before = Nazaj
contacts-next = Naprej
contacts-used = Nazadnje uporabljen { $date }
contacts-company = Podjetje
contacts-job = Delovno mesto
contacts-column-language = Jezik
contacts-language-same = Jezik zadeve
contacts-done-saved = Stik je shranjen.
contacts-done-removed = Odstranjeno: { $person }. Znova se ne doda, razen če ga dodate sami.
contacts-done-restored = Stik je spet v imeniku.
contacts-done-imported = Uvoženo. Novi stiki: { $added }, posodobljeni: { $changed }.
contacts-import = Uvoz stikov
contacts-file = Seznam ljudi
contacts-file-hint = CSV ali besedilo z vejico, podpičjem ali tabulatorjem, z glavo ali brez, do { $most } vrstic. Preden se kaj shrani, vidite predogled.
contacts-read = Preberi seznam
contacts-import-good = { $n ->
    [one] Uvozi se lahko { $n } vrstica.
    [two] Uvozita se lahko { $n } vrstici.
    [few] Uvozijo se lahko { $n } vrstice.
   *[other] Uvozi se lahko { $n } vrstic.
}
contacts-import-bad = { $n ->
    [one] Izpuščena bo { $n } vrstica.
    [two] Izpuščeni bosta { $n } vrstici.
    [few] Izpuščene bodo { $n } vrstice.
   *[other] Izpuščenih bo { $n } vrstic.
}
contacts-import-go = { $n ->
    [one] Uvozi { $n } stik
    [two] Uvozi { $n } stika
    [few] Uvozi { $n } stike
   *[other] Uvozi { $n } stikov
}
contacts-import-more = { $n ->
    [one] … in še { $n } vrstica.
    [two] … in še { $n } vrstici.
    [few] … in še { $n } vrstice.
   *[other] … in še { $n } vrstic.
}
contacts-import-preview = Kaj je na seznamu
contacts-row = Vrstica
contacts-row-state = Stanje
contacts-row-good = V redu
contacts-fault-bad-email = To ni e-poštni naslov.
contacts-fault-bad-language = Tega jezika ni.
contacts-fault-bad-phone = Uvozi se brez številke: manjka ji država, na primer +386 …
contacts-fault-double = Isti naslov kot v vrstici { $row }.
contacts-fault-no-email = Manjka naslov.
people-method-password = Povezava in geslo, ki ga poveste
people-password-hint = Samo kadar naj vpišejo geslo: od 6 do 32 znakov: črke brez šumnikov in števke. Povejte ga po drugi poti; mi ga nikoli ne pošljemo.
people-pin = Zahtevaj še osebni PIN
pin-title = PIN
pin-new = Novi PIN
pin-again = Isti PIN še enkrat
pin-rules = Od 4 do 8 števk. Ne ena sama ponavljajoča se števka in ne zaporedje, kot je 1234.
pin-set = Določi PIN
pin-remove = Odstrani PIN
pin-since = PIN je določen, od { $date }. Prebrati ga ne more nihče.
contacts-pin-hint = Od te osebe lahko poleg povezave, kode ali gesla zahtevate še PIN. Povejte ji ga po drugi poti; mi ga nikoli ne pošljemo. Sprememba velja takoj, tudi za že poslane zadeve. PIN, ki si ga uporabnik vaše organizacije določi v svojem profilu, ima prednost pred tem.
contacts-done-pin = PIN je določen. Ne pozabite ga povedati.
contacts-done-pin-removed = PIN je odstranjen.
people-method-account = Povezava in prijava z računom (uporabniki vaše organizacije)
