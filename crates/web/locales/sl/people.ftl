# Ljudje v poslani zadevi in imenik.
people-replace-title = Zamenjava osebe { $person } ali popravek naslova
people-replace-lead = Ko shranite, povezava osebe { $person } ne deluje več; kar je bilo z njo dokazano ali vpisano, se ne prenese. Polja in vrstni red ostanejo.
people-replace-go = Shrani
people-replace-go-invite = Shrani in pošlji novo povezavo
people-name = Ime in priimek
people-method = Kako oseba dokaže, kdo je
people-method-email = Povezava v njenem poštnem nabiralniku
people-method-phone = Povezava in koda po SMS
people-phone = Mobilna številka
people-phone-hint = Z državo, na primer +386 41 234 567. Potrebna je samo za kodo.
people-language = Jezik sporočil
people-private-message = Zasebno sporočilo
people-private-message-hint = Je v sporočilih tej osebi in na njeni strani, drugje ne.
