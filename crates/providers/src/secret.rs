//! A value that must not appear in a log, an error or an answer: it cannot be printed, and is wiped when dropped.

use zeroize::Zeroizing;

/// A password or a token from the configuration.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes it over.
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(Zeroizing::new(value.into()))
    }

    /// The value, for the one place that sends it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}
