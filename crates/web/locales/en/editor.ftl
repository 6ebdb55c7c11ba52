# The editor of a draft. Messages under editor-ui- are handed to its script.
editor-title = Edit agreement
editor-heading = Prepare an agreement for signing
editor-back = Back to the agreements
editor-loading = The editor is opening …
editor-noscript = The editor needs JavaScript. Please allow it for this page.

editor-reminder-none = No reminders
editor-reminder-daily = Every day
editor-reminder-second-day = Every second day
editor-reminder-third-day = Every third day
editor-reminder-fifth-day = Every fifth day
editor-reminder-weekly = Every week

editor-remark-signed = The document carries signatures, and they stay valid. Each person gets one place to sign; besides, only fields that the document brings can be answered.
editor-remark-owner-restrictions = The document's author has restricted it. Make sure that you may use it for signing.
editor-remark-encryption-removed = The password protection was removed. Recipients need no password.
editor-remark-repaired = The file was damaged and has been repaired. Look through its pages.
editor-remark-xfa-removed = An old form (XFA) was removed; the fields and pages stay.
editor-remark-active-content = Active content such as scripts was removed.
editor-remark-active-content-kept = Active content such as scripts stays: removing it would break the signatures in the document.
editor-remark-fields-renamed = Form fields with equal names were renamed.
editor-remark-fields-left-out = The form in the file is too large to be filled here: its fields become part of the page.

editor-ui-toolbar = Agreement
editor-ui-agreement-name = Name of the agreement
editor-ui-untitled = Name of the agreement
editor-ui-save-saved = Saved
editor-ui-save-incomplete = Saved, except people without a complete address or telephone number
editor-ui-save-saving = Saving …
editor-ui-save-offline = Not saved yet: no connection. Trying again …
editor-ui-save-conflict = Not saved: changed in another tab
editor-ui-save-refused = Not saved
editor-ui-undo = Undo
editor-ui-redo = Redo
editor-ui-preview = Preview
editor-ui-send = Send
editor-ui-send-to = { $n ->
    [one] Send to { $n } person
   *[other] Send to { $n } people
}
editor-ui-sending-agreement = Sending …
editor-ui-not-saved = Your last changes could not be saved, so nothing was sent. Please try again.
editor-ui-offline-notice = The server could not be reached. Please try again.
editor-ui-other-tab = This draft was changed in another tab. You see the newest version.
editor-ui-elsewhere-open = This draft is also open in another tab. What you change in one shows in the other.
editor-ui-elsewhere-gone = This agreement was sent or deleted elsewhere. Nothing can be changed here any more.
editor-ui-reload = Reload
editor-ui-close = Close
editor-ui-cancel = Cancel

editor-ui-steps = Steps
editor-ui-tab-documents = Files
editor-ui-tab-people = People
editor-ui-tab-pages = Pages
editor-ui-tab-message = Message
editor-ui-tab-check = Check

editor-ui-documents = Documents
editor-ui-one-document = Together they become one document, in this order.
editor-ui-drop-title = Drop the document here
editor-ui-choose = Choose files
editor-ui-add-file = Add a file
editor-ui-drop-hint = PDF, PNG or JPEG, up to { $size } in one upload
editor-ui-pages = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}
editor-ui-move-up = Move { $name } up
editor-ui-move-down = Move { $name } down
editor-ui-remove = Remove { $name }
editor-ui-remove-button = Remove
editor-ui-sending = { $percent } % of { $size }
editor-ui-reading = Uploaded. Reading the pages …
editor-ui-dismiss = Take { $name } off the list
editor-ui-too-large = This file has { $size }. The limit is { $limit }.
editor-ui-upload-failed = The file could not be taken. Please try again.
editor-ui-again = Try again
editor-ui-have-right = I have the right to use it
editor-ui-password = This file needs a password
editor-ui-password-hint = Recipients will not need it. The password is not kept.
editor-ui-open-file = Open the file
editor-ui-remove-document = Remove “{ $name }”?
editor-ui-remove-document-hint = Its pages and the fields on them go, too. This cannot be undone.

