# Tags in documents: what became of them in the editor, the catalogue to copy from, and an account's own tags.
tags-kind-attachment = Attachment
tags-kind-checkbox = Checkbox
tags-kind-company = Company
tags-kind-date = Date
tags-kind-dropdown = Choice from a list
tags-kind-email = E-mail address
tags-kind-initials = Initials
tags-kind-list = Several choices from a list
tags-kind-multiline = Text in several lines
tags-kind-name = Full name
tags-kind-number = Number
tags-kind-other = Other
tags-kind-radio = One of several buttons
tags-kind-signature = Signature
tags-kind-signing-date = Date of signing
tags-kind-text = Text
tags-kind-title = Job title
tags-outcome-cut = { $kind }. The edge of the page cuts through the tag; the field was moved onto the page.
tags-outcome-double = { $kind }. The same name is used more than once; each place has a field of its own.
tags-outcome-no-such-party = { $kind }. There is no such person; please say whose field it is.
tags-outcome-not-defined = This short tag is not explained anywhere in the document. It stays in the text.
tags-outcome-not-understood = This tag is not understood. It stays in the text.
tags-outcome-read = { $kind }
tags-outcome-too-many = { $kind }. There are too many fields, so none was made of it.
tags-outcome-unclosed = This tag begins but does not end, perhaps because the page does. It stays in the text.
tags-outcome-unsupported = { $kind }: such a field cannot be filled here yet. The tag stays in the text.
tags-ignored = Not used: { $parts }.
tags-place-owner = Sender
tags-place-party = Party { $number }
editor-remark-tags-not-all-read = There is too much text in this file to look through all of it for tags. Check the last pages.
editor-ui-tags-read = { $n ->
    [one] { $n } tag became a field.
   *[other] { $n } tags became fields.
}
editor-ui-tags-bad = { $n ->
    [one] { $n } tag needs a look.
   *[other] { $n } tags need a look.
}
editor-ui-tags-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
editor-ui-tag-on-page = Page { $page }:
editor-ui-tags-help = All tags to copy

tags-title = Tags for documents
tags-lead = Write these tags into a document, in Word or in your own system, and its fields are there as soon as the PDF is uploaded. The tags disappear from the text.
tags-new-link = Tags in the document can do this for you
tags-copy = Copy
tags-own = Short tags
tags-own-hint = The number says whose field it is: 1 is the first recipient, 0 is you. Without a number the first signature is yours, the second is the first recipient’s, the third the second recipient’s; all other fields are the first recipient’s.
tags-column-tag = Tag
tags-column-meaning = Becomes
tags-not-yet = Cannot be filled here yet
tags-more = What else a short tag can say
tags-more-required = Must be filled
tags-more-optional = May be left empty
tags-more-name = With a label
tags-more-default = With a text to begin with
tags-more-choices = With choices
tags-more-size = 160 points wide, 40 points high
tags-others = Tags of other systems
tags-others-hint = Documents that were prepared for these systems are read as they are.
tags-words = Your organisation’s own tags
tags-words-short = Own tags
tags-words-lead = Words that your documents have always carried, such as #DIREKTOR#. Each means a person, a role or a place in the order.
tags-words-none = No own tags yet.
tags-words-manage = Manage own tags
tags-words-new = Add a tag
tags-words-word = Tag
tags-words-word-hint = As it stands in documents, with at least one special character, for example #DIREKTOR#.
tags-words-what = What it becomes
tags-words-who = Whose it is
tags-words-who-person = A certain person
tags-words-who-role = A role that is named each time
tags-words-who-order = A place in the order
tags-words-name = Name of the person or role
tags-words-email = E-mail address of the person
tags-words-number = Place in the order
tags-words-number-hint = 0 is the sender, 1 the first recipient.
tags-words-go = Save
tags-words-saved = Saved. It holds for documents uploaded from now on.
tags-words-delete = Delete
tags-words-delete-title = Delete { $word }?
tags-words-delete-text = Documents uploaded from now on keep these characters as ordinary text.
tags-words-deleted = Deleted.
problem-tag-word-bad = Use 3 to 60 characters without spaces at the ends, with at least one special character such as #.
problem-tag-words-too-many = There are too many tags of your own. Delete one first.
problem-tag-number-bad = Write a number from 0 to 100.
