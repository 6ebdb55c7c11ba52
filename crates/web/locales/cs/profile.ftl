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
