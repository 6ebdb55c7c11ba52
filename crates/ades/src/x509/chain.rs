//! Builds a chain from a certificate to an anchor and checks it at one moment, RFC 5280 §6.1. It never fetches, never looks at
//! revocation, and never accepts a critical extension that it does not process.

use jiff::Timestamp;

use super::{Certificate, KeyUsage, policies};
use crate::error::Error;

/// Certificates trusted because somebody said so.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    certificates: Vec<Certificate>,
}

impl Anchors {
    /// These certificates.
    pub fn new(certificates: Vec<Certificate>) -> Self {
        Self { certificates }
    }

    /// Whether this very certificate is an anchor.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.certificates.contains(certificate)
    }

    /// The anchors.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

/// Why no valid chain was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFailure {
    /// No chain of valid certificate signatures leads to an anchor.
    NoPath,
    /// A certificate of the chain does not hold.
    Certificate {
        /// The certificate, by its subject.
        subject: String,
        /// Whether it is the one at the chain's start.
        is_first: bool,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Its validity had ended.
    #[error("it had expired")]
    Expired,
    /// Its validity had not begun.
    #[error("it was not valid yet")]
    NotYetValid,
    /// It issues certificates without being an authority, RFC 5280 §6.1.4 (k).
    #[error("it is no certification authority")]
    NotAuthority,
    /// Its key usage does not allow issuing certificates, RFC 5280 §6.1.4 (n).
    #[error("its key usage does not allow issuing certificates")]
    MayNotIssue,
    /// More authorities follow than it allows, RFC 5280 §6.1.4 (l).
    #[error("more authorities follow than it allows")]
    PathTooLong,
    /// A critical extension is not processed here, RFC 5280 §6.1.4 (o).
    #[error("its critical extension {0} is not supported")]
    UnknownCriticalExtension(String),
    /// An authority above may not issue for a name of it, RFC 5280 §6.1.3 (b).
    #[error("an authority above may not issue for {0}")]
    NameNotPermitted(String),
    /// An authority above demands a certificate policy that is not valid through the chain, RFC 5280 §6.1.5 (g).
    #[error("no certificate policy is valid through the chain, though one is demanded")]
    NoValidPolicy,
    /// An extension stands twice, RFC 5280 §4.2.
    #[error("its extension {0} stands more than once")]
    RepeatedExtension(String),
}

/// Follows issuers from a certificate as far as they are known; strangers are left out, and nothing is checked but signatures.
pub fn towards_root(own: Certificate, mut known: Vec<Certificate>) -> Vec<Certificate> {
    let mut chain = vec![own];
    while let Some(last) = chain.last() {
        if last.is_self_issued() {
            break;
        }
        let issuer = known
            .iter()
            .position(|candidate| candidate.subject() == last.issuer() && last.is_signed_by(candidate));
        let Some(issuer) = issuer else { break };
        chain.push(known.swap_remove(issuer));
    }
    chain
}

/// The chain from `first` to an anchor, both included, valid at `time`. Certificates of `pool` may come from anywhere.
pub fn build(
    first: &Certificate,
    pool: &[Certificate],
    anchors: &Anchors,
    time: Timestamp,
) -> Result<Vec<Certificate>, ChainFailure> {
    let mut search = Search {
        pool,
        anchors,
        time,
        signature_checks: MAX_SIGNATURE_CHECKS,
        failure: None,
    };
    let mut path = vec![first.clone()];
    match search.extend(&mut path) {
        true => Ok(path),
        false => Err(search.failure.unwrap_or(ChainFailure::NoPath)),
    }
}

/// The last certificate towards an anchor whose issuer is in the pool, or `first` itself.
pub(crate) fn last_known(first: &Certificate, pool: &[Certificate]) -> Certificate {
    let mut path = vec![first.clone()];
    while let Some(last) = path.last() {
        let issuer = pool.iter().find(|one| {
            one.subject().matches(last.issuer()) && last.is_signed_by(one) && !path.contains(one)
        });
        let Some(issuer) = issuer else { break };
        path.push(issuer.clone());
    }
    path.pop().unwrap_or_else(|| first.clone())
}

