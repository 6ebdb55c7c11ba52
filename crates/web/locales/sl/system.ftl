# Opravila in zdravje sistema.
system-title = Sistem
system-health = Stanje
system-good = V redu
system-bad = Zahteva pregled
system-simulated = Simulirano
system-real = Pravo
system-database = Podatkovna zbirka
system-database-detail = { $name } { $version }, { $size } na disku; različica tabel: { $schema }
system-database-readonly = V podatkovno zbirko ni mogoče pisati. Je disk poln ali datoteka zaščitena pred pisanjem?
system-database-old = Tabele imajo različico { $schema }, ta program pričakuje { $known }. Vse strežnike posodobite na isto različico Podpisa.
system-timestamp = Storitev časovnih žigov
system-mail = E-pošta
system-sms = Sporočila SMS
system-mail-simulated = Nič ne zapusti tega računalnika. Glejte simulirano pošto.
system-mail-real = Odhaja prek nastavljenega poštnega strežnika.
system-sms-real = Odhajajo prek nastavljenega ponudnika SMS.
system-dead = Ni uspelo: potreben je človek
system-dead-hint = Podpis ne poskuša več. Odpravite, kar pravi sporočilo, nato izberite »Poskusi zdaj«. Nadaljnji koraki iste zadeve čakajo do takrat.
system-dead-none = Nič ne potrebuje človeka.
system-stuck = Zamuja: ponovi se samo
system-stuck-hint = Zadnjič niso uspela. Ni vam treba storiti ničesar, razen če ostanejo tu.
system-stuck-none = Nič ne zamuja.
system-tries = { $n ->
    [one] { $n } poskus, naslednji { $when }
    [two] { $n } poskusa, naslednji { $when }
    [few] { $n } poskusi, naslednji { $when }
   *[other] { $n } poskusov, naslednji { $when }
}
system-tried = { $n ->
    [one] { $n } poskus, opuščeno { $when }
    [two] { $n } poskusa, opuščeno { $when }
    [few] { $n } poskusi, opuščeno { $when }
   *[other] { $n } poskusov, opuščeno { $when }
}
system-jobs = Delo v ozadju
system-jobs-none = V ozadju še ni bilo dela.
system-kind = Kaj
system-planned = Načrtovano
system-ready = Čaka
system-running = Teče
system-done = Končano
system-given-up = Ni uspelo
system-job-audit-root = Dnevni prstni odtis vseh zgodovin
system-job-close = Zaključni žig in poročilo
system-job-expire = Konec ob roku
system-job-mail-user = Sporočilo uporabniku
system-job-notify = Sporočilo o zadevi
system-job-prepare = Priprava dokumenta
system-job-remind = Opomnik
system-job-seal = Žig podpisa
system-job-send-code = Koda po SMS
system-job-sweep = Odstranjevanje nepotrebnega
system-job-other = Drugo
system-agreement = Zadeva
system-retried = Poskus se ponavlja zdaj.
system-job-webhook = Sporočilo drugemu programu (webhook)
system-job-mail-webhook = E-pošta o webhooku
system-version = Podpis { $version }
system-storage = Dokumenti
system-storage-detail = { $uploads } naloženih datotek, { $steps } podpisanih datotek te organizacije
system-seals = Žigi
system-seals-none = Nobeden ne čaka.
system-seals-waiting = { $n ->
    [one] Čaka { $n } žig. Razlog je spodaj.
    [two] Čakata { $n } žiga. Razlog je spodaj.
    [few] Čakajo { $n } žigi. Razlog je spodaj.
   *[other] Čaka { $n } žigov. Razlog je spodaj.
}
system-backup = Varnostna kopija
system-backup-made = Zadnja z ukazom podpis backup: { $when }, v { $where }
system-backup-none = Z ukazom podpis backup ni bila narejena nobena. Kopije, narejene drugače, tu niso vidne.
system-unknown = Ni znano
system-doctor = Preverjanja ukaza podpis doctor
system-doctor-when = Zadnjič { $when }
system-doctor-never = Ukaz podpis doctor še ni bil izveden. Preveri pošto, časovne žige, potrdilo, disk in uro; naj ga časovnik požene vsak dan.
system-discard = Zavrzi
system-discarded = Zavrženo je. Nihče ne bo poskušal znova.
system-job-extend = Zagotoviti trajnost končanega dokumenta
system-job-alarm-lasting = Urno preverjanje trajnosti
system-job-check-lasting = Nočni pregled končanih dokumentov
system-job-mail-alarm = Sporočilo o dokumentih, ki morda ne bodo trajni
lasting-title = Kako dolgo dokumenti zdržijo
lasting-reached = Končani dokumenti
lasting-less = Manj
lasting-level = Dosežejo { $level }.
lasting-lack-not-wanted = Ne več, ker tako določa nastavitev completed_level.
lasting-lack-no-service = Ne več, ker storitev časovnega žiga ni nastavljena.
lasting-lack-no-timestamp = Storitev časovnega žiga ne izda žiga.
lasting-lack-nothing-better = Nov časovni žig ne bi veljal dlje od sedanjega.
lasting-lack-no-source = Ne več, ker potrdilo ne navaja mesta, kjer bi preverili preklic.
lasting-lack-unanswered = Izdajatelj ne odgovarja.
lasting-lack-proof-pending = Podatki izdajateljev so še iz časa pred podpisi.
lasting-lack-incomplete = Podatkov za kak podpis v dokumentu ni mogoče dobiti.
lasting-pending = Čakanje na dokazila
lasting-pending-none = Na nič ne čakamo.
lasting-pending-some = { $n ->
    [one] { $n } datoteka čaka na to, kar ji zagotavlja trajnost.
    [two] { $n } datoteki čakata na to, kar jima zagotavlja trajnost.
    [few] { $n } datoteke čakajo na to, kar jim zagotavlja trajnost.
   *[other] { $n } datotek čaka na to, kar jim zagotavlja trajnost.
}
lasting-look = Nočni pregled
lasting-looked = { $when }; pregledane datoteke: { $n }
lasting-looked-never = Nobena noč še ni minila.
lasting-alarm = Pozor
lasting-alarm-pending = { $n ->
    [one] { $n } datoteka čaka na dokazilo več kot dva dni.
    [two] { $n } datoteki čakata na dokazilo več kot dva dni.
    [few] { $n } datoteke čakajo na dokazilo več kot dva dni.
   *[other] { $n } datotek čaka na dokazilo več kot dva dni.
}
lasting-alarm-overdue = { $n ->
    [one] { $n } datoteka ni bila pravočasno obnovljena.
    [two] { $n } datoteki nista bili pravočasno obnovljeni.
    [few] { $n } datoteke niso bile pravočasno obnovljene.
   *[other] { $n } datotek ni bilo pravočasno obnovljenih.
}
lasting-alarm-ending = { $n ->
    [one] { $n } datoteke v dveh mesecih ne bo več mogoče preveriti.
    [two] { $n } datotek v dveh mesecih ne bo več mogoče preveriti.
    [few] { $n } datotek v dveh mesecih ne bo več mogoče preveriti.
   *[other] { $n } datotek v dveh mesecih ne bo več mogoče preveriti.
}
lasting-alarm-found = { $n ->
    [one] { $n } datoteka ne zdrži preverjanja ali ga čez dva meseca ne bo.
    [two] { $n } datoteki ne zdržita preverjanja ali ga čez dva meseca ne bosta.
    [few] { $n } datoteke ne zdržijo preverjanja ali ga čez dva meseca ne bodo.
   *[other] { $n } datotek ne zdrži preverjanja ali ga čez dva meseca ne bo.
}
lasting-file-document = dokument
lasting-file-report = revizijsko poročilo
lasting-file-found = { $file }: { $finding }, ugotovljeno { $when }
lasting-file-pending = { $file }: čaka od { $when }
lasting-file-ends = { $file }: preverljivo do { $when }
