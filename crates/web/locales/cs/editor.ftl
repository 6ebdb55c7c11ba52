# The editor of a draft. Messages under editor-ui- are handed to its script.
editor-title = Úprava dohody
editor-heading = Příprava dohody k podpisu
editor-back = Zpět na dohody
editor-loading = Editor se otevírá …
editor-noscript = Editor potřebuje JavaScript. Povolte ho prosím pro tuto stránku.

editor-reminder-none = Bez připomínek
editor-reminder-daily = Každý den
editor-reminder-second-day = Každý druhý den
editor-reminder-third-day = Každý třetí den
editor-reminder-fifth-day = Každý pátý den
editor-reminder-weekly = Každý týden

editor-remark-signed = Dokument nese podpisy a ty zůstanou platné. Každá osoba dostane jedno místo k podpisu; kromě toho lze vyplnit jen pole, která dokument už má.
editor-remark-owner-restrictions = Autor dokument omezil. Ujistěte se, že ho smíte použít k podpisu.
editor-remark-encryption-removed = Ochrana heslem byla odstraněna. Příjemci heslo nepotřebují.
editor-remark-repaired = Soubor byl poškozený a byl opraven. Projděte jeho stránky.
editor-remark-xfa-removed = Starý formulář (XFA) byl odstraněn; pole a stránky zůstávají.
editor-remark-active-content = Aktivní obsah, například skripty, byl odstraněn.
editor-remark-active-content-kept = Aktivní obsah, například skripty, zůstává: jeho odstranění by porušilo podpisy v dokumentu.
editor-remark-fields-renamed = Pole se stejnými názvy byla přejmenována.
editor-remark-fields-left-out = Formulář v souboru je příliš velký, aby se zde vyplňoval: jeho pole se stanou součástí stránky.

editor-ui-toolbar = Dohoda
editor-ui-agreement-name = Název dohody
editor-ui-untitled = Název dohody
editor-ui-save-saved = Uloženo
editor-ui-save-incomplete = Uloženo, kromě osob bez úplné adresy nebo telefonního čísla
editor-ui-save-saving = Ukládání …
editor-ui-save-offline = Zatím neuloženo: není spojení. Zkouším znovu …
editor-ui-save-conflict = Neuloženo: změněno na jiné kartě
editor-ui-save-refused = Neuloženo
editor-ui-undo = Zpět
editor-ui-redo = Znovu
editor-ui-preview = Náhled
editor-ui-send = Odeslat
editor-ui-send-to = { $n ->
    [one] Odeslat { $n } osobě
    [few] Odeslat { $n } osobám
    [many] Odeslat { $n } osoby
   *[other] Odeslat { $n } osobám
}
editor-ui-sending-agreement = Odesílání …
editor-ui-not-saved = Poslední změny se nepodařilo uložit, proto nebylo nic odesláno. Zkuste to znovu.
editor-ui-offline-notice = Server není dostupný. Zkuste to znovu.
editor-ui-other-tab = Koncept byl změněn na jiné kartě. Vidíte nejnovější verzi.
editor-ui-elsewhere-open = Tento koncept je otevřený i na jiné kartě. Co změníte na jedné, ukáže se na druhé.
editor-ui-elsewhere-gone = Dohoda byla jinde odeslána nebo smazána. Tady už nelze nic změnit.
editor-ui-reload = Načíst znovu
editor-ui-close = Zavřít
editor-ui-cancel = Zrušit

editor-ui-steps = Kroky
editor-ui-tab-documents = Soubory
editor-ui-tab-people = Osoby
editor-ui-tab-pages = Stránky
editor-ui-tab-message = Zpráva
editor-ui-tab-check = Kontrola

