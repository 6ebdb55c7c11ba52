# Značky v dokumentech: co se z nich stalo v editoru, seznam ke kopírování a vlastní značky účtu.
tags-kind-attachment = Příloha
tags-kind-checkbox = Zaškrtávací políčko
tags-kind-company = Firma
tags-kind-date = Datum
tags-kind-dropdown = Výběr ze seznamu
tags-kind-email = E-mailová adresa
tags-kind-initials = Parafa
tags-kind-list = Více voleb ze seznamu
tags-kind-multiline = Text na více řádků
tags-kind-name = Jméno a příjmení
tags-kind-number = Číslo
tags-kind-other = Jiné
tags-kind-radio = Jedno z několika tlačítek
tags-kind-signature = Podpis
tags-kind-signing-date = Datum podpisu
tags-kind-text = Text
tags-kind-title = Pracovní pozice
tags-outcome-cut = { $kind }. Značku řeže okraj stránky; pole bylo posunuto na stránku.
tags-outcome-double = { $kind }. Stejný název je použit vícekrát; každé místo má vlastní pole.
tags-outcome-no-such-party = { $kind }. Taková osoba zde není; řekněte prosím, čí pole je.
tags-outcome-not-defined = Tato krátká značka není v dokumentu nikde vysvětlena. Zůstává v textu.
tags-outcome-not-understood = Této značce nerozumíme. Zůstává v textu.
tags-outcome-read = { $kind }
tags-outcome-too-many = { $kind }. Polí je příliš mnoho, proto z ní žádné nevzniklo.
tags-outcome-unclosed = Tato značka začíná, ale nekončí, možná proto, že končí stránka. Zůstává v textu.
tags-outcome-unsupported = { $kind }: takové pole zde zatím nelze vyplnit. Značka zůstává v textu.
tags-ignored = Nepoužito: { $parts }.
tags-place-owner = Odesílatel
tags-place-party = Strana { $number }
editor-remark-tags-not-all-read = V souboru je příliš mnoho textu na to, aby se v celém hledaly značky. Zkontrolujte poslední stránky.
editor-ui-tags-read = { $n ->
    [one] { $n } značka se stala polem.
    [few] { $n } značky se staly poli.
    [many] { $n } značky se stalo polem.
   *[other] { $n } značek se stalo poli.
}
editor-ui-tags-bad = { $n ->
    [one] { $n } značku je třeba zkontrolovat.
    [few] { $n } značky je třeba zkontrolovat.
    [many] { $n } značky je třeba zkontrolovat.
   *[other] { $n } značek je třeba zkontrolovat.
}
editor-ui-tags-more = { $n ->
    [one] a ještě { $n }
    [few] a ještě { $n }
    [many] a ještě { $n }
   *[other] a ještě { $n }
}
editor-ui-tag-on-page = Stránka { $page }:
editor-ui-tags-help = Všechny značky ke kopírování

tags-title = Značky do dokumentů
tags-lead = Napište tyto značky do dokumentu, ve Wordu nebo ve vlastním systému, a pole jsou na místě, jakmile PDF nahrajete. Z textu značky zmizí.
tags-new-link = Značky v dokumentu to udělají za vás
tags-copy = Kopírovat
tags-own = Krátké značky
tags-own-hint = Číslo říká, čí pole je: 1 je první příjemce, 0 jste vy. Bez čísla je první podpis váš, druhý prvního příjemce, třetí druhého; všechna ostatní pole patří prvnímu příjemci.
tags-column-tag = Značka
tags-column-meaning = Stane se
tags-not-yet = Zatím zde nelze vyplnit
tags-more = Co ještě může krátká značka říct
tags-more-required = Musí být vyplněno
tags-more-optional = Smí zůstat prázdné
tags-more-name = S popiskem
tags-more-default = S počátečním textem
tags-more-choices = S volbami
tags-more-size = Šířka 160 bodů, výška 40 bodů
tags-others = Značky jiných systémů
tags-others-hint = Dokumenty připravené pro tyto systémy čteme tak, jak jsou.
tags-words = Vlastní značky vaší organizace
tags-words-short = Vlastní značky
tags-words-lead = Slova, která vaše dokumenty už nesou, například #DIREKTOR#. Každé znamená osobu, roli nebo místo v pořadí.
tags-words-none = Zatím žádné vlastní značky.
tags-words-manage = Spravovat vlastní značky
tags-words-new = Přidat značku
tags-words-word = Značka
tags-words-word-hint = Jak stojí v dokumentech, alespoň s jedním zvláštním znakem, například #DIREKTOR#.
tags-words-what = Co se z ní stane
tags-words-who = Čí je
tags-words-who-person = Určitá osoba
tags-words-who-role = Role, která se pokaždé jmenuje
tags-words-who-order = Místo v pořadí
tags-words-name = Jméno osoby nebo role
tags-words-email = E-mailová adresa osoby
tags-words-number = Místo v pořadí
tags-words-number-hint = 0 je odesílatel, 1 první příjemce.
tags-words-go = Uložit
tags-words-saved = Uloženo. Platí pro dokumenty nahrané od této chvíle.
tags-words-delete = Smazat
tags-words-delete-title = Smazat { $word }?
tags-words-delete-text = V dokumentech nahraných od této chvíle zůstanou tyto znaky obyčejným textem.
tags-words-deleted = Smazáno.
problem-tag-word-bad = Použijte 3 až 60 znaků bez mezer na krajích, alespoň s jedním zvláštním znakem, například #.
problem-tag-words-too-many = Vlastních značek je příliš mnoho. Nejprve některou smažte.
problem-tag-number-bad = Napište číslo od 0 do 100.
