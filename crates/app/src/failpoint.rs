//! Named points at which a test can end the process as a power cut would. Nothing happens unless the operator names one on the
//! command line of a demo; the name is then hit once.

/// Every point, in the order in which one agreement passes them.
pub const NAMES: [&str; 14] = [
    "before-decision-commit",
    "after-decision-commit",
    "before-prepare-commit",
    "after-prepare-commit",
    "after-seal-authorised",
    "after-signature-made",
    "after-timestamp",
    "after-revision-blob",
    "before-seal-commit",
    "after-seal-commit",
    "after-report-blob",
    "before-mail",
    AFTER_CODE,
    AFTER_WEBHOOK,
];

/// The gateway has taken a one-time code, and that is not noted yet. Only agreements that ask for a code come by.
pub const AFTER_CODE: &str = "after-code";

/// A webhook has taken a message, and that is not noted yet. Only accounts with webhooks come by.
pub const AFTER_WEBHOOK: &str = "after-webhook";

/// Ends the process without any clean-up when this point was asked for.
pub fn hit(wanted: Option<&str>, name: &str) {
    debug_assert!(NAMES.contains(&name), "unknown failpoint {name}");
    if wanted == Some(name) {
        tracing::error!(failpoint = name, "stopping at a failpoint");
        std::process::abort();
    }
}
