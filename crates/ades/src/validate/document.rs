//! Gathers the facts of a PDF: its signatures with what covers them and what came after, and the certificates it brings. It
//! only reads.

use pdf::signatures::{Signature, signatures};
use pdf::{Comparison, Document, ModificationLevel, SecurityStore};

use super::facts::{Changes, EvidenceFacts, Facts, SignatureFacts};
use super::gather::{Form, cms};
use crate::error::Error;
use crate::pdf_date;
use crate::revocation::{Evidence, OcspResponse, RevocationList};
use crate::x509::Certificate;

/// All facts of a document.
pub fn gather(document: &Document) -> Result<Facts, Error> {
    let mut found = Vec::new();
    let all = signatures(document)?;
    for signature in &all {
        found.push(signature_facts(document, &all, signature));
    }
    let store = pdf::security_store(document).unwrap_or_default();
    let inside = found.iter().flat_map(inside_signature).collect::<Vec<_>>();
    Ok(Facts {
        evidence: stored_evidence(&store).chain(inside).collect(),
        certificates: store_certificates(&store),
        has_store: store != SecurityStore::default(),
        signatures: found,
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
fn store_certificates(store: &SecurityStore) -> Vec<Certificate> {
    let certificates = store.data.certificates.iter().take(MAX_STORE_ITEMS);
    certificates
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// The store's revocation data, in the same way.
fn stored_evidence(store: &SecurityStore) -> impl Iterator<Item = EvidenceFacts> {
    let responses = store.data.ocsp_responses.iter().take(MAX_STORE_ITEMS);
    let responses =
        responses.filter_map(|der| Some((der, Evidence::Ocsp(OcspResponse::from_der(der).ok()?))));
    let lists = store.data.revocation_lists.iter().take(MAX_STORE_ITEMS);
    let lists = lists.filter_map(|der| Some((der, Evidence::List(RevocationList::from_der(der).ok()?))));
    responses.chain(lists).map(|(der, evidence)| EvidenceFacts {
        evidence,
        end: store.end_of(der),
    })
}

/// What a signature brings along is proven to exist by what covers the signature with its contents.
fn inside_signature(signature: &SignatureFacts) -> impl Iterator<Item = EvidenceFacts> {
    let end = signature.covered_end;
    let inside = signature.cms.iter().flat_map(|cms| cms.evidence.clone());
    inside.map(move |evidence| EvidenceFacts {
        evidence,
        end: Some(end),
    })
}

/// A store that holds more is there to keep validators busy.
const MAX_STORE_ITEMS: usize = 200;