editor-ui-documents = Dokumenty
editor-ui-one-document = Dohromady tvoří jeden dokument, v tomto pořadí.
editor-ui-drop-title = Přetáhněte dokument sem
editor-ui-choose = Vybrat soubory
editor-ui-add-file = Přidat soubor
editor-ui-drop-hint = PDF, PNG nebo JPEG, do { $size } v jednom nahrání
editor-ui-pages = { $n ->
    [one] { $n } stránka
    [few] { $n } stránky
    [many] { $n } stránky
   *[other] { $n } stránek
}
editor-ui-move-up = Posunout nahoru: { $name }
editor-ui-move-down = Posunout dolů: { $name }
editor-ui-remove = Odebrat: { $name }
editor-ui-remove-button = Odebrat
editor-ui-sending = { $percent } % z { $size }
editor-ui-reading = Nahráno. Načítání stránek …
editor-ui-dismiss = Odebrat ze seznamu: { $name }
editor-ui-too-large = Tento soubor má { $size }. Povoleno je nejvýše { $limit }.
editor-ui-upload-failed = Soubor se nepodařilo přijmout. Zkuste to znovu.
editor-ui-again = Zkusit znovu
editor-ui-have-right = Mám právo ho použít
editor-ui-password = Tento soubor vyžaduje heslo
editor-ui-password-hint = Příjemci ho potřebovat nebudou. Heslo neuchováváme.
editor-ui-open-file = Otevřít soubor
editor-ui-remove-document = Odebrat „{ $name }“?
editor-ui-remove-document-hint = Odeberou se i jeho stránky a pole na nich. Tuto akci nelze vrátit zpět.

editor-ui-people = Osoby
editor-ui-people-empty = Kdo má podepsat? Přidejte sebe nebo další osoby.
editor-ui-i-sign = Podepíšu já
editor-ui-i-sign-too = Podepíšu i já
editor-ui-add-person = Přidat osobu
editor-ui-person-n = Osoba { $n }
editor-ui-name = Jméno a příjmení
editor-ui-email = E-mail
editor-ui-email-wrong = Tato adresa nemůže být správně. Příklad: ana@example.com
editor-ui-same-address = Stejnou adresu má i někdo další. To funguje: každý dostane vlastní odkaz.
editor-ui-same-address-alone = Stejnou adresu má i někdo další. Kód z SMS by je odlišil.
editor-ui-role = Role
editor-ui-role-signer = Podepisující
editor-ui-role-approver = Schvalovatel
editor-ui-role-cc = Obdrží kopii
editor-ui-turn = Pořadí
editor-ui-method = Totožnost prokáže
editor-ui-method-email = odkazem v e-mailu
editor-ui-method-phone = odkazem v e-mailu a kódem z SMS
editor-ui-method-email-short = e-mail
editor-ui-method-phone-short = e-mail a SMS
editor-ui-phone = Mobilní číslo
editor-ui-phone-hint = S předvolbou země; bez ní platí { $code }.
editor-ui-phone-code = S předvolbou země, například +386 nebo +420.
editor-ui-phone-wrong = Toto číslo nemůže existovat. Příklad: +420 601 123 456
editor-ui-person-language = Jazyk
editor-ui-language-same = Jako dohoda
editor-ui-order = Pořadí
editor-ui-flow-sequence = Postupně
editor-ui-flow-parallel = Současně
editor-ui-flow-mixed = Smíšeně
editor-ui-flow-sequence-hint = Každý dostane dokument, až předchozí skončí.
editor-ui-flow-parallel-hint = Všichni dostanou dokument současně.
editor-ui-flow-mixed-hint = Osoby se stejným pořadím dostanou dokument současně.

editor-ui-message-title = Zpráva a termín
editor-ui-subject = Předmět e-mailu
editor-ui-message = Zpráva
editor-ui-language = Jazyk dohody
editor-ui-deadline = Termín
editor-ui-deadline-hint = Do konce tohoto dne. Prázdné: bez termínu.
editor-ui-reminder = Připomínky
editor-ui-link-days = Kolik dní platí odkaz k podpisu
editor-ui-link-days-hint = Od pozvání, pro každou osobu zvlášť. Později jej můžete prodloužit.
editor-ui-link-days-wrong = Zadejte celé číslo od { $least } do { $most }.

