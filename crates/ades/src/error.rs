//! Why something could not be done, split by whose fault it is. A verdict about a signature is never an error: it is a report.

use crate::timestamp::TimestampError;

/// All that can go wrong in this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // The input is at fault.
    /// A structure is not what its standard says.
    #[error("not a well-formed {what}")]
    Malformed {
        /// The structure, in the words of its standard.
        what: &'static str,
    },
    /// A structure is well-formed but uses something that is not supported.
    #[error("unsupported {what}")]
    Unsupported {
        /// What is not supported.
        what: &'static str,
    },

    // The caller is at fault.
    /// The password does not open the key.
    #[error("the password does not open this key")]
    WrongPassword,
    /// The key is encrypted and no password was given.
    #[error("this key needs a password")]
    PasswordNeeded,
    /// A key file holds no private key.
    #[error("no private key in this file")]
    NoPrivateKey,
    /// No certificate was given.
    #[error("no certificate given")]
    NoCertificate,
    /// No certificate of the chain belongs to the key.
    #[error("the certificate does not belong to the private key")]
    KeyDoesNotFitCertificate,
    /// The algorithm cannot be used with this key.
    #[error("the algorithm does not fit the key")]
    AlgorithmDoesNotFitKey,
    /// What is to be embedded is larger than the place that was kept for it.
    #[error("the signature needs {needed} bytes, {kept} were kept for it")]
    PlaceTooSmall {
        /// Bytes of the finished CMS.
        needed: usize,
        /// Bytes of the placeholder.
        kept: usize,
    },
    /// An algorithm that is used only where somebody wants it by its name.
    #[error(
        "{what} is new to PDF (ISO/TS 32002), and many readers cannot check it: it is used only where it is asked for by its name"
    )]
    NotAskedFor {
        /// The algorithm.
        what: crate::algorithm::SignatureAlgorithm,
    },
    /// A reason in the dictionary beside a commitment type in the signature, EN 319 142-1 §6.3.
    #[error("a signature has a reason or a commitment type, never both")]
    ReasonAndCommitment,
    /// The author of the form demands something else for this field, ISO 32000-2 §12.7.5.5.
    #[error("the field {field} demands more or other than this: {}", demands.join("; "))]
    FieldDemands {
        /// The field's full name.
        field: String,
        /// What is demanded, each.
        demands: Vec<String>,
    },
    /// A certificate that may not make this kind of signature.
    #[error("the certificate may not be used for this: {reason}")]
    CertificateUnfit {
        /// What speaks against it.
        reason: &'static str,
    },

    // An outside party is at fault.
    /// What a signing party returned is not a signature by the certificate over what was sent.
    #[error("the signature does not verify against the certificate")]
    SignatureDoesNotVerify,
    /// An OCSP responder gave no answer about the certificate, RFC 6960 §2.3.
    #[error("the OCSP responder did not answer: {reason}")]
    OcspRefused {
        /// What it gave as its reason.
        reason: &'static str,
    },
    /// A key that is somewhere else could not be used.
    #[error("the key cannot be used: {reason}")]
    KeyUnavailable {
        /// What was said.
        reason: String,
    },
    /// A timestamp authority's answer is not acceptable.
    #[error(transparent)]
    Timestamp(#[from] TimestampError),

    /// A certificate was revoked before the signature can be proved to have existed.
    #[error("{subject} was revoked at {time}")]
    Revoked {
        /// The certificate, by its subject.
        subject: String,
        /// Since when.
        time: jiff::Timestamp,
    },
    /// None of the places that a certificate names says whether it is revoked.
    #[error("whether {subject} is revoked cannot be learned: {}", sources.join(", "))]
    RevocationUnavailable {
        /// The certificate, by its subject.
        subject: String,
        /// The places that were asked.
        sources: Vec<String>,
    },
    /// A certificate's chain does not lead to anybody who is trusted.
    #[error("the chain of {subject} does not lead to a trusted certificate: {reason}")]
    NoChain {
        /// The certificate, by its subject.
        subject: String,
        /// What is missing or wrong.
        reason: String,
    },

    // The document is at fault.
    /// There is no signature that could be extended.
    #[error("the document has no signature")]
    NotSigned,
    /// A signature's CMS cannot be read, or it does not say whose it is.
    #[error("the signature in field {field} cannot be read")]
    UnreadableSignature {
        /// The field's full name.
        field: String,
    },
    /// The PDF could not be read or extended.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),

    // We are at fault.
    /// The cryptographic library refused an operation that should work.
    #[error("cryptographic operation failed: {operation}")]
    Crypto {
        /// The operation.
        operation: &'static str,
    },
}

impl Error {
    /// A stable word for messages in other languages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::Unsupported { .. } => "unsupported",
            Self::WrongPassword => "wrongPassword",
            Self::PasswordNeeded => "passwordNeeded",
            Self::NoPrivateKey => "noPrivateKey",
            Self::NoCertificate => "noCertificate",
            Self::KeyDoesNotFitCertificate => "keyDoesNotFitCertificate",
            Self::AlgorithmDoesNotFitKey => "algorithmDoesNotFitKey",
            Self::PlaceTooSmall { .. } => "placeTooSmall",
            Self::NotAskedFor { .. } => "notAskedFor",
            Self::ReasonAndCommitment => "reasonAndCommitment",
            Self::FieldDemands { .. } => "fieldDemands",
            Self::CertificateUnfit { .. } => "certificateUnfit",
            Self::SignatureDoesNotVerify => "signatureDoesNotVerify",
            Self::OcspRefused { .. } => "ocspRefused",
            Self::Timestamp(error) => error.code(),
            Self::KeyUnavailable { .. } => "keyUnavailable",
            Self::Revoked { .. } => "revoked",
            Self::RevocationUnavailable { .. } => "revocationUnavailable",
            Self::NoChain { .. } => "noChain",
            Self::NotSigned => "notSigned",
            Self::UnreadableSignature { .. } => "unreadableSignature",
            Self::Pdf(error) => error.code(),
            Self::Crypto { .. } => "cryptographicFailure",
        }
    }
}
