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
profile-applications = Programs that act for you
profile-applications-none = None. When a program asks to act for you and you agree, it stands here.
profile-applications-hint = You agreed that these may do this in your name. What you take back stops at once.
profile-application-since = Since { $date }
profile-application-stopped = Taken back. The program can do nothing in your name any more.
profile-pin-hint = Senders of your organisation can ask you for it before you see a document, beside a code or a password. Nobody but you knows it.
profile-done-pin = The PIN is set.
profile-done-pin-removed = The PIN is removed.
