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
