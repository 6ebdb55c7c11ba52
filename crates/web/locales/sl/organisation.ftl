# Kar organizacija določi za vse.
organisation-title = Organizacija
organisation-lead = Kar velja za vse, kar se začne ali pošlje od zdaj naprej. Kar že obstaja, ostane, kot je.
organisation-link-days = Število dni, ko povezava za podpis deluje
organisation-link-days-hint = Od 1 do { $most }. Tako se začne nova zadeva; pošiljatelj lahko izbere drugo število.
organisation-second-factor = Zahtevaj kodo ali geslo, kadar e-pošta ni poslana
organisation-second-factor-hint = Prek vmesnika API je mogoče zadeve pošiljati brez e-pošte in prevzemati povezave. Tedaj le povezava dokazuje, kdo podpisuje. S tem so take zadeve zavrnjene, razen če se od vseh, ki kaj storijo, zahteva koda ali geslo.
settings-done-organisation = Shranjeno. Velja za vse, kar se začne ali pošlje od zdaj naprej.
