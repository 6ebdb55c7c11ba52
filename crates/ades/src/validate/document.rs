//! Gathers the facts of a PDF: its signatures with what covers them and what came after, and the certificates it brings. It
//! only reads.

use pdf::signatures::{Coverage, Signature, signatures};
use pdf::{Document, Resolve};

use super::facts::{ChangeLevel, Changes, Facts, SignatureFacts};
use super::gather::{Form, cms};
use super::pdf_date;
use crate::error::Error;
use crate::x509::Certificate;

/// All facts of a document.
pub fn gather(document: &Document) -> Result<Facts, Error> {
    let mut found = Vec::new();
    for signature in signatures(document)? {
        found.push(signature_facts(document, &signature));
    }
    Ok(Facts {
        signatures: found,
        certificates: store_certificates(document),
    })
}

fn signature_facts(document: &Document, signature: &Signature) -> SignatureFacts {
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
        changes: changes_after(signature),
        cms,
    }
}

/// What came after a signature.
fn changes_after(signature: &Signature) -> Changes {
    match signature.coverage {
        Coverage::EntireFile => Changes::none(),
        _ => Changes {
            level: ChangeLevel::Other,
            allowed: false,
            list: vec!["not compared".to_owned()],
        },
    }
}

/// EN 319 142-1 §5.4.2.2: the certificates of the document security store. What cannot be read there is of no use, and no
/// reason to refuse the signatures.
fn store_certificates(document: &Document) -> Vec<Certificate> {
    let read = || -> Result<Vec<Certificate>, pdf::Error> {
        let store = document
            .lookup_dictionary(&document.catalog()?, "DSS")?
            .unwrap_or_default();
        let streams = document.lookup_array(&store, "Certs")?.unwrap_or_default();
        let mut certificates = Vec::new();
        for stream in streams.iter().take(MAX_STORE_CERTIFICATES) {
            let stream = document.resolve(stream)?;
            let Some(stream) = stream.as_stream() else {
                continue;
            };
            certificates.extend(Certificate::from_der(&document.decode(stream)?).ok());
        }
        Ok(certificates)
    };
    read().unwrap_or_default()
}

/// A store that holds more is there to keep validators busy.
const MAX_STORE_CERTIFICATES: usize = 200;