editor-ui-fields = Pole
editor-ui-fields-for = Pole pro osobu
editor-ui-palette = Druhy polí
editor-ui-palette-hint = Klikněte na pole a potom na místo na stránce. Nebo ho tam přetáhněte.
editor-ui-palette-armed = Teď klikněte na místo na stránce. Escape zruší.
editor-ui-palette-no-pages = Nejprve přidejte dokument.
editor-ui-kind-signature = Podpis
editor-ui-kind-initials = Parafa
editor-ui-kind-text = Text
editor-ui-kind-date = Datum
editor-ui-kind-checkbox = Zaškrtávací políčko
editor-ui-kind-attachment = Soubor
editor-ui-kind-company = Firma
editor-ui-kind-dropdown = Rozbalovací seznam
editor-ui-kind-email = E-mail
editor-ui-kind-list = Seznam
editor-ui-kind-multiline = Víceřádkový text
editor-ui-kind-name = Jméno
editor-ui-kind-number = Číslo
editor-ui-kind-radio = Přepínač
editor-ui-kind-signing_date = Datum podpisu
editor-ui-kind-title = Funkce
editor-ui-nobody = Zatím nikdo
editor-ui-field-name = { $kind }, { $name }, stránka { $page }, { $x } zleva, { $y } shora
editor-ui-selected = { $kind } na stránce { $page }
editor-ui-several = { $n ->
    [one] Vybráno { $n } pole
    [few] Vybrána { $n } pole
    [many] Vybráno { $n } pole
   *[other] Vybráno { $n } polí
}
editor-ui-several-hint = Shift a klik nebo mezerník pole přidá či odebere; Ctrl+A vybere všechna na stránce; Ctrl+D duplikuje; šipky posouvají.
editor-ui-arrange = Zarovnání a rozestupy
editor-ui-arrange-left = Zarovnat levé okraje
editor-ui-arrange-centre = Zarovnat středy na šířku
editor-ui-arrange-right = Zarovnat pravé okraje
editor-ui-arrange-top = Zarovnat horní okraje
editor-ui-arrange-middle = Zarovnat středy na výšku
editor-ui-arrange-bottom = Zarovnat dolní okraje
editor-ui-arrange-spread-x = Stejné mezery na šířku
editor-ui-arrange-spread-y = Stejné mezery na výšku
editor-ui-arrange-size = Stejná velikost jako první
editor-ui-arranged = { $n ->
    [0] Není co přesunout
    [one] Přesunuto { $n } pole
    [few] Přesunuta { $n } pole
    [many] Přesunuto { $n } pole
   *[other] Přesunuto { $n } polí
}
editor-ui-duplicated = { $n ->
    [one] Duplikováno { $n } pole
    [few] Duplikována { $n } pole
    [many] Duplikováno { $n } pole
   *[other] Duplikováno { $n } polí
}
editor-ui-find = Umístit ke slovům
editor-ui-find-text = Slova na stránkách
editor-ui-find-hint = Jak stojí na jednom řádku, například „Podpis:“.
editor-ui-find-search = Najít
editor-ui-find-none = Slova „{ $text }“ nejsou na žádné stránce. Naskenované stránky žádná slova nemají.
editor-ui-find-hits = { $n ->
    [0] Nikde nenalezeno
    [one] Nalezeno na { $n } místě
    [few] Nalezeno na { $n } místech
    [many] Nalezeno na { $n } místa
   *[other] Nalezeno na { $n } místech
}
editor-ui-find-hit = { $n }. na stránce { $page }
editor-ui-find-kind = Pole
editor-ui-find-beside = Kam
editor-ui-find-right = Vpravo od slov
editor-ui-find-over = Přes slova
editor-ui-find-below = Pod slova
editor-ui-find-above = Nad slova
editor-ui-find-offset-right = Více vpravo
editor-ui-find-offset-up = Více nahoru
editor-ui-find-place = { $n ->
    [one] Umístit { $n } pole
    [few] Umístit { $n } pole
    [many] Umístit { $n } pole
   *[other] Umístit { $n } polí
}
editor-ui-find-placed = { $n ->
    [0] Už tam jsou
    [one] Umístěno { $n } pole
    [few] Umístěna { $n } pole
    [many] Umístěno { $n } pole
   *[other] Umístěno { $n } polí
}
editor-ui-belongs-to = Vyplní
editor-ui-field-label = Popisek
editor-ui-required = Povinné
editor-ui-must-tick = Musí být zaškrtnuto
editor-ui-more-kinds = Další druhy polí
editor-ui-from-file = Ze souboru: zůstává tam na svém místě.
editor-ui-automatic-email = Vyplní se samo adresou příjemce.
editor-ui-automatic-signing_date = Vyplní se samo dnem podpisu.
editor-ui-choice-n = Možnost { $n }
editor-ui-group-n = Otázka { $n }
editor-ui-more-options = Hodnota, omezení a podmínky
editor-ui-prefill = Co je v poli od začátku
editor-ui-prefill-ticked = Zaškrtnuto od začátku
editor-ui-read-only = Příjemce to nemůže změnit
editor-ui-choices = Možnosti
editor-ui-choices-hint = Každá na svém řádku. „SI = Slovinsko“ uloží SI a ukáže Slovinsko.
editor-ui-group = Otázka
editor-ui-group-hint = Políčka nebo přepínače se stejnou otázkou patří k sobě.
editor-ui-on-value = Co říká zaškrtnutí zde
editor-ui-min-ticks = Nejméně zaškrtnutí
editor-ui-max-ticks = Nejvýše zaškrtnutí
editor-ui-one-more = Přidat k této otázce další
editor-ui-formula = Vzorec
editor-ui-formula-hint = Například cena * pocet. Číselným polím dejte nejdřív jméno.
editor-ui-formula-names = S { $names }; + - * / ( ), sum, min, max, round.
editor-ui-min-length = Nejméně znaků
editor-ui-max-length = Nejvýše znaků
editor-ui-comb = Jedna buňka pro každý znak
editor-ui-min = Nejmenší
editor-ui-max = Největší
editor-ui-decimals = Desetinná místa
editor-ui-number-wrong = Zadejte číslo.
editor-ui-mask = Maska
editor-ui-mask-hint = 9 je číslice, A písmeno, * obojí: AA-9999
editor-ui-pattern = Vzor
editor-ui-pattern-hint = Regulární výraz, kterému musí odpovídat celý text.
editor-ui-pattern-message = Co se řekne, když neodpovídá
editor-ui-align = Zarovnání
editor-ui-align-left = Vlevo
editor-ui-align-center = Na střed
editor-ui-align-right = Vpravo
editor-ui-font-size = Písmo, v bodech
editor-ui-option-name = Jméno pro vzorce a export
editor-ui-option-name-hint = Každé jméno jen jednou.
editor-ui-when = Kdy
editor-ui-when-always = Vždy
editor-ui-when-show = Zobrazeno jen, když
editor-ui-when-enable = Lze vyplnit jen, když
editor-ui-test-field = Pole
editor-ui-test-operator = Zkouška
editor-ui-test-value = Hodnota
editor-ui-test-any = Stačí jedno z toho
editor-ui-test-add = Přidat zkoušku
editor-ui-test-remove = Odebrat tuto zkoušku
editor-ui-operator-filled = je vyplněno nebo zaškrtnuto
editor-ui-operator-empty = je prázdné nebo nezaškrtnuté
editor-ui-operator-equals = je
editor-ui-operator-not_equals = není
editor-ui-operator-contains = obsahuje
editor-ui-operator-greater = je větší nebo pozdější než
editor-ui-operator-less = je menší nebo dřívější než
editor-ui-exact = Umístění a velikost
editor-ui-x = Zleva
editor-ui-y = Shora
editor-ui-width = Šířka
editor-ui-height = Výška
editor-ui-points = V bodech: 72 bodů je jeden palec, 28,3 jeden centimetr.
editor-ui-copy-all = Kopírovat na všechny stránky
editor-ui-duplicate = Duplikovat
editor-ui-delete = Smazat
editor-ui-removed = { $n ->
    [one] Smazáno { $n } pole
    [few] Smazána { $n } pole
    [many] Smazáno { $n } pole
   *[other] Smazáno { $n } polí
}
editor-ui-copied = { $n ->
    [one] Zkopírováno na { $n } stránku
    [few] Zkopírováno na { $n } stránky
    [many] Zkopírováno na { $n } stránky
   *[other] Zkopírováno na { $n } stránek
}
editor-ui-at = { $x } zleva, { $y } shora, šířka { $width }, výška { $height }
editor-ui-field-count = { $n ->
    [one] { $n } pole
    [few] { $n } pole
    [many] { $n } pole
   *[other] { $n } polí
}

