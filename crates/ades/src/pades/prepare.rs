//! First phase: from a prepared revision to what must be signed. It never sees the key.

use pdf::{Act, Document, Fonts, PreparedRevision, SignatureDictionary};
use serde::{Deserialize, Serialize};

use super::Signer;
use crate::cms::{self, ToBeSigned};
use crate::error::Error;
use crate::x509::Certificate;

/// A revision that waits for its signature. Store it while somebody else signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prepared {
    pub(super) revision: PreparedRevision,
    pub(super) to_be_signed: ToBeSigned,
    pub(super) chain: Vec<Certificate>,
}

/// Prepares one person's act or a seal: values, appearances and the place of the signature in one revision. Take the
/// dictionary from [`Signer::dictionary`], so that the place is large enough.
pub fn prepare(
    document: &Document,
    act: &Act,
    dictionary: &SignatureDictionary,
    fonts: &Fonts,
    signer: &Signer,
) -> Result<Prepared, Error> {
    // EN 319 142-1 §6.3: a reason shall not stand beside a commitment type.
    if dictionary.reason.is_some() && signer.claims().commitment.is_some() {
        return Err(Error::ReasonAndCommitment);
    }
    let revision = pdf::act(document, act, dictionary, fonts)?;
    prepare_revision(revision, document.bytes(), signer)
}

/// Prepares any revision that `pdf` left a place in: an act, a seal, an invisible signature.
pub fn prepare_revision(
    revision: PreparedRevision,
    original: &[u8],
    signer: &Signer,
) -> Result<Prepared, Error> {
    let certificate = signer.chain().first().ok_or(Error::NoCertificate)?;
    let digest = signer
        .algorithm()
        .digest()
        .digest(&revision.signed_parts(original)?);
    let to_be_signed = cms::prepare_claiming(certificate, signer.algorithm(), &digest, signer.claims());
    Ok(Prepared {
        revision,
        to_be_signed,
        chain: signer.chain().to_vec(),
    })
}

impl Prepared {
    /// What the key must sign.
    pub fn to_be_signed(&self) -> &ToBeSigned {
        &self.to_be_signed
    }

    /// Whose signature is awaited, and its issuers.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The revision as it will be appended, with zeros in the signature's place: what can be shown before signing.
    pub fn unsigned_bytes(&self) -> &[u8] {
        &self.revision.bytes
    }
}
