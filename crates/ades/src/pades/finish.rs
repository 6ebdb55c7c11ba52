//! Second and third phase: the signature comes back and is verified, a timestamp may be added, the revision is finished. It
//! never embeds what does not verify against the certificate.

use serde::{Deserialize, Serialize};

use super::Prepared;
use crate::algorithm::DigestAlgorithm;
use crate::cms::{self, Finish};
use crate::error::Error;
use crate::timestamp::{Request, Token};

/// A revision with its verified signature, before the timestamp. Store it while the authority is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Unverified")]
pub struct Signed {
    prepared: Prepared,
    #[serde(with = "crate::base64_bytes")]
    signature: Vec<u8>,
}

/// What was stored is verified again when it is loaded: only then it is a [`Signed`].
#[derive(Deserialize)]
struct Unverified {
    prepared: Prepared,
    #[serde(with = "crate::base64_bytes")]
    signature: Vec<u8>,
}

impl Prepared {
    /// Takes the signature value (ECDSA as DER: see [`crate::algorithm::ecdsa_raw_to_der`]) if it is the signer's over this
    /// revision.
    pub fn accept(self, signature: &[u8]) -> Result<Signed, Error> {
        cms::verify(&self.to_be_signed, signature, &self.chain)?;
        Ok(Signed {
            prepared: self,
            signature: signature.to_vec(),
        })
    }
}

impl Signed {
    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// A timestamp request over the signature value, EN 319 122-1 §5.3. `nonce`: 8 octets or more of randomness.
    pub fn timestamp_request(&self, nonce: &[u8]) -> Request {
        let stronger = self
            .prepared
            .to_be_signed
            .algorithm
            .digest()
            .max(DigestAlgorithm::Sha256);
        Request::new(stronger, &self.signature, nonce)
    }

    /// The bytes to append to the original.
    pub fn finish(self, timestamp: Option<&Token>) -> Result<Vec<u8>, Error> {
        let Prepared {
            revision,
            to_be_signed,
            chain,
        } = self.prepared;
        let contents = cms::assemble(
            &to_be_signed,
            &self.signature,
            Finish {
                chain: &chain,
                timestamp,
            },
        )?;
        let kept = revision.room();
        if contents.len() > kept {
            return Err(Error::PlaceTooSmall {
                needed: contents.len(),
                kept,
            });
        }
        Ok(revision.embed(&contents)?)
    }
}

impl TryFrom<Unverified> for Signed {
    type Error = Error;

    fn try_from(stored: Unverified) -> Result<Self, Error> {
        stored.prepared.accept(&stored.signature)
    }
}

/// Both remaining phases at once, for a signature and a token that are at hand.
pub fn finish(prepared: Prepared, signature: &[u8], timestamp: Option<&Token>) -> Result<Vec<u8>, Error> {
    prepared.accept(signature)?.finish(timestamp)
}
