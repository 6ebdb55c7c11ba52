# Úlohy a stav systému.
system-title = Systém
system-health = Stav
system-good = V pořádku
system-bad = Vyžaduje pohled
system-simulated = Simulováno
system-real = Skutečné
system-database = Databáze
system-database-detail = { $name } { $version }, { $size } na disku; verze tabulek: { $schema }
system-database-readonly = Do databáze nelze zapisovat. Není disk plný nebo soubor jen pro čtení?
system-database-old = Tabulky mají verzi { $schema }, tento program očekává { $known }. Převeďte všechny servery na stejnou verzi Podpisu.
system-timestamp = Služba časových razítek
system-mail = E-mail
system-sms = Textové zprávy
system-mail-simulated = Nic neopouští tento počítač. Viz simulovaná pošta.
system-mail-real = Odchází přes nastavený poštovní server.
system-sms-real = Odcházejí přes nastaveného poskytovatele SMS.
system-dead = Nezdařilo se: je třeba člověk
system-dead-hint = Podpis to už nezkouší. Napravte, co říká zpráva, a zvolte „Zkusit hned“. Další kroky téže dohody do té doby čekají.
system-dead-none = Nic nepotřebuje člověka.
system-stuck = Zpožděno: zkusí se znovu samo
system-stuck-hint = Naposledy se nezdařily. Nemusíte dělat nic, ledaže tu zůstanou.
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
system-jobs = Práce na pozadí
system-jobs-none = Na pozadí se zatím nic nedělo.
system-kind = Co
system-ready = Čeká
system-running = Běží
system-done = Hotovo
system-given-up = Nezdařilo se
system-job-audit-root = Denní otisk všech historií
system-job-close = Závěrečná pečeť a zpráva
system-job-expire = Konec v termínu
system-job-mail-user = Zpráva uživateli
system-job-notify = Zpráva o dohodě
system-job-prepare = Příprava dokumentu
system-job-remind = Připomenutí
system-job-seal = Zapečetění podpisu
system-job-send-code = Kód textovou zprávou
system-job-sweep = Odklízení nepotřebného
system-job-other = Jiné
system-agreement = Dohoda
system-retried = Zkouší se to hned znovu.
system-job-webhook = Zpráva jinému programu (webhook)
system-job-mail-webhook = E-mail o webhooku
system-version = Podpis { $version }
system-storage = Dokumenty
system-storage-detail = { $uploads } nahraných souborů, { $steps } podepsaných souborů této organizace
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
