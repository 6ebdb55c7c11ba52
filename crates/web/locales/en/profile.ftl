# My profile.
profile-about = About you
profile-email-hint = Ask an administrator if it changed.
profile-language-hint = Of these pages and of mails to you.
profile-password = Password
profile-old = Current password
profile-old-wrong = This is not your current password.
profile-password-go = Change the password
profile-saved = Saved.
profile-password-saved = The password is changed.
