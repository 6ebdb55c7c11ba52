# Jobs and health.
system-title = System
system-health = Health
system-good = Good
system-bad = Needs a look
system-simulated = Simulated
system-real = Real
system-database = Database
system-database-detail = { $name } { $version }, { $size }, schema { $schema }
system-database-readonly = The database takes no writes. Check the disk and its rights.
system-database-old = The schema is { $schema }, this program knows { $known }. Bring all nodes to one version.
system-timestamp = Timestamps
system-mail = E-mail
system-sms = Text messages
system-mail-simulated = Nothing leaves this machine. See the simulated outbox.
system-mail-real = Leaves through the configured relay.
system-sms-real = Leaves through the configured gateway.
system-dead = Given up
system-dead-hint = These were tried too often or can never succeed. Later steps of the same agreement wait behind them.
system-dead-none = Nothing was given up.
system-stuck = Late
system-stuck-hint = These failed and are tried again by themselves.
system-stuck-none = Nothing is late.
system-tries = { $n ->
    [one] { $n } try, next { $when }
   *[other] { $n } tries, next { $when }
}
system-tried = { $n ->
    [one] { $n } try, given up { $when }
   *[other] { $n } tries, given up { $when }
}
system-jobs = Jobs by kind
system-jobs-none = No job yet.
system-kind = Kind
system-ready = Waiting
system-running = Running
system-done = Done
system-given-up = Given up
system-job-audit-root = Root of the audit chains
system-job-close = Closing seal and report
system-job-expire = End at the deadline
system-job-mail-user = Mail to a user
system-job-notify = Mail about an agreement
system-job-prepare = Prepare the document
system-job-remind = Reminder
system-job-seal = Seal a signature
system-job-send-code = Code by text message
system-job-sweep = Tidy up
system-job-other = Other
system-agreement = Agreement
system-retried = It is tried again now.
system-job-webhook = Message to a program
system-job-mail-webhook = Mail about a webhook
system-version = Podpis { $version }
system-storage = Documents
system-storage-detail = { $uploads } in uploads, { $steps } in steps of signed files, of this organisation
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
