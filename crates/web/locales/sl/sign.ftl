# The recipient's pages. Messages under sign-ui- are handed to their script.
sign-challenge-title = Potrdite, da ste to vi
sign-challenge-text = { $sender } ({ $organisation }) vas prosi za podpis dokumenta. Preden ga vidite, vam pošljemo kodo na mobilno številko { $number }.
sign-challenge-sent = Na številko { $number } smo poslali šestmestno kodo. Velja deset minut.
sign-send-code = Pošlji kodo
sign-code = Potrditvena koda
sign-confirm-code = Potrdi
sign-code-again = Pošlji novo kodo
sign-code-again-hint = Koda ni prišla? Z novo kodo stara preneha veljati.
sign-code-wrong = Koda ni pravilna.
sign-code-expired = Koda je prestara. Zahtevajte novo.
sign-code-none = Najprej zahtevajte kodo.
sign-code-empty = Vpišite šestmestno kodo.
sign-code-malformed = To ni koda: sestavlja jo natanko šest števk. Poskus se ni štel.
sign-code-wait = { $n ->
    [one] Novo kodo lahko zahtevate čez { $n } sekundo.
    [two] Novo kodo lahko zahtevate čez { $n } sekundi.
    [few] Novo kodo lahko zahtevate čez { $n } sekunde.
   *[other] Novo kodo lahko zahtevate čez { $n } sekund.
}
sign-attempts-left = { $n ->
    [one] Na voljo je še { $n } poskus.
    [two] Na voljo sta še { $n } poskusa.
    [few] Na voljo so še { $n } poskusi.
   *[other] Na voljo je še { $n } poskusov.
}
sign-last-attempt = Po še eni napačni kodi bo zadeva dokončno preklicana.
sign-wrong-number = To ni vaša številka? Odgovorite na vabilo in to povejte pošiljatelju.

sign-the-document = Dokument
sign-for-signature = V podpis: { $name }.
sign-for-approval = V odobritev: { $name }.
sign-deadline = Rok: { $date }.
sign-open-pdf = Odpri kot PDF
sign-decline = Zavrni
sign-noscript = Za podpis je potreben JavaScript. Prosimo, dovolite ga za to stran; branje deluje tudi brez njega.
sign-page = Stran { $page } od { $total }
sign-page-image = Slika strani { $page } od { $total }. »Odpri kot PDF« da isti dokument vašemu bralniku.
sign-other = { $kind }: { $name }
sign-field-on-page = { $label }, stran { $page }
sign-kind-signature = Podpis
sign-kind-initials = Parafa
sign-kind-text = Besedilo
sign-kind-date = Datum
sign-kind-checkbox = Potrditveno polje
sign-kind-attachment = Datoteka
sign-kind-company = Podjetje
sign-kind-dropdown = Spustni seznam
sign-kind-email = E-naslov
sign-kind-list = Seznam
sign-kind-multiline = Večvrstično besedilo
sign-kind-name = Ime in priimek
sign-kind-number = Število
sign-kind-radio = Izbirni gumb
sign-kind-signing_date = Datum podpisa
sign-kind-title = Položaj
sign-dock = Napredek
sign-review = Pregled
sign-next = Naslednje polje
sign-fit = Cela stran
sign-choose = Izberite …
sign-problem-mask-missed = Zapišite kot »{ $limit }«: 9 je števka, A črka, * oboje.
sign-problem-not-a-choice = To ni na izbiro.
sign-problem-not-a-date = Takega dne ni.
sign-problem-not-a-number = To ni število.
sign-problem-not-calculable = Tega ni mogoče izračunati: preverite števila, iz katerih izhaja.
sign-problem-not-writable = Za nekatere od teh znakov dokument nima črk. Zapišite jih z latinico, grško pisavo ali cirilico in brez sličic.
sign-problem-pattern-missed = To ni zapisano, kot zahteva pošiljatelj.
sign-problem-required = Izpolnite to.
sign-problem-too-few-ticks = Označite vsaj { $limit }.
sign-problem-too-high = Največ { $limit }.
sign-problem-too-long = Znakov je lahko največ { $limit }.
sign-problem-too-low = Najmanj { $limit }.
sign-problem-too-many-ticks = Označite največ { $limit }.
sign-problem-too-precise = Decimalk je lahko največ { $limit }.
sign-problem-too-short = Znakov mora biti vsaj { $limit }.
sign-problem-wrong-kind = To ne sodi v polje.

