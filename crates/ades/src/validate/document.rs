//! Gathers the facts of a PDF: its signatures with what covers them and what came after, and the certificates it brings. It
//! only reads.

use pdf::signatures::{Signature, signatures};
use pdf::{Comparison, Document, ModificationLevel};

use super::facts::{Changes, Facts, SignatureFacts};
use super::gather::{Form, cms};
use crate::error::Error;
use crate::pdf_date;
use crate::x509::Certificate;

/// All facts of a document.
pub fn gather(document: &Document) -> Result<Facts, Error> {
    let mut found = Vec::new();
    let all = signatures(document)?;
    for signature in &all {
        found.push(signature_facts(document, &all, signature));
    }
    Ok(Facts {
        signatures: found,
        certificates: store_certificates(document),
    })
}

fn signature_facts(document: &Document, all: &[Signature], signature: &Signature) -> SignatureFacts {
    let form = Form::of(&signature.sub_filter);
    let covered = signature.signed_parts(document.bytes());
    let cms = match (form, &covered) {
        (Some(form), Some(parts)) => cms(form, &signature.contents, parts),
        _ => None,
    };
    SignatureFacts {
        field: signature.field.clone(),
        kind: signature.kind,
        sub_filter: signature.sub_filter.clone(),
        name: signature.name.clone(),
        reason: signature.reason.clone(),
        location: signature.location.clone(),
        claimed_time: signature.claimed_time.as_deref().and_then(pdf_date::parse),
        covered_end: signature.signed_end(),
        coverage: signature.coverage,
        problems: signature.problems.clone(),
        changes: changes_after(document, all, signature),
        cms,
    }
}

/// What came after a signature. Where that cannot be said, it counts as forbidden.
fn changes_after(document: &Document, all: &[Signature], signature: &Signature) -> Changes {
    let compared = signature
        .revision
        .and_then(|revision| pdf::compare(document, revision).ok());
    let Comparison { level, changes } = compared.unwrap_or(Comparison {
        level: ModificationLevel::Other,
        changes: Vec::new(),
    });
    Changes {
        level,
        list: changes,
        certification: certification(all, signature),
    }
}

/// ISO 32000-2 §12.8.2.2: the certification that was in force when this signature was made. Were there several against the
/// rules, the strictest counts.
fn certification(all: &[Signature], signature: &Signature) -> Option<u8> {
    let until = signature.signed_end();
    all.iter()
        .filter(|one| one.signed_end() <= until)
        .filter_map(|one| one.certification)
        .min()
}

/// EN 319 142-1 §5.4.2.2: the certificates of the document security store. What cannot be read there is of no use, and no
/// reason to refuse the signatures.
fn store_certificates(document: &Document) -> Vec<Certificate> {
    let store = pdf::security_store(document).unwrap_or_default();
    let certificates = store.data.certificates.iter().take(MAX_STORE_CERTIFICATES);
    certificates
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// A store that holds more is there to keep validators busy.
const MAX_STORE_CERTIFICATES: usize = 200;
