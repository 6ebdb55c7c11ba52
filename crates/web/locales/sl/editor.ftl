# The editor of a draft. Messages under editor-ui- are handed to its script.
editor-title = Urejanje zadeve
editor-heading = Priprava zadeve za podpis
editor-back = Nazaj na zadeve
editor-loading = Urejevalnik se odpira …
editor-noscript = Urejevalnik potrebuje JavaScript. Prosimo, dovolite ga za to stran.

editor-reminder-none = Brez opomnikov
editor-reminder-daily = Vsak dan
editor-reminder-second-day = Vsak drugi dan
editor-reminder-third-day = Vsak tretji dan
editor-reminder-fifth-day = Vsak peti dan
editor-reminder-weekly = Vsak teden

editor-remark-signed = Dokument nosi podpise in ti ostanejo veljavni. Vsaka oseba dobi eno mesto za podpis; poleg tega je mogoče izpolniti le polja, ki jih dokument že ima.
editor-remark-owner-restrictions = Avtor je dokument omejil. Prepričajte se, da ga smete uporabiti za podpisovanje.
editor-remark-encryption-removed = Zaščita z geslom je odstranjena. Prejemniki ne potrebujejo gesla.
editor-remark-repaired = Datoteka je bila poškodovana in je popravljena. Preglejte strani.
editor-remark-xfa-removed = Star obrazec (XFA) je odstranjen; polja in strani ostanejo.
editor-remark-active-content = Aktivna vsebina, na primer skripti, je odstranjena.
editor-remark-active-content-kept = Aktivna vsebina, na primer skripti, ostane: z odstranitvijo bi podpisi v dokumentu prenehali veljati.
editor-remark-fields-renamed = Polja z enakimi imeni so preimenovana.
editor-remark-fields-left-out = Obrazec v datoteki je prevelik, da bi ga tu izpolnjevali: njegova polja postanejo del strani.

editor-ui-toolbar = Zadeva za podpis
editor-ui-agreement-name = Ime zadeve
editor-ui-untitled = Ime zadeve
editor-ui-save-saved = Shranjeno
editor-ui-save-incomplete = Shranjeno, razen oseb brez popolnega naslova ali telefonske številke
editor-ui-save-saving = Shranjevanje …
editor-ui-save-offline = Še ni shranjeno: ni povezave. Poskušam znova …
editor-ui-save-conflict = Ni shranjeno: spremenjeno v drugem zavihku
editor-ui-save-refused = Ni shranjeno
editor-ui-undo = Razveljavi
editor-ui-redo = Uveljavi znova
editor-ui-preview = Predogled
editor-ui-send = Pošlji
editor-ui-send-to = { $n ->
    [one] Pošlji { $n } osebi
    [two] Pošlji { $n } osebama
    [few] Pošlji { $n } osebam
   *[other] Pošlji { $n } osebam
}
editor-ui-sending-agreement = Pošiljanje …
editor-ui-not-saved = Zadnjih sprememb ni bilo mogoče shraniti, zato ni bilo poslano nič. Poskusite znova.
editor-ui-offline-notice = Strežnik ni dosegljiv. Poskusite znova.
editor-ui-other-tab = Osnutek je bil spremenjen v drugem zavihku. Vidite najnovejšo različico.
editor-ui-elsewhere-open = Ta osnutek je odprt tudi v drugem zavihku. Kar spremenite v enem, se pokaže v drugem.
editor-ui-elsewhere-gone = Zadeva je bila drugje poslana ali izbrisana. Tu ni več mogoče ničesar spremeniti.
editor-ui-reload = Znova naloži
editor-ui-close = Zapri
editor-ui-cancel = Prekliči

editor-ui-steps = Koraki
editor-ui-tab-documents = Datoteke
editor-ui-tab-people = Osebe
editor-ui-tab-pages = Strani
editor-ui-tab-message = Sporočilo
editor-ui-tab-check = Preverba

