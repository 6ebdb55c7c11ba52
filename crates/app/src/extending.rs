//! Makes signed documents last (EN 319 142-1 §5.4): asks authorities and timestamping services for what `ades` says is needed,
//! and appends it. It changes no byte of a document, and it keeps nothing.

use crate::error::{Error, Result};
use crate::keys::random_bytes;
use crate::ports::{Clock, OutsideError, RevocationSource, TimestampService};
use crate::sealing::off_thread;
use ades::pades::extend::{AtHand, Demand, Need, Pending, Ready, Step, has_trusted_time, validation_data};
use ades::pades::{DocumentTimestamp, Level};
use ades::revocation::{Evidence, OcspRequest, OcspResponse, RevocationList, State, Statement};
use ades::timestamp::{Request, Token};
use ades::x509::{Anchors, Certificate};
use bytes::Bytes;
use jiff::Timestamp;
use pdf::{Document, Limits};
use std::sync::Arc;

/// Who is asked.
#[derive(Clone)]
pub struct Extender {
    /// About certificates.
    pub revocation: Arc<dyn RevocationSource>,
    /// For the time.
    pub timestamps: Arc<dyn TimestampService>,
    /// What time it is here.
    pub clock: Arc<dyn Clock>,
    /// Where chains must lead to; without any, they end where they end with themselves.
    pub anchors: Option<Anchors>,
    /// Whose data must be complete.
    pub demand: Demand,
}

/// What became of a document.
#[derive(Debug)]
pub struct Extended {
    /// The bytes to append; empty where the document had all of it.
    pub appended: Vec<u8>,
    /// Certificates that do not say where their revocation could be looked up.
    pub without_source: Vec<Certificate>,
    /// What is stored but proves nothing yet: extend again when something newer is to be had (decision 7).
    pub pending: Vec<Pending>,
    /// Why the data of some signer are not complete, where that was allowed.
    pub incomplete: Vec<String>,
    /// Whether that may be better later: somebody who should know did not answer.
    pub unanswered: bool,
    /// The timestamp over the document, where one was added.
    pub timestamp: Option<Token>,
}

/// Fetching for one document leads to further needs only so often: chains are short.
const MAX_ROUNDS: usize = 8;

/// More addresses in one certificate are there to keep us busy.
const MAX_ADDRESSES: usize = 4;

impl Extender {
    /// Brings all signatures of a document to a level, or renews the timestamp of one that has B-LTA.
    pub async fn extend(&self, original: Bytes, password: Option<Vec<u8>>, level: Level) -> Result<Extended> {
        let mut work = Work {
            extender: self,
            length: original.len(),
            whole: original,
            password,
            timestamp: None,
        };
        if level >= Level::BT && !work.has_time().await? {
            work.stamp().await?;
        }
        let mut done = Ready {
            appended: None,
            without_source: Vec::new(),
            pending: Vec::new(),
            incomplete: Vec::new(),
        };
        if level >= Level::BLt {
            done = work.validation_data().await?;
        }
        if level >= Level::BLta {
            work.stamp().await?;
        }
        Ok(Extended {
            appended: work.whole.slice(work.length..).to_vec(),
            without_source: done.without_source,
            pending: done.pending,
            unanswered: done.incomplete.iter().any(is_unanswered),
            incomplete: done.incomplete.iter().map(ToString::to_string).collect(),
            timestamp: work.timestamp,
        })
    }

    /// A timestamp over a document, signed or not.
    pub async fn stamp(&self, original: Bytes, password: Option<Vec<u8>>) -> Result<Extended> {
        let mut work = Work {
            extender: self,
            length: original.len(),
            whole: original,
            password,
            timestamp: None,
        };
        work.stamp().await?;
        Ok(Extended {
            appended: work.whole.slice(work.length..).to_vec(),
            without_source: Vec::new(),
            pending: Vec::new(),
            incomplete: Vec::new(),
            unanswered: false,
            timestamp: work.timestamp,
        })
    }

