# The simulated outbox of the demo.
outbox-title = Simulated outbox
outbox-lead = What mail and text messages would have reached people.
outbox-label = Simulated: nothing here left this machine. Only this machine can open the page.
outbox-none = Nothing arrived yet. Send an agreement, and its invitations appear here.
outbox-refresh = Refresh
outbox-sms = Text message
outbox-to = To { $to }
outbox-from = From { $from }
outbox-open = Open the link
outbox-text = Text
outbox-html = As a mail program shows it
outbox-call = Call
