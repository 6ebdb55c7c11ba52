# Moj profil.
profile-about = O vas
profile-email-hint = Če se je spremenil, se obrnite na skrbnika.
profile-language-hint = Za te strani in sporočila vam.
profile-password = Geslo
profile-old = Trenutno geslo
profile-old-wrong = To ni vaše trenutno geslo.
profile-password-go = Spremeni geslo
profile-saved = Shranjeno.
profile-password-saved = Geslo je spremenjeno.
profile-applications = Programi, ki delujejo v vašem imenu
profile-applications-none = Nobenega ni. Ko program prosi, da deluje v vašem imenu, in to dovolite, stoji tu.
profile-applications-hint = Dovolili ste, da to delajo v vašem imenu. Kar vzamete nazaj, takoj preneha.
profile-application-since = Od { $date }
profile-application-stopped = Vzeto nazaj. Program ne more več storiti ničesar v vašem imenu.
profile-pin-hint = Pošiljatelji vaše organizacije ga lahko poleg kode ali gesla zahtevajo, preden vidite dokument. Poznate ga le vi.
profile-done-pin = PIN je določen.
profile-done-pin-removed = PIN je odstranjen.
