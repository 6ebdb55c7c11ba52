//! What the tests of all languages of tags need.

use super::{Reading, Tag};

/// The field that a tag was read as.
pub(super) fn read_field(reading: Option<Reading>) -> Tag {
    match reading {
        Some(Reading::Field(tag)) => *tag,
        other => panic!("{other:?}"),
    }
}
