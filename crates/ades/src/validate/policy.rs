//! What is asked of a signature: which algorithms are acceptable until when, and what must be known about revocation. It never
//! looks at a signature.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::timestamp::Token;
use crate::x509::KeyKind;

/// A validation policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What the report calls it.
    pub name: &'static str,
    /// What must be known about revocation.
    pub revocation: Revocation,
    /// How much older than the time in question revocation data about a signer or a timestamping authority may be, EN 319 102-1
    /// §5.2.5. `None`: as old as they themselves allow, by their nextUpdate. Lists of authorities about authorities come as seldom as
    /// these want; for them it is always their nextUpdate.
    pub max_revocation_age: Option<SignedDuration>,
}

/// What must be known about the revocation of a signer's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// Where a certificate names a source, its state must be known; one without any source has nothing to be asked.
    WhereNamed,
    /// Nothing is asked. The report says so.
    NotAsked,
}

impl Policy {
    /// The policy that is meant when nobody names another.
    pub const STANDARD: Self = Self {
        name: "podpis-standard-1",
        revocation: Revocation::WhereNamed,
        max_revocation_age: None,
    };

    /// [`Self::STANDARD`] without revocation: integrity, chain, time and changes.
    pub const WITHOUT_REVOCATION: Self = Self {
        name: "podpis-without-revocation-1",
        revocation: Revocation::NotAsked,
        max_revocation_age: None,
    };

    /// What the report calls it, with what was set.
    pub(super) fn title(&self) -> String {
        match self.max_revocation_age {
            None => self.name.to_owned(),
            Some(age) => format!("{} max-revocation-age={}s", self.name, age.as_secs()),
        }
    }

    /// Since when a signature algorithm with such a key is no longer acceptable, TS 119 312 and the dates of the EU's
    /// cryptographic catalogue. `None`: still acceptable.
    pub fn signature_ends(&self, algorithm: SignatureAlgorithm, key: KeyKind) -> Option<Timestamp> {
        let key_ends = match key {
            KeyKind::Rsa { bits: 0..1024 } => Some(LONG_AGO),
            KeyKind::Rsa { bits: 1024..1900 } => Some(date(2019, 10, 1)),
            KeyKind::Rsa { bits: 1900..3000 } => Some(date(2029, 1, 1)),
            KeyKind::Other => Some(LONG_AGO),
            _ => None,
        };
        [key_ends.and_then(midnight), self.digest_ends(algorithm.digest())]
            .into_iter()
            .flatten()
            .min()
    }

    /// Until when a timestamp can be checked by itself: the first end of its authority's certificate and of the algorithms in it and
    /// in the chain that it brings along.
    pub fn timestamp_ends(&self, token: &Token) -> Timestamp {
        let signer = token.signer();
        let known = token.certificates();
        let issued = known.iter().filter_map(|one| {
            let by = known
                .iter()
                .find(|by| by.subject().matches(one.issuer()) && one.is_signed_by(by))?;
            self.signature_ends(one.signature_algorithm()?, by.public_key().kind())
        });
        let own = [
            self.signature_ends(token.algorithm(), signer.public_key().kind()),
            self.digest_ends(token.imprint().algorithm),
        ];
        let ends = own.into_iter().flatten().chain(issued).min();
        ends.map_or(signer.not_after(), |end| end.min(signer.not_after()))
    }

    /// Since when a digest algorithm is no longer acceptable.
    pub fn digest_ends(&self, digest: DigestAlgorithm) -> Option<Timestamp> {
        match digest {
            DigestAlgorithm::Sha1 => midnight(date(2012, 8, 1)),
            _ => None,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::STANDARD
    }
}

const LONG_AGO: Date = date(2000, 1, 1);

fn midnight(date: Date) -> Option<Timestamp> {
    TimeZone::UTC
        .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_end_at_their_dates() {
        let policy = Policy::STANDARD;
        let ends = |algorithm, key| policy.signature_ends(algorithm, key).map(|time| time.to_string());
        let sha256 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        assert_eq!(ends(sha256, KeyKind::Rsa { bits: 4096 }), None);
        assert_eq!(
            ends(sha256, KeyKind::Rsa { bits: 2048 }).unwrap(),
            "2029-01-01T00:00:00Z"
        );
        assert_eq!(
            ends(sha256, KeyKind::Rsa { bits: 1024 }).unwrap(),
            "2019-10-01T00:00:00Z"
        );
        let sha1 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
        assert_eq!(
            ends(sha1, KeyKind::Rsa { bits: 4096 }).unwrap(),
            "2012-08-01T00:00:00Z"
        );
        assert_eq!(
            ends(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), KeyKind::P256),
            None
        );
    }
}
