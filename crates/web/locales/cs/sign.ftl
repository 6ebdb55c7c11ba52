# The recipient's pages. Messages under sign-ui- are handed to their script.
sign-challenge-title = Potvrďte, že jste to vy
sign-challenge-text = { $sender } ({ $organisation }) vás žádá o podpis dokumentu. Než ho uvidíte, pošleme kód na vaše mobilní číslo { $number }.
sign-challenge-sent = Na číslo { $number } jsme poslali šestimístný kód. Platí deset minut.
sign-send-code = Odeslat kód
sign-code = Ověřovací kód
sign-confirm-code = Potvrdit
sign-code-again = Odeslat nový kód
sign-code-again-hint = Nic nepřišlo? Novým kódem ten starý přestane platit.
sign-code-wrong = Tento kód není správný.
sign-code-expired = Tento kód je příliš starý. Vyžádejte si nový.
sign-code-none = Nejprve si vyžádejte kód.
sign-code-empty = Zadejte šestimístný kód.
sign-code-malformed = Toto není kód: má přesně šest číslic a nic jiného. Jako pokus se to nepočítá.
sign-code-wait = { $n ->
    [one] Nový kód si můžete vyžádat za { $n } sekundu.
    [few] Nový kód si můžete vyžádat za { $n } sekundy.
    [many] Nový kód si můžete vyžádat za { $n } sekundy.
   *[other] Nový kód si můžete vyžádat za { $n } sekund.
}
sign-attempts-left = { $n ->
    [one] Zbývá { $n } pokus.
    [few] Zbývají { $n } pokusy.
    [many] Zbývá { $n } pokusu.
   *[other] Zbývá { $n } pokusů.
}
sign-last-attempt = Po dalším nesprávném kódu bude dohoda natrvalo zrušena.
sign-wrong-number = Není to vaše číslo? Odpovězte na pozvánku a sdělte to odesílateli.

sign-the-document = Dokument
sign-for-signature = K podpisu: { $name }.
sign-for-approval = Ke schválení: { $name }.
sign-deadline = Termín: { $date }.
sign-open-pdf = Otevřít jako PDF
sign-decline = Odmítnout
sign-noscript = K podpisu je potřeba JavaScript. Povolte ho prosím pro tuto stránku; čtení funguje i bez něj.
sign-page = Stránka { $page } z { $total }
sign-page-image = Obrázek stránky { $page } z { $total }. „Otevřít jako PDF“ předá stejný dokument vaší čtečce.
sign-other = { $kind }: { $name }
sign-field-on-page = { $label }, stránka { $page }
sign-kind-signature = Podpis
sign-kind-initials = Parafa
sign-kind-text = Text
sign-kind-date = Datum
sign-kind-checkbox = Zaškrtávací políčko
sign-kind-attachment = Soubor
sign-kind-company = Firma
sign-kind-dropdown = Rozbalovací seznam
sign-kind-email = E-mail
sign-kind-list = Seznam
sign-kind-multiline = Víceřádkový text
sign-kind-name = Jméno
sign-kind-number = Číslo
sign-kind-radio = Přepínač
sign-kind-signing_date = Datum podpisu
sign-kind-title = Funkce
sign-dock = Průběh
sign-review = Kontrola
sign-next = Další pole
sign-fit = Celá stránka
sign-choose = Vyberte …
sign-problem-mask-missed = Pište jako „{ $limit }“: 9 je číslice, A písmeno, * obojí.
sign-problem-not-a-choice = To se nenabízí.
sign-problem-not-a-date = Takový den není.
sign-problem-not-a-number = To není číslo.
sign-problem-not-calculable = To nelze spočítat: podívejte se na čísla, z nichž to vychází.
sign-problem-not-writable = Pro některé z těchto znaků nemá dokument písmena. Napište je latinkou, řeckým písmem nebo cyrilicí a bez obrázků.
sign-problem-pattern-missed = Není to napsáno, jak žádá odesílatel.
sign-problem-required = Vyplňte to.
sign-problem-too-few-ticks = Zaškrtněte nejméně { $limit }.
sign-problem-too-high = Nejvýše { $limit }.
sign-problem-too-long = Znaků smí být nejvýše { $limit }.
sign-problem-too-low = Nejméně { $limit }.
sign-problem-too-many-ticks = Zaškrtněte nejvýše { $limit }.
sign-problem-too-precise = Desetinných míst smí být nejvýše { $limit }.
sign-problem-too-short = Znaků musí být nejméně { $limit }.
sign-problem-wrong-kind = Do pole se to nehodí.