editor-ui-documents = Dokumenti
editor-ui-one-document = Skupaj postanejo en dokument, v tem vrstnem redu.
editor-ui-drop-title = Dokument spustite sem
editor-ui-choose = Izberi datoteke
editor-ui-add-file = Dodaj datoteko
editor-ui-drop-hint = PDF, PNG ali JPEG, do { $size } v enem nalaganju
editor-ui-pages = { $n ->
    [one] { $n } stran
    [two] { $n } strani
    [few] { $n } strani
   *[other] { $n } strani
}
editor-ui-move-up = Premakni navzgor: { $name }
editor-ui-move-down = Premakni navzdol: { $name }
editor-ui-remove = Odstrani: { $name }
editor-ui-remove-button = Odstrani
editor-ui-sending = { $percent } % od { $size }
editor-ui-reading = Naloženo. Branje strani …
editor-ui-dismiss = Umakni s seznama: { $name }
editor-ui-too-large = Ta datoteka ima { $size }. Dovoljeno je največ { $limit }.
editor-ui-upload-failed = Datoteke ni bilo mogoče sprejeti. Poskusite znova.
editor-ui-again = Poskusi znova
editor-ui-have-right = Imam pravico do uporabe
editor-ui-password = Ta datoteka zahteva geslo
editor-ui-password-hint = Prejemniki ga ne bodo potrebovali. Gesla ne hranimo.
editor-ui-open-file = Odpri datoteko
editor-ui-remove-document = Odstranim »{ $name }«?
editor-ui-remove-document-hint = Odstranijo se tudi njene strani in polja na njih. Tega ni mogoče razveljaviti.

editor-ui-people = Osebe
editor-ui-people-empty = Kdo naj podpiše? Dodajte sebe ali druge.
editor-ui-i-sign = Podpišem jaz
editor-ui-i-sign-too = Podpišem tudi jaz
editor-ui-add-person = Dodaj osebo
editor-ui-person-n = Oseba { $n }
editor-ui-name = Ime in priimek
editor-ui-email = E-pošta
editor-ui-email-wrong = Ta naslov ne more biti pravilen. Primer: ana@example.com
editor-ui-same-address = Isti naslov ima še nekdo. To deluje: vsak dobi svojo povezavo.
editor-ui-same-address-alone = Isti naslov ima še nekdo. Koda SMS bi ju razločila.
editor-ui-role = Vloga
editor-ui-role-signer = Podpisnik
editor-ui-role-approver = Odobritelj
editor-ui-role-cc = Prejme kopijo
editor-ui-turn = Na vrsti
editor-ui-method = Identiteto dokaže s/z
editor-ui-method-email = povezavo po e-pošti
editor-ui-method-phone = povezavo po e-pošti in kodo SMS
editor-ui-method-email-short = e-pošta
editor-ui-method-phone-short = e-pošta in SMS
editor-ui-phone = Mobilna številka
editor-ui-phone-hint = S klicno kodo države; brez nje velja { $code }.
editor-ui-phone-code = S klicno kodo države, na primer +386 ali +420.
editor-ui-phone-wrong = Ta številka ne more obstajati. Primer: +386 40 123 456
editor-ui-person-language = Jezik
editor-ui-language-same = Kot zadeva
editor-ui-order = Vrstni red
editor-ui-flow-sequence = Zaporedno
editor-ui-flow-parallel = Hkrati
editor-ui-flow-mixed = Mešano
editor-ui-flow-sequence-hint = Vsak dobi dokument, ko predhodnik konča.
editor-ui-flow-parallel-hint = Vsi dobijo dokument hkrati.
editor-ui-flow-mixed-hint = Osebe z isto zaporedno številko dobijo dokument hkrati.

editor-ui-message-title = Sporočilo in rok
editor-ui-subject = Predmet e-sporočila
editor-ui-message = Sporočilo
editor-ui-language = Jezik zadeve
editor-ui-deadline = Rok
editor-ui-deadline-hint = Do konca tega dne. Prazno: brez roka.
editor-ui-reminder = Opomniki
editor-ui-link-days = Koliko dni deluje povezava za podpis
editor-ui-link-days-hint = Od vabila naprej, za vsako osebo posebej. Pozneje jo lahko podaljšate.
editor-ui-link-days-wrong = Vpišite celo število od { $least } do { $most }.

