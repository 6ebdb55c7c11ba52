//! What a report comes to in one word, for headlines: what came after signing outweighs what each signature is worth.

use super::report::{Indication, Report, SignatureReport, SubIndication};

/// A report in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no signature.
    NotSigned,
    /// The document is not the one that was signed, or was changed afterwards in a way that is not allowed.
    Altered,
    /// A signature cannot be valid.
    Invalid,
    /// A signature cannot be decided: why, where the report says it.
    Undecided(Option<SubIndication>),
    /// All signatures are valid; something that is allowed was added after the last one.
    ValidThenAddedTo,
    /// All signatures are valid, and nothing was added after the last one.
    Valid,
}

impl Report {
    /// The report in one word.
    pub fn verdict(&self) -> Verdict {
        if self.signatures.is_empty() {
            return Verdict::NotSigned;
        }
        let first = |indication| {
            self.signatures
                .iter()
                .find(|signature| signature.conclusion.indication == indication)
        };
        if self.document.modified_after_signing || self.signatures.iter().any(is_of_another_document) {
            Verdict::Altered
        } else if first(Indication::TotalFailed).is_some() {
            Verdict::Invalid
        } else if let Some(open) = first(Indication::Indeterminate) {
            Verdict::Undecided(open.conclusion.sub_indication)
        } else if self.document.covered_to_the_end {
            Verdict::Valid
        } else {
            Verdict::ValidThenAddedTo
        }
    }
}

fn is_of_another_document(signature: &SignatureReport) -> bool {
    signature.conclusion.sub_indication == Some(SubIndication::HashFailure)
}