editor-ui-page = Stránka { $page } z { $total }
editor-ui-strip = Stránky
editor-ui-zoom = Přiblížení
editor-ui-zoom-in = Přiblížit
editor-ui-zoom-out = Oddálit
editor-ui-zoom-fit = Přizpůsobit
editor-ui-zoom-now = { $percent } procent
editor-ui-zoom-percent = { $percent } %
editor-ui-zoom-fitted = Šířka stránky je přizpůsobena

editor-person-without-binding = { $person } podepisuje jako uživatel vaší organizace a není vázán na její pečeť. Správce ho může vázat v části „Pečeť organizace“.
editor-ui-before-sending = Před odesláním
editor-ui-ready = Připraveno k odeslání
editor-ui-ready-hint = { $n ->
    [one] E-mail s odkazem dostane { $n } osoba.
    [few] E-mail s odkazem dostanou { $n } osoby, každá ve svém pořadí.
    [many] E-mail s odkazem dostane { $n } osoby, každá ve svém pořadí.
   *[other] E-mail s odkazem dostane { $n } osob, každá ve svém pořadí.
}
editor-ui-worth-knowing = Co je dobré vědět před odesláním
editor-ui-warned-title = Opravdu takto odeslat?
editor-ui-warned-send = Přesto odeslat
editor-ui-warned-back = Zpět k osobám
editor-ui-problem-no-document = Přidejte dokument.
editor-ui-problem-no-people = Přidejte osobu, která podepíše.
editor-ui-problem-no-name = Pojmenujte dohodu.
editor-ui-problem-deadline-past = Termín už uplynul.
editor-ui-problem-person-name = { $name }: zadejte jméno.
editor-ui-problem-person-email = { $name }: zadejte e-mailovou adresu.
editor-ui-problem-person-email-wrong = { $name }: e-mailová adresa nemůže být správně.
editor-ui-problem-person-phone = { $name }: zadejte mobilní číslo pro kód.
editor-ui-problem-person-phone-wrong = { $name }: mobilní číslo nemůže existovat.
editor-ui-problem-no-signature = { $name } zatím nemá místo podpisu.
editor-ui-problem-field-nobody = Pole na stránce { $page } nikomu nepatří.
editor-ui-problem-field-cc = Pole na stránce { $page } patří osobě { $name }, která obdrží jen kopii.
editor-ui-problem-field-in-signed-file = Pole na stránce { $page } se nehodí do dokumentu, který přišel s podpisy: přijme jedno místo k podpisu pro každou osobu a odpovědi ve vlastních polích. Odeberte pole, nebo to, co v něm je.

