# The first page and the lists of agreements.
home-title = Home
home-new = New agreement
home-tally = How many agreements where
home-all = See all
home-first-title = Send your first document for signature
home-first = Nothing is here yet. It takes about two minutes, and recipients need no account.
home-step-upload = Drop a document
home-step-upload-more = A PDF, or pictures; several become one.
home-step-place = Place the fields
home-step-place-more = Signature, initials, text, date, checkbox.
home-step-send = Name the people and send
home-step-send-more = Everyone gets a link, and at the end a sealed copy.
list-title = Agreements
list-views = Views
list-view-all = All
list-view-mine = Waiting for me
list-view-others = Waiting for others
list-view-drafts = Drafts
list-view-done = Done
list-view-ended = Ended
list-view-attention = Needs attention
list-empty-all = No agreement yet. Start one with a PDF, and it will stand here with everyone who takes part.
list-empty-mine = Nothing waits for you. What others ask you to sign appears here.
list-empty-others = Nobody else has to act. What you send stays here until everyone has signed.
list-empty-drafts = No drafts. What you begin and do not send is kept here.
list-empty-done = Nothing is finished yet. Signed, declined and cancelled agreements end up here.
list-empty-ended = Nothing ended early. Cancelled, declined and expired agreements end up here.
list-empty-attention = All is well. Links that expired, mails that bounced and seals that wait appear here.
list-search = Search by name, person or e-mail
list-find = Search
list-nothing-found = Nothing found for “{ $search }”
list-nothing-found-hint = Search looks at names of agreements, and at names and addresses of people.
list-show-all = Show everything
list-pages = Pages
list-start = To the newest
list-scope = Whose
list-scope-mine = Mine
list-scope-all = Of the whole account
list-after = Next
list-progress = { $done } of { $n ->
    [one] { $n } person
   *[other] { $n } people
  } done
list-from = From { $person }
list-to = To { $people }
list-waits-for = Waiting for { $people }
list-and-more = { $names } and { $n ->
    [one] { $n } more
   *[other] { $n } more
}
list-nobody = No recipients yet
list-untitled = Untitled
list-sign = Review and sign
list-approve = Review and approve
list-due = Due { $date }
status-draft = Draft
status-preparing = Being prepared
status-in-progress = In progress
status-closing = Being sealed
status-completed = Completed
status-cancelled = Cancelled
status-declined = Declined
status-auto-cancelled = Cancelled: wrong codes
status-expired = Expired
status-link-expired = Link expired
status-asks-extension = Asks for more time
status-mail-failed = Mail not delivered
status-seal-waits = Seal waits
status-not-prepared = Could not be prepared
status-due-soon = Deadline soon