sign-consent-title = Než podepíšete elektronicky
sign-consent-text = Dokument zde přečtete, vyplníte a podepíšete bez papíru. Podpis můžete kdykoli odmítnout.
sign-consent-more = S čím souhlasíte
sign-consent-agree = Souhlasím a pokračuji
sign-disclosure-scope-title = Čeho se to týká
sign-disclosure-scope = Souhlas platí pro tuto jednu dohodu s organizací { $organisation }: pro její dokument, zprávy a váš podpis.
sign-disclosure-paper-title = Na papíře
sign-disclosure-paper = Organizaci { $organisation } můžete požádat o dokument na papíře nebo o pozdější papírovou kopii. Pokud kopie něco stojí, { $organisation } vám to sdělí předem.
sign-disclosure-withdraw-title = Odvolání souhlasu
sign-disclosure-withdraw = Dokud nepodepíšete, můžete souhlas odvolat zde volbou „Nechci podepsat elektronicky“; { $organisation } se to dozví a později můžete znovu souhlasit. Podpis můžete také odmítnout: dohoda pak skončí bez vašeho podpisu a { $organisation } se dozví váš důvod. Co bylo podepsáno dříve, zůstává platné.
sign-disclosure-contact-title = Vaše adresa
sign-disclosure-contact = Když se změní váš e-mail nebo telefonní číslo, odpovězte na pozvánku, aby vás zprávy zastihly.
sign-disclosure-needs-title = Co potřebujete
sign-disclosure-needs = Aktuální prohlížeč, e-mailovou adresu a program, který otevírá soubory PDF. To, že vidíte stránky níže, ukazuje, že to vaše zařízení zvládne. Podepsaný dokument si můžete ponechat: na konci ho dostanete.

sign-adopt-signature = Váš podpis
sign-adopt-initials = Vaše parafa
sign-adopt-how = Způsob
sign-adopt-type = Napsat
sign-adopt-draw = Nakreslit
sign-adopt-text = Jak má vypadat
sign-adopt-canvas = Plocha pro kreslení
sign-adopt-hint = Podepište se prstem nebo myší
sign-adopt-undo = Vrátit tah
sign-adopt-clear = Vymazat
sign-adopt-use = Vložit
sign-back = Zpět

sign-review-title = Zkontrolovat a podepsat
sign-review-title-approve = Zkontrolovat a schválit
sign-missing = Tato pole jsou ještě prázdná nebo nesprávně vyplněná:
sign-declaration = Tlačítkem „Podepsat“ { $person } elektronicky podepíše „{ $name }“. { $organisation } připojí elektronickou pečeť jako důkaz neporušenosti a času.
sign-declaration-approve = Tlačítkem „Schválit“ { $person } schválí „{ $name }“.
sign-password = Vaše heslo
sign-password-hint = Jste uživatelem této organizace: její pečeť vyžaduje ještě vaše heslo.
sign-click-to-sign = Podepsat
sign-click-to-approve = Schválit

sign-decline-title = Odmítnutí podpisu
sign-decline-text = Dohoda skončí pro všechny. Odesílatel a ti, kdo už podepsali, se dozví váš důvod.
sign-decline-reason = Důvod
sign-decline-reason-hint = Povinné.
sign-decline-reason-missing = Zadejte důvod.
sign-decline-button = Odmítnout
sign-paper-open = Nechci podepsat elektronicky
sign-paper-title = Bez elektronického podpisu
sign-paper-text = { $sender } hned dostane e-mail. Dohoda zůstává otevřená pro ostatní a vy si to stejným odkazem můžete ještě rozmyslet.
sign-paper-wish = Co si přejete
sign-paper-paper = Dokument na papíře
sign-paper-withdraw = Jen to sdělit; už daný souhlas se odvolá
sign-paper-message = Zpráva pro: { $sender }
sign-paper-message-hint = Není povinná; například kam papír poslat.
sign-paper-button = Sdělit odesílateli
sign-paper-asked = Dne { $date } jste požádali o dokument na papíře; { $sender } o tom ví. Nic dalšího dělat nemusíte.
sign-withdrawn = Dne { $date } jste sdělili, že nechcete podepsat elektronicky; { $sender } o tom ví. Nic dalšího dělat nemusíte.
sign-zoom = Velikost stránek
sign-zoom-in = Větší
sign-zoom-out = Menší
sign-adopt-picture = Obrázek
sign-adopt-picture-choose = Vybrat obrázek
sign-adopt-picture-hint = Fotografie nebo sken vašeho podpisu na světlém papíře. Obrázek zůstane na této stránce: převezme se jen inkoust.
sign-adopt-picture-shown = Váš podpis z obrázku
sign-ui-picture-bad = Tento obrázek nelze přečíst. Vyberte PNG nebo JPEG.
sign-ui-picture-empty = Na tomto obrázku není žádný inkoust. Vyfoťte ho zblízka a v lepším světle.
sign-ui-zoom-now = { $percent } procent