editor-ui-preview-title = Jak to uvidí příjemce
editor-ui-preview-as = Příjemce
editor-ui-preview-phone = { $name } předtím zadá kód, který přijde v SMS.
editor-ui-preview-fields = { $n ->
    [0] Tato osoba nemá žádná pole k vyplnění.
    [one] { $n } pole k vyplnění
    [few] { $n } pole k vyplnění
    [many] { $n } pole k vyplnění
   *[other] { $n } polí k vyplnění
}

editor-ui-conflict-title = Koncept byl změněn na jiné kartě
editor-ui-conflict-text = Někdo, možná vy, ho mezitím změnil jinde. Která verze má zůstat?
editor-ui-conflict-theirs = Novější z jiné karty
editor-ui-conflict-ours = Moje, jak je tady
editor-ui-method-password = odkazem v e-mailu a heslem, které sdělíte
editor-ui-method-premium = { $method } · Premium
editor-ui-method-password-short = e-mail a heslo
editor-ui-signing-password-new = Heslo
editor-ui-signing-password-hint = 6 až 32 znaků: písmena bez diakritiky a číslice. Sdělte ho dané osobě jinou cestou, třeba telefonicky; my ho nikdy neposíláme a nikdo ho nemůže zobrazit.
editor-ui-signing-password-again = Stejné heslo ještě jednou
editor-ui-signing-password-keep = Nastavit heslo
editor-ui-signing-password-another = Nastavit jiné
editor-ui-signing-password-is-set = Heslo pro osobu { $name } je nastaveno. Nezapomeňte ho sdělit.
editor-ui-signing-password-was-set = Heslo je nastaveno.
editor-ui-signing-password-failed = Heslo se nepodařilo nastavit. Zkuste to znovu.
editor-ui-problem-person-password = { $name }: nastavte heslo.
editor-ui-paste = Vložit nebo importovat seznam
editor-ui-paste-title = Přidat více lidí
editor-ui-paste-text = Lidé, každý na svém řádku
editor-ui-paste-hint = „Ana Novak <ana@example.com>“, „ana@example.com; Ana Novak; +420 601 234 567“ nebo řádky z tabulky.
editor-ui-paste-file = Nebo vyberte soubor CSV
editor-ui-paste-read = Přečíst seznam
editor-ui-paste-again = Změnit seznam
editor-ui-paste-preview = Co je v seznamu
editor-ui-paste-row = Řádek
editor-ui-paste-state = Stav
editor-ui-paste-good = V pořádku
editor-ui-paste-there = Už je mezi lidmi.
editor-ui-paste-add = { $n ->
    [0] Není koho přidat
    [one] Přidat { $n } osobu
    [few] Přidat { $n } osoby
   *[other] Přidat { $n } osob
}
editor-ui-paste-added = { $n ->
    [one] Přidána { $n } osoba
    [few] Přidány { $n } osoby
   *[other] Přidáno { $n } osob
}
editor-ui-paste-method = Jak všichni prokáží svou totožnost
editor-ui-internal = Ve vaší organizaci: přihlásí se svým heslem.
editor-ui-external = Mimo vaši organizaci.
editor-ui-suggestions = { $n ->
    [0] Žádné návrhy
    [one] { $n } návrh
    [few] { $n } návrhy
   *[other] { $n } návrhů
}
editor-ui-suggest-internal = vaše organizace
editor-ui-private-message = Soukromá zpráva
editor-ui-private-message-hint = Přečte si ji jen tato osoba a kdo to může vyřídit místo ní, ve svých zprávách a na své stránce.
editor-ui-other-add = Přidat někoho, kdo to může vyřídit místo ní
editor-ui-other-legend = Nebo { $name }
editor-ui-other-hint = Vyřídí to kdokoli z nich; ostatní se dozvědí, že nic dalšího není třeba.
editor-ui-other-n = osoba { $n }
editor-ui-group-name = { $n ->
    [one] { $name } nebo { $n } další
    [few] { $name } nebo { $n } další
   *[other] { $name } nebo { $n } dalších
}
editor-ui-suggested = Návrhy
editor-ui-person-gone = Odebráno: { $name }. Pole na stránkách zůstávají.
editor-ui-of-several = Více osob
editor-ui-keep-tool = Umisťovat více po sobě
editor-ui-kept-tool-placed = Umístěno. Vyberte další místo, nebo nástroj znovu vyberte, abyste ho odložili.
editor-ui-gather = Vybrat více
editor-ui-gather-end = Dokončit výběr
editor-ui-gather-hint = Klepnutím pole přidáte či odeberete; tažením jednoho přesunete všechna.
editor-ui-gather-done = Výběr je hotov. Vybrané zůstává vybráno.
editor-ui-guests = Koncept má otevřený také: { $names }. Co se uloží tam, ukáže se zde.
editor-ui-guest-own = Tento koncept máte otevřený i v jiném prohlížeči nebo zařízení. Co se uloží tam, ukáže se zde.
editor-ui-paste-signatures = Každému umístit pole pro podpis na poslední stránku
editor-ui-paste-no-pages = Dokument tu zatím není: až bude, umístěte každému pole pro podpis.
editor-ui-paste-placed = { $n ->
    [one] Umístěno { $n } pole pro podpis.
    [few] Umístěna { $n } pole pro podpis.
   *[other] Umístěno { $n } polí pro podpis.
}
editor-ui-sending-group = Odeslat ze skupiny
editor-person-without-pin = { $person } nemá nastavený PIN. Nastaví si ho ve svém profilu, nebo ho nastavíte vy na kartě v kontaktech.
editor-ui-pin = Žádat také osobní PIN
editor-ui-pin-hint = PIN z profilu této osoby, nebo ten z její karty ve vašich kontaktech.
editor-ui-pin-short = PIN
editor-ui-method-demanded = Vaše organizace zde vyžaduje víc než odkaz ve schránce. Zvolte, jak tato osoba prokáže, kdo je.
editor-ui-method-not-enabled = Ve skupině, ze které odesíláte, to není povoleno. Zvolte jiný způsob.
editor-ui-pin-not-enabled = Tam, odkud se odesílá, není PIN povolen.
editor-ui-method-account = odkazem v e-mailu a přihlášením k účtu
editor-ui-method-account-short = e-mail a přihlášení k účtu
