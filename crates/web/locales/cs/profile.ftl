# Můj profil.
profile-about = O vás
profile-email-hint = Pokud se změnila, obraťte se na správce.
profile-language-hint = Těchto stránek a zpráv pro vás.
profile-password = Heslo
profile-old = Současné heslo
profile-old-wrong = Toto není vaše současné heslo.
profile-password-go = Změnit heslo
profile-saved = Uloženo.
profile-password-saved = Heslo je změněno.
profile-applications = Programy, které jednají za vás
profile-applications-none = Žádné. Když program požádá, aby za vás jednal, a vy souhlasíte, bude uveden zde.
profile-applications-hint = Souhlasili jste, že to smějí dělat vaším jménem. Co vezmete zpět, hned skončí.
profile-application-since = Od { $date }
profile-application-stopped = Vzato zpět. Program už vaším jménem nic nezmůže.
profile-pin-hint = Odesílatelé vaší organizace ho po vás mohou žádat vedle kódu nebo hesla, než uvidíte dokument. Znáte ho jen vy.
profile-done-pin = PIN je nastaven.
profile-done-pin-removed = PIN je odebrán.