sign-sealing-title = Váš podpis se pečetí
sign-sealing-text = „{ $name }“ dostává elektronickou pečeť a časové razítko. Trvá to několik sekund; stránku můžete zavřít.
sign-kept-title = Váš podpis je uložen
sign-kept-late = „{ $name }“ čeká na pečeť a časové razítko: služba neodpověděla. Pokus se opakuje sám. Nemusíte nic dělat; dostanete e-mail.
sign-kept-not-allowed = Pečeť na „{ $name }“ čeká, až ji { $organisation } povolí; odesílatel to vidí. Nemusíte nic dělat a stránku můžete zavřít; až bude vše hotovo, dostanete e-mail.
sign-turn-title = Ještě nejste na řadě
sign-turn-text = „{ $name }“ před vámi podepisuje někdo jiný. Dostanete e-mail; tato stránka pokračuje sama.

sign-done-title = Podepsáno
sign-approved-title = Schváleno
sign-copy-title = Obdržíte kopii
sign-done-others = { $n ->
    [0] Dokument se dokončuje. Za chvíli ho dostanete e-mailem.
    [one] Na řadě je ještě { $n } osoba. Až bude vše hotovo, dostanete dokument e-mailem.
    [few] Na řadě jsou ještě { $n } osoby. Až bude vše hotovo, dostanete dokument e-mailem.
    [many] Na řadě je ještě { $n } osoby. Až bude vše hotovo, dostanete dokument e-mailem.
   *[other] Na řadě je ještě { $n } osob. Až bude vše hotovo, dostanete dokument e-mailem.
}
sign-done-late = Závěrečná pečeť organizace { $organisation } má zpoždění. Pokus se opakuje sám; až bude hotovo, dostanete dokument e-mailem.
sign-completed-title = Podepsali všichni
sign-completed-text = „{ $name }“ je dokončeno a opatřeno pečetí.
sign-download = Stáhnout dokument
sign-report = Zpráva o auditu
sign-close = Stránku můžete zavřít.

sign-back-to-agreement = K dohodě
sign-back-home = Do aplikace Podpis
sign-declined-title = Odmítnuto
sign-declined-text = Odesílatel byl informován. Nic dalšího není třeba dělat.
sign-cancelled-title = Tato dohoda už není k dispozici
sign-cancelled-text = Byla zrušena. Máte-li otázky, odpovězte na pozvánku.
sign-expired-title = Platnost odkazu vypršela
sign-expired-text = Odesílatel ji může prodloužit; stejný odkaz pak bude znovu fungovat.
sign-asked-title = Odesílatel byl požádán
sign-asked-text = Jakmile bude odkaz prodloužen, dostanete e-mail. Stejný odkaz pak bude znovu fungovat.
sign-ask-extension = Požádat o prodloužení
sign-late-title = Termín uplynul
sign-late-text = Tuto dohodu už nelze podepsat. Máte-li otázky, odpovězte na pozvánku.
sign-not-found-title = Za tímto odkazem nic není
sign-not-found-text = Možná chybí část adresy, nebo byl odkaz nahrazen jiným. Otevřete nejnovější e-mail, nebo se zeptejte odesílatele.

