//! What the child does with a stranger's file for the verify page, and the parent with its answer. It is there under a fuzzer alone.

use super::verify;
use super::wire::{Answer, read_head};
use app::ports::VerifyTerms;
use jiff::Timestamp;

/// Judges any bytes as a file of which nothing is known.
pub fn verify(bytes: &[u8]) {
    let terms = VerifyTerms::new(String::new(), Timestamp::UNIX_EPOCH);
    let limits = pdf::Limits {
        stream_bytes: 1 << 20,
        ..pdf::Limits::default()
    };
    let judged = verify::verify(bytes.to_vec().into(), None, &terms, &limits);
    if let Ok((Answer::Verified(_), pictures)) = judged {
        assert!(pictures.len() < 1 << 28, "pictures are bounded");
    }
}

/// Any bytes as the head of a child's answer, which may have been taken over.
pub fn answer(bytes: &[u8]) {
    let mut rest = bytes;
    drop(read_head::<Answer>(&mut rest));
}
