//! Answers timestamp requests, RFC 3161 §2.2 and §2.4.2, in the profile of EN 319 422. It has no clock: the caller says the
//! time, and must not ask when the clock is off; the caller also makes each serial number unique, across restarts.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::asn1::{Writer, oid, tag, time};
use crate::cms::sign_encapsulated;
use crate::error::Error;
use crate::key::SigningKey;
use crate::timestamp::{Request, check_purpose, parse_oid, write_imprint};
use crate::x509::Certificate;

/// A timestamp authority's standing facts.
#[derive(Clone)]
pub struct Authority {
    key: Arc<dyn SigningKey>,
    chain: Vec<Certificate>,
    policy: String,
    accuracy: SignedDuration,
}

/// Why a request gets no token, RFC 3161 §2.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The digest algorithm is unknown or too weak.
    BadAlgorithm,
    /// A version of requests that is not known.
    BadRequest,
    /// The request is not one.
    BadDataFormat,
    /// The policy asked for is not ours.
    UnacceptedPolicy,
    /// An extension is asked for.
    UnacceptedExtension,
    /// The clock cannot be relied on.
    TimeNotAvailable,
    /// The authority cannot sign: its key, or its certificate's validity.
    SystemFailure,
}

impl Refusal {
    /// The name of its PKIFailureInfo.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadAlgorithm => "badAlg",
            Self::BadRequest => "badRequest",
            Self::BadDataFormat => "badDataFormat",
            Self::UnacceptedPolicy => "unacceptedPolicy",
            Self::UnacceptedExtension => "unacceptedExtension",
            Self::TimeNotAvailable => "timeNotAvailable",
            Self::SystemFailure => "systemFailure",
        }
    }
}

/// An answer, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The `application/timestamp-reply`.
    pub reply: Vec<u8>,
    /// Why there is no token in it.
    pub refusal: Option<Refusal>,
}

impl Authority {
    /// An authority that answers under `policy` (dotted form), with clocks right within `accuracy`. The key may be anywhere; that it
    /// is the certificate's is seen at each token, before it leaves.
    pub fn new(
        key: Arc<dyn SigningKey>,
        chain: Vec<Certificate>,
        policy: &str,
        accuracy: SignedDuration,
    ) -> Result<Self, Error> {
        let certificate = chain.first().ok_or(Error::NoCertificate)?;
        Self::fitness(certificate)?;
        parse_oid(policy)?;
        Ok(Self {
            key,
            chain,
            policy: policy.to_owned(),
            accuracy,
        })
    }

    /// RFC 3161 §2.3: whether a certificate may be an authority's.
    pub fn fitness(certificate: &Certificate) -> Result<(), Error> {
        check_purpose(certificate.extensions()).map_err(|_| Error::CertificateUnfit {
            reason: "timeStamping is not its critical and only purpose",
        })
    }

    /// The authority's certificate and its issuers.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Answers an `application/timestamp-query` with an `application/timestamp-reply`: a token, or a refusal that says why.
    pub fn answer(&self, request: &[u8], serial: &[u8], now: Timestamp) -> Result<Vec<u8>, Error> {
        match self.understand(request) {
            Ok(request) => {
                let token = self.token(&request, serial, now)?;
                Ok(granted(&token))
            }
            Err(refusal) => Ok(refuse(refusal)),
        }
    }

    /// The same, always with an answer: `clock` is the time, or that it cannot be relied on. A request that is no good is called so
    /// whatever the clock says.
    pub fn serve(&self, request: &[u8], serial: &[u8], clock: Option<Timestamp>) -> Answer {
        let refused = |refusal| Answer {
            reply: refuse(refusal),
            refusal: Some(refusal),
        };
        let request = match self.understand(request) {
            Ok(request) => request,
            Err(refusal) => return refused(refusal),
        };
        let Some(now) = clock else {
            return refused(Refusal::TimeNotAvailable);
        };
        match self.token(&request, serial, now) {
            Ok(token) => Answer {
                reply: granted(&token),
                refusal: None,
            },
            Err(_) => refused(Refusal::SystemFailure),
        }
    }

