//! A file that a signer hands in. It is kept as it came, read by nobody, and named in the act by its hash.

use crate::ids::DocumentId;
use serde::{Deserialize, Serialize};

/// A file that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Where it is kept.
    pub document: DocumentId,
    /// Its file name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
}

impl Attached {
    /// What is printed in its place: the name, and enough of the hash to know the file by.
    pub fn line(&self) -> String {
        let start = self.sha256.get(..16).unwrap_or(&self.sha256);
        format!("{} (SHA-256 {start}…)", self.name)
    }
}
