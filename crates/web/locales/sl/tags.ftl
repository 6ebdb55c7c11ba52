# Oznake v dokumentih: kaj je nastalo iz njih v urejevalniku, seznam za kopiranje in lastne oznake računa.
tags-kind-attachment = Priloga
tags-kind-checkbox = Potrditveno polje
tags-kind-company = Podjetje
tags-kind-date = Datum
tags-kind-dropdown = Izbira s seznama
tags-kind-email = E-poštni naslov
tags-kind-initials = Parafa
tags-kind-list = Več izbir s seznama
tags-kind-multiline = Besedilo v več vrsticah
tags-kind-name = Ime in priimek
tags-kind-number = Število
tags-kind-other = Drugo
tags-kind-radio = Eden od več gumbov
tags-kind-signature = Podpis
tags-kind-signing-date = Datum podpisa
tags-kind-text = Besedilo
tags-kind-title = Delovno mesto
tags-outcome-cut = { $kind }. Oznako reže rob strani; polje je bilo premaknjeno na stran.
tags-outcome-double = { $kind }. Isto ime je uporabljeno večkrat; vsako mesto ima svoje polje.
tags-outcome-no-such-party = { $kind }. Takšne osebe ni; povejte, čigavo je polje.
tags-outcome-not-defined = Ta kratka oznaka v dokumentu ni nikjer razložena. Ostane v besedilu.
tags-outcome-not-understood = Te oznake ne razumemo. Ostane v besedilu.
tags-outcome-read = { $kind }
tags-outcome-too-many = { $kind }. Polj je preveč, zato iz oznake ni nastalo nobeno.
tags-outcome-unclosed = Ta oznaka se začne in ne konča, morda zato, ker se konča stran. Ostane v besedilu.
tags-outcome-unsupported = { $kind }: takšnega polja tu še ni mogoče izpolniti. Oznaka ostane v besedilu.
tags-ignored = Neuporabljeno: { $parts }.
tags-place-owner = Pošiljatelj
tags-place-party = Stranka { $number }
editor-remark-tags-not-all-read = V datoteki je preveč besedila, da bi v vsem poiskali oznake. Preverite zadnje strani.
editor-ui-tags-read = { $n ->
    [one] { $n } oznaka je postala polje.
    [two] { $n } oznaki sta postali polji.
    [few] { $n } oznake so postale polja.
   *[other] { $n } oznak je postalo polja.
}
editor-ui-tags-bad = { $n ->
    [one] { $n } oznako je treba pogledati.
    [two] { $n } oznaki je treba pogledati.
    [few] { $n } oznake je treba pogledati.
   *[other] { $n } oznak je treba pogledati.
}
editor-ui-tags-more = { $n ->
    [one] in še { $n }
    [two] in še { $n }
    [few] in še { $n }
   *[other] in še { $n }
}
editor-ui-tag-on-page = Stran { $page }:
editor-ui-tags-help = Vse oznake za kopiranje

tags-title = Oznake za dokumente
tags-lead = Te oznake vpišite v dokument, v Wordu ali v svojem sistemu, in polja so tu takoj, ko naložite PDF. Oznake iz besedila izginejo.
tags-new-link = Oznake v dokumentu to naredijo namesto vas
tags-copy = Kopiraj
tags-own = Kratke oznake
tags-own-hint = Številka pove, čigavo je polje: 1 je prvi prejemnik, 0 ste vi. Brez številke je prvi podpis vaš, drugi prvega prejemnika, tretji drugega; vsa druga polja so prvega prejemnika.
tags-column-tag = Oznaka
tags-column-meaning = Postane
tags-not-yet = Tu ga še ni mogoče izpolniti
tags-more = Kaj še lahko pove kratka oznaka
tags-more-required = Obvezno
tags-more-optional = Lahko ostane prazno
tags-more-name = Z napisom
tags-more-default = Z začetnim besedilom
tags-more-choices = Z izbirami
tags-more-size = Široko 160 točk, visoko 40 točk
tags-others = Oznake drugih sistemov
tags-others-hint = Dokumente, pripravljene za te sisteme, beremo takšne, kot so.
tags-words = Lastne oznake vaše organizacije
tags-words-short = Lastne oznake
tags-words-lead = Besede, ki jih vaši dokumenti že imajo, na primer #DIREKTOR#. Vsaka pomeni osebo, vlogo ali mesto v vrstnem redu.
tags-words-none = Lastnih oznak še ni.
tags-words-manage = Uredi lastne oznake
tags-words-new = Dodaj oznako
tags-words-word = Oznaka
tags-words-word-hint = Kot stoji v dokumentih, z vsaj enim posebnim znakom, na primer #DIREKTOR#.
tags-words-what = Kaj postane
tags-words-who = Čigava je
tags-words-who-person = Določena oseba
tags-words-who-role = Vloga, ki jo vsakič imenujete
tags-words-who-order = Mesto v vrstnem redu
tags-words-name = Ime osebe ali vloge
tags-words-email = E-poštni naslov osebe
tags-words-number = Mesto v vrstnem redu
tags-words-number-hint = 0 je pošiljatelj, 1 prvi prejemnik.
tags-words-go = Shrani
tags-words-saved = Shranjeno. Velja za dokumente, naložene od zdaj naprej.
tags-words-delete = Izbriši
tags-words-delete-title = Izbrišem { $word }?
tags-words-delete-text = V dokumentih, naloženih od zdaj naprej, ti znaki ostanejo navadno besedilo.
tags-words-deleted = Izbrisano.
problem-tag-word-bad = Uporabite 3 do 60 znakov brez presledkov na koncih, z vsaj enim posebnim znakom, na primer #.
problem-tag-words-too-many = Lastnih oznak je preveč. Najprej katero izbrišite.
problem-tag-number-bad = Vpišite število od 0 do 100.
