# Jobs and health.
system-title = System
system-health = Health
system-good = Good
system-bad = Needs a look
system-simulated = Simulated
system-real = Real
system-database = Database
system-database-detail = { $name } { $version }, { $size } on disk; version of the tables: { $schema }
system-database-readonly = Nothing can be written to the database. Is the disk full, or the file read-only?
system-database-old = The tables have version { $schema }, this program expects { $known }. Bring all servers to the same version of Podpis.
system-timestamp = Timestamp service
system-mail = E-mail
system-sms = Text messages
system-mail-simulated = Nothing leaves this machine. See the simulated outbox.
system-mail-real = Goes out through the mail server that is set up.
system-sms-real = Go out through the text message provider that is set up.
system-dead = Failed: needs a person
system-dead-hint = Podpis has stopped trying. Mend what the message says, then press “Retry now”. Later steps of the same agreement wait until then.
system-dead-none = Nothing needs a person.
system-stuck = Late: tried again by itself
system-stuck-hint = These did not succeed the last time. You need do nothing unless they stay here.
system-stuck-none = Nothing is late.
system-tries = { $n ->
    [one] { $n } try, next { $when }
   *[other] { $n } tries, next { $when }
}
system-tried = { $n ->
    [one] { $n } try, given up { $when }
   *[other] { $n } tries, given up { $when }
}
system-jobs = Work in the background
system-jobs-none = Nothing was done in the background yet.
system-kind = What
system-planned = Planned
system-ready = Waiting
system-running = Running
system-done = Done
system-given-up = Failed
system-job-audit-root = Daily fingerprint of all histories
system-job-close = Closing seal and report
system-job-expire = End at the deadline
system-job-mail-user = Mail to a user
system-job-notify = Mail about an agreement
system-job-prepare = Prepare the document
system-job-remind = Reminder
system-job-seal = Seal a signature
system-job-send-code = Code by text message
system-job-sweep = Clearing away what is no longer needed
system-job-other = Other
system-agreement = Agreement
system-retried = It is tried again now.
system-job-webhook = Message to another program (webhook)
system-job-mail-webhook = Mail about a webhook
system-version = Podpis { $version }
system-storage = Documents
system-storage-detail = { $uploads } of uploaded files, { $steps } of signed files, of this organisation
system-seals = Seals
system-seals-none = None waits.
system-seals-waiting = { $n ->
    [one] { $n } seal waits. See below why.
   *[other] { $n } seals wait. See below why.
}
system-backup = Backup
system-backup-made = The last one with podpis backup: { $when }, to { $where }
system-backup-none = None was made with podpis backup. One that is made by other means is not seen here.
system-unknown = Not known
system-doctor = Checks of podpis doctor
system-doctor-when = Last run { $when }
system-doctor-never = podpis doctor has not been run yet. It checks mail, timestamps, certificate, disk and clock; let a timer run it daily.
system-discard = Throw away
system-discarded = It was thrown away. Nobody tries it again.
system-job-extend = Make a finished document last
system-job-alarm-lasting = Hourly check of what is to last
system-job-check-lasting = Nightly look at finished documents
system-job-mail-alarm = Mail about documents that may not last
lasting-title = How long documents last
lasting-reached = Completed documents
lasting-less = Less
lasting-level = They reach { $level }.
lasting-lack-not-wanted = Not more, because the setting completed_level says so.
lasting-lack-no-service = Not more, because no timestamp service is set up.
lasting-lack-no-timestamp = The timestamp service gives no timestamp.
lasting-lack-nothing-better = A new timestamp would end no later than the one there is.
lasting-lack-no-source = Not more, because the certificate names no place where its revocation could be looked up.
lasting-lack-unanswered = An authority does not answer.
lasting-lack-proof-pending = What authorities say is still from before the signatures.
lasting-lack-incomplete = The data of some signature in the document cannot be had.
lasting-pending = Proof pending
lasting-pending-none = Nothing is waited for.
lasting-pending-some = { $n ->
    [one] { $n } file waits for what makes it last.
   *[other] { $n } files wait for what makes them last.
}
lasting-look = Nightly look
lasting-looked = { $when }; files looked at: { $n }
lasting-looked-never = No night has passed yet.
lasting-alarm = Attention
lasting-alarm-pending = { $n ->
    [one] { $n } file has waited for its proof for more than two days.
   *[other] { $n } files have waited for their proof for more than two days.
}
lasting-alarm-overdue = { $n ->
    [one] { $n } file was not renewed in time.
   *[other] { $n } files were not renewed in time.
}
lasting-alarm-ending = { $n ->
    [one] { $n } file can be checked no more within two months.
   *[other] { $n } files can be checked no more within two months.
}
lasting-alarm-found = { $n ->
    [one] { $n } file does not hold, or will not in two months.
   *[other] { $n } files do not hold, or will not in two months.
}
lasting-file-document = document
lasting-file-report = audit report
lasting-file-found = { $file }: { $finding }, seen { $when }
lasting-file-pending = { $file }: waits since { $when }
lasting-file-ends = { $file }: can be checked until { $when }
