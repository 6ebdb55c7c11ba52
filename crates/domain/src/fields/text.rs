//! The text field: words in one line or several.

use super::{FieldProblem, MAX_TEXT};

pub(super) fn check(text: &str) -> Result<(), FieldProblem> {
    if text.chars().count() > MAX_TEXT {
        Err(FieldProblem::TooLong)
    } else {
        Ok(())
    }
}
