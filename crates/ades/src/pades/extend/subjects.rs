//! Whose certificates a document's signatures and timestamps rest on, and since when each is proved to have existed. It judges
//! no signature.

use jiff::Timestamp;
use pdf::signatures::{Signature, SignatureKind, signatures};
use pdf::{Document, related_key};

use crate::asn1::oid;
use crate::cms::{SignedData, SignerInfo};
use crate::error::Error;
use crate::signing_certificate;
use crate::timestamp::{MessageImprint, Token, known_certificates};
use crate::x509::Certificate;

/// One certificate that signed something, a document or a timestamp.
pub(super) struct Subject {
    pub(super) certificate: Certificate,
    /// When its signature is proved to have existed; now, where nothing proves it.
    pub(super) proof: Timestamp,
    /// Until when its key must be known to have been in good hands. A timestamp does not vouch for itself: until a later one over it,
    /// else until now.
    pub(super) needed: Timestamp,
    /// The signature of the document that it belongs to, by the name of its entry in the store.
    pub(super) entry: String,
}

/// All that a document's signatures bring along.
#[derive(Default)]
pub(super) struct Found {
    pub(super) subjects: Vec<Subject>,
    pub(super) certificates: Vec<Certificate>,
    /// Signatures of which nothing can be said, since they cannot be read.
    pub(super) unreadable: Vec<Error>,
}

/// Whether each signature is proved to have existed at some time, by its own timestamp or by one over the document.
pub(super) fn all_have_time(document: &Document) -> Result<bool, Error> {
    let all = signed(document)?;
    for (index, signature) in all.iter().enumerate() {
        if signature.kind == SignatureKind::Signature && proofs(document, &all, index).is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads every signature and every timestamp of the document.
pub(super) fn find(document: &Document, now: Timestamp) -> Result<Found, Error> {
    let all = signed(document)?;
    let mut found = Found::default();
    for (index, signature) in all.iter().enumerate() {
        let entry = related_key(signature);
        if signature.kind == SignatureKind::DocumentTimestamp {
            if let Some(token) = document_token(document, signature) {
                let needed = later_tokens(document, &all, index).min().unwrap_or(now);
                found.take_token(&token, &entry, needed);
            }
            continue;
        }
        let cms = SignedData::read(&signature.contents).ok();
        let certificates = cms.as_ref().map(known_certificates).unwrap_or_default();
        let info = cms.as_ref().and_then(|cms| cms.signers.first());
        let signer = info.and_then(|info| Some((info, signing_certificate::find(info, &certificates)?)));
        let Some((info, signer)) = signer else {
            found.unreadable.push(unreadable(signature));
            continue;
        };
        let needed = later_tokens(document, &all, index).min().unwrap_or(now);
        for token in signature_tokens(info) {
            found.take_token(&token, &entry, needed);
        }
        let proof = proofs(document, &all, index).into_iter().min().unwrap_or(now);
        found.subjects.push(Subject {
            certificate: signer.certificate.clone(),
            proof: whole_second(proof),
            needed: whole_second(proof),
            entry,
        });
        found.certificates.extend(certificates);
    }
    Ok(found)
}

impl Found {
    fn take_token(&mut self, token: &Token, entry: &str, needed: Timestamp) {
        self.certificates.extend_from_slice(token.certificates());
        self.subjects.push(Subject {
            certificate: token.signer().clone(),
            proof: whole_second(token.time()),
            needed: whole_second(needed),
            entry: entry.to_owned(),
        });
    }
}

/// Statements about certificates know whole seconds only (RFC 6960 §4.2.2.1, RFC 5280 §5.1.2.4), timestamps may be finer: what
/// was said in the same second is not said before.
fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

fn signed(document: &Document) -> Result<Vec<Signature>, Error> {
    let all = signatures(document)?;
    if all.is_empty() {
        Err(Error::NotSigned)
    } else {
        Ok(all)
    }
}

fn unreadable(signature: &Signature) -> Error {
    Error::UnreadableSignature {
        field: signature.field.clone(),
    }
}

/// The times at which a signature is proved to have existed: those of its own timestamps, and of later ones over the document.
fn proofs(document: &Document, all: &[Signature], index: usize) -> Vec<Timestamp> {
    let signature = &all[index];
    let cms = SignedData::read(&signature.contents).ok();
    let info = cms.as_ref().and_then(|cms| cms.signers.first());
    let own = info.map(signature_tokens).unwrap_or_default();
    let later = later_tokens(document, all, index);
    own.iter().map(Token::time).chain(later).collect()
}

/// The times of the document timestamps that came after a signature.
fn later_tokens(document: &Document, all: &[Signature], index: usize) -> impl Iterator<Item = Timestamp> {
    let later = all.get(index + 1..).unwrap_or_default().iter();
    later.filter_map(|later| Some(document_token(document, later)?.time()))
}

/// A document timestamp that stamps what it covers.
fn document_token(document: &Document, signature: &Signature) -> Option<Token> {
    if signature.kind != SignatureKind::DocumentTimestamp || !signature.problems.is_empty() {
        return None;
    }
    let token = Token::from_der(&signature.contents).ok()?;
    let algorithm = token.imprint().algorithm;
    let covered = signature.signed_parts(document.bytes())?;
    let digest = algorithm.digest(&covered);
    token.check_digest(&MessageImprint { algorithm, digest }).ok()?;
    Some(token)
}

/// The timestamps over the signature value that do stamp it. EN 319 122-1 §5.3.
fn signature_tokens(info: &SignerInfo<'_>) -> Vec<Token> {
    let attributes = info.unsigned_attributes.iter();
    attributes
        .filter(|attribute| attribute.kind == oid::SIGNATURE_TIME_STAMP)
        .flat_map(|attribute| &attribute.values)
        .filter_map(|der| Token::from_der(der).ok())
        .filter(|token| token.check_imprint(&info.signature).is_ok())
        .collect()
}