editor-ui-people = People
editor-ui-people-empty = Who is to sign? Add yourself or others.
editor-ui-i-sign = I sign
editor-ui-i-sign-too = I sign too
editor-ui-add-person = Add a person
editor-ui-person-n = Person { $n }
editor-ui-name = Name
editor-ui-email = E-mail
editor-ui-email-wrong = This address cannot be right. Example: ana@example.com
editor-ui-same-address = Somebody else has this address, too. That works: each has their own link.
editor-ui-same-address-alone = Somebody else has this address, too. A code by SMS would tell them apart.
editor-ui-role = Role
editor-ui-role-signer = Signer
editor-ui-role-approver = Approver
editor-ui-role-cc = Receives a copy
editor-ui-turn = Turn
editor-ui-method = Proves who they are by
editor-ui-method-email = Link by e-mail
editor-ui-method-phone = Link by e-mail and code by SMS
editor-ui-method-email-short = e-mail
editor-ui-method-phone-short = e-mail and SMS
editor-ui-phone = Mobile number
editor-ui-phone-hint = With the country code; without it, { $code } is assumed.
editor-ui-phone-code = With the country code, for example +386 or +420.
editor-ui-phone-wrong = This number cannot exist. Example: +386 40 123 456
editor-ui-person-language = Language
editor-ui-language-same = As the agreement
editor-ui-order = Order
editor-ui-flow-sequence = One by one
editor-ui-flow-parallel = At once
editor-ui-flow-mixed = Mixed
editor-ui-flow-sequence-hint = Each gets the document after the one before has finished.
editor-ui-flow-parallel-hint = Everybody gets the document at the same time.
editor-ui-flow-mixed-hint = People with the same turn get the document at the same time.

editor-ui-message-title = Message and deadline
editor-ui-subject = Subject of the e-mail
editor-ui-message = Message
editor-ui-language = Language of the agreement
editor-ui-deadline = Deadline
editor-ui-deadline-hint = Until the end of this day. Empty: no deadline.
editor-ui-reminder = Reminders
editor-ui-link-days = Days a signing link works
editor-ui-link-days-hint = From the invitation on, for each person. You can extend it later.
editor-ui-link-days-wrong = Enter a whole number from { $least } to { $most }.

