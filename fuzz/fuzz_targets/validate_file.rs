//! Any bytes as a signed file. Nobody is trusted here, so whatever it is, nothing may pass.
#![no_main]

use ades::validate::report::Indication;
use ades::validate::{Policy, validate};
use ades::x509::Anchors;
use libfuzzer_sys::fuzz_target;
use pdf::{Document, Limits};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { stream_bytes: 1 << 20, ..Limits::default() };
    let Ok(document) = Document::open(data.to_vec(), None, &limits) else { return };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let Ok(report) = validate(&document, &Anchors::new(Vec::new()), &Policy::STANDARD, now) else { return };
    assert!(report.signatures.iter().all(|one| one.conclusion.indication != Indication::TotalPassed));
});
