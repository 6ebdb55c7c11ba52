# Vzorčne predloge treh dejavnosti (M-26). V dvojnih oklepajih so oznake.
sample-note = Vzorec za predelavo. Ni nasvet.
sample-bank-name = Vloga za odprtje osebnega računa
sample-bank-text = Prosim za odprtje osebnega računa. S podpisom potrjujem, da so navedbe resnične in da sem prejel/-a splošne pogoje.
sample-bank-form =
    Naslov: [[T1:Naslov]]
    Davčna številka: [[T1:Davčna številka]]
    Stranka: [[S1]]
    Za banko: [[S0]]
sample-insurance-name = Prijava prometne nesreče
sample-insurance-text = Prijavljam škodo po svoji zavarovalni pogodbi. Navedbe so po moji najboljši vednosti popolne in resnične; zavarovalnica lahko o tem povpraša policijo in delavnico.
sample-insurance-form =
    Številka police: [[T1:Številka police]]
    Kraj nesreče: [[T1:Kraj nesreče]]
    Zavarovanec: [[S1]]
    Prejel: [[S0]]
sample-health-name = Pojasnjeno soglasje pacienta
sample-health-text = Razumljivo so mi bili razloženi narava, namen in tveganja posega ter druge možnosti. Lahko sem vprašal/-a in sem dobil/-a odgovore. S posegom soglašam.
sample-health-form =
    Poseg: [[T0:Poseg]]
    Zdravstvena zavarovalnica: [[T1:Zdravstvena zavarovalnica]]
    Pacient: [[S1]]
    Zdravnik: [[S0]]
