//! Timestamp responses, RFC 3161 §2.4.2: the status, and the checks of §2.2 that the asker must make. It never accepts a token
//! that answers another question.

use jiff::{SignedDuration, Timestamp};

use super::{Request, TimestampError, Token};
use crate::asn1::{Reader, tag};
use crate::error::Error;

/// Rather late or early than this, and the authority's clock or ours is wrong, or the answer is an old one.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

impl Request {
    /// Reads an `application/timestamp-reply` and checks that it answers this request: status, imprint, nonce, policy,
    /// signer, signature, and a time near `now`. The authority's certificate is not yet held against any anchor.
    pub fn accept(&self, response: &[u8], now: Timestamp) -> Result<Token, Error> {
        let token = granted_token(response)?;
        let token = Token::from_der(token)?;
        if token.imprint() != &self.imprint {
            return Err(TimestampError::WrongImprint.into());
        }
        if token.nonce() != self.nonce_content().as_deref() {
            return Err(TimestampError::WrongNonce.into());
        }
        if self
            .policy
            .as_deref()
            .is_some_and(|policy| policy != token.policy())
        {
            return Err(TimestampError::WrongPolicy {
                found: token.policy().to_owned(),
            }
            .into());
        }
        if token.time().duration_since(now).abs() > TOLERANCE {
            return Err(TimestampError::WrongTime { found: token.time() }.into());
        }
        Ok(token)
    }
}

/// The token of a positive answer.
fn granted_token(response: &[u8]) -> Result<&[u8], TimestampError> {
    let not_a_response = |_: Error| TimestampError::NotAResponse;
    let mut fields = Reader::only(response, tag::SEQUENCE, "timestamp response").map_err(not_a_response)?;
    let mut status = fields.sequence().map_err(not_a_response)?;
    // RFC 3161 §2.4.2: 0 granted, 1 granted with modifications; any other value means there is no token.
    let code = status.small().map_err(not_a_response)?;
    if code > 1 {
        return Err(TimestampError::Refused {
            reason: refusal(code, &mut status),
        });
    }
    let token = fields.expect(tag::SEQUENCE).map_err(not_a_response)?;
    Ok(token.raw)
}

fn refusal(code: u64, status: &mut Reader<'_>) -> String {
    let status_name = match code {
        2 => "rejection",
        3 => "waiting",
        4 => "revocation warning",
        5 => "revoked",
        _ => "unknown status",
    };
    let mut parts = vec![status_name.to_owned()];
    if let Ok(Some(mut texts)) = status.optional_nested(tag::SEQUENCE) {
        while let Ok(text) = texts.expect(tag::UTF8_STRING) {
            parts.push(String::from_utf8_lossy(text.content).into_owned());
        }
    }
    parts.extend(status.flags().ok().and_then(failure_name).map(str::to_owned));
    parts.join(", ")
}

/// PKIFailureInfo, RFC 3161 §2.4.2.
fn failure_name(flags: u32) -> Option<&'static str> {
    let names = [
        (0, "bad algorithm"),
        (2, "bad request"),
        (5, "bad data format"),
        (14, "time not available"),
        (15, "unaccepted policy"),
        (16, "unaccepted extension"),
        (17, "additional information not available"),
        (25, "system failure"),
    ];
    names
        .into_iter()
        .find(|(bit, _)| flags & (1 << bit) != 0)
        .map(|(_, name)| name)
}
