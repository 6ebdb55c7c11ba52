//! A timestamp over a whole document (EN 319 142-1 §5.4.3): a place for it in one revision, what must be stamped, the token
//! embedded. It never asks an authority.

use pdf::{Document, PreparedRevision};
use serde::{Deserialize, Serialize};

use crate::algorithm::DigestAlgorithm;
use crate::error::Error;
use crate::timestamp::{MessageImprint, Request, Token};

/// Room for a token with its authority's certificates.
const ROOM: usize = 12 * 1024;

/// A revision that waits for a timestamp over it and all before it. It can be stored while the authority is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentTimestamp {
    revision: PreparedRevision,
    #[serde(with = "crate::base64_bytes")]
    digest: Vec<u8>,
}

impl DocumentTimestamp {
    /// Makes the place.
    pub fn prepare(document: &Document) -> Result<Self, Error> {
        let revision = pdf::timestamp_place(document, ROOM)?;
        let digest = DigestAlgorithm::Sha256.digest(&revision.signed_parts(document.bytes())?);
        Ok(Self { revision, digest })
    }

    /// What the authority is asked. `nonce`: 8 octets or more of randomness.
    pub fn request(&self, nonce: &[u8]) -> Request {
        Request {
            imprint: self.imprint(),
            nonce: Some(nonce.to_vec()),
            policy: None,
            with_certificate: true,
        }
    }

    /// The bytes to append. Fails unless the token stamps exactly this.
    pub fn finish(self, token: &Token) -> Result<Vec<u8>, Error> {
        token.check_digest(&self.imprint())?;
        let (needed, kept) = (token.as_der().len(), self.revision.room());
        if needed > kept {
            return Err(Error::PlaceTooSmall { needed, kept });
        }
        Ok(self.revision.embed(token.as_der())?)
    }

    fn imprint(&self) -> MessageImprint {
        MessageImprint {
            algorithm: DigestAlgorithm::Sha256,
            digest: self.digest.clone(),
        }
    }
}