    /// Asks for a timestamp and checks the answer, and where somebody said whom they trust, whether the authority is one of theirs.
    pub async fn token(&self, request: &Request) -> Result<Token> {
        let response = self.timestamps.timestamp(&request.to_der()?).await?;
        let refused = |error: ades::Error| Error::Timestamp(error.to_string());
        let token = request.accept(&response, self.clock.now()).map_err(refused)?;
        if let Some(anchors) = &self.anchors {
            token.check_chain(anchors).map_err(refused)?;
        }
        Ok(token)
    }

    /// Whether a signer may be used: for B-LT and above its chain's state must be known before anything is signed, and not
    /// be revoked.
    pub async fn check_signer(&self, chain: &[Certificate]) -> Result<()> {
        let now = self.clock.now();
        for pair in chain.windows(2) {
            let [certificate, issuer] = pair else { continue };
            if !certificate.extensions().names_revocation_source() {
                continue;
            }
            let found = evidence(self.revocation.as_ref(), certificate, issuer, None).await;
            let states = found
                .0
                .iter()
                .filter_map(|evidence| evidence.statement(certificate, issuer).ok());
            let mut known = false;
            let mut sources = found.1;
            for statement in states {
                match statement.state {
                    State::Revoked { time, .. } if time <= now => {
                        let subject = certificate.subject().display_name();
                        return Err(ades::Error::Revoked { subject, time }.into());
                    }
                    State::Unknown => {}
                    _ if statement.speaks_at(now) => known = true,
                    _ => sources.push(stale(&statement)),
                }
            }
            if !known {
                let subject = certificate.subject().display_name();
                return Err(ades::Error::RevocationUnavailable { subject, sources }.into());
            }
        }
        Ok(())
    }

    async fn see_to(&self, need: Need, at_hand: &mut AtHand, failures: &mut Vec<String>) {
        match need {
            Need::Certificate { of, addresses } => {
                for address in addresses.iter().take(MAX_ADDRESSES) {
                    let fetched = self.revocation.certificate(address).await;
                    match fetched.map(|bytes| Certificate::all_from_pem_or_der(&bytes)) {
                        Ok(Ok(certificates)) => at_hand.certificates.extend(certificates),
                        Ok(Err(error)) => failures.push(format!("{address}: {error}")),
                        Err(error) => failures.push(format!("{address}: {error}")),
                    }
                }
                at_hand.issuers_asked.push(of);
            }
            Need::Revocation {
                certificate,
                issuer,
                issued_after,
            } => {
                let (found, failed) =
                    evidence(self.revocation.as_ref(), &certificate, &issuer, issued_after).await;
                at_hand.evidence.extend(found);
                failures.extend(failed);
                at_hand.asked.push(certificate);
            }
        }
    }
}

/// What is said of a certificate, OCSP first, until something serves; and why nothing came from where nothing came from.
pub async fn evidence(
    source: &dyn RevocationSource,
    certificate: &Certificate,
    issuer: &Certificate,
    issued_after: Option<Timestamp>,
) -> (Vec<Evidence>, Vec<String>) {
    let request = OcspRequest::about(certificate, issuer).to_der();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    let extensions = certificate.extensions();
    let responders = extensions
        .ocsp
        .iter()
        .take(MAX_ADDRESSES)
        .map(|address| (address, true));
    let lists = extensions.revocation_lists.iter().take(MAX_ADDRESSES);
    for (address, is_responder) in responders.chain(lists.map(|address| (address, false))) {
        let read = match is_responder {
            true => read(source.ocsp(address, &request, issued_after).await, |der| {
                OcspResponse::from_der(der).map(Evidence::Ocsp)
            }),
            false => read(source.revocation_list(address, issued_after).await, |der| {
                RevocationList::from_der(der).map(Evidence::List)
            }),
        };
        match read.and_then(|evidence| speaking(evidence, certificate, issuer)) {
            Ok((evidence, issued)) => {
                found.push(evidence);
                if issued_after.is_none_or(|after| issued >= after) {
                    break;
                }
            }
            Err(reason) => failures.push(format!("{address}: {reason}")),
        }
    }
    (found, failures)
}