editor-ui-fields = Polja
editor-ui-fields-for = Polja za osebo
editor-ui-palette = Vrste polj
editor-ui-palette-hint = Kliknite polje in nato mesto na strani. Ali ga povlecite tja.
editor-ui-palette-armed = Zdaj kliknite mesto na strani. Escape prekliče.
editor-ui-palette-no-pages = Najprej dodajte dokument.
editor-ui-kind-signature = Podpis
editor-ui-kind-initials = Parafa
editor-ui-kind-text = Besedilo
editor-ui-kind-date = Datum
editor-ui-kind-checkbox = Potrditveno polje
editor-ui-kind-attachment = Datoteka
editor-ui-kind-company = Podjetje
editor-ui-kind-dropdown = Spustni seznam
editor-ui-kind-email = E-naslov
editor-ui-kind-list = Seznam
editor-ui-kind-multiline = Večvrstično besedilo
editor-ui-kind-name = Ime in priimek
editor-ui-kind-number = Število
editor-ui-kind-radio = Izbirni gumb
editor-ui-kind-signing_date = Datum podpisa
editor-ui-kind-title = Položaj
editor-ui-nobody = Še nihče
editor-ui-field-name = { $kind }, { $name }, stran { $page }, { $x } od leve, { $y } od vrha
editor-ui-selected = { $kind } na strani { $page }
editor-ui-several = { $n ->
    [one] Izbrano { $n } polje
    [two] Izbrani { $n } polji
    [few] Izbrana { $n } polja
   *[other] Izbranih { $n } polj
}
editor-ui-several-hint = Shift in klik ali preslednica doda ali odvzame polje; Ctrl+A izbere vsa na strani; Ctrl+D podvoji; puščice premikajo.
editor-ui-arrange = Poravnava in razmiki
editor-ui-arrange-left = Poravnaj leve robove
editor-ui-arrange-centre = Poravnaj sredine po širini
editor-ui-arrange-right = Poravnaj desne robove
editor-ui-arrange-top = Poravnaj zgornje robove
editor-ui-arrange-middle = Poravnaj sredine po višini
editor-ui-arrange-bottom = Poravnaj spodnje robove
editor-ui-arrange-spread-x = Enaki razmiki po širini
editor-ui-arrange-spread-y = Enaki razmiki po višini
editor-ui-arrange-size = Enaka velikost kot prvo
editor-ui-arranged = { $n ->
    [0] Ni česa premakniti
    [one] Premaknjeno { $n } polje
    [two] Premaknjeni { $n } polji
    [few] Premaknjena { $n } polja
   *[other] Premaknjenih { $n } polj
}
editor-ui-duplicated = { $n ->
    [one] Podvojeno { $n } polje
    [two] Podvojeni { $n } polji
    [few] Podvojena { $n } polja
   *[other] Podvojenih { $n } polj
}
editor-ui-find = Postavi ob besede
editor-ui-find-text = Besede na straneh
editor-ui-find-hint = Kot stojijo v eni vrstici, na primer »Podpis:«.
editor-ui-find-search = Poišči
editor-ui-find-none = Besed »{ $text }« ni na nobeni strani. Skenirane strani nimajo besed.
editor-ui-find-hits = { $n ->
    [0] Ni najdeno
    [one] Najdeno na { $n } mestu
    [two] Najdeno na { $n } mestih
    [few] Najdeno na { $n } mestih
   *[other] Najdeno na { $n } mestih
}
editor-ui-find-hit = { $n }. na strani { $page }
editor-ui-find-kind = Polje
editor-ui-find-beside = Kam
editor-ui-find-right = Desno od besed
editor-ui-find-over = Čez besede
editor-ui-find-below = Pod besede
editor-ui-find-above = Nad besede
editor-ui-find-offset-right = Bolj desno
editor-ui-find-offset-up = Bolj gor
editor-ui-find-place = { $n ->
    [one] Postavi { $n } polje
    [two] Postavi { $n } polji
    [few] Postavi { $n } polja
   *[other] Postavi { $n } polj
}
editor-ui-find-placed = { $n ->
    [0] So že tam
    [one] Postavljeno { $n } polje
    [two] Postavljeni { $n } polji
    [few] Postavljena { $n } polja
   *[other] Postavljenih { $n } polj
}
editor-ui-belongs-to = Izpolni
editor-ui-field-label = Oznaka
editor-ui-required = Obvezno
editor-ui-must-tick = Mora biti označeno
editor-ui-more-kinds = Več vrst polj
editor-ui-from-file = Iz datoteke: tam ostane na svojem mestu.
editor-ui-automatic-email = Samo se izpolni z naslovom prejemnika.
editor-ui-automatic-signing_date = Samo se izpolni z dnevom podpisa.
editor-ui-choice-n = Izbira { $n }
editor-ui-group-n = Vprašanje { $n }
editor-ui-more-options = Vrednost, omejitve in pogoji
editor-ui-prefill = Kaj je v polju na začetku
editor-ui-prefill-ticked = Na začetku označeno
editor-ui-read-only = Prejemnik tega ne more spremeniti
editor-ui-choices = Izbire
editor-ui-choices-hint = Vsaka v svoji vrstici. »SI = Slovenija« shrani SI in pokaže Slovenija.
editor-ui-group = Vprašanje
editor-ui-group-hint = Okenca ali gumbi z enakim vprašanjem spadajo skupaj.
editor-ui-on-value = Kaj pove kljukica tukaj
editor-ui-min-ticks = Najmanj kljukic
editor-ui-max-ticks = Največ kljukic
editor-ui-one-more = Dodaj še eno k temu vprašanju
editor-ui-formula = Formula
editor-ui-formula-hint = Na primer cena * kolicina. Številskim poljem najprej dajte ime.
editor-ui-formula-names = Z { $names }; + - * / ( ), sum, min, max, round.
editor-ui-min-length = Najmanj znakov
editor-ui-max-length = Največ znakov
editor-ui-comb = Po ena celica za vsak znak
editor-ui-min = Najmanjše
editor-ui-max = Največje
editor-ui-decimals = Decimalna mesta
editor-ui-number-wrong = Vnesite število.
editor-ui-mask = Maska
editor-ui-mask-hint = 9 je števka, A črka, * oboje: AA-9999
editor-ui-pattern = Vzorec
editor-ui-pattern-hint = Regularni izraz, ki mu mora ustrezati celotno besedilo.
editor-ui-pattern-message = Kaj se pove, če ne ustreza
editor-ui-align = Poravnava
editor-ui-align-left = Levo
editor-ui-align-center = Na sredini
editor-ui-align-right = Desno
editor-ui-font-size = Črke, v točkah
editor-ui-option-name = Ime za formule in izvoz
editor-ui-option-name-hint = Vsako ime le enkrat.
editor-ui-when = Kdaj
editor-ui-when-always = Vedno
editor-ui-when-show = Prikazano le, če
editor-ui-when-enable = Izpolniti se da le, če
editor-ui-test-field = Polje
editor-ui-test-operator = Preizkus
editor-ui-test-value = Vrednost
editor-ui-test-any = Zadošča eno od tega
editor-ui-test-add = Dodaj preizkus
editor-ui-test-remove = Odstrani ta preizkus
editor-ui-operator-filled = je izpolnjeno ali označeno
editor-ui-operator-empty = je prazno ali neoznačeno
editor-ui-operator-equals = je
editor-ui-operator-not_equals = ni
editor-ui-operator-contains = vsebuje
editor-ui-operator-greater = je večje ali poznejše od
editor-ui-operator-less = je manjše ali prejšnje od
editor-ui-exact = Mesto in velikost
editor-ui-x = Levo
editor-ui-y = Zgoraj
editor-ui-width = Širina
editor-ui-height = Višina
editor-ui-points = V točkah: 72 točk je en palec, 28,3 en centimeter.
editor-ui-copy-all = Kopiraj na vse strani
editor-ui-duplicate = Podvoji
editor-ui-delete = Izbriši
editor-ui-removed = { $n ->
    [one] Izbrisano { $n } polje
    [two] Izbrisani { $n } polji
    [few] Izbrisana { $n } polja
   *[other] Izbrisanih { $n } polj
}
editor-ui-copied = { $n ->
    [one] Kopirano na { $n } stran
    [two] Kopirano na { $n } strani
    [few] Kopirano na { $n } strani
   *[other] Kopirano na { $n } strani
}
editor-ui-at = { $x } od leve, { $y } od vrha, širina { $width }, višina { $height }
editor-ui-field-count = { $n ->
    [one] { $n } polje
    [two] { $n } polji
    [few] { $n } polja
   *[other] { $n } polj
}

