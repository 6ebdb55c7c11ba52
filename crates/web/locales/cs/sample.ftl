# Ukázkové šablony tří oborů (M-26). Ve dvojitých závorkách jsou značky.
sample-note = Vzor k úpravě. Není radou.
sample-bank-name = Žádost o běžný účet
sample-bank-text = Žádám o zřízení běžného účtu. Podpisem potvrzuji, že uvedené údaje jsou pravdivé a že jsem obdržel(a) všeobecné podmínky.
sample-bank-form =
    Adresa: [[T1:Adresa]]
    Daňové číslo: [[T1:Daňové číslo]]
    Klient: [[S1]]
    Za banku: [[S0]]
sample-insurance-name = Hlášení dopravní nehody
sample-insurance-text = Hlásím škodu ze své pojistné smlouvy. Uvedené údaje jsou podle mého nejlepšího vědomí úplné a pravdivé; pojišťovna se na ně může zeptat policie a opravny.
sample-insurance-form =
    Číslo pojistky: [[T1:Číslo pojistky]]
    Místo nehody: [[T1:Místo nehody]]
    Pojistník: [[S1]]
    Přijal: [[S0]]
sample-health-name = Informovaný souhlas pacienta
sample-health-text = Povaha, účel a rizika výkonu i jeho jiné možnosti mi byly srozumitelně vysvětleny. Mohl(a) jsem se ptát a dostal(a) jsem odpovědi. S výkonem souhlasím.
sample-health-form =
    Výkon: [[T0:Výkon]]
    Zdravotní pojišťovna: [[T1:Zdravotní pojišťovna]]
    Pacient: [[S1]]
    Lékař: [[S0]]
