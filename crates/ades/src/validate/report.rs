//! What a validation says, in the words of EN 319 102-1: an array of signatures, always, however many there are. The JSON form
//! is an interface: names are only ever added.

use jiff::Timestamp;
use pdf::{Change, ChangeKind, ModificationLevel};
use serde::{Deserialize, Serialize};

use super::facts::SignatureFacts;
use crate::x509::{Certificate, KeyKind};

/// An enum that knows all of its variants, so that tests can ask for a sentence about each.
macro_rules! listed {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$meta])*
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];
        }
    };
}

/// The report on one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The policy that was applied.
    pub policy: String,
    /// The time at which everything was judged.
    pub validation_time: Timestamp,
    /// What holds for the file as a whole.
    pub document: DocumentReport,
    /// Its signatures, in the order in which they cover the file.
    pub signatures: Vec<SignatureReport>,
    /// Its document timestamps, in that order.
    pub timestamps: Vec<DocumentTimestampReport>,
}

/// What holds for the file as a whole.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentReport {
    /// Whether something that is not allowed came after a signature. This leaves the signatures' own indications untouched.
    pub modified_after_signing: bool,
    /// Whether the newest signature or document timestamp covers the whole file.
    pub covered_to_the_end: bool,
}

/// One signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureReport {
    /// The field's full name.
    pub id: String,
    /// The form that the dictionary names.
    pub sub_filter: String,
    /// What to call the signer: from the certificate, never from the dictionary.
    pub signed_by: Option<String>,
    /// The result.
    #[serde(flatten)]
    pub conclusion: Conclusion,
    /// The level that its parts reach, EN 319 142-1 §6.
    pub level: Option<Level>,
    /// The earliest time for which there is proof that the signature existed.
    pub best_signature_time: Option<Timestamp>,
    /// The time that the signer claims.
    pub claimed_time: Option<Timestamp>,
    /// The name in the dictionary: a claim.
    pub claimed_name: Option<String>,
    /// The reason in the dictionary: a claim.
    pub reason: Option<String>,
    /// The place in the dictionary: a claim.
    pub location: Option<String>,
    /// What the signature commits the signer to: `proofOfApproval` and the like, or identifiers of unknown types.
    #[serde(default)]
    pub commitments: Vec<String>,
    /// What the signer claims to be; nobody certifies it.
    #[serde(default)]
    pub claimed_roles: Vec<String>,
    /// How it is signed.
    pub algorithm: Option<String>,
    /// From the signer to the anchor; without an anchor, the signer alone.
    pub chain: Vec<CertificateReport>,
    /// Timestamps over the signature value.
    pub timestamps: Vec<TimestampReport>,
    /// How much of the file is covered.
    pub coverage: CoverageReport,
    /// What came after.
    pub change_level: ChangeLevel,
    /// Whether something came after that is not allowed.
    pub modified_after_signing: bool,
    /// What came after, each.
    pub changes_after: Vec<ChangeReport>,
    /// Everything that was checked.
    pub checks: Vec<Check>,
}

/// One document timestamp.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentTimestampReport {
    /// The field's full name.
    pub id: String,
    /// The timestamp.
    #[serde(flatten)]
    pub timestamp: TimestampReport,
    /// How much of the file is covered.
    pub coverage: CoverageReport,
    /// What came after.
    pub change_level: ChangeLevel,
    /// Whether something came after that is not allowed.
    pub modified_after_signing: bool,
    /// What came after, each.
    pub changes_after: Vec<ChangeReport>,
}

/// One timestamp.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimestampReport {
    /// The stamped time.
    pub time: Option<Timestamp>,
    /// What to call the authority.
    pub signed_by: Option<String>,
    /// The result.
    #[serde(flatten)]
    pub conclusion: Conclusion,
    /// The token's serial number in hexadecimal digits.
    pub serial: Option<String>,
    /// The authority's policy in dotted form.
    pub policy: Option<String>,
    /// From the authority to the anchor; without an anchor, the authority alone.
    pub chain: Vec<CertificateReport>,
    /// Everything that was checked.
    pub checks: Vec<Check>,
}

/// A result, EN 319 102-1 §5.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
    /// The main status.
    pub indication: Indication,
    /// Why not more.
    pub sub_indication: Option<SubIndication>,
}

/// The main status of a validation, EN 319 102-1 Table 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Indication {
    /// Technically valid under the policy.
    TotalPassed,
    /// Cannot be valid.
    TotalFailed,
    /// Cannot be decided with what is known.
    Indeterminate,
}

