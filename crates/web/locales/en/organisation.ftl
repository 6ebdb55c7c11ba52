# What the account settles for all of it.
organisation-title = Organisation
organisation-lead = What holds for everything that is begun or sent from now on. What is there already stays as it is.
organisation-link-days = Days that a signing link works
organisation-link-days-hint = From 1 to { $most }. A new agreement begins with it; its sender can choose another number.
organisation-second-factor = Ask for a code or a password where no e-mail leaves
organisation-second-factor-hint = Through the API, agreements can be sent without e-mail, and links can be fetched. Then nothing but the link proves who signs. With this, such agreements are refused unless everybody who acts is asked for a code or a password.
settings-done-organisation = Saved. It holds for what is begun or sent from now on.
