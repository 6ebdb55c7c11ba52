# Simulovaná pošta ukázky.
outbox-title = Simulovaná pošta
outbox-lead = Zprávy a textové zprávy, které by lidem došly.
outbox-label = Simulováno: nic z toho neopustilo tento počítač. Stránku může otevřít jen tento počítač.
outbox-none = Zatím nic nedošlo. Odešlete dohodu a její pozvánky se objeví zde.
outbox-refresh = Obnovit
outbox-sms = Textová zpráva
outbox-to = Komu: { $to }
outbox-from = Od: { $from }
outbox-open = Otevřít odkaz
outbox-text = Text
outbox-html = Jak ji ukáže poštovní program
outbox-call = Hovor
