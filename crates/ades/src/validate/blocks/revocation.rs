//! Revocation, EN 319 102-1 §5.2.5 and §5.6.2.2: was every certificate of a chain unrevoked when it mattered, by statements that
//! are themselves to be believed? The control time of the standard is carried along the chain from its end entity: a
//! certificate matters at least until the newest proof of what its key was relied on for (docs/decisions/0011-past-revocation.md).

use jiff::{SignedDuration, Timestamp};

use super::{Context, Moment};
use crate::revocation::{State, Statement, TOLERANCE, Unusable, needs_no_check};
use crate::validate::facts::EvidenceFacts;
use crate::validate::policy::Revocation;
use crate::validate::report::{Check, CheckName, SubIndication};
use crate::x509::Certificate;

/// A responder may itself have been certified by a responder's authority; deeper than this it is a circle.
const MAX_DEPTH: usize = 3;

/// Checks a chain from the certificate in question to its anchor, which is trusted by decree. `made_after`: something that the
/// signature covers proves that it is younger than this.
pub(in crate::validate) fn check(
    context: Context<'_>,
    chain: &[Certificate],
    moment: Moment,
    made_after: Option<Timestamp>,
) -> Check {
    let name = CheckName::Revocation;
    if context.policy.revocation == Revocation::NotAsked {
        return Check::notice(name, "not checked, as the policy does not ask for it");
    }
    let search = Search {
        context,
        depth: MAX_DEPTH,
    };
    match search.chain(chain, moment.time()) {
        Ok(0) => Check::notice(name, "the certificates name no source to ask"),
        Ok(_) => Check::passed(name),
        Err(Doubt {
            sub: SubIndication::RevokedNoPoe,
            since: Some(since),
            detail,
        }) if made_after.is_some_and(|time| since <= time) => {
            Check::failed(name, SubIndication::Revoked, detail)
        }
        Err(doubt) => Check::indeterminate(name, doubt.sub, doubt.detail),
    }
}

/// What is known about the revocation of a certificate that has ended, or has not begun, up to its end: `None` is nothing, `Some` a
/// check that says it. EN 319 102-1 §5.2.6.4.
pub(in crate::validate) fn of_ended(context: Context<'_>, chain: &[Certificate]) -> Option<Check> {
    let end = chain.first()?.not_after();
    let search = Search {
        context,
        depth: MAX_DEPTH,
    };
    let name = CheckName::Chain;
    match search.certificate(chain, end.min(context.now), true) {
        Ok(Some(_)) => {
            let detail = "outside the validity of the signer's certificate, which was not revoked";
            Some(Check::indeterminate(
                name,
                SubIndication::OutOfBoundsNotRevoked,
                detail,
            ))
        }
        Err(doubt) if doubt.since.is_some() => Some(Check::indeterminate(name, doubt.sub, doubt.detail)),
        _ => None,
    }
}

/// Why a certificate cannot be relied on.
struct Doubt {
    sub: SubIndication,
    /// Since when it is revoked.
    since: Option<Timestamp>,
    detail: String,
}

/// A statement that is to be believed, and since when it is known to exist.
struct Known {
    statement: Statement,
    existed: Timestamp,
}

#[derive(Clone, Copy)]
struct Search<'a> {
    context: Context<'a>,
    depth: usize,
}

