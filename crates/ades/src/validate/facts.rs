//! What stands in a file about its signatures, before anything is judged. Facts can be stored and judged again later, under
//! another policy or at another time; no clock, no anchors and no opinion enters them.

use jiff::Timestamp;
use pdf::signatures::{Coverage, Problem, SignatureKind};
use pdf::{Change, ModificationLevel};
use serde::{Deserialize, Serialize};

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::revocation::Evidence;
use crate::signing_certificate::Reference;
use crate::x509::Certificate;

/// Everything that was observed in one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The signatures and document timestamps, in the order in which they cover the file.
    pub signatures: Vec<SignatureFacts>,
    /// Certificates that the document brings along outside its signatures (DSS).
    pub certificates: Vec<Certificate>,
    /// OCSP responses and revocation lists: of the document, and what was fetched since.
    #[serde(default)]
    pub evidence: Vec<EvidenceFacts>,
    /// Whether there is a document security store, EN 319 142-1 §5.4.2.
    #[serde(default)]
    pub has_store: bool,
}

/// An OCSP response or a revocation list, and where it came from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceFacts {
    /// What it is.
    pub evidence: Evidence,
    /// The first byte of the file after it: a timestamp that covers the file up to there proves that it existed. `None`: it
    /// does not stand in the file.
    pub end: Option<u64>,
}

impl Facts {
    /// Adds what was fetched just now: it is known to exist from now on, and not before.
    pub fn learn(&mut self, evidence: Evidence) {
        self.evidence.push(EvidenceFacts { evidence, end: None });
    }
}

/// One signature field that carries a signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureFacts {
    /// The field's full name.
    pub field: String,
    /// Signature or document timestamp.
    pub kind: SignatureKind,
    /// The form that the dictionary names.
    pub sub_filter: String,
    /// The signer's name as the dictionary has it: a claim.
    pub name: Option<String>,
    /// The reason, a claim.
    pub reason: Option<String>,
    /// The place, a claim.
    pub location: Option<String>,
    /// The time, a claim.
    pub claimed_time: Option<Timestamp>,
    /// The first byte of the file that is no longer covered.
    pub covered_end: u64,
    /// How much of the file is covered.
    pub coverage: Coverage,
    /// What is wrong with dictionary, ByteRange or Contents. Any of these makes the signature worthless.
    pub problems: Vec<Problem>,
    /// What came after the covered bytes.
    pub changes: Changes,
    /// The CMS, where it could be read.
    pub cms: Option<CmsFacts>,
}

/// Everything that came after a signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// The furthest that any of them goes.
    pub level: ModificationLevel,
    /// Each of them, where the covered bytes are a revision to which later ones can be held.
    pub list: Vec<Change>,
    /// What the file's certification allows, 1 to 3, as the signed revision has it.
    pub certification: Option<u8>,
}

impl Changes {
    /// Whether all of them are allowed: by the rules for what may change, by the certification and by locks.
    pub fn are_allowed(&self) -> bool {
        self.level.is_permitted(self.certification)
    }
}

/// What stands in a signature's CMS.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CmsFacts {
    /// Lengths and strings as in DER.
    pub is_der: bool,
    /// How many SignerInfos there are. Exactly one is allowed, ISO 32000-2 §12.8.3.3.
    pub signers: usize,
    /// The only or first signer.
    pub signer: Option<SignerFacts>,
    /// Whether content stands inside although the signature is detached, or is missing where it must be.
    pub content_misplaced: bool,
    /// All readable certificates inside.
    pub certificates: Vec<Certificate>,
    /// OCSP responses and revocation lists inside: in SignedData's crls, and in Adobe's attribute for them (ISO 32000-2
    /// §12.8.3.3.2).
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The token itself, where it is a document timestamp.
    pub document_timestamp: Option<TimestampFacts>,
}

/// One SignerInfo.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerFacts {
    /// Whether there are signed attributes.
    pub has_signed_attributes: bool,
    /// The content-type attribute.
    pub content_type: AttributeState,
    /// The message-digest attribute against the covered bytes.
    pub message_digest: AttributeState,
    /// Signed attributes that stand twice or have several values.
    pub repeated_attributes: Vec<String>,
    /// A signing-time attribute, which PAdES forbids.
    pub signing_time: Option<Timestamp>,
    /// What the signature commits the signer to: names, or identifiers of unknown types.
    #[serde(default)]
    pub commitments: Vec<String>,
    /// What the signer claims to be.
    #[serde(default)]
    pub claimed_roles: Vec<String>,
    /// The digest algorithm, where known.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The signature algorithm, where known.
    pub signature_algorithm: Option<SignatureAlgorithm>,
    /// The object identifiers of both, as they stand.
    pub algorithm_identifiers: [String; 2],
    /// What the signature says of the signer's certificate.
    pub(crate) reference: Reference,
    /// The signer's certificate, where it is inside.
    pub certificate: Option<Certificate>,
    /// Whether the signature value is by that certificate's key.
    pub signature: SignatureState,
    /// Timestamps over the signature value.
    pub timestamps: Vec<TimestampFacts>,
}

/// A signed attribute that must stand once and agree with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeState {
    /// Stands once and agrees.
    Match,
    /// Stands once and disagrees.
    Mismatch,
    /// Missing, repeated or unreadable.
    Absent,
}

/// A signature value against a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignatureState {
    /// Verifies.
    Intact,
    /// Does not.
    Broken,
    /// Algorithm or key are not supported.
    Unsupported,
    /// There is no certificate to verify it with.
    NoCertificate,
}

/// A timestamp, over a signature value or over a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimestampFacts {
    /// What it states.
    pub info: Option<TimestampInfoFacts>,
    /// Why the token itself is not in order, as a stable word.
    pub problem: Option<String>,
    /// The authority's certificate.
    pub certificate: Option<Certificate>,
    /// How the token is signed.
    pub algorithm: Option<SignatureAlgorithm>,
    /// All certificates inside.
    pub certificates: Vec<Certificate>,
}

/// What a TSTInfo states.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimestampInfoFacts {
    /// The stamped time.
    pub time: Timestamp,
    /// The token's serial number in hexadecimal digits.
    pub serial: String,
    /// The policy in dotted form.
    pub policy: String,
    /// Whether it stamps what it stands on.
    pub imprint: AttributeState,
    /// The imprint's digest algorithm.
    pub digest_algorithm: Option<DigestAlgorithm>,
}
