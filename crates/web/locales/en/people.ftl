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