editor-ui-fields = Fields
editor-ui-fields-for = Fields for
editor-ui-palette = Kinds of fields
editor-ui-palette-hint = Click a field, then the place on the page. Or drag it there.
editor-ui-palette-armed = Now click the place on the page. Escape cancels.
editor-ui-palette-no-pages = Add a document first.
editor-ui-kind-signature = Signature
editor-ui-kind-initials = Initials
editor-ui-kind-text = Text
editor-ui-kind-date = Date
editor-ui-kind-checkbox = Checkbox
editor-ui-kind-attachment = File
editor-ui-kind-company = Company
editor-ui-kind-dropdown = Drop-down
editor-ui-kind-email = E-mail
editor-ui-kind-list = List
editor-ui-kind-multiline = Text in lines
editor-ui-kind-name = Name
editor-ui-kind-number = Number
editor-ui-kind-radio = Radio button
editor-ui-kind-signing_date = Date of signing
editor-ui-kind-title = Title
editor-ui-nobody = Nobody yet
editor-ui-field-name = { $kind }, { $name }, page { $page }, { $x } from the left, { $y } from the top
editor-ui-selected = { $kind } on page { $page }
editor-ui-several = { $n ->
    [one] { $n } field selected
   *[other] { $n } fields selected
}
editor-ui-several-hint = Shift and click, or the space bar, takes a field in or out; Ctrl+A takes all of a page; Ctrl+D duplicates; arrow keys move.
editor-ui-arrange = Align and space
editor-ui-arrange-left = Align left edges
editor-ui-arrange-centre = Align centres
editor-ui-arrange-right = Align right edges
editor-ui-arrange-top = Align top edges
editor-ui-arrange-middle = Align middles
editor-ui-arrange-bottom = Align bottom edges
editor-ui-arrange-spread-x = Same gaps across
editor-ui-arrange-spread-y = Same gaps down
editor-ui-arrange-size = Same size as the first
editor-ui-arranged = { $n ->
    [0] Nothing to move
    [one] { $n } field moved
   *[other] { $n } fields moved
}
editor-ui-duplicated = { $n ->
    [one] { $n } field duplicated
   *[other] { $n } fields duplicated
}
editor-ui-find = Place at words
editor-ui-find-text = Words on the pages
editor-ui-find-hint = As they stand on one line, for example “Signature:”.
editor-ui-find-search = Find
editor-ui-find-none = “{ $text }” does not stand on any page. Scanned pages have no words.
editor-ui-find-hits = { $n ->
    [0] Found nowhere
    [one] Found in { $n } place
   *[other] Found in { $n } places
}
editor-ui-find-hit = { $n }. on page { $page }
editor-ui-find-kind = Field
editor-ui-find-beside = Where
editor-ui-find-right = Right of the words
editor-ui-find-over = Over the words
editor-ui-find-below = Below the words
editor-ui-find-above = Above the words
editor-ui-find-offset-right = Further right
editor-ui-find-offset-up = Further up
editor-ui-find-place = { $n ->
    [one] Place { $n } field
   *[other] Place { $n } fields
}
editor-ui-find-placed = { $n ->
    [0] They are there already
    [one] { $n } field placed
   *[other] { $n } fields placed
}
editor-ui-belongs-to = Filled in by
editor-ui-field-label = Label
editor-ui-required = Required
editor-ui-must-tick = Must be ticked
editor-ui-more-kinds = More kinds of fields
editor-ui-from-file = From the file: it keeps its place there.
editor-ui-automatic-email = Filled in by itself with the recipient’s address.
editor-ui-automatic-signing_date = Filled in by itself with the day of the signature.
editor-ui-choice-n = Choice { $n }
editor-ui-group-n = Question { $n }
editor-ui-more-options = Value, limits and conditions
editor-ui-prefill = What stands in it from the start
editor-ui-prefill-ticked = Ticked from the start
editor-ui-read-only = Cannot be changed by the recipient
editor-ui-choices = Choices
editor-ui-choices-hint = One to a line. “SI = Slovenia” keeps SI and shows Slovenia.
editor-ui-group = Question
editor-ui-group-hint = Boxes or buttons with the same question belong together.
editor-ui-on-value = What a tick here says
editor-ui-min-ticks = Fewest ticks
editor-ui-max-ticks = Most ticks
editor-ui-one-more = Add one more to this question
editor-ui-formula = Formula
editor-ui-formula-hint = For example price * quantity. Give number fields a name first.
editor-ui-formula-names = With { $names }; + - * / ( ), sum, min, max, round.
editor-ui-min-length = Fewest characters
editor-ui-max-length = Most characters
editor-ui-comb = One cell for each character
editor-ui-min = Smallest
editor-ui-max = Largest
editor-ui-decimals = Decimal places
editor-ui-number-wrong = Enter a number.
editor-ui-mask = Mask
editor-ui-mask-hint = 9 is a digit, A a letter, * either: AA-9999
editor-ui-pattern = Pattern
editor-ui-pattern-hint = A regular expression that the whole text must match.
editor-ui-pattern-message = What is said if it does not match
editor-ui-align = Alignment
editor-ui-align-left = Left
editor-ui-align-center = Centre
editor-ui-align-right = Right
editor-ui-font-size = Letters, in points
editor-ui-option-name = Name for formulas and exports
editor-ui-option-name-hint = Each name only once.
editor-ui-when = When
editor-ui-when-always = Always there
editor-ui-when-show = Shown only if
editor-ui-when-enable = Can be filled only if
editor-ui-test-field = Field
editor-ui-test-operator = Test
editor-ui-test-value = Value
editor-ui-test-any = One of these is enough
editor-ui-test-add = Add a test
editor-ui-test-remove = Remove this test
editor-ui-operator-filled = is filled or ticked
editor-ui-operator-empty = is empty or not ticked
editor-ui-operator-equals = is
editor-ui-operator-not_equals = is not
editor-ui-operator-contains = contains
editor-ui-operator-greater = is greater or later than
editor-ui-operator-less = is less or earlier than
editor-ui-exact = Place and size
editor-ui-x = Left
editor-ui-y = Top
editor-ui-width = Width
editor-ui-height = Height
editor-ui-points = In points: 72 points are one inch, 28.3 one centimetre.
editor-ui-copy-all = Copy to all pages
editor-ui-duplicate = Duplicate
editor-ui-delete = Delete
editor-ui-removed = { $n ->
    [one] { $n } field deleted
   *[other] { $n } fields deleted
}
editor-ui-copied = { $n ->
    [one] Copied to { $n } page
   *[other] Copied to { $n } pages
}
editor-ui-at = { $x } from the left, { $y } from the top, { $width } wide, { $height } high
editor-ui-field-count = { $n ->
    [one] { $n } field
   *[other] { $n } fields
}

