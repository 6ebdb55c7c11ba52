# Úlohy a stav systému.
system-title = Systém
system-health = Stav
system-good = V pořádku
system-bad = Vyžaduje pohled
system-simulated = Simulováno
system-real = Skutečné
system-database = Databáze
system-database-detail = { $name } { $version }, { $size }, schéma { $schema }
system-database-readonly = Databáze nepřijímá zápisy. Zkontrolujte disk a práva.
system-database-old = Schéma je { $schema }, tento program zná { $known }. Sjednoťte verzi na všech uzlech.
system-timestamp = Časová razítka
system-mail = E-mail
system-sms = Textové zprávy
system-mail-simulated = Nic neopouští tento počítač. Viz simulovaná pošta.
system-mail-real = Odchází přes nastavený server.
system-sms-real = Odchází přes nastavenou bránu.
system-dead = Neúspěšné
system-dead-hint = Tyto úlohy se zkusily příliš často, nebo nemohou uspět. Další kroky téže dohody čekají za nimi.
system-dead-none = Nic neselhalo.
system-stuck = Opožděno
system-stuck-hint = Tyto úlohy selhaly a opakují se samy.
system-stuck-none = Nic se neopožďuje.
system-tries = { $n ->
    [one] { $n } pokus, další { $when }
    [few] { $n } pokusy, další { $when }
   *[other] { $n } pokusů, další { $when }
}
system-tried = { $n ->
    [one] { $n } pokus, ukončeno { $when }
    [few] { $n } pokusy, ukončeno { $when }
   *[other] { $n } pokusů, ukončeno { $when }
}
system-jobs = Úlohy podle druhu
system-jobs-none = Zatím žádné úlohy.
system-kind = Druh
system-ready = Čeká
system-running = Běží
system-done = Hotovo
system-given-up = Neúspěšné
system-job-audit-root = Kořen auditních řetězců
system-job-close = Závěrečná pečeť a zpráva
system-job-expire = Konec v termínu
system-job-mail-user = Zpráva uživateli
system-job-notify = Zpráva o dohodě
system-job-prepare = Příprava dokumentu
system-job-remind = Připomenutí
system-job-seal = Zapečetění podpisu
system-job-send-code = Kód textovou zprávou
system-job-sweep = Úklid
system-job-other = Jiné
system-agreement = Dohoda
system-retried = Zkouší se to hned znovu.
system-job-webhook = Zpráva programu
system-job-mail-webhook = E-mail o webhooku
system-version = Podpis { $version }
system-storage = Dokumenty
system-storage-detail = { $uploads } v nahraných souborech, { $steps } v krocích podepsaných souborů této organizace
system-seals = Pečeti
system-seals-none = Žádná nečeká.
system-seals-waiting = { $n ->
    [one] Čeká { $n } pečeť. Důvod je níže.
    [few] Čekají { $n } pečeti. Důvod je níže.
   *[other] Čeká { $n } pečetí. Důvod je níže.
}
system-backup = Záloha
system-backup-made = Poslední příkazem podpis backup: { $when }, do { $where }
system-backup-none = Příkazem podpis backup nebyla vytvořena žádná. Zálohy vytvořené jinak zde nejsou vidět.
system-unknown = Není známo
system-doctor = Kontroly příkazu podpis doctor
system-doctor-when = Naposledy { $when }
system-doctor-never = Příkaz podpis doctor zatím neběžel. Kontroluje poštu, časová razítka, certifikát, disk a hodiny; ať jej časovač spouští denně.
system-discard = Zahodit
system-discarded = Zahozeno. Nikdo to už nezkusí.