sign-ui-progress = Pole: { $done } z { $total }
sign-ui-all-done = Všechna pole jsou vyplněna
sign-ui-nothing-required = Žádné pole není povinné
sign-ui-state-empty = prázdné
sign-ui-state-filled = vyplněno
sign-ui-ticked = Zaškrtnuto
sign-ui-attach = Vyberte soubor
sign-ui-attaching = Odesílá se …
sign-ui-detach = Odebrat „{ $name }“?
sign-ui-open-fields = Některá pole jsou otevřená nebo nesedí.
sign-ui-save-saved = Uloženo
sign-ui-save-saving = Ukládání …
sign-ui-save-offline = Zatím neuloženo: není spojení
sign-ui-offline = Server není dostupný. Nic se neztratilo; zkuste to znovu.
sign-challenge-called = Voláme na { $number } a sdělíme kód ze šesti číslic. Platí deset minut.
sign-call-me = Raději mi zavolejte
sign-call-hint = Na toto číslo textové zprávy nechodí? Můžeme zavolat a kód říct.
sign-password-text = { $sender } ({ $organisation }) vás žádá o podpis dokumentu. Než ho uvidíte, zadejte heslo, které vám sdělil(a) { $sender }.
sign-signing-password = Heslo
sign-confirm-password = Pokračovat
sign-password-empty = Zadejte heslo.
sign-password-wrong = Toto heslo není správné.
sign-last-password = Po dalším chybném heslu bude dohoda nadobro zrušena.
sign-password-ask = Heslo neznáte? Zeptejte se: { $sender },

sign-not-me = Toto není určeno mně
sign-not-me-title = Není to určeno vám?
sign-not-me-text = Sdělte to odesílateli { $sender } ({ $organisation }). Váš odkaz přestane platit a nemusíte nic prokazovat.
sign-not-me-comment = Vzkaz odesílateli
sign-not-me-hint = Například kdo je správná osoba. Přečte si ho jen odesílatel.
sign-not-me-go = Není to určeno mně
sign-misdirected-title = Děkujeme, odesílatel to ví
sign-misdirected-text = Tento odkaz už neplatí. Nic dalšího není třeba dělat.
sign-by-other-title = Nic dalšího není třeba
sign-by-other-text = Bylo vás požádáno více a jeden z vás to už vyřídil.
sign-private-message = Jen pro vás, od { $sender }
sign-after-all = Přece jen podepsat elektronicky
shared-lead = { $sender }, { $organisation }, vám umožňuje číst tuto dohodu. Nemusíte nic dělat.
shared-facts = Jak to stojí
shared-status = Stav
shared-people = Účastní se
shared-personal = Tato adresa je jen vaše: kdo ji má, může číst dokument.
sign-pin-text = { $sender } ({ $organisation }) vás žádá o podpis dokumentu. Než ho uvidíte, zadejte svůj PIN.
sign-pin = PIN
sign-pin-hint = 4 až 8 číslic: PIN z vašeho profilu, nebo ten, který vám sdělil(a) { $sender }.
sign-confirm-pin = Pokračovat
sign-pin-empty = Zadejte PIN.
sign-pin-malformed = Toto není PIN: má 4 až 8 číslic a nic jiného. Jako pokus se to nepočítá.
sign-pin-wrong = Tento PIN není správný.
sign-pin-none = Momentálně pro vás není nastaven žádný PIN. Požádejte odesílatele ({ $sender }), aby ho nastavil. Jako pokus se to nepočítá.
sign-last-pin = Po dalším chybném PINu bude dohoda definitivně zrušena.
sign-pin-ask = Neznáte svůj PIN? Zeptejte se: { $sender },
sign-account-text = { $sender } ({ $organisation }) vás žádá o podpis dokumentu. Než ho uvidíte, přihlaste se svým účtem.
sign-account-other = Je zde přihlášen někdo jiný: { $address }. Dokument není určen této osobě. Přepněte účet: přihlaste se níže.
sign-account-empty = Zadejte své heslo.
sign-account-address = Toto není adresa, na kterou byl dokument odeslán. Jako pokus se to nepočítá.
sign-account-wrong = Toto heslo není správné.
sign-account-none = Aktivní účet s vaší adresou už neexistuje. Požádejte odesílatele o jiný způsob. Jako pokus se to nepočítá.
sign-last-account = Po dalším chybném hesle bude dohoda definitivně zrušena.
sign-account-ask = Nemůžete se přihlásit? Zeptejte se: { $sender },