editor-ui-page = Page { $page } of { $total }
editor-ui-strip = Pages
editor-ui-zoom = Zoom
editor-ui-zoom-in = Zoom in
editor-ui-zoom-out = Zoom out
editor-ui-zoom-fit = Fit
editor-ui-zoom-now = { $percent } per cent
editor-ui-zoom-percent = { $percent } %
editor-ui-zoom-fitted = The width of the page fits

editor-person-without-binding = { $person } signs as a user of your organisation and is not bound to its seal. An administrator can bind them under “Organisation seal”.
editor-ui-before-sending = Before sending
editor-ui-ready = Ready to send
editor-ui-ready-hint = { $n ->
    [one] { $n } person will get an e-mail with a link.
   *[other] { $n } people will get an e-mail with a link, each in their turn.
}
editor-ui-worth-knowing = Worth knowing before you send
editor-ui-warned-title = Send it like this?
editor-ui-warned-send = Send anyway
editor-ui-warned-back = Back to the people
editor-ui-problem-no-document = Add a document.
editor-ui-problem-no-people = Add a person who signs.
editor-ui-problem-no-name = Give the agreement a name.
editor-ui-problem-deadline-past = The deadline is in the past.
editor-ui-problem-person-name = { $name }: enter a name.
editor-ui-problem-person-email = { $name }: enter an e-mail address.
editor-ui-problem-person-email-wrong = { $name }: the e-mail address cannot be right.
editor-ui-problem-person-phone = { $name }: enter a mobile number for the code.
editor-ui-problem-person-phone-wrong = { $name }: the mobile number cannot exist.
editor-ui-problem-no-signature = { $name } has no place to sign yet.
editor-ui-problem-field-nobody = A field on page { $page } belongs to nobody.
editor-ui-problem-field-cc = A field on page { $page } belongs to { $name }, who only receives a copy.
editor-ui-problem-field-in-signed-file = The field on page { $page } does not fit a document that came with signatures: it takes one place to sign for each person and answers in its own fields. Remove the field, or what stands in it.

editor-ui-preview-title = As the recipient will see it
editor-ui-preview-as = Recipient
editor-ui-preview-phone = Before this, { $name } enters a code that comes by SMS.
editor-ui-preview-fields = { $n ->
    [0] This person has no fields to fill in.
    [one] { $n } field to fill in
   *[other] { $n } fields to fill in
}