impl ChainFailure {
    /// The same for somebody who is told why a certificate is of no use; `last` is where its chain ended ([`last_known`]).
    pub(crate) fn of(self, certificate: &Certificate, last: &Certificate) -> Error {
        let reason = match self {
            Self::NoPath if last.is_self_issued() => {
                format!("{} is not trusted", last.subject().display_name())
            }
            Self::NoPath => format!("the issuer of {} is not known", last.subject().display_name()),
            Self::Certificate { subject, problem, .. } => format!("{subject}: {problem}"),
        };
        Error::NoChain {
            subject: certificate.subject().display_name(),
            reason,
        }
    }
}

/// Longer chains do not occur; deeper searches are attacks.
const MAX_LENGTH: usize = 10;

/// Certificates that sign each other in circles must not keep the machine busy.
const MAX_SIGNATURE_CHECKS: usize = 100;

struct Search<'a> {
    pool: &'a [Certificate],
    anchors: &'a Anchors,
    time: Timestamp,
    signature_checks: usize,
    /// Why the first complete chain did not hold: kept for the case that none does.
    failure: Option<ChainFailure>,
}

impl Search<'_> {
    /// Depth first: anchors before others, each issuer tried until one chain holds.
    fn extend(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else {
            return false;
        };
        if self.anchors.contains(&last) {
            return self.holds(path);
        }
        if path.len() >= MAX_LENGTH {
            return false;
        }
        for issuer in self.issuers(&last) {
            if path.contains(&issuer) || !self.is_signed(&last, &issuer) {
                continue;
            }
            path.push(issuer);
            if self.extend(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Candidates by name; those whose key identifier fits come first, as it is a hint and not a rule.
    fn issuers(&self, of: &Certificate) -> Vec<Certificate> {
        let wanted = of.extensions().authority_key_identifier.as_deref();
        let all = self.anchors.certificates.iter().chain(self.pool);
        let mut found: Vec<Certificate> = all
            .filter(|one| one.subject().matches(of.issuer()))
            .cloned()
            .collect();
        found.sort_by_key(|one| {
            wanted.is_some() && one.extensions().subject_key_identifier.as_deref() != wanted
        });
        found
    }

    fn is_signed(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(left) = self.signature_checks.checked_sub(1) else {
            return false;
        };
        self.signature_checks = left;
        certificate.is_signed_by(issuer)
    }

    fn holds(&mut self, path: &[Certificate]) -> bool {
        match check(path, self.time) {
            Ok(()) => true,
            Err(failure) => {
                self.failure.get_or_insert(failure);
                false
            }
        }
    }
}

/// RFC 5280 §6.1.3 and §6.1.4, from the certificate towards the anchor. An anchor's own validity is not asked for (§6.1.1 d),
/// unless it is the certificate in question.
fn check(path: &[Certificate], time: Timestamp) -> Result<(), ChainFailure> {
    for (index, certificate) in path.iter().enumerate() {
        let (below, rest) = path.split_at(index);
        let above = rest.get(1..).unwrap_or_default();
        let is_anchor = above.is_empty();
        let problem = own_problem(certificate, time, is_anchor && index > 0)
            .or_else(|| (index > 0).then(|| issuer_problem(certificate, below)).flatten())
            .or_else(|| name_problem(certificate, above, index == 0));
        if let Some(problem) = problem {
            return Err(failure(certificate, index == 0, problem));
        }
    }
    match path.first() {
        Some(first) if !policies::hold(path) => Err(failure(first, true, Problem::NoValidPolicy)),
        _ => Ok(()),
    }
}

fn failure(certificate: &Certificate, is_first: bool, problem: Problem) -> ChainFailure {
    ChainFailure::Certificate {
        subject: certificate.subject().display_name(),
        is_first,
        problem,
    }
}

/// RFC 5280 §6.1.3 (b), (c): an authority that certifies itself anew under its own name is exempt.
fn name_problem(certificate: &Certificate, above: &[Certificate], is_first: bool) -> Option<Problem> {
    if !is_first && certificate.is_self_issued() {
        return None;
    }
    above
        .iter()
        .filter_map(|authority| authority.extensions().name_constraints.as_ref())
        .find_map(|constraints| constraints.violated_by(certificate))
        .map(Problem::NameNotPermitted)
}

fn own_problem(certificate: &Certificate, time: Timestamp, exempt_from_time: bool) -> Option<Problem> {
    let extensions = certificate.extensions();
    if let Some(unknown) = extensions.unknown_critical.first() {
        return Some(Problem::UnknownCriticalExtension(unknown.clone()));
    }
    if let Some(repeated) = extensions.repeated.first() {
        return Some(Problem::RepeatedExtension(repeated.clone()));
    }
    if exempt_from_time || certificate.is_valid_at(time) {
        return None;
    }
    Some(if time < certificate.not_before() {
        Problem::NotYetValid
    } else {
        Problem::Expired
    })
}

/// Whether this certificate may issue those `below` it.
fn issuer_problem(certificate: &Certificate, below: &[Certificate]) -> Option<Problem> {
    let extensions = certificate.extensions();
    // Roots of version 1 have no extensions to say that they are authorities.
    if !extensions.is_authority && extensions.present {
        return Some(Problem::NotAuthority);
    }
    if extensions
        .key_usage
        .is_some_and(|usage| !usage.any(KeyUsage::KEY_CERT_SIGN))
    {
        return Some(Problem::MayNotIssue);
    }
    // RFC 5280 §4.2.1.9: the last certificate and self-issued ones do not count.
    let authorities = below.iter().skip(1).filter(|one| !one.is_self_issued()).count() as u64;
    (extensions.path_length.is_some_and(|limit| authorities > limit)).then_some(Problem::PathTooLong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::certificate::{Profile, Sources, Template, issue, self_signed};
    use crate::key::{Curve, PrivateKey};
    use crate::test_pki::{TestPki, VALID, now};
    use crate::x509::{Attribute, Name};

    fn problem(failure: ChainFailure) -> Problem {
        match failure {
            ChainFailure::Certificate { problem, .. } => problem,
            ChainFailure::NoPath => panic!("no path"),
        }
    }

    fn check_identity(pki: &TestPki, chain: &[Certificate]) -> Result<Vec<Certificate>, ChainFailure> {
        build(&chain[0], chain, &Anchors::new(vec![pki.root.clone()]), now())
    }

    #[test]
    fn a_good_chain_holds_and_a_stranger_s_does_not() {
        let pki = TestPki::new().unwrap();
        let chain = check_identity(&pki, &pki.seal.chain).unwrap();
        assert_eq!(chain, pki.seal.chain);
        let none = build(&chain[0], &chain, &Anchors::default(), now());
        assert_eq!(none, Err(ChainFailure::NoPath));
        // The anchor itself, given as the certificate.
        assert_eq!(
            build(&pki.root, &[], &Anchors::new(vec![pki.root.clone()]), now())
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn time_decides() {
        let pki = TestPki::new().unwrap();
        let failure =
            |identity: crate::key::Identity| problem(check_identity(&pki, &identity.chain).unwrap_err());
        assert_eq!(failure(pki.expired_seal().unwrap()), Problem::Expired);
        assert_eq!(failure(pki.future_seal().unwrap()), Problem::NotYetValid);
    }

    #[test]
    fn an_end_entity_cannot_issue() {
        let pki = TestPki::new().unwrap();
        let forged = pki.issued_by_end_entity().unwrap();
        assert_eq!(
            problem(check_identity(&pki, &forged.chain).unwrap_err()),
            Problem::NotAuthority
        );
    }

    #[test]
    fn extensions_that_are_unknown_and_critical_or_there_twice_are_refused() {
        let pki = TestPki::new().unwrap();
        let checked = |changes: &[([u8; 3], [u8; 3])]| {
            let certificate = pki.reissued(&pki.seal.chain[0], changes).unwrap();
            assert!(certificate.is_signed_by(&pki.root));
            check_identity(&pki, &[certificate, pki.root.clone()])
        };
        // RFC 5280 §4.2.1.3: key usage is critical; as something that nobody knows it refuses.
        let other = |last: u8, new: u8| ([0x55, 0x1d, last], [0x55, 0x1d, new]);
        let unknown = checked(&[other(0x0f, 0x7f)]);
        assert!(matches!(
            problem(unknown.unwrap_err()),
            Problem::UnknownCriticalExtension(_)
        ));
        // Both key identifiers become something that nobody knows and that may be passed over, but not twice.
        let twice = checked(&[other(0x23, 0x7e), other(0x0e, 0x7e)]);
        assert!(matches!(
            problem(twice.unwrap_err()),
            Problem::RepeatedExtension(_)
        ));
        assert!(checked(&[other(0x23, 0x7e)]).is_ok(), "once it may");
    }

    #[test]
    fn the_algorithm_inside_is_the_one_outside() {
        // RFC 5280 §4.1.1.2: what is signed says SHA-384, the signature is by SHA-256.
        let pki = TestPki::new().unwrap();
        let sha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
        let mut sha384 = sha256;
        sha384[7] = 0x03;
        let seal = &pki.seal.chain[0];
        assert!(pki.reissued(seal, &[(sha256, sha384)]).is_err());
        assert!(pki.reissued(seal, &[(sha256, sha256)]).is_ok());
    }

    #[test]
    fn path_length_is_counted_in_authorities() {
        let key = |number: u8| PrivateKey::from_random(Curve::P256, &[number; 32]).unwrap();
        let name = |text: &str| Name::new(&[(Attribute::CommonName, text)]);
        let made = |subject: &Name, key: &PrivateKey, profile, by: Option<(&Certificate, &PrivateKey)>| {
            let template = Template {
                subject,
                public_key: key.public_key(),
                serial: &[1; 8],
                not_before: VALID.0.parse().unwrap(),
                not_after: VALID.1.parse().unwrap(),
                profile,
                sources: Sources::default(),
            };
            match by {
                Some((issuer, issuer_key)) => issue(&template, issuer, issuer_key).unwrap(),
                None => self_signed(&template, key).unwrap(),
            }
        };
        let keys = [key(1), key(2), key(3), key(4)];
        let root = made(
            &name("root"),
            &keys[0],
            Profile::Authority { path_length: Some(1) },
            None,
        );
        let authority = Profile::Authority { path_length: None };
        let first = made(&name("first"), &keys[1], authority, Some((&root, &keys[0])));
        let second = made(&name("second"), &keys[2], authority, Some((&first, &keys[1])));
        let below_first = made(
            &name("leaf"),
            &keys[3],
            Profile::DocumentSigner,
            Some((&first, &keys[1])),
        );
        let below_second = made(
            &name("leaf"),
            &keys[3],
            Profile::DocumentSigner,
            Some((&second, &keys[2])),
        );
        let anchors = Anchors::new(vec![root.clone()]);
        let pool = [first, second];
        assert_eq!(build(&below_first, &pool, &anchors, now()).unwrap().len(), 3);
        assert_eq!(
            problem(build(&below_second, &pool, &anchors, now()).unwrap_err()),
            Problem::PathTooLong
        );
    }

    #[test]
    fn circles_end() {
        // Two authorities that certify each other, and no anchor in reach.
        let pki = TestPki::new().unwrap();
        let mut pool = pki.seal.chain.clone();
        pool.extend(pki.issued_by_end_entity().unwrap().chain);
        assert_eq!(
            build(&pool[0], &pool, &Anchors::default(), now()),
            Err(ChainFailure::NoPath)
        );
    }
}