sign-consent-title = Preden podpišete elektronsko
sign-consent-text = Dokument tukaj preberete, izpolnite in podpišete brez papirja. Podpis lahko kadar koli zavrnete.
sign-consent-more = S čim se strinjate
sign-consent-agree = Strinjam se, nadaljuj
sign-disclosure-scope-title = Za kaj gre
sign-disclosure-scope = Soglasje velja za to zadevo z organizacijo { $organisation }: za njen dokument, sporočila in vaš podpis.
sign-disclosure-paper-title = Na papirju
sign-disclosure-paper = Organizacijo { $organisation } lahko prosite za dokument na papirju ali za poznejšo papirno kopijo. Če kopija kaj stane, vam to { $organisation } pove, preden jo naredi.
sign-disclosure-withdraw-title = Preklic soglasja
sign-disclosure-withdraw = Dokler ne podpišete, lahko soglasje tu prekličete z »Ne želim podpisati elektronsko«; { $organisation } bo o tem obveščena, pozneje pa lahko znova soglašate. Podpis lahko tudi zavrnete: zadeva se tedaj konča brez vašega podpisa, { $organisation } pa izve za vaš razlog. Kar je bilo podpisano prej, ostane veljavno.
sign-disclosure-contact-title = Vaš naslov
sign-disclosure-contact = Če se vam spremeni e-poštni naslov ali telefonska številka, odgovorite na vabilo, da vas bodo sporočila dosegla.
sign-disclosure-needs-title = Kaj potrebujete
sign-disclosure-needs = Sodoben brskalnik, e-poštni naslov in program, ki odpira datoteke PDF. Da vidite spodnje strani, kaže, da vaša naprava to zmore. Podpisani dokument lahko obdržite: dobite ga na koncu.

sign-adopt-signature = Vaš podpis
sign-adopt-initials = Vaša parafa
sign-adopt-how = Način
sign-adopt-type = Vpiši
sign-adopt-draw = Nariši
sign-adopt-text = Kot naj bo videti
sign-adopt-canvas = Prostor za risanje
sign-adopt-hint = Podpišite se s prstom ali miško
sign-adopt-undo = Razveljavi potezo
sign-adopt-clear = Počisti
sign-adopt-use = Vstavi
sign-back = Nazaj

sign-review-title = Preglejte in podpišite
sign-review-title-approve = Preglejte in odobrite
sign-missing = Ta polja so še prazna ali niso prav izpolnjena:
sign-declaration = S klikom na »Podpišem« { $person } elektronsko podpiše »{ $name }«. { $organisation } podpis žigosa kot dokaz celovitosti in časa.
sign-declaration-approve = S klikom na »Odobrim« { $person } odobri »{ $name }«.
sign-password = Vaše geslo
sign-password-hint = Ste uporabnik te organizacije: za njen žig je potrebno še vaše geslo.
sign-click-to-sign = Podpišem
sign-click-to-approve = Odobrim

sign-decline-title = Zavrnitev podpisa
sign-decline-text = Zadeva se konča za vse. Pošiljatelj in tisti, ki so že podpisali, izvedo vaš razlog.
sign-decline-reason = Razlog
sign-decline-reason-hint = Obvezno.
sign-decline-reason-missing = Vpišite razlog.
sign-decline-button = Zavrni
sign-paper-open = Ne želim podpisati elektronsko
sign-paper-title = Brez elektronskega podpisa
sign-paper-text = { $sender } takoj dobi e-pošto. Zadeva ostane odprta za druge, vi pa si lahko z isto povezavo še premislite.
sign-paper-wish = Kaj želite
sign-paper-paper = Dokument na papirju
sign-paper-withdraw = Samo to sporočiti; že dano soglasje se prekliče
sign-paper-message = Sporočilo za: { $sender }
sign-paper-message-hint = Ni obvezno; na primer kam naj se pošlje papir.
sign-paper-button = Sporoči pošiljatelju
sign-paper-asked = Dne { $date } ste prosili za dokument na papirju; { $sender } je o tem obveščen/-a. Ničesar več vam ni treba storiti.
sign-withdrawn = Dne { $date } ste sporočili, da ne želite podpisati elektronsko; { $sender } je o tem obveščen/-a. Ničesar več vam ni treba storiti.
sign-zoom = Velikost strani
sign-zoom-in = Večje
sign-zoom-out = Manjše
sign-adopt-picture = Slika
sign-adopt-picture-choose = Izberi sliko
sign-adopt-picture-hint = Fotografija ali sken vašega podpisa na svetlem papirju. Slika ostane na tej strani: prevzame se samo črnilo.
sign-adopt-picture-shown = Vaš podpis s slike
sign-ui-picture-bad = Te slike ni mogoče prebrati. Izberite PNG ali JPEG.
sign-ui-picture-empty = Na tej sliki ni najti črnila. Slikajte od bliže in pri boljši svetlobi.
sign-ui-zoom-now = { $percent } odstotkov

