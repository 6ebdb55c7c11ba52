//! Bounds within which hostile input is read; it never measures anything itself.

use serde::{Deserialize, Serialize};

/// What one document may cost. Everything beyond is refused with [`crate::Error::TooLarge`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes that one stream may decode to.
    pub stream_bytes: u64,
    /// Bytes that all streams together may decode to, counted once by [`crate::inspect()`].
    pub total_stream_bytes: u64,
    /// Arrays and dictionaries within each other; also page tree and field tree depth.
    pub nesting: usize,
    /// Values within one indirect object.
    pub object_values: usize,
    /// Highest object number, and entries in all cross-reference sections.
    pub objects: usize,
    /// Pages.
    pub pages: usize,
    /// Form fields, those included that only group others.
    pub fields: usize,
    /// Cross-reference sections.
    pub revisions: usize,
    /// Filters on one stream.
    pub filters: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 256 << 20,
            stream_bytes: 256 << 20,
            total_stream_bytes: 2 << 30,
            nesting: 96,
            object_values: 4_000_000,
            objects: 4_000_000,
            pages: 20_000,
            fields: 20_000,
            revisions: 2_000,
            filters: 8,
        }
    }
}