editor-ui-page = Stran { $page } od { $total }
editor-ui-strip = Strani
editor-ui-zoom = Povečava
editor-ui-zoom-in = Povečaj
editor-ui-zoom-out = Pomanjšaj
editor-ui-zoom-fit = Prilagodi
editor-ui-zoom-now = { $percent } odstotkov
editor-ui-zoom-percent = { $percent } %
editor-ui-zoom-fitted = Širina strani je prilagojena

editor-person-without-binding = { $person } podpisuje kot uporabnik vaše organizacije in ni vezan na njen žig. Skrbnik ga lahko veže pod »Žig organizacije«.
editor-ui-before-sending = Pred pošiljanjem
editor-ui-ready = Pripravljeno za pošiljanje
editor-ui-ready-hint = { $n ->
    [one] E-sporočilo s povezavo bo dobila { $n } oseba.
    [two] E-sporočilo s povezavo bosta dobili { $n } osebi, vsaka ob svojem času.
    [few] E-sporočilo s povezavo bodo dobile { $n } osebe, vsaka ob svojem času.
   *[other] E-sporočilo s povezavo bo dobilo { $n } oseb, vsaka ob svojem času.
}
editor-ui-worth-knowing = Dobro je vedeti pred pošiljanjem
editor-ui-warned-title = Želite tako poslati?
editor-ui-warned-send = Vseeno pošlji
editor-ui-warned-back = Nazaj k osebam
editor-ui-problem-no-document = Dodajte dokument.
editor-ui-problem-no-people = Dodajte osebo, ki podpiše.
editor-ui-problem-no-name = Poimenujte zadevo.
editor-ui-problem-deadline-past = Rok je že mimo.
editor-ui-problem-person-name = { $name }: vpišite ime.
editor-ui-problem-person-email = { $name }: vpišite e-poštni naslov.
editor-ui-problem-person-email-wrong = { $name }: e-poštni naslov ne more biti pravilen.
editor-ui-problem-person-phone = { $name }: vpišite mobilno številko za kodo.
editor-ui-problem-person-phone-wrong = { $name }: mobilna številka ne more obstajati.
editor-ui-problem-no-signature = { $name } še nima podpisnega mesta.
editor-ui-problem-field-nobody = Polje na strani { $page } ne pripada nikomur.
editor-ui-problem-field-cc = Polje na strani { $page } pripada osebi { $name }, ki prejme le kopijo.
editor-ui-problem-field-in-signed-file = Polje na strani { $page } ne sodi v dokument, ki je prišel s podpisi: sprejme po eno mesto za podpis na osebo in odgovore v lastnih poljih. Odstranite polje ali to, kar je v njem.

