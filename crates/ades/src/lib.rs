//! Makes and validates signatures: keys, certificates, CMS, timestamps, PAdES.
//!
//! This crate is a function of its input: bytes and facts in; bytes, answers or reports out. It has no network, no clock, no
//! files and no environment; time and randomness are arguments (the cryptographic library blinds and salts by itself).
//!
//! - [`key`]: private keys held in memory; [`x509`]: certificates and chains; [`algorithm`]: digests and schemes.
//! - [`cms`]: a signature in two calls, with somebody else's signature value in between.
//! - [`timestamp`]: RFC 3161, the asker's side; [`issue`]: making certificates and timestamps.
//! - [`revocation`]: what OCSP responses and revocation lists say of a certificate.
//! - [`pades`]: a signature into a PDF, in three resumable phases.
//! - [`validate`]: what a document's signatures are worth: facts, then policy, then report.

pub mod algorithm;
mod asn1;
mod base64_bytes;
mod claims;
pub mod cms;
mod error;
pub mod issue;
pub mod key;
pub mod pades;
mod pdf_date;
mod purpose;
pub mod revocation;
mod signing_certificate;
#[cfg(any(test, feature = "test-pki"))]
pub mod test_pdf;
#[cfg(any(test, feature = "test-pki"))]
pub mod test_pki;
pub mod timestamp;
pub mod validate;
pub mod x509;

pub use claims::{Claims, Commitment};
pub use error::Error;
