//! Asking authorities about the certificates in a file that anybody may have made. Asked are only places that certificates under an
//! authority which is believed here name, so that nobody sends us where they like; a few of them, for a few seconds, and what comes is
//! kept small. What could not be learned is said, and then missing from the judgement.

use super::Trust;
use crate::App;
use crate::error::Result;
use crate::extending::evidence;
use crate::ports::{UploadedFile, Verified, VerifyTerms};
use ades::revocation::{Evidence, State};
use ades::validate::Lookup;
use ades::x509::Certificate;
use jiff::Timestamp;
use std::time::Duration;
use tokio::task::JoinSet;

/// Certificates that are asked about for one file.
const MOST: usize = 8;
/// All of it together; whoever has not answered then is not waited for.
const TOGETHER: Duration = Duration::from_secs(8);
/// Bytes that are learned for one file: they go to the child that judges it.
const LEARNED_BYTES: usize = 4 << 20;

/// A certificate that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whose it is.
    pub subject: String,
    /// The machines that were asked, as the certificate names them.
    pub places: Vec<String>,
    /// What was heard; `Err` says why nothing was, in English.
    pub heard: Result<Heard, String>,
}

/// What an authority says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Of which time it speaks.
    pub at: Timestamp,
    /// Since when the certificate is revoked, if it is.
    pub revoked: Option<Timestamp>,
}

impl App {
    /// Judges a file; where something could be asked, asks, and has it judged again.
    pub(super) async fn verify_asking(
        &self,
        file: UploadedFile,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<(Verified, Option<Vec<Asked>>)> {
        let terms = VerifyTerms::new(trust.anchors_pem.clone(), now);
        let mut verified = self.ports.documents.verify(file.clone(), terms.clone()).await?;
        if self.ports.verify_revocation.is_none() {
            return Ok((verified, None));
        }
        let (asked, learned) = self.ask_authorities(&verified.lookups).await;
        if !learned.is_empty() {
            let terms = VerifyTerms {
                learned,
                again: true,
                ..terms
            };
            verified.report = self.ports.documents.verify(file, terms).await?.report;
        }
        Ok((verified, Some(asked)))
    }

    async fn ask_authorities(&self, lookups: &[Lookup]) -> (Vec<Asked>, Vec<Evidence>) {
        let Some(source) = &self.ports.verify_revocation else {
            return (Vec::new(), Vec::new());
        };
        let mut answers: Vec<Option<(Vec<Evidence>, Vec<String>)>> = vec![None; lookups.len()];
        let mut asking = JoinSet::new();
        for (place, lookup) in lookups.iter().enumerate().take(MOST) {
            let (source, lookup) = (source.clone(), lookup.clone());
            asking.spawn(async move {
                let heard = evidence(source.as_ref(), &lookup.certificate, &lookup.issuer, None).await;
                (place, heard)
            });
        }
        let all = async {
            while let Some(Ok((place, heard))) = asking.join_next().await {
                if let Some(answer) = answers.get_mut(place) {
                    *answer = Some(heard);
                }
            }
        };
        let in_time = tokio::time::timeout(TOGETHER, all).await.is_ok();
        // Whoever still asks is stopped with the set.
        drop(asking);
        let (mut asked, mut learned, mut bytes) = (Vec::new(), Vec::new(), 0);
        for ((place, lookup), answer) in lookups.iter().enumerate().zip(answers) {
            let (found, failures) = answer.unwrap_or_default();
            let heard = found.last().and_then(|one| heard(one, lookup));
            bytes += found.iter().map(|one| one.as_der().len()).sum::<usize>();
            let why = match (heard, failures.is_empty()) {
                (Some(_), _) if bytes > LEARNED_BYTES => Some("what was said is too large".to_owned()),
                (Some(_), _) => None,
                (None, false) => Some(failures.join("; ")),
                (None, true) if place >= MOST => Some("not asked: there are too many".to_owned()),
                (None, true) if !in_time => Some(format!("no answer within {TOGETHER:?}")),
                (None, true) => Some("nothing was said".to_owned()),
            };
            if why.is_none() {
                learned.extend(found);
            }
            asked.push(Asked {
                subject: lookup.certificate.subject().display_name(),
                places: places(&lookup.certificate),
                heard: match (heard, why) {
                    (Some(heard), None) => Ok(heard),
                    (_, why) => Err(why.unwrap_or_default()),
                },
            });
        }
        (asked, learned)
    }
}

fn heard(evidence: &Evidence, lookup: &Lookup) -> Option<Heard> {
    let statement = evidence.statement(&lookup.certificate, &lookup.issuer).ok()?;
    Some(Heard {
        at: statement.issued,
        revoked: match statement.state {
            State::Revoked { time, .. } => Some(time),
            _ => None,
        },
    })
}

/// The names of the machines; the rest of an address is nobody's business.
fn places(certificate: &Certificate) -> Vec<String> {
    let extensions = certificate.extensions();
    let all = extensions.ocsp.iter().chain(&extensions.revocation_lists);
    let mut names: Vec<String> = all
        .filter_map(|address| {
            let rest = address.split("//").nth(1)?;
            rest.split(['/', '?']).next().map(str::to_owned)
        })
        .collect();
    names.dedup();
    names
}