listed! {
    /// Why a signature is not passed, EN 319 102-1 Tables 5 and 6.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum SubIndication {
        /// Not conformant to a signature format.
        FormatFailure,
        /// The document is not the one that was signed.
        HashFailure,
        /// The signature value is not the signer's.
        SigCryptoFailure,
        /// The certificate was not valid yet.
        NotYetValid,
        /// A rule of the policy about the signature does not hold.
        SigConstraintsFailure,
        /// A rule of the policy about the chain does not hold.
        ChainConstraintsFailure,
        /// The chain does not hold.
        CertificateChainGeneralFailure,
        /// An algorithm was too weak at the time.
        CryptoConstraintsFailure,
        /// An algorithm is too weak, and it is not proven that the signature is older.
        CryptoConstraintsFailureNoPoe,
        /// The signer's certificate cannot be identified.
        NoSigningCertificateFound,
        /// No chain leads to an anchor.
        NoCertificateChainFound,
        /// Outside the certificate's validity, and it is not proven that the signature is older.
        OutOfBoundsNoPoe,
        /// The same, and the certificate is known not to have been revoked.
        OutOfBoundsNotRevoked,
        /// Revoked before it was signed, and that is proven.
        Revoked,
        /// Signed after the certificate had ended, and that is proven.
        Expired,
        /// The signer's certificate was revoked, and it is not proven that the signature is older.
        RevokedNoPoe,
        /// An authority's certificate was revoked, and it is not proven that what it issued is older.
        RevokedCaNoPoe,
        /// The signer of the revocation data has ended, and it is not proven that the data are older.
        RevocationOutOfBoundsNoPoe,
        /// Times contradict each other.
        TimestampOrderFailure,
        /// Revocation data are needed.
        TryLater,
    }
}

/// A level of EN 319 142-1 §6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// B-B.
    #[serde(rename = "PAdES-BASELINE-B")]
    B,
    /// B-T.
    #[serde(rename = "PAdES-BASELINE-T")]
    T,
    /// B-LT.
    #[serde(rename = "PAdES-BASELINE-LT")]
    Lt,
    /// B-LTA.
    #[serde(rename = "PAdES-BASELINE-LTA")]
    Lta,
}

impl Level {
    /// The level as the standard writes it, without its family.
    pub fn name(self) -> &'static str {
        match self {
            Self::B => "B-B",
            Self::T => "B-T",
            Self::Lt => "B-LT",
            Self::Lta => "B-LTA",
        }
    }
}

/// How much of the file is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageReport {
    /// All but the signature itself.
    WholeFile,
    /// A whole revision; others follow.
    Revision,
    /// Neither, or it cannot be said.
    Partial,
}

/// How far a document was changed, from harmless to not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeLevel {
    /// Nothing.
    None,
    /// Validation data, document timestamps and metadata.
    LongTermUpdates,
    /// Fields filled or signed, signature fields added.
    FormFilling,
    /// Comments.
    Annotations,
    /// Something else, or something that nobody vouches for.
    Other,
}

/// One change that came after a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeReport {
    /// In which revision of the file, counted from 1.
    pub revision: usize,
    /// What it is: a stable word, `fieldFilled` or the like.
    pub kind: String,
    /// How far it goes.
    pub level: ChangeLevel,
    /// Which field, by full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// More about it, for experts, in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// One check and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// How it came out.
    pub status: Status,
    /// What follows from it, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_indication: Option<SubIndication>,
    /// What was found, for experts, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// As it must be.
    Passed,
    /// Not as it must be: the signature cannot be valid.
    Failed,
    /// It could not be decided, or the signature might be valid for others.
    Indeterminate,
    /// Worth knowing, without consequence.
    Notice,
}

listed! {
    /// The checks, by stable names: keys for sentences in other languages.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum CheckName {
        /// Dictionary, ByteRange and Contents are those of one signature.
        Structure,
        /// The CMS can be read.
        Readable,
        /// There is exactly one signer.
        OneSigner,
        /// What is signed stands where the form has it.
        Content,
        /// The signed attributes are complete, once each.
        SignedAttributes,
        /// The encoding is DER.
        Encoding,
        /// The signer's certificate is there.
        SignerCertificate,
        /// The signature names that certificate.
        SignerReference,
        /// The document is the one that was signed.
        MessageDigest,
        /// The signature value is by the signer's key.
        SignatureValue,
        /// A valid chain leads to an anchor.
        Chain,
        /// The certificate may be used for this.
        KeyUsage,
        /// Algorithms are strong enough for the time.
        Algorithms,
        /// The algorithms named in different places agree.
        AlgorithmAgreement,
        /// The certificate was not revoked.
        Revocation,
        /// The signature carries no claimed time inside, as PAdES asks.
        SigningTimeAttribute,
        /// A timestamp is in order in itself.
        TimestampToken,
        /// A timestamp stamps what it stands on.
        TimestampImprint,
        /// A timestamp's time contradicts no other.
        TimestampOrder,
    }
}

