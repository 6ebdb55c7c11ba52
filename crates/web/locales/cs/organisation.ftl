# Co organizace určí pro vše.
organisation-title = Organizace
organisation-lead = Co platí pro vše, co bude od teď založeno nebo odesláno. Co už existuje, zůstane, jak je.
organisation-link-days = Kolik dní odkaz k podpisu funguje
organisation-link-days-hint = Od 1 do { $most }. S tím začíná nová dohoda; odesílatel může zvolit jiný počet.
organisation-second-factor = Žádat kód nebo heslo, když neodejde e-mail
organisation-second-factor-hint = Přes rozhraní API lze dohody odesílat bez e-mailu a vyzvedávat odkazy. Pak totožnost podepisujícího dokládá jen odkaz. S touto volbou jsou takové dohody odmítnuty, pokud se po všech, kdo něco udělají, nežádá kód nebo heslo.
settings-done-organisation = Uloženo. Platí pro vše, co bude od teď založeno nebo odesláno.