sign-sealing-title = Vaš podpis se žigosa
sign-sealing-text = »{ $name }« dobiva elektronski žig in časovni žig. To traja nekaj sekund; stran lahko zaprete.
sign-kept-title = Vaš podpis je shranjen
sign-kept-late = »{ $name }« čaka na žig in časovni žig: storitev se ni odzvala. Poskus se ponovi sam. Vam ni treba storiti ničesar; prejmete e-pošto.
sign-kept-not-allowed = Žig na »{ $name }« čaka, da ga { $organisation } dovoli; pošiljatelj to vidi. Vam ni treba storiti ničesar in stran lahko zaprete; ko bo vse končano, prejmete e-pošto.
sign-turn-title = Niste še na vrsti
sign-turn-text = »{ $name }« pred vami podpisuje nekdo drug. Dobili boste e-sporočilo; ta stran se nadaljuje sama.

sign-done-title = Podpisali ste
sign-approved-title = Odobrili ste
sign-copy-title = Prejeli boste kopijo
sign-done-others = { $n ->
    [0] Dokument se dokončuje. Čez trenutek ga dobite po e-pošti.
    [one] Na vrsti je še { $n } oseba. Ko bo vse končano, dobite dokument po e-pošti.
    [two] Na vrsti sta še { $n } osebi. Ko bo vse končano, dobite dokument po e-pošti.
    [few] Na vrsti so še { $n } osebe. Ko bo vse končano, dobite dokument po e-pošti.
   *[other] Na vrsti je še { $n } oseb. Ko bo vse končano, dobite dokument po e-pošti.
}
sign-done-late = Zaključni žig organizacije { $organisation } zamuja. Poskus se ponovi sam; ko bo končano, prejmete dokument po e-pošti.
sign-completed-title = Podpisali so vsi
sign-completed-text = »{ $name }« je zaključeno in žigosano.
sign-download = Prenesi dokument
sign-report = Revizijsko poročilo
sign-close = Stran lahko zaprete.

sign-back-to-agreement = K zadevi
sign-back-home = V Podpis
sign-declined-title = Zavrnili ste
sign-declined-text = Pošiljatelj je obveščen. Ničesar več ni treba storiti.
sign-cancelled-title = Ta zadeva ni več na voljo
sign-cancelled-text = Bila je preklicana. Če imate vprašanja, odgovorite na vabilo.
sign-expired-title = Ta povezava je potekla
sign-expired-text = Pošiljatelj jo lahko podaljša; nato ista povezava spet deluje.
sign-asked-title = Pošiljatelj je obveščen o prošnji
sign-asked-text = Ko bo povezava podaljšana, dobite e-sporočilo. Nato ista povezava spet deluje.
sign-ask-extension = Prosi za podaljšanje
sign-late-title = Rok je potekel
sign-late-text = Te zadeve ni več mogoče podpisati. Če imate vprašanja, odgovorite na vabilo.
sign-not-found-title = Za to povezavo ni ničesar
sign-not-found-text = Morda manjka del naslova ali pa je povezavo nadomestila druga. Odprite najnovejše e-sporočilo ali vprašajte pošiljatelja.

