//! Format checking, EN 319 102-1 §5.2.2: is this one well-formed signature of the kind that it says it is? Known attacks on
//! parsers end here.

use crate::validate::facts::{AttributeState, CmsFacts, SignatureFacts, SignerFacts};
use crate::validate::gather::Form;
use crate::validate::report::{Check, CheckName, SubIndication};

/// Checks of dictionary, ByteRange and CMS.
pub(in crate::validate) fn check(facts: &SignatureFacts) -> Vec<Check> {
    let mut checks = vec![structure(facts)];
    let Some(form) = Form::of(&facts.sub_filter) else {
        let detail = format!("the signature form {:?} is not supported", facts.sub_filter);
        checks.push(Check::indeterminate(
            CheckName::Readable,
            SubIndication::FormatFailure,
            detail,
        ));
        return checks;
    };
    match &facts.cms {
        Some(cms) => {
            checks.push(Check::passed(CheckName::Readable));
            checks.extend(content(cms));
            checks.extend(cms.signer.as_ref().map(|signer| attributes(form, facts, signer)));
            checks.push(encoding(cms));
        }
        // Without a sound ByteRange there is nothing to hold the CMS against, and that was said.
        None if !facts.problems.is_empty() => {}
        None => checks.push(failed(
            CheckName::Readable,
            "the signature is not a CMS SignedData",
        )),
    }
    checks
}

fn structure(facts: &SignatureFacts) -> Check {
    match facts.problems.as_slice() {
        [] => Check::passed(CheckName::Structure),
        problems => failed(CheckName::Structure, format!("{problems:?}")),
    }
}

fn content(cms: &CmsFacts) -> [Check; 2] {
    // ISO 32000-2 §12.8.3.3.1: one signer, so that "who signed" has one answer.
    let one = match cms.signers {
        1 => Check::passed(CheckName::OneSigner),
        count => failed(CheckName::OneSigner, format!("{count} signers")),
    };
    let content = match cms.content_misplaced {
        false => Check::passed(CheckName::Content),
        true => failed(
            CheckName::Content,
            "content inside a detached signature, or none where there must be some",
        ),
    };
    [one, content]
}

/// RFC 5652 §5.3: with signed attributes, content-type and message-digest must stand there. Without them the signature is over
/// the content itself, which CAdES forbids and older forms allow.
fn attributes(form: Form, facts: &SignatureFacts, signer: &SignerFacts) -> Check {
    let name = CheckName::SignedAttributes;
    if !signer.has_signed_attributes {
        return match form == Form::Detached && facts.sub_filter.starts_with("adbe.") {
            true => Check::notice(name, "there are none"),
            false => failed(name, "there are none"),
        };
    }
    if let Some(repeated) = signer.repeated_attributes.first() {
        return failed(name, format!("{repeated} stands more than once"));
    }
    if signer.message_digest == AttributeState::Absent {
        return failed(name, "no message digest");
    }
    match signer.content_type {
        AttributeState::Match => Check::passed(name),
        AttributeState::Mismatch => failed(name, "the content type is another than that of the content"),
        AttributeState::Absent => failed(name, "no content type"),
    }
}

/// EN 319 142-1 §6.2.2: DER. Much in use is BER, and the digest is over the octets as they stand either way.
fn encoding(cms: &CmsFacts) -> Check {
    match cms.is_der {
        true => Check::passed(CheckName::Encoding),
        false => Check::notice(CheckName::Encoding, "BER"),
    }
}

fn failed(name: CheckName, detail: impl Into<String>) -> Check {
    Check::failed(name, SubIndication::FormatFailure, detail)
}
