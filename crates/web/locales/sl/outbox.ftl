# Simulirana pošta predstavitve.
outbox-title = Simulirana pošta
outbox-lead = Sporočila e-pošte in SMS, ki bi prišla do ljudi.
outbox-label = Simulirano: nič od tega ni zapustilo računalnika. Stran lahko odpre samo ta računalnik.
outbox-none = Še nič ni prispelo. Pošljite zadevo in tu se pojavijo vabila.
outbox-refresh = Osveži
outbox-sms = Sporočilo SMS
outbox-to = Za { $to }
outbox-from = Od { $from }
outbox-open = Odpri povezavo
outbox-text = Besedilo
outbox-html = Kot ga pokaže poštni program
outbox-call = Klic
