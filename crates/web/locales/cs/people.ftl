# Lidé v odeslané dohodě a adresář.
people-replace-title = Nahrazení osoby { $person } nebo oprava adresy
people-replace-lead = Jakmile uložíte, odkaz osoby { $person } přestane platit; co s ním bylo prokázáno nebo vyplněno, se nepřenáší. Pole a pořadí zůstávají.
people-replace-go = Uložit
people-replace-go-invite = Uložit a poslat nový odkaz
people-name = Jméno a příjmení
people-method = Jak osoba prokáže svou totožnost
people-method-email = Odkaz v její schránce
people-method-phone = Odkaz a kód textovou zprávou
people-phone = Mobilní číslo
people-phone-hint = S předvolbou země, například +420 601 234 567. Je potřeba jen pro kód.
people-language = Jazyk zpráv
people-private-message = Soukromá zpráva
people-private-message-hint = Je ve zprávách této osobě a na její stránce, jinde ne.
