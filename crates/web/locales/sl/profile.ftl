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
