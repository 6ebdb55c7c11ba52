# Lidé v odeslané dohodě a adresář.
people-replace-title = Nahrazení osoby { $person } nebo oprava adresy
people-replace-lead = Jakmile uložíte, odkaz osoby { $person } přestane platit; co s ním bylo prokázáno nebo vyplněno, se nepřenáší. Pole a pořadí zůstávají.
people-replace-go = Uložit
people-replace-go-invite = Uložit a poslat nový odkaz
people-name = Jméno a příjmení
people-method = Jak osoba prokáže svou totožnost
people-method-email = Odkaz v e-mailu
people-method-phone = Odkaz a kód textovou zprávou
people-phone = Mobilní číslo
people-phone-hint = S předvolbou země, například +420 601 234 567. Je potřeba jen pro kód.
people-language = Jazyk zpráv
people-private-message = Soukromá zpráva
people-private-message-hint = Je ve zprávách této osobě a na její stránce, jinde ne.
contacts-title = Kontakty
contacts-lead = Lidé, kterým píšete. Vidíte je jen vy; komu něco pošlete, zůstane zde, dokud ho neodeberete.
contacts-search = Jméno, adresa, společnost
contacts-none = Zatím nikdo. Komu něco pošlete, zůstane zde; nebo níže importujte seznam.
contacts-count = { $n ->
    [one] { $n } kontakt
    [few] { $n } kontakty
   *[other] { $n } kontaktů
}
contacts-new = Nový kontakt
contacts-edit = Upravit
contacts-remove = Odebrat
contacts-export = Exportovat CSV
contacts-pages = Stránky
contacts-before = Předchozí
contacts-next = Další
contacts-used = Naposledy použit { $date }
contacts-company = Společnost
contacts-job = Funkce
contacts-column-language = Jazyk
contacts-language-same = Jazyk dohody
contacts-done-saved = Kontakt je uložen.
contacts-done-removed = Odebráno: { $person }. Znovu se nepřidá, pokud jej nepřidáte sami.
contacts-done-restored = Kontakt je zpět.
contacts-done-imported = Importováno. Nové: { $added }, aktualizované: { $changed }.
contacts-import = Import kontaktů
contacts-file = Seznam lidí
contacts-file-hint = CSV nebo text s čárkou, středníkem nebo tabulátorem, se záhlavím i bez něj, nejvýše { $most } řádků. Než se něco uloží, uvidíte náhled.
contacts-read = Přečíst seznam
contacts-import-good = { $n ->
    [one] Importovat lze { $n } řádek.
    [few] Importovat lze { $n } řádky.
   *[other] Importovat lze { $n } řádků.
}
contacts-import-bad = { $n ->
    [one] Vynechá se { $n } řádek.
    [few] Vynechají se { $n } řádky.
   *[other] Vynechá se { $n } řádků.
}
contacts-import-go = { $n ->
    [one] Importovat { $n } kontakt
    [few] Importovat { $n } kontakty
   *[other] Importovat { $n } kontaktů
}
contacts-import-more = { $n ->
    [one] … a ještě { $n } řádek.
    [few] … a ještě { $n } řádky.
   *[other] … a ještě { $n } řádků.
}
contacts-import-preview = Co je v seznamu
contacts-row = Řádek
contacts-row-state = Stav
contacts-row-good = V pořádku
contacts-fault-bad-email = Toto není e-mailová adresa.
contacts-fault-bad-language = Tento jazyk neznáme.
contacts-fault-bad-phone = Převezme se bez čísla: chybí mu země, například +420 …
contacts-fault-double = Stejná adresa jako v řádku { $row }.
contacts-fault-no-email = Chybí adresa.
people-method-password = Odkaz a heslo, které sdělíte
people-password-hint = Jen když mají zadat heslo: 6 až 32 znaků: písmena bez diakritiky a číslice. Sdělte ho jinou cestou; my ho nikdy neposíláme.
people-pin = Žádat také osobní PIN
pin-title = PIN
pin-new = Nový PIN
pin-again = Stejný PIN ještě jednou
pin-rules = 4 až 8 číslic. Ne stále stejná číslice a ne řada jako 1234.
pin-set = Nastavit PIN
pin-remove = Odebrat PIN
pin-since = PIN je nastaven, od { $date }. Nikdo ho nemůže zjistit.
contacts-pin-hint = Po této osobě můžete vedle odkazu, kódu nebo hesla žádat také PIN. Sdělte jí ho jinou cestou; my ho nikdy neposíláme. Změna platí ihned, i pro odeslané dohody. PIN, který si uživatel vaší organizace nastavil ve svém profilu, má před tímto přednost.
contacts-done-pin = PIN je nastaven. Nezapomeňte ho sdělit.
contacts-done-pin-removed = PIN je odebrán.
people-method-account = Odkaz a přihlášení k účtu (uživatelé vaší organizace)