impl Search<'_> {
    /// How many certificates were spoken of. `matters`: until when the first one's key must have been in good hands.
    fn chain(self, chain: &[Certificate], mut matters: Timestamp) -> Result<usize, Doubt> {
        let mut spoken_of = 0;
        for start in 0..chain.len().saturating_sub(1) {
            let rest = chain.get(start..).unwrap_or_default();
            if let Some(known) = self.certificate(rest, matters, start == 0)? {
                spoken_of += 1;
                // The issuer's key made this statement too, or the certificate of who made it.
                matters = matters.max(known.existed);
            }
        }
        Ok(spoken_of)
    }

    /// The statement that shows the first of `chain` unrevoked at the time when it matters; none where none is needed.
    fn certificate(
        self,
        chain: &[Certificate],
        matters: Timestamp,
        is_end_entity: bool,
    ) -> Result<Option<Known>, Doubt> {
        let [certificate, issuer, ..] = chain else {
            return Ok(None);
        };
        if needs_no_check(certificate) {
            return Ok(None);
        }
        let (known, why_not) = self.statements(chain, certificate, issuer);
        if let Some((since, reason)) = revoked(&known).filter(|(since, _)| *since <= matters) {
            return Err(Doubt::revoked(certificate, since, reason, is_end_entity));
        }
        let age = self.context.policy.max_revocation_age.filter(|_| is_end_entity);
        let speaks = |known: &&Known| is_fresh(&known.statement, matters, age);
        let recent = known.iter().filter(speaks).min_by_key(|known| known.existed);
        match recent {
            Some(found) => Ok(Some(Known {
                statement: found.statement.clone(),
                existed: found.existed,
            })),
            None if known.is_empty()
                && why_not.is_none()
                && !certificate.extensions().names_revocation_source() =>
            {
                Ok(None)
            }
            None => Err(why_not
                .filter(|_| known.is_empty())
                .unwrap_or_else(|| Doubt::nothing_recent(certificate, &known, matters))),
        }
    }

    /// All statements about a certificate that are to be believed, and why the last of the others is not.
    fn statements(
        self,
        chain: &[Certificate],
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> (Vec<Known>, Option<Doubt>) {
        let mut known = Vec::new();
        let mut why_not = None;
        for one in self.context.evidence {
            let statement = match one.evidence.statement(certificate, issuer) {
                Ok(statement) => statement,
                Err(Unusable::OtherCertificate) => continue,
                Err(problem) => {
                    why_not = Some(Doubt::about(
                        certificate,
                        SubIndication::TryLater,
                        problem.to_string(),
                    ));
                    continue;
                }
            };
            match self.believed(chain, one, statement) {
                Ok(found) => known.push(found),
                Err(doubt) => why_not = Some(doubt),
            }
        }
        (known, why_not)
    }

    /// Whether a statement was made by somebody who could make it when it is proven to have existed.
    fn believed(
        self,
        chain: &[Certificate],
        from: &EvidenceFacts,
        statement: Statement,
    ) -> Result<Known, Doubt> {
        let (certificate, issuers) = chain.split_first().ok_or_else(Doubt::none)?;
        let doubt = |sub, why: &str| Err(Doubt::about(certificate, sub, why.to_owned()));
        let existed = match from.end {
            Some(end) => self.context.existence(end).time(),
            None => self.context.now,
        };
        let signer = &statement.signer;
        let kind = signer.public_key().kind();
        if let Some(end) = self
            .context
            .policy
            .signature_ends(statement.algorithm, kind)
            .filter(|end| *end <= existed)
        {
            let why = format!("{} was acceptable until {end}", statement.algorithm);
            return doubt(SubIndication::CryptoConstraintsFailureNoPoe, &why);
        }
        let is_anchor = issuers.len() == 1 && !statement.is_delegated;
        if !is_anchor && existed > signer.not_after() {
            return doubt(
                SubIndication::RevocationOutOfBoundsNoPoe,
                "its signer's certificate has ended since",
            );
        }
        if statement.issued > existed.saturating_add(TOLERANCE).unwrap_or(existed) {
            return doubt(
                SubIndication::TimestampOrderFailure,
                "it is younger than what proves its existence",
            );
        }
        if statement.issued > certificate.not_after() && !speaks_of_ended(&statement, certificate) {
            return doubt(
                SubIndication::OutOfBoundsNoPoe,
                "it was made after the certificate ended, and does not speak of such",
            );
        }
        if statement.state == State::Unknown {
            return doubt(
                SubIndication::TryLater,
                "the responder does not know the certificate",
            );
        }
        if statement.is_delegated {
            self.delegate(signer, issuers, existed)?;
        }
        Ok(Known { statement, existed })
    }

    /// RFC 6960 §4.2.2.2.1: a delegate says that nobody need ask about it, or it is asked about.
    fn delegate(
        self,
        signer: &Certificate,
        issuers: &[Certificate],
        matters: Timestamp,
    ) -> Result<(), Doubt> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(Doubt::none());
        };
        let chain: Vec<Certificate> = std::iter::once(signer).chain(issuers).cloned().collect();
        Search { depth, ..self }
            .certificate(&chain, matters, false)
            .map(drop)
    }
}

impl Doubt {
    fn about(certificate: &Certificate, sub: SubIndication, why: String) -> Self {
        Self {
            sub,
            since: None,
            detail: format!("{}: {why}", certificate.subject().display_name()),
        }
    }

    fn none() -> Self {
        Self {
            sub: SubIndication::TryLater,
            since: None,
            detail: "the responders certify each other".to_owned(),
        }
    }

    fn revoked(certificate: &Certificate, since: Timestamp, reason: Option<u8>, is_end_entity: bool) -> Self {
        let sub = match is_end_entity {
            true => SubIndication::RevokedNoPoe,
            false => SubIndication::RevokedCaNoPoe,
        };
        let reason = reason
            .map(|reason| format!(" ({})", reason_name(reason)))
            .unwrap_or_default();
        Self {
            since: Some(since),
            ..Self::about(certificate, sub, format!("revoked since {since}{reason}"))
        }
    }

    fn nothing_recent(certificate: &Certificate, known: &[Known], matters: Timestamp) -> Self {
        let newest = known.iter().map(|known| known.statement.issued).max();
        let why = match newest {
            Some(newest) => {
                format!("the newest revocation data are of {newest}; needed are some for {matters}")
            }
            None => "no revocation data".to_owned(),
        };
        Self::about(certificate, SubIndication::TryLater, why)
    }
}

/// Since when a certificate is revoked, by the latest statement; one that was not merely on hold stays revoked.
fn revoked(known: &[Known]) -> Option<(Timestamp, Option<u8>)> {
    const ON_HOLD: u8 = 6;
    let of = |known: &Known| match known.statement.state {
        State::Revoked { time, reason } => Some((time, reason)),
        _ => None,
    };
    let for_good = known
        .iter()
        .filter_map(of)
        .filter(|(_, reason)| *reason != Some(ON_HOLD));
    let latest = known.iter().max_by_key(|known| known.statement.issued);
    for_good
        .min_by_key(|(time, _)| *time)
        .or_else(|| latest.and_then(of))
}

/// EN 319 102-1 §5.2.5: no older than the policy allows; where it says nothing, meant to be used at that time.
fn is_fresh(statement: &Statement, time: Timestamp, max_age: Option<SignedDuration>) -> bool {
    match max_age {
        Some(age) => statement.issued.saturating_add(age).unwrap_or(Timestamp::MAX) >= time,
        None => statement.speaks_at(time),
    }
}

fn speaks_of_ended(statement: &Statement, certificate: &Certificate) -> bool {
    statement
        .speaks_of_expired_since
        .is_some_and(|since| since <= certificate.not_after())
}

/// RFC 5280 §5.3.1.
fn reason_name(reason: u8) -> &'static str {
    match reason {
        1 => "key compromise",
        2 => "authority compromise",
        3 => "affiliation changed",
        4 => "superseded",
        5 => "cessation of operation",
        6 => "on hold",
        9 => "privilege withdrawn",
        10 => "attribute authority compromise",
        _ => "no reason given",
    }
}
