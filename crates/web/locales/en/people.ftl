# People of an agreement that is out, and the address book.
people-replace-title = Replace { $person } or correct the address
people-replace-lead = The link of { $person } is dead as soon as you save; what was proved or typed with it does not pass on. Fields and place in the order stay.
people-replace-go = Save
people-replace-go-invite = Save and send the new link
people-name = Full name
people-method = How they prove who they are
people-method-email = The link in their mailbox
people-method-phone = The link, and a code by text message
people-phone = Mobile number
people-phone-hint = With its country, such as +386 41 234 567. Needed for a code only.
people-language = Language of their mails
people-private-message = Private message
people-private-message-hint = Stands in the mails to this person and on their page, nowhere else.
contacts-title = Contacts
contacts-lead = People you write to. They are yours alone; whoever you send to is remembered here until you remove them.
contacts-search = Name, address, company
contacts-none = Nobody yet. Whoever you send to is remembered here; or import a list below.
contacts-count = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
}
contacts-new = New contact
contacts-edit = Edit
contacts-remove = Remove
contacts-export = Export CSV
contacts-pages = Pages
contacts-before = Previous
contacts-next = Next
contacts-used = Last used { $date }
contacts-company = Company
contacts-job = Title
contacts-column-language = Language
contacts-language-same = That of the agreement
contacts-done-saved = The contact is saved.
contacts-done-removed = { $person } is removed. It is not remembered again unless you add it.
contacts-done-restored = The contact is back.
contacts-done-imported = Imported: { $added } new, { $changed } updated.
contacts-import = Import contacts
contacts-file = A list of people
contacts-file-hint = CSV or text with comma, semicolon or tab, with or without a header, up to { $most } rows. You see it before anything is kept.
contacts-read = Read the list
contacts-import-good = { $n ->
    [one] { $n } row can be taken.
   *[other] { $n } rows can be taken.
}
contacts-import-bad = { $n ->
    [one] { $n } row is left out.
   *[other] { $n } rows are left out.
}
contacts-import-go = { $n ->
    [one] Import { $n } contact
   *[other] Import { $n } contacts
}
contacts-import-more = { $n ->
    [one] … and { $n } more row.
   *[other] … and { $n } more rows.
}
contacts-import-preview = What the list says
contacts-row = Row
contacts-row-state = State
contacts-row-good = Good
contacts-fault-bad-email = This is not an e-mail address.
contacts-fault-bad-language = This language is not known.
contacts-fault-bad-phone = Taken without the number: it needs its country, such as +386 …
contacts-fault-double = The same address as in row { $row }.
contacts-fault-no-email = The address is missing.
people-method-password = The link, and a password from you
people-password-hint = Only where they are asked for a password: 6 to 32 characters: letters without accents, and digits. Tell it to them by another way; we never send it.
people-pin = Ask for their PIN as well
pin-title = PIN
pin-new = New PIN
pin-again = The same PIN again
pin-rules = 4 to 8 digits. Not the same digit over and over, and no row such as 1234.
pin-set = Set PIN
pin-remove = Remove PIN
pin-since = A PIN is set, since { $date }. Nobody can look it up.
contacts-pin-hint = You can ask this person for their PIN beside the link, a code or a password. Tell it to them by another way; we never send it. What you change holds at once, for agreements that are out as well. A PIN that a user of your organisation has set in their own profile goes before this one.
contacts-done-pin = The PIN is set. Remember to tell it.
contacts-done-pin-removed = The PIN is removed.
people-method-account = The link, and signing in with their account (users of your organisation)
