//! What the chains of a document's signatures need to be checked later: found in the document or at hand, or named as a need.

use jiff::Timestamp;
use pdf::{Document, Related, ValidationData, security_store};

use super::subjects::{Found, Subject};
use super::{AtHand, Need, Pending};
use crate::error::Error;
use crate::pdf_date;
use crate::revocation::{Evidence, OcspResponse, RevocationList, State, Statement, needs_no_check};
use crate::x509::{Anchors, Certificate, ChainFailure, chain};

/// Responders that vouch for responders: more of them than this do not occur.
const MAX_DEPTH: usize = 4;

/// Gathers what is there and what is not.
pub(super) struct Collector<'a> {
    anchors: Anchors,
    at_hand: &'a AtHand,
    pool: Vec<Certificate>,
    evidence: Vec<Evidence>,
    pub(super) needs: Vec<Need>,
    pub(super) without_source: Vec<Certificate>,
    pub(super) pending: Vec<Pending>,
    pub(super) data: ValidationData,
}

/// One link of a chain.
#[derive(Clone, Copy)]
struct Link<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    /// When what it signed is proved to have existed.
    proof: Timestamp,
    /// Until when its key must be known to have been in good hands.
    needed: Timestamp,
    /// Whether it made the signature itself: then only what was said after the proof counts (decision 7: a revocation takes
    /// its time to be published).
    is_signer: bool,
    depth: usize,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        document: &Document,
        found: &Found,
        anchors: Option<&Anchors>,
        at_hand: &'a AtHand,
    ) -> Result<Self, Error> {
        let store = security_store(document)?.data;
        let mut pool = found.certificates.clone();
        pool.extend(
            store
                .certificates
                .iter()
                .filter_map(|der| Certificate::from_der(der).ok()),
        );
        pool.extend_from_slice(&at_hand.certificates);
        let responses = store.ocsp_responses.iter();
        let lists = store.revocation_lists.iter();
        let responses = responses
            .filter_map(|der| OcspResponse::from_der(der).ok())
            .map(Evidence::Ocsp);
        let lists = lists
            .filter_map(|der| RevocationList::from_der(der).ok())
            .map(Evidence::List);
        let anchors = anchors.cloned().unwrap_or_else(|| {
            let roots = pool
                .iter()
                .filter(|one| one.is_self_issued() && one.is_signed_by(one));
            Anchors::new(roots.cloned().collect())
        });
        Ok(Self {
            anchors,
            at_hand,
            evidence: responses
                .chain(lists)
                .chain(at_hand.evidence.iter().cloned())
                .collect(),
            pool,
            needs: Vec::new(),
            without_source: Vec::new(),
            pending: Vec::new(),
            data: ValidationData::default(),
        })
    }

    /// Everything for one signer; what belongs to its signature, unless something is still missing or pending.
    pub(super) fn take(&mut self, subject: &Subject, now: Timestamp) -> Result<Option<Related>, Error> {
        let Some(path) = self.chain(subject)? else {
            return Ok(None);
        };
        let before = (self.needs.len(), self.pending.len());
        let mut data = ValidationData::default();
        for certificate in &path {
            data.certificates.push(certificate.as_der().to_vec().into());
        }
        for (index, pair) in path.windows(2).enumerate() {
            let [certificate, issuer] = pair else { continue };
            let link = Link {
                certificate,
                issuer,
                proof: subject.proof,
                needed: subject.needed,
                is_signer: index == 0,
                depth: 0,
            };
            self.require(link, &mut data)?;
        }
        self.data.merge(&data);
        if before != (self.needs.len(), self.pending.len()) {
            return Ok(None);
        }
        Ok(Some(Related {
            key: subject.entry.clone(),
            created: Some(pdf_date::write(now)),
            data,
        }))
    }

    /// The chain to an anchor; none while an issuer's certificate must be fetched first.
    fn chain(&mut self, subject: &Subject) -> Result<Option<Vec<Certificate>>, Error> {
        let failure = match chain::build(&subject.certificate, &self.pool, &self.anchors, subject.proof) {
            Ok(path) => return Ok(Some(path)),
            Err(failure) => failure,
        };
        let last = chain::last_known(&subject.certificate, &self.pool);
        let urls = &last.extensions().issuers;
        let fetchable = failure == ChainFailure::NoPath && !last.is_self_issued() && !urls.is_empty();
        if fetchable && !self.at_hand.issuers_asked.contains(&last) {
            self.need(Need::Certificate {
                addresses: urls.clone(),
                of: last,
            });
            return Ok(None);
        }
        Err(failure.of(&subject.certificate, &last))
    }

    /// Finds what says that a certificate is not revoked, or names the need of it.
    fn require(&mut self, link: Link<'_>, data: &mut ValidationData) -> Result<(), Error> {
        if needs_no_check(link.certificate) || link.depth > MAX_DEPTH {
            return Ok(());
        }
        let extensions = link.certificate.extensions();
        let asked = self.at_hand.asked.contains(link.certificate);
        match self.choose(link) {
            Some((evidence, statement)) if link.is_served_by(&statement) || asked => {
                link.check(&statement)?;
                if !link.is_served_by(&statement) {
                    self.pending.push(link.pending(&statement));
                }
                self.keep(link, &evidence, &statement, data)
            }
            Some((evidence, statement)) if !extensions.names_revocation_source() => {
                link.check(&statement)?;
                self.pending.push(link.pending(&statement));
                self.keep(link, &evidence, &statement, data)
            }
            None if !extensions.names_revocation_source() => {
                if !self.without_source.contains(link.certificate) {
                    self.without_source.push(link.certificate.clone());
                }
                Ok(())
            }
            None if asked => Err(Error::RevocationUnavailable {
                subject: link.certificate.subject().display_name(),
                sources: [extensions.ocsp.as_slice(), &extensions.revocation_lists].concat(),
            }),
            _ => {
                self.need(Need::Revocation {
                    certificate: link.certificate.clone(),
                    issuer: link.issuer.clone(),
                    issued_after: link.is_signer.then_some(link.proof),
                });
                Ok(())
            }
        }
    }

    /// The statement to store: one that serves, the document's own first; else the latest.
    fn choose(&self, link: Link<'_>) -> Option<(Evidence, Statement)> {
        let all = self.evidence.iter().filter_map(|evidence| {
            let statement = evidence.statement(link.certificate, link.issuer).ok()?;
            (statement.state != State::Unknown).then(|| (evidence.clone(), statement))
        });
        let all: Vec<_> = all.collect();
        let serving = all.iter().find(|(_, statement)| link.is_served_by(statement));
        serving
            .or_else(|| all.iter().max_by_key(|(_, statement)| statement.issued))
            .cloned()
    }

    fn keep(
        &mut self,
        link: Link<'_>,
        evidence: &Evidence,
        statement: &Statement,
        data: &mut ValidationData,
    ) -> Result<(), Error> {
        let der = evidence.as_der().to_vec().into();
        match evidence {
            Evidence::Ocsp(_) => data.ocsp_responses.push(der),
            Evidence::List(_) => data.revocation_lists.push(der),
        }
        if !statement.is_delegated {
            return Ok(());
        }
        let responder = &statement.signer;
        data.certificates.push(responder.as_der().to_vec().into());
        let link = Link {
            certificate: responder,
            proof: statement.issued,
            needed: statement.issued,
            is_signer: false,
            depth: link.depth + 1,
            ..link
        };
        self.require(link, data)
    }

    fn need(&mut self, need: Need) {
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }
}

impl Link<'_> {
    /// Whether a statement is late enough to say something of this use of the certificate.
    fn is_served_by(&self, statement: &Statement) -> bool {
        let late_enough = !self.is_signer || statement.issued >= self.proof;
        late_enough && statement.speaks_at(self.needed)
    }

    /// A certificate that was revoked before there is a proof of the signature makes it worthless: nothing is added to it.
    fn check(&self, statement: &Statement) -> Result<(), Error> {
        match statement.state {
            State::Revoked { time, .. } if time <= self.proof => Err(Error::Revoked {
                subject: self.certificate.subject().display_name(),
                time,
            }),
            _ => Ok(()),
        }
    }

    fn pending(&self, statement: &Statement) -> Pending {
        Pending {
            certificate: self.certificate.clone(),
            proof: self.proof,
            issued: statement.issued,
            next_update: statement.next_update,
        }
    }
}