editor-ui-preview-title = Kot bo videl prejemnik
editor-ui-preview-as = Prejemnik
editor-ui-preview-phone = { $name } pred tem vpiše kodo, ki pride po SMS.
editor-ui-preview-fields = { $n ->
    [0] Ta oseba nima polj za izpolnjevanje.
    [one] { $n } polje za izpolnitev
    [two] { $n } polji za izpolnitev
    [few] { $n } polja za izpolnitev
   *[other] { $n } polj za izpolnitev
}

editor-ui-conflict-title = Osnutek je bil spremenjen v drugem zavihku
editor-ui-conflict-text = Nekdo, morda vi, ga je medtem spremenil drugje. Katera različica naj ostane?
editor-ui-conflict-theirs = Novejša iz drugega zavihka
editor-ui-conflict-ours = Moja, kot je tukaj
editor-ui-method-password = povezavo po e-pošti in geslom, ki ga poveste
editor-ui-method-premium = { $method } · Premium
editor-ui-method-password-short = e-pošta in geslo
editor-ui-signing-password-new = Geslo
editor-ui-signing-password-hint = Od 6 do 32 znakov: črke brez šumnikov in števke. Osebi ga povejte po drugi poti, na primer po telefonu; mi ga nikoli ne pošljemo in nihče ga ne more pogledati.
editor-ui-signing-password-again = Isto geslo še enkrat
editor-ui-signing-password-keep = Določi geslo
editor-ui-signing-password-another = Določi drugo
editor-ui-signing-password-is-set = Geslo za osebo { $name } je določeno. Ne pozabite ga povedati.
editor-ui-signing-password-was-set = Geslo je določeno.
editor-ui-signing-password-failed = Gesla ni bilo mogoče določiti. Poskusite znova.
editor-ui-problem-person-password = { $name }: določite geslo.
editor-ui-paste = Prilepi ali uvozi seznam
editor-ui-paste-title = Dodaj več ljudi
editor-ui-paste-text = Ljudje, vsak v svoji vrstici
editor-ui-paste-hint = »Ana Novak <ana@example.com>«, »ana@example.com; Ana Novak; +386 41 234 567« ali vrstice iz preglednice.
editor-ui-paste-file = Ali izberite datoteko CSV
editor-ui-paste-read = Preberi seznam
editor-ui-paste-again = Spremeni seznam
editor-ui-paste-preview = Kaj je na seznamu
editor-ui-paste-row = Vrstica
editor-ui-paste-state = Stanje
editor-ui-paste-good = V redu
editor-ui-paste-there = Je že med ljudmi.
editor-ui-paste-add = { $n ->
    [0] Nikogar ni za dodati
    [one] Dodaj { $n } osebo
    [two] Dodaj { $n } osebi
    [few] Dodaj { $n } osebe
   *[other] Dodaj { $n } oseb
}
editor-ui-paste-added = { $n ->
    [one] Dodana je { $n } oseba
    [two] Dodani sta { $n } osebi
    [few] Dodane so { $n } osebe
   *[other] Dodanih je { $n } oseb
}
editor-ui-paste-method = Kako vsi dokažejo, kdo so
editor-ui-internal = V vaši organizaciji: prijavi se s svojim geslom.
editor-ui-external = Zunaj vaše organizacije.
editor-ui-suggestions = { $n ->
    [0] Ni predlogov
    [one] { $n } predlog
    [two] { $n } predloga
    [few] { $n } predlogi
   *[other] { $n } predlogov
}
editor-ui-suggest-internal = vaša organizacija
editor-ui-private-message = Zasebno sporočilo
editor-ui-private-message-hint = Prebere ga samo ta oseba in kdor lahko to opravi namesto nje, v svojih sporočilih in na svoji strani.
editor-ui-other-add = Dodaj nekoga, ki lahko to opravi namesto nje
editor-ui-other-legend = Ali { $name }
editor-ui-other-hint = Opravi katerikoli od njih; drugi izvejo, da ni treba storiti ničesar več.
editor-ui-other-n = oseba { $n }
editor-ui-group-name = { $n ->
    [one] { $name } ali še { $n } oseba
    [two] { $name } ali še { $n } osebi
    [few] { $name } ali še { $n } osebe
   *[other] { $name } ali še { $n } oseb
}
editor-ui-suggested = Predlogi
editor-ui-person-gone = Odstranjeno: { $name }. Polja ostanejo na straneh.
editor-ui-of-several = Več oseb
editor-ui-keep-tool = Postavljaj več zaporedoma
editor-ui-kept-tool-placed = Postavljeno. Izberite naslednje mesto ali znova izberite orodje, da ga odložite.
editor-ui-gather = Izberi več
editor-ui-gather-end = Končaj izbiranje
editor-ui-gather-hint = Dotaknite se polj, da jih dodate ali odvzamete; povlecite eno in premaknejo se vsa.
editor-ui-gather-done = Izbiranje je končano. Izbrano ostane izbrano.
editor-ui-guests = Osnutek ima odprt tudi: { $names }. Kar se shrani tam, se pokaže tu.
editor-ui-guest-own = Ta osnutek imate odprt tudi v drugem brskalniku ali napravi. Kar se shrani tam, se pokaže tu.
editor-ui-paste-signatures = Vsakemu postavi polje za podpis na zadnjo stran
editor-ui-paste-no-pages = Dokumenta še ni: ko bo, vsakemu postavite polje za podpis.
editor-ui-paste-placed = { $n ->
    [one] Postavljeno je { $n } polje za podpis.
    [two] Postavljeni sta { $n } polji za podpis.
    [few] Postavljena so { $n } polja za podpis.
   *[other] Postavljenih je { $n } polj za podpis.
}
editor-ui-sending-group = Pošlji iz skupine
editor-person-without-pin = { $person } nima določenega PIN-a. Določi si ga v svojem profilu ali pa mu/ji ga določite vi na kartici med stiki.
editor-ui-pin = Zahtevaj še osebni PIN
editor-ui-pin-hint = PIN iz profila te osebe ali tisti z njene kartice med vašimi stiki.
editor-ui-pin-short = PIN
editor-ui-method-demanded = Vaša organizacija tu zahteva več kot povezavo v poštnem predalu. Izberite, kako ta oseba dokaže, kdo je.
editor-ui-method-not-enabled = V skupini, iz katere pošiljate, ta način ni omogočen. Izberite drugega.
editor-ui-pin-not-enabled = Tam, od koder pošiljate, PIN ni omogočen.
editor-ui-method-account = povezavo po e-pošti in prijavo z računom
editor-ui-method-account-short = e-pošta in prijava z računom
