//! Signing in with one's own account as the proof of who one is.

use jiff::Timestamp;

/// What came of a recipient's signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountLogin {
    /// The password of the account that has the recipient's address.
    Right,
    /// Another one.
    Wrong,
    /// Nothing was typed: the same person had been signed in since then.
    SignedInSince(Timestamp),
}
