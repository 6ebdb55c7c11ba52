//! Revocation data that a CMS brings along by itself: what older signatures have instead of a document security store.

use crate::asn1::{Oid, Reader, oid, tag};
use crate::cms::SignedData;
use crate::error::Error;
use crate::revocation::{Evidence, OcspResponse, RevocationList};

/// More of them are there to keep validators busy.
const MAX_ITEMS: usize = 50;

/// All readable OCSP responses and lists of a SignedData.
pub(super) fn inside(signed: &SignedData<'_>) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = signed.revocation.iter().filter_map(|der| choice(der)).collect();
    for signer in &signed.signers {
        for attribute in signer.signed(oid::ADOBE_REVOCATION_ARCHIVAL) {
            for value in &attribute.values {
                // What cannot be read proves nothing, and is no reason to refuse the signature.
                found.extend(archival(value).unwrap_or_default());
            }
        }
    }
    found.truncate(MAX_ITEMS);
    found
}

/// RevocationInfoChoice, RFC 5652 §10.2.1: a list, or `[1] { format, info }`; RFC 5940 §2 names the formats of OCSP.
fn choice(der: &[u8]) -> Option<Evidence> {
    if der.first() == Some(&tag::SEQUENCE) {
        return RevocationList::from_der(der).ok().map(Evidence::List);
    }
    let mut fields = Reader::only(der, tag::constructed(1), "RevocationInfoChoice").ok()?;
    let format: Oid = fields.oid().ok()?;
    let info = fields.read().ok()?.raw;
    [oid::RI_OCSP_RESPONSE, oid::OCSP_BASIC]
        .contains(&format)
        .then(|| OcspResponse::from_der(info).ok().map(Evidence::Ocsp))
        .flatten()
}

/// RevocationInfoArchival, ISO 32000-2 §12.8.3.3.2: `crl [0]`, `ocsp [1]`, `otherRevInfo [2]`, each a list.
fn archival(der: &[u8]) -> Result<Vec<Evidence>, Error> {
    let mut fields = Reader::only(der, tag::SEQUENCE, "RevocationInfoArchival")?;
    let mut found = Vec::new();
    while !fields.is_empty() {
        let element = fields.read()?;
        let mut items = Reader::only(element.content, tag::SEQUENCE, "RevocationInfoArchival")?;
        while !items.is_empty() && found.len() < MAX_ITEMS {
            let item = items.read()?.raw;
            let evidence = match element.tag & 0x1f {
                0 => RevocationList::from_der(item).ok().map(Evidence::List),
                1 => OcspResponse::from_der(item).ok().map(Evidence::Ocsp),
                _ => None,
            };
            found.extend(evidence);
        }
    }
    Ok(found)
}