sign-ui-progress = Polja: { $done } od { $total }
sign-ui-all-done = Vsa polja so izpolnjena
sign-ui-nothing-required = Ni obveznih polj
sign-ui-state-empty = prazno
sign-ui-state-filled = izpolnjeno
sign-ui-ticked = Označeno
sign-ui-attach = Izberite datoteko
sign-ui-attaching = Pošiljanje …
sign-ui-detach = Odstranim »{ $name }«?
sign-ui-open-fields = Nekatera polja so odprta ali se ne ujemajo.
sign-ui-save-saved = Shranjeno
sign-ui-save-saving = Shranjevanje …
sign-ui-save-offline = Še ni shranjeno: ni povezave
sign-ui-offline = Strežnik ni dosegljiv. Nič ni izgubljeno; poskusite znova.
sign-challenge-called = Kličemo { $number } in povemo kodo iz šestih števk. Velja deset minut.
sign-call-me = Raje me pokličite
sign-call-hint = Na to številko ne prejemate sporočil SMS? Lahko vas pokličemo in povemo kodo.
sign-password-text = { $sender } ({ $organisation }) vas prosi za podpis dokumenta. Preden ga vidite, vpišite geslo, ki vam ga je povedal/-a { $sender }.
sign-signing-password = Geslo
sign-confirm-password = Naprej
sign-password-empty = Vpišite geslo.
sign-password-wrong = To geslo ni pravilno.
sign-last-password = Po še enem napačnem geslu bo zadeva dokončno preklicana.
sign-password-ask = Gesla ne poznate? Vprašajte: { $sender },

sign-not-me = To ni namenjeno meni
sign-not-me-title = Ni namenjeno vam?
sign-not-me-text = Sporočite to pošiljatelju { $sender } ({ $organisation }). Vaša povezava ne bo več delovala, dokazovati pa vam ni treba ničesar.
sign-not-me-comment = Beseda pošiljatelju
sign-not-me-hint = Na primer, kdo je prava oseba. Prebere jo samo pošiljatelj.
sign-not-me-go = Ni namenjeno meni
sign-misdirected-title = Hvala, pošiljatelj je obveščen
sign-misdirected-text = Ta povezava ne deluje več. Ničesar več ni treba storiti.
sign-by-other-title = Ničesar več ni treba storiti
sign-by-other-text = Povabljeni ste bili skupaj z drugimi in eden od njih je to že opravil.
sign-private-message = Samo za vas, pošiljatelj { $sender }
sign-after-all = Vendarle podpišem elektronsko
shared-lead = { $sender }, { $organisation }, vam omogoča branje te zadeve. Ničesar vam ni treba storiti.
shared-facts = Stanje
shared-status = Stanje
shared-people = Sodelujejo
shared-personal = Ta naslov je samo vaš: kdor ga ima, lahko bere dokument.
sign-pin-text = { $sender } ({ $organisation }) vas prosi za podpis dokumenta. Preden ga vidite, vpišite svoj PIN.
sign-pin = PIN
sign-pin-hint = Od 4 do 8 števk: PIN iz vašega profila ali tisti, ki vam ga je povedal/-a { $sender }.
sign-confirm-pin = Nadaljuj
sign-pin-empty = Vpišite PIN.
sign-pin-malformed = To ni PIN: sestavlja ga od 4 do 8 števk in nič drugega. Poskus se ni štel.
sign-pin-wrong = Ta PIN ni pravilen.
sign-pin-none = Za vas trenutno ni določen noben PIN. { $sender } naj ga določi. Poskus se ni štel.
sign-last-pin = Po še enem napačnem PIN-u bo zadeva dokončno preklicana.
sign-pin-ask = PIN-a ne poznate? Vprašajte: { $sender },
sign-account-text = { $sender } ({ $organisation }) vas prosi za podpis dokumenta. Preden ga vidite, se prijavite s svojim računom.
sign-account-other = Tu je prijavljen nekdo drug: { $address }. Dokument ni namenjen tej osebi. Zamenjajte račun: prijavite se spodaj.
sign-account-empty = Vpišite svoje geslo.
sign-account-address = To ni naslov, na katerega je bil dokument poslan. Poskus se ni štel.
sign-account-wrong = To geslo ni pravilno.
sign-account-none = Aktivnega računa z vašim naslovom ni več. Pošiljatelj naj izbere drug način. Poskus se ni štel.
sign-last-account = Po še enem napačnem geslu bo zadeva dokončno preklicana.
sign-account-ask = Se ne morete prijaviti? Vprašajte: { $sender },
