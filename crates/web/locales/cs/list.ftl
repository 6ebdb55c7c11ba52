# První stránka a seznamy dohod.
home-title = Domů
home-new = Nová dohoda
home-tally = Kolik dohod kde je
home-all = Zobrazit vše
home-first-title = Pošlete první dokument k podpisu
home-first = Zatím tu nic není. Zabere to asi dvě minuty a příjemci nepotřebují účet.
home-step-upload = Přetáhněte dokument
home-step-upload-more = PDF nebo obrázky; z několika vznikne jeden.
home-step-place = Umístěte pole
home-step-place-more = Podpis, parafa, text, datum, zaškrtávací políčko.
home-step-send = Uveďte osoby a odešlete
home-step-send-more = Každý dostane odkaz a na konci kopii s pečetí.
list-title = Dohody
list-views = Pohledy
list-view-all = Vše
list-view-mine = Čeká na mě
list-view-others = Čeká na ostatní
list-view-drafts = Koncepty
list-view-done = Hotovo
list-view-ended = Ukončené
list-view-attention = Vyžaduje pozornost
list-empty-all = Zatím žádná dohoda. Začněte s PDF a objeví se tu se všemi účastníky.
list-empty-mine = Nic na vás nečeká. Co vás ostatní požádají podepsat, objeví se tady.
list-empty-others = Nikdo další nemusí nic dělat. Co odešlete, zůstává tu, dokud všichni nepodepíší.
list-empty-drafts = Žádné koncepty. Co začnete a neodešlete, zůstane uloženo tady.
list-empty-done = Zatím nic není hotovo. Podepsané, odmítnuté a zrušené dohody skončí tady.
list-empty-ended = Nic neskončilo předčasně. Zrušené, odmítnuté a vypršelé dohody skončí tady.
list-empty-attention = Vše je v pořádku. Vypršelé odkazy, nedoručené zprávy a čekající pečeti se objeví tady.
list-search = Hledejte podle názvu, osoby nebo e-mailu
list-find = Hledat
list-nothing-found = Pro „{ $search }“ se nic nenašlo
list-nothing-found-hint = Hledá se v názvech dohod a ve jménech a adresách osob.
list-show-all = Zobrazit vše
list-pages = Stránky
list-start = Na nejnovější
list-scope = Čí
list-scope-mine = Moje
list-scope-all = Celého účtu
list-after = Další
list-progress = { $done } z { $n ->
    [one] { $n } osoby
   *[other] { $n } osob
  } hotovo
list-from = Od: { $person }
list-to = Komu: { $people }
list-waits-for = Čeká na: { $people }
list-and-more = { $names } a { $n ->
    [one] { $n } další
    [few] { $n } další
   *[other] { $n } dalších
}
list-nobody = Zatím bez příjemců
list-untitled = Bez názvu
list-sign = Zkontrolovat a podepsat
list-approve = Zkontrolovat a schválit
list-due = Termín { $date }
status-draft = Koncept
status-preparing = Připravuje se
status-in-progress = Probíhá
status-closing = Pečetí se
status-completed = Dokončeno
status-cancelled = Zrušeno
status-declined = Odmítnuto
status-auto-cancelled = Zrušeno: chybné kódy
status-expired = Vypršelo
status-link-expired = Odkaz vypršel
status-asks-extension = Žádá o prodloužení
status-mail-failed = Pošta nedoručena
status-seal-waits = Pečeť čeká
status-not-prepared = Nepodařilo se připravit
status-due-soon = Blíží se termín
