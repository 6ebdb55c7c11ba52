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
system-planned = Naplánováno
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
system-job-extend = Zajistit trvanlivost dokončeného dokumentu
system-job-alarm-lasting = Hodinová kontrola trvanlivosti
system-job-check-lasting = Noční prohlídka dokončených dokumentů
system-job-mail-alarm = Zpráva o dokumentech, které nemusí vydržet
lasting-title = Jak dlouho dokumenty vydrží
lasting-reached = Dokončené dokumenty
lasting-less = Méně
lasting-level = Dosahují { $level }.
lasting-lack-not-wanted = Ne více, protože to říká nastavení completed_level.
lasting-lack-no-service = Ne více, protože není nastavena služba časových razítek.
lasting-lack-no-timestamp = Služba časových razítek žádné nevydává.
lasting-lack-nothing-better = Nové časové razítko by neplatilo déle než nynější.
lasting-lack-no-source = Ne více, protože certifikát neuvádí místo, kde lze zjistit zneplatnění.
lasting-lack-unanswered = Vydavatel neodpovídá.
lasting-lack-proof-pending = Údaje vydavatelů jsou zatím z doby před podpisy.
lasting-lack-incomplete = Údaje k některému podpisu v dokumentu nelze získat.
lasting-pending = Čekání na důkazy
lasting-pending-none = Na nic se nečeká.
lasting-pending-some = { $n ->
    [one] { $n } soubor čeká na to, díky čemu vydrží.
    [few] { $n } soubory čekají na to, díky čemu vydrží.
   *[other] { $n } souborů čeká na to, díky čemu vydrží.
}
lasting-look = Noční prohlídka
lasting-looked = { $when }; prohlédnuté soubory: { $n }
lasting-looked-never = Ještě neuplynula žádná noc.
lasting-alarm = Pozor
lasting-alarm-pending = { $n ->
    [one] { $n } soubor čeká na důkaz déle než dva dny.
    [few] { $n } soubory čekají na důkaz déle než dva dny.
   *[other] { $n } souborů čeká na důkaz déle než dva dny.
}
lasting-alarm-overdue = { $n ->
    [one] { $n } soubor nebyl včas obnoven.
    [few] { $n } soubory nebyly včas obnoveny.
   *[other] { $n } souborů nebylo včas obnoveno.
}
lasting-alarm-ending = { $n ->
    [one] { $n } soubor do dvou měsíců nepůjde ověřit.
    [few] { $n } soubory do dvou měsíců nepůjde ověřit.
   *[other] { $n } souborů do dvou měsíců nepůjde ověřit.
}
lasting-alarm-found = { $n ->
    [one] { $n } soubor neobstojí, nebo za dva měsíce neobstojí.
    [few] { $n } soubory neobstojí, nebo za dva měsíce neobstojí.
   *[other] { $n } souborů neobstojí, nebo za dva měsíce neobstojí.
}
lasting-file-document = dokument
lasting-file-report = zpráva o auditu
lasting-file-found = { $file }: { $finding }, zjištěno { $when }
lasting-file-pending = { $file }: čeká od { $when }
lasting-file-ends = { $file }: lze ověřit do { $when }