/// A certificate in a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateReport {
    /// Whom it names.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number in hexadecimal digits.
    pub serial: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// The kind of its key.
    pub key: String,
    /// SHA-256 of it in hexadecimal digits.
    pub sha256: String,
}

impl CertificateReport {
    pub(super) fn of(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial_hex(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            key: key_name(certificate.public_key().kind()),
            sha256: certificate.fingerprint_hex(),
        }
    }
}

impl From<ModificationLevel> for ChangeLevel {
    fn from(level: ModificationLevel) -> Self {
        match level {
            ModificationLevel::None => Self::None,
            ModificationLevel::LtaUpdates => Self::LongTermUpdates,
            ModificationLevel::FormFilling => Self::FormFilling,
            ModificationLevel::Annotations => Self::Annotations,
            ModificationLevel::Other => Self::Other,
        }
    }
}

impl ChangeReport {
    pub(super) fn of(change: &Change) -> Self {
        Self {
            revision: change.revision + 1,
            kind: kind_name(change.kind),
            level: change.level.into(),
            field: change.field.clone(),
            detail: change.detail.clone(),
        }
    }
}

impl std::fmt::Display for ChangeReport {
    /// One line for experts.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "revision {}: {}", self.revision, self.kind)?;
        self.field.iter().try_for_each(|field| write!(f, " {field}"))?;
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.detail)
        }
    }
}

impl CoverageReport {
    pub(super) fn of(facts: &SignatureFacts) -> Self {
        use pdf::signatures::Coverage;
        match facts.coverage {
            Coverage::EntireFile => Self::WholeFile,
            Coverage::EntireRevision => Self::Revision,
            Coverage::Contiguous | Coverage::Unclear => Self::Partial,
        }
    }
}

impl Check {
    pub(super) fn passed(name: CheckName) -> Self {
        Self {
            name,
            status: Status::Passed,
            sub_indication: None,
            detail: None,
        }
    }

    pub(super) fn notice(name: CheckName, detail: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Notice,
            sub_indication: None,
            detail: Some(detail.into()),
        }
    }

    pub(super) fn failed(name: CheckName, sub: SubIndication, detail: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Failed,
            sub_indication: Some(sub),
            detail: Some(detail.into()),
        }
    }

    pub(super) fn indeterminate(name: CheckName, sub: SubIndication, detail: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Indeterminate,
            sub_indication: Some(sub),
            detail: Some(detail.into()),
        }
    }
}

impl Conclusion {
    /// A failed check outweighs one that could not be decided; among equals the first one speaks. EN 319 102-1 §5.3.4.
    pub(super) fn of(checks: &[Check]) -> Self {
        let first = |status| checks.iter().find(|check| check.status == status);
        let (indication, check) = match (first(Status::Failed), first(Status::Indeterminate)) {
            (Some(failed), _) => (Indication::TotalFailed, Some(failed)),
            (None, Some(open)) => (Indication::Indeterminate, Some(open)),
            (None, None) => (Indication::TotalPassed, None),
        };
        Self {
            indication,
            sub_indication: check.and_then(|check| check.sub_indication),
        }
    }

    /// Whether nothing speaks against it.
    pub fn is_passed(self) -> bool {
        self.indication == Indication::TotalPassed
    }
}

/// The variant's name in the manner of this report's other words. New kinds get their word by themselves.
fn kind_name(kind: ChangeKind) -> String {
    let name = format!("{kind:?}");
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn key_name(kind: KeyKind) -> String {
    match kind {
        KeyKind::Rsa { bits } => format!("RSA-{bits}"),
        KeyKind::P256 => "P-256".to_owned(),
        KeyKind::P384 => "P-384".to_owned(),
        KeyKind::P521 => "P-521".to_owned(),
        KeyKind::Ed25519 => "Ed25519".to_owned(),
        KeyKind::Other => "unknown".to_owned(),
    }
}
