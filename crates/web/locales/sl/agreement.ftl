# Stran zadeve in stran za novo zadevo.
agreement-trail = Kje ste
agreement-people = Osebe
agreement-nobody = Nihče ni naveden.
agreement-copies = Na koncu prejme izvod
agreement-for = Dejanja za osebo { $person }
agreement-timeline = Kaj se je zgodilo
agreement-older = { $n ->
    [one] Pokaži še { $n } prejšnji dogodek
    [two] Pokaži še { $n } prejšnja dogodka
    [few] Pokaži še { $n } prejšnje dogodke
   *[other] Pokaži še { $n } prejšnjih dogodkov
}
agreement-document = Dokument
agreement-first-page = Prva stran dokumenta
agreement-files = Prenosi
agreement-facts = Podrobnosti
agreement-pages = { $n ->
    [one] { $n } stran
    [two] { $n } strani
    [few] { $n } strani
   *[other] { $n } strani
}
agreement-progress = { $done } od { $n } opravljeno
agreement-is-draft = Še ni poslano. Vidite jo samo vi.
agreement-is-preparing = Poslano. Dokument se pripravlja, prva sporočila odidejo vsak hip.
agreement-waits-for-you = Na vrsti ste vi. Opravljeno: { $done } od { $n }.
agreement-waits-for = Čaka na: { $people }. Opravljeno: { $done } od { $n }.
agreement-is-sealing = Podpisano: { $people }; žig nastaja.
agreement-seal-waits-for-mandate = Podpisano: { $people }; žigosanje čaka na pooblastilo. Opravljeno: { $done } od { $n }.
agreement-seal-waits-for-binding = Podpisano: { $people }; žigosanje čaka na vezavo uporabnika na žig organizacije. Opravljeno: { $done } od { $n }.
agreement-seal-waits = Podpisano: { $people }; žigosanje zamuja. Opravljeno: { $done } od { $n }.
agreement-is-closing = Vsi so opravili svoje. Nastajata zaključni žig in revizijsko poročilo.
agreement-is-completed = Vsi so opravili svoje. Žig: { $organisation }, { $date }.
agreement-is-cancelled = Preklicali ste jo { $date }. Povezave ne delujejo več.
agreement-is-declined = { $person } je podpis zavrnil/-a { $date }.
agreement-is-auto-cancelled = Na povezavi osebe { $person } je bilo vpisanih preveč napačnih kod. Zadeva se je končala { $date } in je ni mogoče znova odpreti.
agreement-is-expired = Rok je potekel { $date }.
agreement-reason = Navedeni razlog: »{ $reason }«
agreement-do-edit = Nadaljuj urejanje
agreement-do-sign = Preglejte in podpišite
agreement-do-approve = Preglejte in odobrite
agreement-do-remind = Pošlji opomnik
agreement-do-remind-person = Pošlji opomnik
agreement-do-resend = Znova pošlji povezavo
agreement-do-extend = Podaljšaj povezavo
agreement-do-cancel = Prekliči zadevo
agreement-do-delete = Izbriši osnutek
agreement-do-copy = Kopiraj kot novo
agreement-do-download = Prenesi podpisani dokument
agreement-do-preview = Poglej dokument
agreement-do-retry = Poskusi zdaj
agreement-do-note = Na znanje
agreement-cancel-title = Želite preklicati to zadevo?
agreement-cancel-text = Povezave takoj prenehajo delovati, vsi povabljeni pa bodo obveščeni. Tega ni mogoče razveljaviti; »Kopiraj kot novo« začne znova.
agreement-cancel-reason = Razlog
agreement-cancel-reason-hint = Prejemniki ga bodo prebrali.
agreement-cancel-go = Prekliči zadevo
agreement-delete-title = Želite izbrisati ta osnutek?
agreement-delete-text = Dokument in njegova polja bodo izbrisani. Tega ni mogoče razveljaviti.
agreement-delete-go = Izbriši osnutek
agreement-extend-title = Želite podaljšati povezavo za osebo { $person }?
agreement-extend-text = Ista povezava bo znova delovala. { $person } dobi sporočilo po e-pošti.
agreement-extend-days = Dni od danes
agreement-extend-go = Podaljšaj
agreement-alert-link-expired = Povezava osebe { $person } je potekla { $date }.
agreement-alert-asks = { $person } vas prosi za podaljšanje povezave.
agreement-alert-mail = Sporočila na { $email } ni bilo mogoče dostaviti: { $reason }.
agreement-alert-sms = Sporočila SMS za osebo { $person } ni bilo mogoče poslati: { $reason }
agreement-alert-seal = Žiga za osebo { $person } še ni bilo mogoče narediti. { $reason } Naslednji poskus: { $time }.
agreement-alert-closing = Zaključnega žiga še ni bilo mogoče narediti. { $reason } Naslednji poskus: { $time }.
agreement-alert-preparation = Dokumenta ni bilo mogoče pripraviti: { $reason }
agreement-alert-ended = Ta zadeva se je končala brez vas. Pod »Zahteva pozornost« ostane, dokler je ne vzamete na znanje.
agreement-alert-soon = Rok je { $date }.
agreement-done-reminded = Opomnik je na poti.
agreement-done-resent = Povezava je znova na poti.
agreement-done-extended = Povezava velja do { $date }.
agreement-done-cancelled = Zadeva je preklicana.
agreement-done-deleted = Osnutek je izbrisan.
agreement-done-retried = Poskušamo znova.
agreement-done-noted = Vzeto na znanje.
agreement-done-copied = To je kopija. Preverite osebe in polja, nato jo pošljite.
agreement-sent = Poslano
agreement-created = Ustvarjeno
agreement-owner = Lastnik
agreement-deadline = Rok
agreement-language = Jezik
agreement-reminders = Opomniki
agreement-link-days = Povezave delujejo
agreement-days = { $n ->
    [one] { $n } dan
    [two] { $n } dneva
    [few] { $n } dni
   *[other] { $n } dni
}
agreement-documents = Datoteke
agreement-fingerprint = SHA-256 podpisane datoteke
agreement-number = Številka zadeve
agreement-no-deadline = Brez
agreement-file-signed = Podpisani dokument
agreement-file-signed-hint = PDF, { $size }
agreement-file-report = Revizijsko poročilo
agreement-file-report-hint = Ožigosan PDF: kdo je kaj storil in kdaj
agreement-file-report-interim-hint = PDF: kdo je kaj storil in kdaj
agreement-file-evidence = Dokazi
agreement-file-evidence-hint = JSON, preverljiv brez tega strežnika
agreement-file-values-csv = Vrednosti kot preglednica
agreement-file-values-json = Vrednosti kot JSON
agreement-file-values-hint = Kar je bilo vpisano v polja
agreement-file-attached = Oddal podpisnik: { $label }
agreement-file-original = Izvirna datoteka
agreement-file-so-far = Doslej podpisano
agreement-file-prepared = Pripravljeni dokument
agreement-role-signer = Podpisnik
agreement-role-approver = Odobritelj
agreement-role-cc = Izvod
agreement-method-email = Povezava po e-pošti
agreement-method-phone = Povezava po e-pošti in SMS na { $phone }
agreement-state-not-yet = Še ni na vrsti
agreement-state-waiting = Čaka
agreement-state-viewed = Prebrano
agreement-state-sealing = Žigosanje
agreement-state-signed = Podpisano
agreement-state-approved = Odobreno
agreement-state-declined = Zavrnjeno
agreement-state-link-expired = Povezava potekla
agreement-state-by-other = Opravil nekdo drug
agreement-until = Povezava do { $date }
agreement-reminder-none = Brez
agreement-reminder-daily = Vsak dan
agreement-reminder-every-other-day = Vsak drugi dan
agreement-reminder-every-third-day = Vsak tretji dan
agreement-reminder-every-fifth-day = Vsak peti dan
agreement-reminder-weekly = Vsak teden
new-title = Nova zadeva
new-lead = Začnite z dokumentom. Nič se ne pošlje, dokler tega ne potrdite.
new-drop = Spustite PDF sem
new-choose = Izberite datoteke
new-hint = PDF, PNG ali JPEG, skupaj do { $limit }. Več datotek postane en dokument.
new-too-large = Te datoteke so skupaj večje od { $limit }. Odstranite katero ali jo zmanjšajte.
new-reading = Berem dokument …
new-offline = Datoteka ni prispela. Preverite povezavo in poskusite znova.
new-remove = Odstrani
new-password = Geslo dokumenta
new-password-hint = Uporabi se enkrat za odpiranje dokumenta in se ne shrani. Prejemniki ga ne bodo potrebovali.
new-open = Odpri
new-upload = Naloži in nadaljuj
new-uploading = Nalaganje
new-no-file = Izberite vsaj eno datoteko.
new-step-fields = Polja.
new-step-fields-more = Na strani postavite podpis, parafo, besedilo, datum in potrditvena polja.
new-step-people = Osebe.
new-step-people-more = Povejte, kdo podpiše, v katerem vrstnem redu in kako dokaže, kdo je.
new-step-send = Pošiljanje.
new-step-send-more = Oglejte si, kot bodo videli prejemniki, nato pošljite.
agreement-alert-late = { $what }: še ni uspelo. { $reason } Naslednji poskus: { $time }.
agreement-alert-given-up = { $what }: opuščeno. { $reason }
agreement-do-download-file = Prenesi
agreement-page-of = Stran { $page } od { $n }
agreement-own-reason = Vaš razlog: »{ $reason }«
