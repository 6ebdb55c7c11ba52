//! Timestamp tokens, RFC 3161 §2.4.2: a SignedData around a TSTInfo. A [`Token`] exists only after its own signature, its
//! signer's purpose and its signer's identification were checked; trust in the signer is the chain's affair.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::request::read_imprint;
use super::{MessageImprint, TimestampError};
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Reader, oid, reader, tag, time};
use crate::cms::{SignedData, SignerInfo};
use crate::error::Error;
use crate::signing_certificate::{self, Reference};
use crate::x509::{Anchors, Certificate, ChainFailure, Extensions, KeyUsage, chain};

/// A checked token.
#[derive(Clone, Debug)]
pub struct Token {
    der: Vec<u8>,
    info: Info,
    imprint: MessageImprint,
    signer: Certificate,
    certificates: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

/// A token before its signer was looked at: what the validator wants to see of one that is not in order.
pub(crate) struct IssuedToken {
    pub(crate) info: Info,
}

/// A TSTInfo.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    pub(crate) policy: String,
    pub(crate) imprint: Option<MessageImprint>,
    pub(crate) serial: Vec<u8>,
    pub(crate) time: Timestamp,
    pub(crate) accuracy: Option<SignedDuration>,
    pub(crate) nonce: Option<Vec<u8>>,
}

impl Token {
    /// Reads a TimeStampToken and checks its signature, its signer's reference and its signer's purpose.
    pub fn from_der(der: &[u8]) -> Result<Self, TimestampError> {
        let exact = exact_element(der)?;
        let signed = SignedData::read(exact).map_err(|_| malformed("not a SignedData"))?;
        let info = read_info(&signed)?;
        let imprint = info
            .imprint
            .clone()
            .ok_or(malformed("unknown digest algorithm"))?;
        let certificates = known_certificates(&signed);
        let (signer, algorithm) = check_token_signature(&signed, &certificates)?;
        check_purpose(signer.extensions())?;
        Ok(Self {
            der: exact.to_vec(),
            info,
            imprint,
            signer: signer.clone(),
            certificates,
            algorithm,
        })
    }

    /// The encoded token.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// genTime, fractions included.
    pub fn time(&self) -> Timestamp {
        self.info.time
    }

    /// How far the time may be off, where the token says so.
    pub fn accuracy(&self) -> Option<SignedDuration> {
        self.info.accuracy
    }

    /// The token's serial number's octets.
    pub fn serial(&self) -> &[u8] {
        &self.info.serial
    }

    /// The policy, in dotted form.
    pub fn policy(&self) -> &str {
        &self.info.policy
    }

    /// What was stamped.
    pub fn imprint(&self) -> &MessageImprint {
        &self.imprint
    }

    /// The authority's certificate.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// All certificates in the token.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How the token is signed.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Fails where the token's authority is none of those that are trusted. What cannot be told yet, because an issuer would have to
    /// be fetched from where its certificate names it, is left to who fetches it ([`crate::pades::extend`]).
    pub fn check_chain(&self, anchors: &Anchors) -> Result<(), Error> {
        let Err(failure) = chain::build(&self.signer, &self.certificates, anchors, self.time()) else {
            return Ok(());
        };
        let last = chain::last_known(&self.signer, &self.certificates);
        if failure == ChainFailure::NoPath && !last.is_self_issued() && !last.extensions().issuers.is_empty()
        {
            return Ok(());
        }
        Err(failure.of(&self.signer, &last))
    }

    /// Fails unless the token stamps these bytes.
    pub fn check_imprint(&self, bytes: &[u8]) -> Result<(), TimestampError> {
        self.check_digest(&MessageImprint::of(self.imprint().algorithm, bytes))
    }

    /// Fails unless this is the digest that the token stamps.
    pub(crate) fn check_digest(&self, expected: &MessageImprint) -> Result<(), TimestampError> {
        if self.imprint() == expected {
            Ok(())
        } else {
            Err(TimestampError::WrongImprint)
        }
    }

    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_deref()
    }
}

