# The recipient's pages. Messages under sign-ui- are handed to their script.
sign-challenge-title = Confirm that it is you
sign-challenge-text = { $sender } ({ $organisation }) asks you to sign a document. Before you see it, we send a code to your mobile number { $number }.
sign-challenge-sent = We have sent a code of six digits to { $number }. It is valid for ten minutes.
sign-send-code = Send code
sign-code = Verification code
sign-confirm-code = Confirm
sign-code-again = Send a new code
sign-code-again-hint = Nothing has come? A new code makes the old one invalid.
sign-code-wrong = This code is not right.
sign-code-expired = This code is too old. Ask for a new one.
sign-code-none = Ask for a code first.
sign-code-empty = Enter the code of six digits.
sign-code-wait = { $n ->
    [one] You can ask for a new code in { $n } second.
   *[other] You can ask for a new code in { $n } seconds.
}
sign-attempts-left = { $n ->
    [one] { $n } attempt left.
   *[other] { $n } attempts left.
}
sign-last-attempt = After one more wrong code the agreement is cancelled for good.
sign-wrong-number = Not your number? Reply to the invitation and tell the sender.

sign-the-document = The document
sign-for-signature = For signature by { $name }.
sign-for-approval = For approval by { $name }.
sign-deadline = To be done by { $date }.
sign-open-pdf = Open as PDF
sign-decline = Decline
sign-noscript = Signing needs JavaScript. Please allow it for this page; reading the document works without.
sign-page = Page { $page } of { $total }
sign-page-image = Picture of page { $page } of { $total }. “Open as PDF” gives the same document to your own reader.
sign-other = { $kind }: { $name }
sign-field-on-page = { $label }, page { $page }
sign-kind-signature = Signature
sign-kind-initials = Initials
sign-kind-text = Text
sign-kind-date = Date
sign-kind-checkbox = Checkbox
sign-kind-attachment = File
sign-kind-company = Company
sign-kind-dropdown = Drop-down
sign-kind-email = E-mail
sign-kind-list = List
sign-kind-multiline = Text in lines
sign-kind-name = Name
sign-kind-number = Number
sign-kind-radio = Radio button
sign-kind-signing_date = Date of signing
sign-kind-title = Title
sign-dock = Progress
sign-review = Review
sign-next = Next field
sign-fit = Whole page
sign-choose = Choose …
sign-problem-mask-missed = Write it as “{ $limit }”: 9 is a digit, A a letter, * either.
sign-problem-not-a-choice = This is not offered.
sign-problem-not-a-date = There is no such day.
sign-problem-not-a-number = This is not a number.
sign-problem-not-calculable = This cannot be calculated: look at the numbers that it comes from.
sign-problem-pattern-missed = This is not written as the sender asks.
sign-problem-required = Fill this in.
sign-problem-too-few-ticks = Tick at least { $limit }.
sign-problem-too-high = At most { $limit }.
sign-problem-too-long = At most { $limit } characters.
sign-problem-too-low = At least { $limit }.
sign-problem-too-many-ticks = Tick at most { $limit }.
sign-problem-too-precise = At most { $limit } digits after the decimal point.
sign-problem-too-short = At least { $limit } characters.
sign-problem-wrong-kind = This does not fit the field.

sign-consent-title = Before you sign electronically
sign-consent-text = You read, fill in and sign this document here, without paper. You can decline at any time.
sign-consent-more = What you agree to
sign-consent-agree = Agree and continue
sign-disclosure-scope-title = What it is about
sign-disclosure-scope = Your consent is for this one agreement with { $organisation }: for its document, its messages and your signature.
sign-disclosure-paper-title = On paper
sign-disclosure-paper = You may ask { $organisation } for the document on paper instead, or for a paper copy afterwards. Whether a copy costs anything, { $organisation } tells you before it is made.
sign-disclosure-withdraw-title = Withdrawing
sign-disclosure-withdraw = Until you sign you can withdraw your consent here, with “I do not want to sign electronically”; { $organisation } is told, and you may agree again later. You can also decline: the agreement then ends without your signature, and { $organisation } is told your reason. What was signed before stays valid.
sign-disclosure-contact-title = Your address
sign-disclosure-contact = When your e-mail address or telephone number changes, reply to the invitation, so that messages reach you.
sign-disclosure-needs-title = What you need
sign-disclosure-needs = A current browser, an e-mail address, and a program that opens PDF files. That you see the pages below shows that your device can do it. You can keep the signed document: you get it at the end.

sign-adopt-signature = Your signature
sign-adopt-initials = Your initials
sign-adopt-how = How
sign-adopt-type = Type
sign-adopt-draw = Draw
sign-adopt-text = As it is to appear
sign-adopt-canvas = Area for drawing
sign-adopt-hint = Sign here with your finger or the mouse
sign-adopt-undo = Undo stroke
sign-adopt-clear = Clear
sign-adopt-use = Put it in
sign-back = Back

sign-review-title = Review and sign
sign-review-title-approve = Review and approve
sign-missing = These fields are still empty:
sign-declaration = With “Click to Sign”, { $person } signs “{ $name }” electronically. { $organisation } seals it as proof of integrity and time.
sign-declaration-approve = With “Click to Approve”, { $person } approves “{ $name }”.
sign-password = Your password
sign-password-hint = You are a user of this organisation: its seal asks for your password once more.
sign-click-to-sign = Click to Sign
sign-click-to-approve = Click to Approve

