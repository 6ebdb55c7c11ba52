# Opravila in zdravje sistema.
system-title = Sistem
system-health = Stanje
system-good = V redu
system-bad = Zahteva pregled
system-simulated = Simulirano
system-real = Pravo
system-database = Podatkovna zbirka
system-database-detail = { $name } { $version }, { $size }, shema { $schema }
system-database-readonly = Podatkovna zbirka ne sprejema zapisov. Preverite disk in pravice.
system-database-old = Shema je { $schema }, ta program pozna { $known }. Vse strežnike posodobite na isto različico.
system-timestamp = Časovni žigi
system-mail = E-pošta
system-sms = Sporočila SMS
system-mail-simulated = Nič ne zapusti tega računalnika. Glejte simulirano pošto.
system-mail-real = Odhaja prek nastavljenega posrednika.
system-sms-real = Odhaja prek nastavljenega prehoda.
system-dead = Opuščeno
system-dead-hint = Ta opravila so bila preskušena prevečkrat ali ne morejo uspeti. Za njimi čakajo nadaljnji koraki iste zadeve.
system-dead-none = Nič ni opuščenega.
system-stuck = Zamuja
system-stuck-hint = Ta opravila niso uspela in se bodo sama ponovila.
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
system-jobs = Opravila po vrstah
system-jobs-none = Opravil še ni.
system-kind = Vrsta
system-ready = Čaka
system-running = Teče
system-done = Končano
system-given-up = Opuščeno
system-job-audit-root = Koren revizijskih verig
system-job-close = Zaključni žig in poročilo
system-job-expire = Konec ob roku
system-job-mail-user = Sporočilo uporabniku
system-job-notify = Sporočilo o zadevi
system-job-prepare = Priprava dokumenta
system-job-remind = Opomnik
system-job-seal = Žig podpisa
system-job-send-code = Koda po SMS
system-job-sweep = Pospravljanje
system-job-other = Drugo
system-agreement = Zadeva
system-retried = Poskus se ponavlja zdaj.
system-job-webhook = Sporočilo programu
system-job-mail-webhook = E-pošta o webhooku
system-version = Podpis { $version }
system-storage = Dokumenti
system-storage-detail = { $uploads } v naloženih datotekah, { $steps } v korakih podpisanih datotek te organizacije
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