impl IssuedToken {
    /// Reads what a token claims, without checking anything.
    pub(crate) fn read(der: &[u8]) -> Result<Self, TimestampError> {
        let signed = SignedData::read(der).map_err(|_| malformed("not a SignedData"))?;
        Ok(Self {
            info: read_info(&signed)?,
        })
    }
}

impl Serialize for Token {
    /// As base64 of the DER.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::base64_bytes::serialize(&self.der, serializer)
    }
}

impl<'de> Deserialize<'de> for Token {
    /// A stored token is checked again when it is loaded.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = crate::base64_bytes::deserialize(deserializer)?;
        Self::from_der(&der).map_err(de::Error::custom)
    }
}

/// Finds the token's only signer among the certificates and verifies its signature. RFC 3161 §2.4.2.
pub(crate) fn check_token_signature<'c>(
    signed: &SignedData<'_>,
    certificates: &'c [Certificate],
) -> Result<(&'c Certificate, SignatureAlgorithm), TimestampError> {
    let [signer] = signed.signers.as_slice() else {
        return Err(malformed("not exactly one signer"));
    };
    let content = signed.content.as_deref().ok_or(malformed("no content"))?;
    check_attributes(signer, content)?;
    let certificate = signing_certificate::find(signer, certificates)
        .filter(|found| found.reference == Reference::Match)
        .ok_or(TimestampError::UnknownSigner)?
        .certificate;
    let digest = DigestAlgorithm::from_oid(signer.digest_algorithm.oid);
    let algorithm = SignatureAlgorithm::read(&signer.signature_algorithm, digest)
        .filter(|algorithm| Some(algorithm.digest()) == digest)
        .ok_or(malformed("unsupported algorithm"))?;
    let signed_bytes = signer.signed_bytes().ok_or(malformed("no signed attributes"))?;
    certificate
        .public_key()
        .verify(algorithm, &signed_bytes, &signer.signature)
        .map_err(|_| TimestampError::WrongSignature)?;
    Ok((certificate, algorithm))
}

/// RFC 3161 §2.3: a critical extKeyUsage with this one purpose; RFC 5280 §4.2.1.12: keyUsage must agree.
pub(crate) fn check_purpose(extensions: &Extensions) -> Result<(), TimestampError> {
    let unfit = |reason| Err(TimestampError::UnfitSigner { reason });
    if !extensions.has_purpose(oid::EKU_TIME_STAMPING) {
        return unfit("its certificate does not name the purpose timeStamping");
    }
    if extensions
        .purposes
        .as_ref()
        .is_some_and(|purposes| purposes.len() != 1)
    {
        return unfit("its certificate names other purposes beside timeStamping");
    }
    if !extensions.purposes_critical {
        return unfit("the purpose in its certificate is not critical");
    }
    let signing = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION);
    if extensions.key_usage.is_some_and(|usage| !usage.any(signing)) {
        return unfit("its certificate's key usage does not allow signing");
    }
    Ok(())
}

fn check_attributes(signer: &SignerInfo<'_>, content: &[u8]) -> Result<(), TimestampError> {
    let content_type = signer
        .single_signed(oid::CONTENT_TYPE)
        .ok_or(malformed("no content type"))?;
    if Reader::new(content_type, "content type").oid().ok() != Some(oid::TST_INFO) {
        return Err(malformed("wrong content type"));
    }
    let digest =
        DigestAlgorithm::from_oid(signer.digest_algorithm.oid).ok_or(malformed("unsupported digest"))?;
    let stated = signer
        .single_signed(oid::MESSAGE_DIGEST)
        .ok_or(malformed("no message digest"))?;
    let stated = Reader::new(stated, "message digest")
        .octets()
        .map_err(|_| malformed("no message digest"))?;
    if *stated != digest.digest(&[content]) {
        return Err(TimestampError::WrongSignature);
    }
    Ok(())
}