sign-decline-title = Decline to sign
sign-decline-text = The agreement ends for everybody. The sender, and those who have signed already, are told your reason.
sign-decline-reason = Reason
sign-decline-reason-hint = Required.
sign-decline-reason-missing = Enter a reason.
sign-decline-button = Decline
sign-paper-open = I do not want to sign electronically
sign-paper-title = Without an electronic signature
sign-paper-text = { $sender } is told by e-mail at once. The agreement stays open for the others, and you may still change your mind with the same link.
sign-paper-wish = What you would like
sign-paper-paper = The document on paper
sign-paper-withdraw = Only to withdraw my consent
sign-paper-message = Message to { $sender }
sign-paper-message-hint = Not required; for example where the paper is to be sent.
sign-paper-button = Tell the sender
sign-paper-asked = On { $date } you asked for the document on paper, and { $sender } was told. To sign electronically after all, agree once more.
sign-withdrawn = On { $date } you withdrew your consent, and { $sender } was told. To sign electronically after all, agree once more.
sign-zoom = Size of the pages
sign-zoom-in = Larger
sign-zoom-out = Smaller
sign-adopt-picture = Picture
sign-adopt-picture-choose = Choose a picture
sign-adopt-picture-hint = A photo or a scan of your signature on light paper. It stays in this page: only its ink is taken over.
sign-adopt-picture-shown = Your signature from the picture
sign-ui-picture-bad = This picture cannot be read. Choose a PNG or JPEG.
sign-ui-picture-empty = No ink was found in this picture. Take it closer, in better light.
sign-ui-zoom-now = { $percent } per cent

sign-sealing-title = Your signature is being sealed
sign-sealing-text = “{ $name }” is getting its seal and time stamp. This takes a few seconds; you may close the page.
sign-kept-title = Your signature is kept
sign-kept-late = “{ $name }” is waiting for its seal and time stamp: a service did not answer. It is tried again by itself. You need not do anything; you get an e-mail.
sign-kept-not-allowed = The seal on “{ $name }” waits until { $organisation } allows it; the sender has been shown this. You need not do anything and may close the page; you get an e-mail when all is done.
sign-turn-title = It is not your turn yet
sign-turn-text = Somebody else is signing “{ $name }” before you. You will get an e-mail; this page goes on by itself.

sign-done-title = You have signed
sign-approved-title = You have approved
sign-copy-title = You will receive a copy
sign-done-others = { $n ->
    [0] The document is being completed. You will get it by e-mail in a moment.
    [one] { $n } more person is to act. When all is done you get the document by e-mail.
   *[other] { $n } more people are to act. When all is done you get the document by e-mail.
}
sign-done-late = The closing seal of { $organisation } is late. It is tried again by itself; you get the document by e-mail when it is done.
sign-completed-title = Everybody has signed
sign-completed-text = “{ $name }” is complete and sealed.
sign-download = Download the document
sign-report = Audit report
sign-close = You may close this page.

sign-back-to-agreement = To the agreement
sign-back-home = To Podpis
sign-declined-title = You have declined
sign-declined-text = The sender has been told. Nothing else is to be done.
sign-cancelled-title = This agreement is no longer available
sign-cancelled-text = It has been cancelled. If you have questions, reply to the invitation.
sign-expired-title = This link has expired
sign-expired-text = The sender can extend it; the same link then works again.
sign-asked-title = The sender has been asked
sign-asked-text = As soon as the link is extended, you get an e-mail. The same link then works again.
sign-ask-extension = Ask for more time
sign-late-title = The deadline is over
sign-late-text = This agreement can no longer be signed. If you have questions, reply to the invitation.
sign-not-found-title = There is nothing behind this link
sign-not-found-text = Perhaps a part of the address is missing, or the link has been replaced by another. Open the newest e-mail, or ask the sender.

sign-ui-progress = { $done } of { $total } fields
sign-ui-all-done = All fields are filled
sign-ui-nothing-required = Nothing must be filled in
sign-ui-state-empty = empty
sign-ui-state-filled = filled
sign-ui-ticked = Ticked
sign-ui-attach = Choose a file
sign-ui-attaching = Sending …
sign-ui-detach = Take “{ $name }” out?
sign-ui-open-fields = Some fields are open or do not fit.
sign-ui-save-saved = Saved
sign-ui-save-saving = Saving …
sign-ui-save-offline = Not saved yet: no connection
sign-ui-offline = The server could not be reached. Nothing is lost; please try again.
sign-challenge-called = We are calling { $number } and saying a code of six digits. It is valid for ten minutes.
sign-call-me = Call me instead
sign-call-hint = No text messages on this number? We can call and say the code.
sign-password-text = { $sender } ({ $organisation }) asks you to sign a document. Before you see it, enter the password that { $sender } has told you.
sign-signing-password = Password
sign-confirm-password = Continue
sign-password-empty = Enter the password.
sign-password-wrong = This password is not right.
sign-last-password = After one more wrong password the agreement is cancelled for good.
sign-password-ask = You do not know the password? Ask { $sender }:

sign-not-me = This is not meant for me
sign-not-me-title = This is not meant for you?
sign-not-me-text = Then tell { $sender } ({ $organisation }). Your link stops working, and you need prove nothing.
sign-not-me-comment = A word to the sender
sign-not-me-hint = For example who the right person is. Only the sender reads it.
sign-not-me-go = It is not meant for me
sign-misdirected-title = Thank you, the sender is told
sign-misdirected-text = This link does not work any more. Nothing else is to be done.
sign-by-other-title = Nothing left to do
sign-by-other-text = You were asked together with others, and one of them has done it.
sign-private-message = For you alone, from { $sender }
shared-lead = { $sender }, { $organisation }, lets you read this agreement. You have nothing to do.
shared-facts = How it stands
shared-status = State
shared-people = Takes part
shared-personal = This address is yours alone: whoever has it can read the document.