editor-ui-conflict-title = This draft was changed in another tab
editor-ui-conflict-text = Somebody, perhaps you, changed it elsewhere in the meantime. Which version is to stay?
editor-ui-conflict-theirs = The newer one from the other tab
editor-ui-conflict-ours = Mine, as it stands here
editor-ui-method-password = Link by e-mail and a password from you
editor-ui-method-premium = { $method } · Premium
editor-ui-method-password-short = e-mail and password
editor-ui-signing-password-new = Password
editor-ui-signing-password-hint = 6 to 32 characters: letters without accents, and digits. Tell it to the person by another way, such as by telephone; we never send it, and nobody can look it up.
editor-ui-signing-password-again = The same password again
editor-ui-signing-password-keep = Set password
editor-ui-signing-password-another = Set another one
editor-ui-signing-password-is-set = A password is set for { $name }. Remember to tell it.
editor-ui-signing-password-was-set = The password is set.
editor-ui-signing-password-failed = The password could not be set. Try again.
editor-ui-problem-person-password = { $name }: set a password.
editor-ui-paste = Paste or import a list
editor-ui-paste-title = Add many people
editor-ui-paste-text = People, one to a line
editor-ui-paste-hint = “Ana Novak <ana@example.com>”, “ana@example.com; Ana Novak; +386 41 234 567”, or rows of a spreadsheet.
editor-ui-paste-file = Or choose a CSV file
editor-ui-paste-read = Read the list
editor-ui-paste-again = Change the list
editor-ui-paste-preview = What the list says
editor-ui-paste-row = Row
editor-ui-paste-state = State
editor-ui-paste-good = Good
editor-ui-paste-there = Is in the list of people already.
editor-ui-paste-add = { $n ->
    [0] Nobody to add
    [one] Add { $n } person
   *[other] Add { $n } people
}
editor-ui-paste-added = { $n ->
    [one] { $n } person was added
   *[other] { $n } people were added
}
editor-ui-paste-method = How all of them prove who they are
editor-ui-internal = In your organisation: signs in with their password.
editor-ui-external = Outside your organisation.
editor-ui-suggestions = { $n ->
    [0] No suggestions
    [one] { $n } suggestion
   *[other] { $n } suggestions
}
editor-ui-suggest-internal = your organisation
editor-ui-private-message = Private message
editor-ui-private-message-hint = Only this person, and whoever may act instead, reads it: in their mails and on their page.
editor-ui-other-add = Add somebody who may act instead
editor-ui-other-legend = Or { $name }
editor-ui-other-hint = Any one of them acts; the others are told that nothing is left to do.
editor-ui-other-n = person { $n }
editor-ui-group-name = { $n ->
    [one] { $name } or { $n } other
   *[other] { $name } or { $n } others
}
editor-ui-suggested = Suggestions
editor-ui-person-gone = { $name } was removed. Their fields stay on the pages.
editor-ui-of-several = Several people
editor-ui-keep-tool = Place several in a row
editor-ui-kept-tool-placed = Placed. Tap the next place, or choose the tool again to put it back.
editor-ui-gather = Choose several
editor-ui-gather-end = Done choosing
editor-ui-gather-hint = Tap fields to take them in or out; drag one of them to move all.
editor-ui-gather-done = Done choosing. What you chose stays selected.
editor-ui-guests = { $names } has this draft open, too. What is saved there shows here.
editor-ui-guest-own = You have this draft open in another browser or on another device, too. What is saved there shows here.
editor-ui-paste-signatures = Place a signature field for each of them on the last page
editor-ui-paste-no-pages = There is no document yet: place a signature field for each of them once there is.
editor-ui-paste-placed = { $n ->
    [one] { $n } signature field was placed.
   *[other] { $n } signature fields were placed.
}
editor-ui-sending-group = Send from group
editor-person-without-pin = No PIN is set for { $person }. They set it in their profile, or you set it on their card in your contacts.
editor-ui-pin = Also ask for their PIN
editor-ui-pin-hint = A PIN from their profile, or the one on their card in your contacts.
editor-ui-pin-short = PIN
editor-ui-method-demanded = Your organisation asks for more than the link in the mailbox here. Choose how this person proves who they are.
editor-ui-method-not-enabled = This is not enabled in the group that you send from. Choose another.
editor-ui-pin-not-enabled = PINs are not enabled where this is sent from.
editor-ui-method-account = Link by e-mail and signing in with their account
editor-ui-method-account-short = e-mail and account login