/// Certificates that cannot be read are of no use, and do not make the token useless.
pub(crate) fn known_certificates(signed: &SignedData<'_>) -> Vec<Certificate> {
    signed
        .certificates
        .iter()
        .take(MAX_CERTIFICATES)
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// More certificates than any chain has are there to keep validators busy.
const MAX_CERTIFICATES: usize = 100;

fn exact_element(der: &[u8]) -> Result<&[u8], TimestampError> {
    let element = Reader::new(der, "timestamp token")
        .read()
        .map_err(|_| malformed("not ASN.1"))?;
    Ok(element.raw)
}

fn read_info(signed: &SignedData<'_>) -> Result<Info, TimestampError> {
    if signed.content_type != oid::TST_INFO {
        return Err(malformed("no TSTInfo inside"));
    }
    let content = signed.content.as_deref().ok_or(malformed("no TSTInfo inside"))?;
    parse_info(content).map_err(|_| malformed("TSTInfo"))
}

fn parse_info(content: &[u8]) -> Result<Info, Error> {
    let mut fields = Reader::only(content, tag::SEQUENCE, "TSTInfo")?;
    if fields.small()? != 1 {
        return Err(fields.malformed());
    }
    let policy = fields.oid()?.to_string();
    let imprint = read_imprint(&mut fields)?;
    let serial = fields.integer()?.to_vec();
    let time = time::read(&mut fields)?;
    let accuracy = fields
        .optional_nested(tag::SEQUENCE)?
        .map(read_accuracy)
        .transpose()?;
    // ordering: of no consequence for a single token.
    fields.optional(tag::BOOLEAN)?;
    let nonce = if fields.peek() == Some(tag::INTEGER) {
        Some(fields.integer()?.to_vec())
    } else {
        None
    };
    // tsa [0] is a hint.
    fields.optional(tag::constructed(0))?;
    if let Some(extensions) = fields.optional_nested(tag::constructed(1))? {
        refuse_critical(extensions)?;
    }
    Ok(Info {
        policy,
        imprint,
        serial,
        time,
        accuracy,
        nonce,
    })
}

/// EN 319 422 wants none to be critical, and RFC 5280 §4.2 has whoever does not know a critical one refuse: here none is known.
fn refuse_critical(mut extensions: Reader<'_>) -> Result<(), Error> {
    while !extensions.is_empty() {
        let mut fields = extensions.sequence()?;
        fields.oid()?;
        if fields.peek() == Some(tag::BOOLEAN) && fields.boolean()? {
            return Err(fields.malformed());
        }
    }
    Ok(())
}

/// RFC 3161 §2.4.2: seconds, then milli- and microseconds from 1 to 999.
fn read_accuracy(mut fields: Reader<'_>) -> Result<SignedDuration, Error> {
    let seconds = if fields.peek() == Some(tag::INTEGER) {
        fields.small()?
    } else {
        0
    };
    let millis = read_thousandths(&mut fields, 0)?;
    let micros = read_thousandths(&mut fields, 1)?;
    let seconds = i64::try_from(seconds).map_err(|_| fields.malformed())?;
    Ok(
        SignedDuration::from_secs(seconds)
            .saturating_add(SignedDuration::from_micros(millis * 1000 + micros)),
    )
}

fn read_thousandths(fields: &mut Reader<'_>, number: u8) -> Result<i64, Error> {
    let Some(element) = fields.optional(tag::primitive(number))? else {
        return Ok(0);
    };
    let value = reader::small_unsigned(element.content).and_then(|value| i64::try_from(value).ok());
    value.filter(|value| *value < 1000).ok_or(fields.malformed())
}

fn malformed(reason: &'static str) -> TimestampError {
    TimestampError::Malformed { reason }
}