    fn understand(&self, request: &[u8]) -> Result<Request, Refusal> {
        use crate::algorithm::DigestAlgorithm::Sha1;
        let request = Request::from_der(request).map_err(|error| match error {
            Error::Unsupported {
                what: "digest algorithm",
            } => Refusal::BadAlgorithm,
            Error::Unsupported {
                what: "timestamp request version",
            } => Refusal::BadRequest,
            Error::Unsupported { .. } => Refusal::UnacceptedExtension,
            _ => Refusal::BadDataFormat,
        })?;
        // TS 119 312: no new timestamps over SHA-1.
        if request.imprint.algorithm == Sha1 {
            return Err(Refusal::BadAlgorithm);
        }
        if request
            .policy
            .as_ref()
            .is_some_and(|policy| *policy != self.policy)
        {
            return Err(Refusal::UnacceptedPolicy);
        }
        Ok(request)
    }

    fn token(&self, request: &Request, serial: &[u8], now: Timestamp) -> Result<Vec<u8>, Error> {
        let certificate = self.chain.first().ok_or(Error::NoCertificate)?;
        if !certificate.is_valid_at(now) {
            return Err(Error::CertificateUnfit {
                reason: "it is not valid now",
            });
        }
        let info = self.info(request, serial, now)?;
        // RFC 3161 §2.4.1: certificates only when asked for.
        let included: &[Certificate] = if request.with_certificate {
            &self.chain
        } else {
            &[]
        };
        sign_encapsulated(self.key.as_ref(), &self.chain, included, oid::TST_INFO, &info)
    }

    /// TSTInfo.
    fn info(&self, request: &Request, serial: &[u8], now: Timestamp) -> Result<Vec<u8>, Error> {
        let policy = parse_oid(&self.policy)?;
        Ok(Writer::build(|writer| {
            writer.sequence(|info| {
                info.small(1);
                info.oid(policy);
                write_imprint(info, &request.imprint);
                info.unsigned(serial);
                time::write_precise(info, now);
                self.write_accuracy(info);
                request.nonce.iter().for_each(|nonce| info.unsigned(nonce));
            });
        }))
    }

    fn write_accuracy(&self, info: &mut Writer) {
        let seconds = self.accuracy.as_secs().unsigned_abs();
        let millis = self.accuracy.subsec_millis().unsigned_abs();
        info.sequence(|accuracy| {
            if seconds > 0 {
                accuracy.small(seconds);
            }
            if millis > 0 {
                let content = crate::asn1::writer::unsigned_content(&millis.to_be_bytes());
                accuracy.value(tag::primitive(0), &content);
            }
        });
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Authority({:?}, {})",
            self.chain.first().map(Certificate::subject),
            self.policy
        )
    }
}

/// A reply without a token.
pub fn refuse(refusal: Refusal) -> Vec<u8> {
    let (bit, text) = match refusal {
        Refusal::BadAlgorithm => (0, "unrecognized or unsupported algorithm"),
        Refusal::BadRequest => (2, "the version of the request is not supported"),
        Refusal::BadDataFormat => (5, "the data submitted has the wrong format"),
        Refusal::TimeNotAvailable => (14, "the time source is not available"),
        Refusal::UnacceptedPolicy => (15, "the requested policy is not supported"),
        Refusal::UnacceptedExtension => (16, "the requested extension is not supported"),
        Refusal::SystemFailure => (25, "the request cannot be handled due to system failure"),
    };
    Writer::build(|writer| {
        writer.sequence(|response| {
            response.sequence(|status| {
                status.small(2);
                status.sequence(|texts| texts.value(tag::UTF8_STRING, text.as_bytes()));
                status.flags(1 << bit);
            });
        });
    })
}

fn granted(token: &[u8]) -> Vec<u8> {
    Writer::build(|writer| {
        writer.sequence(|response| {
            response.sequence(|status| status.small(0));
            response.raw(token);
        });
    })
}
