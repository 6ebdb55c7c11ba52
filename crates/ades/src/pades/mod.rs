//! Signatures in PDF files, EN 319 142-1: a revision prepared, signed elsewhere, finished. It never changes a byte of the
//! original: what comes out is appended to it.
//!
//! ```text
//! Signer ──► prepare ──► Prepared ──to_be_signed()──► key, phone, card, remote service
//!                            └──────accept(signature)──► Signed ──timestamp_request()──► authority
//!                                                          └──────finish(token)──► bytes to append
//! ```
//! `Prepared` and `Signed` are plain values that can be stored in between. What makes a signature last is added later, by
//! [`extend`] and [`DocumentTimestamp`].

mod document_timestamp;
pub mod extend;
mod finish;
mod level;
mod prepare;
mod seed;
mod signer;

pub use document_timestamp::DocumentTimestamp;
pub use finish::{Signed, finish};
pub use level::Level;
pub use prepare::{Prepared, prepare, prepare_revision};
pub use seed::{Honoured, honour};
pub use signer::Signer;

#[cfg(test)]
mod tests;