fn read(
    fetched: Result<Vec<u8>, OutsideError>,
    read: impl FnOnce(&[u8]) -> Result<Evidence, ades::Error>,
) -> Result<Evidence, String> {
    let bytes = fetched.map_err(|error| error.to_string())?;
    read(&bytes).map_err(|error| error.to_string())
}

/// Why an answer of yesterday says nothing of today.
fn stale(statement: &Statement) -> String {
    match statement.next_update {
        Some(next) => format!("an answer of {} that was good until {next}", statement.issued),
        None => format!("an answer of {}", statement.issued),
    }
}

/// What speaks of the certificate, and the time of which it speaks.
fn speaking(
    evidence: Evidence,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<(Evidence, Timestamp), String> {
    match evidence.statement(certificate, issuer) {
        Ok(statement) if statement.state == State::Unknown => {
            Err("it does not know the certificate".to_owned())
        }
        Ok(statement) => Ok((evidence, statement.issued)),
        Err(unusable) => Err(unusable.to_string()),
    }
}

/// One document on its way.
struct Work<'a> {
    extender: &'a Extender,
    /// Of the document as it came.
    length: usize,
    whole: Bytes,
    password: Option<Vec<u8>>,
    timestamp: Option<Token>,
}

impl Work<'_> {
    async fn with_document<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Document) -> Result<T, ades::Error> + Send + 'static,
    ) -> Result<T> {
        let (bytes, password) = (self.whole.clone(), self.password.clone());
        let done = off_thread(move || {
            let document = Document::open(bytes, password.as_deref(), &Limits::default())?;
            work(&document)
        });
        Ok(done.await??)
    }

    async fn has_time(&self) -> Result<bool> {
        self.with_document(has_trusted_time).await
    }

    fn append(&mut self, appended: &[u8]) {
        self.whole = [self.whole.as_ref(), appended].concat().into();
    }

    async fn stamp(&mut self) -> Result<()> {
        let prepared = self.with_document(DocumentTimestamp::prepare).await?;
        let nonce: [u8; 16] = random_bytes();
        let token = self.extender.token(&prepared.request(&nonce)).await?;
        self.append(&prepared.finish(&token)?);
        self.timestamp = Some(token);
        Ok(())
    }

    async fn validation_data(&mut self) -> Result<Ready> {
        let (mut at_hand, mut failures) = (AtHand::default(), Vec::new());
        for _ in 0..MAX_ROUNDS {
            let (anchors, known, now) = (
                self.extender.anchors.clone(),
                at_hand.clone(),
                self.extender.clock.now(),
            );
            let demand = self.extender.demand;
            let step = self
                .with_document(move |document| {
                    validation_data(document, (anchors.as_ref(), demand), &known, now)
                })
                .await
                .map_err(|error| with_reasons(error, &failures))?;
            match step {
                Step::Ready(ready) => {
                    self.append(ready.appended.as_deref().unwrap_or_default());
                    return Ok(ready);
                }
                Step::Needs(needs) => {
                    for need in needs {
                        self.extender.see_to(need, &mut at_hand, &mut failures).await;
                    }
                }
            }
        }
        Err(Error::Signing(format!(
            "there is no end of what is needed: {}",
            failures.join("; ")
        )))
    }
}

fn is_unanswered(error: &ades::Error) -> bool {
    matches!(error, ades::Error::RevocationUnavailable { .. })
}

fn with_reasons(error: Error, failures: &[String]) -> Error {
    match error {
        Error::Signing(text) if !failures.is_empty() => {
            Error::Signing(format!("{text} ({})", failures.join("; ")))
        }
        other => other,
    }
}
