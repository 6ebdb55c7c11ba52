//! Who is about to sign: a chain that was looked at before anything is prepared for it. It never holds a key.

use jiff::Timestamp;
use pdf::{SignatureDictionary, SubFilter};

use crate::algorithm::SignatureAlgorithm;
use crate::claims::Claims;
use crate::cms;
use crate::error::Error;
use crate::key::Identity;
use crate::pdf_date;
use crate::purpose;
use crate::x509::{Certificate, KeyKind};

/// Room for a timestamp token with its authority's certificates: large ones have been seen at 7 KiB.
const TIMESTAMP_ROOM: usize = 8 * 1024;

/// A certificate that may sign documents at the moment it was asked about, with its chain and the algorithm to use.
#[derive(Clone, Debug)]
pub struct Signer {
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
    claims: Claims,
    /// Octets of a signature without a timestamp.
    size: usize,
    now: Timestamp,
}

impl Signer {
    /// Checks purpose, dates and algorithm. `chain` is the signer's certificate, then its issuers. Without an algorithm the
    /// key's usual one is taken; Ed25519 must be asked for by its name, since many readers of PDF do not know it.
    pub fn new(
        chain: Vec<Certificate>,
        algorithm: Option<SignatureAlgorithm>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let certificate = chain.first().ok_or(Error::NoCertificate)?;
        if let Some(reason) = purpose::unfit_for_documents(certificate.extensions()) {
            return Err(Error::CertificateUnfit { reason });
        }
        if now < certificate.not_before() {
            return Err(Error::CertificateUnfit {
                reason: "it is not valid yet",
            });
        }
        if now > certificate.not_after() {
            return Err(Error::CertificateUnfit {
                reason: "it has expired",
            });
        }
        let kind = certificate.public_key().kind();
        let algorithm = match algorithm {
            Some(algorithm) => algorithm,
            None if kind == KeyKind::Ed25519 => {
                return Err(Error::NotAskedFor {
                    what: SignatureAlgorithm::Ed25519,
                });
            }
            None => SignatureAlgorithm::default_for(kind)?,
        };
        algorithm.verifier(kind).ok_or(Error::AlgorithmDoesNotFitKey)?;
        if matches!(kind, KeyKind::Rsa { bits } if bits < 2048) {
            return Err(Error::CertificateUnfit {
                reason: "its RSA key is shorter than 2048 bits",
            });
        }
        let claims = Claims::default();
        Ok(Self {
            size: cms::size(&chain, algorithm, &claims, 0),
            chain,
            algorithm,
            claims,
            now,
        })
    }

    /// The same signer, who claims something.
    #[must_use]
    pub fn claiming(self, claims: Claims) -> Self {
        let size = cms::size(&self.chain, self.algorithm, &claims, 0);
        Self { claims, size, ..self }
    }

    /// The holder of a local key.
    pub fn of(identity: &Identity, now: Timestamp) -> Result<Self, Error> {
        Self::new(identity.chain.clone(), None, now)
    }

    /// The signer's certificate and its issuers.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// What this signer claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// How this signer signs.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// A signature dictionary with room enough and the time of signing: fill in the texts. EN 319 142-1 §6.3: SubFilter
    /// `ETSI.CAdES.detached`, and M is required.
    pub fn dictionary(&self, with_timestamp: bool) -> SignatureDictionary {
        let size = match with_timestamp {
            true => cms::size(&self.chain, self.algorithm, &self.claims, TIMESTAMP_ROOM),
            false => self.size,
        };
        let mut dictionary = SignatureDictionary::new(SubFilter::CadesDetached, size);
        dictionary.declares_iso_32002 = self.algorithm == SignatureAlgorithm::Ed25519;
        dictionary.claimed_time = Some(pdf_date::write(self.now));
        dictionary
    }
}
