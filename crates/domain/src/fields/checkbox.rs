//! The checkbox: ticked or not.

use super::FieldProblem;

pub(super) fn check() -> Result<(), FieldProblem> {
    Ok(())
}
