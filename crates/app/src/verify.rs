//! Verifying without being signed in (M-75): a file that anybody may have made, or the code of a finished agreement. Nothing of a file
//! is kept.

mod asking;
mod code;

pub use asking::{Asked, Heard};
pub use code::VerifyCode;

use crate::App;
use crate::error::{Error, Result};
use crate::ports::{UploadedFile, Verified};
use ades::validate::report::SignatureReport;
pub use ades::validate::{Verdict, report};
use ades::x509::Certificate;
use aws_lc_rs::digest;
use domain::agreement::{Agreement, Member, RevisionKind, Status};
use domain::ids::{AgreementId, ParticipantId};
use domain::language::Language;
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::KeyPurpose;

/// Savings of a file that are looked for in our records, newest first.
const MAX_LOOKUPS: usize = 400;

/// What there is to say about a file.
#[derive(Debug)]
pub struct Verification {
    /// The file's name, as it was called when it came.
    pub name: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The whole in one word.
    pub verdict: Verdict,
    /// What was found in it.
    pub verified: Verified,
    /// For each signature, who speaks for it.
    pub vouchers: Vec<Voucher>,
    /// The agreement it comes from, where it is one of ours.
    pub record: Option<Record>,
    /// Whether our own seal in it has a test certificate, on which nobody should rely.
    pub seal_is_test: bool,
    /// What was asked about its certificates, and what came of it; `None`: nobody is asked here.
    pub asked: Option<Vec<Asked>>,
    /// When it was judged.
    pub at: Timestamp,
}

/// An agreement of ours, found by a file.
#[derive(Clone, Debug)]
pub struct Record {
    /// The agreement.
    pub agreement: Agreement,
    /// Whether the file is byte for byte one that we made, and not one that goes on after it.
    pub is_exact: bool,
    /// Whether it is the newest one, or the finished one with or without what makes it last.
    pub is_newest: bool,
}

/// Who speaks for a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// Our records: it sealed this person's act; `None`: it closed the agreement.
    Records(Option<ParticipantId>),
    /// It is by a key of ours, of which we have no record in this file.
    OwnKey,
    /// An authority that is believed here.
    Authority(String),
    /// Nobody who is believed here.
    Nobody,
}

/// The certificates by which files are judged.
pub(crate) struct Trust {
    pub(crate) anchors_pem: String,
    pub(crate) own: BTreeSet<String>,
    /// Whom the certificates of test authorities of ours name.
    test_authorities: BTreeSet<String>,
}

impl Trust {
    fn is_test(&self, signature: &SignatureReport) -> bool {
        signature
            .chain
            .first()
            .is_some_and(|own| self.own.contains(&own.sha256) && self.test_authorities.contains(&own.issuer))
    }
}

impl App {
    /// Judges a file. A file that cannot be read is an [`Error::Document`], whose code says why.
    pub async fn verify_file(&self, file: UploadedFile) -> Result<Verification> {
        let trust = self.trust().await?;
        let (name, bytes) = (file.name.clone(), file.bytes.clone());
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let now = self.ports.clock.now();
        let (verified, asked) = self.verify_asking(file, &trust, now).await?;
        let ends = verified.revision_ends.clone();
        let (sha256, revisions) = crate::sealing::off_thread(move || hashes(&bytes, &ends)).await?;
        let record = self.record_of(&sha256, &revisions).await?;
        let vouchers = vouchers(&verified, &revisions, record.as_ref(), &trust.own);
        let mut verdict = verified.report.verdict();
        let is_ours = record
            .as_ref()
            .is_some_and(|record| record.is_exact && record.is_newest);
        // What nobody else vouches for, our own records do: these very bytes are what was sealed here.
        if is_ours && matches!(verdict, Verdict::Undecided(_)) {
            verdict = Verdict::Valid;
        }
        Ok(Verification {
            name: crate::uploads::clean_name(&name),
            size,
            sha256,
            verdict,
            seal_is_test: verified
                .report
                .signatures
                .iter()
                .any(|signature| trust.is_test(signature)),
            verified,
            vouchers,
            record,
            asked,
            at: now,
        })
    }

    /// The finished agreement of a code.
    pub async fn by_code(&self, code: VerifyCode) -> Result<Agreement> {
        let (first, last) = code.range(&self.keys);
        let ids = self
            .store
            .agreement_ids_between(&first.to_string(), &last.to_string())
            .await?;
        let found = ids
            .iter()
            .filter_map(|id| id.parse::<AgreementId>().ok())
            .find(|id| code.is_of(&self.keys, *id))
            .ok_or(Error::NotFound)?;
        let agreement = self.load(found).await?;
        if agreement.status == Status::Completed {
            Ok(agreement)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The code of an agreement, once it is finished.
    pub fn verify_code(&self, agreement: &Agreement) -> Option<VerifyCode> {
        (agreement.status == Status::Completed).then(|| VerifyCode::of(&self.keys, agreement.id))
    }

    /// How a person proves who they are, in a few words, numbers masked.
    pub fn said_methods(&self, member: &Member, language: Language) -> String {
        crate::sealing::methods(self, member, language)
    }

    /// The code that an agreement will have.
    pub(crate) fn future_code(&self, id: AgreementId) -> VerifyCode {
        VerifyCode::of(&self.keys, id)
    }

    /// The authorities above our own seals, those of the operator, and the seals themselves, old ones too.
    pub(crate) async fn trust(&self) -> Result<Trust> {
        let mut rows = self.store.signing_keys(KeyPurpose::Seal, None).await?;
        for account in self.store.accounts().await? {
            rows.extend(
                self.store
                    .signing_keys(KeyPurpose::Seal, Some(&account.id))
                    .await?,
            );
        }
        let mut own = BTreeSet::new();
        let mut anchors_pem = self.config.verify_anchors_pem.clone();
        for row in &rows {
            let chain = Certificate::all_from_pem(row.certificate_chain_pem.as_bytes())?;
            own.extend(chain.first().map(Certificate::fingerprint_hex));
            anchors_pem.push_str(last_of(&row.certificate_chain_pem));
            anchors_pem.push('\n');
        }
        let mut test_authorities = BTreeSet::new();
        for row in self.store.signing_keys(KeyPurpose::Ca, None).await? {
            let chain = Certificate::all_from_pem(row.certificate_chain_pem.as_bytes())?;
            test_authorities.extend(chain.iter().map(|authority| authority.subject().to_string()));
            anchors_pem.push_str(&row.certificate_chain_pem);
            anchors_pem.push('\n');
        }
        Ok(Trust {
            anchors_pem,
            own,
            test_authorities,
        })
    }

    /// Looks for the newest of these savings that we made.
    async fn record_of(&self, whole: &str, revisions: &[(u64, String)]) -> Result<Option<Record>> {
        let savings = revisions.iter().rev().map(|(_, sha256)| sha256.as_str());
        for sha256 in std::iter::once(whole).chain(savings).take(MAX_LOOKUPS) {
            let Some(row) = self.store.sealed_revision(sha256).await? else {
                continue;
            };
            let id = row.agreement_id.parse();
            let id: AgreementId = id.map_err(|_| Error::Damaged("agreement id".into()))?;
            let agreement = self.load(id).await?;
            // What makes a finished file last is added later: whoever got it before has the finished one.
            let closing = agreement
                .revisions
                .iter()
                .find(|revision| revision.kind == RevisionKind::Closing);
            let newest = closing
                .or(agreement.last_revision())
                .map(|revision| i64::from(revision.number));
            return Ok(Some(Record {
                is_exact: sha256 == whole,
                is_newest: newest.is_some_and(|newest| row.number >= newest),
                agreement,
            }));
        }
        Ok(None)
    }
}

/// The last certificate of a chain, as PEM.
fn last_of(pem: &str) -> &str {
    const BEGIN: &str = "-----BEGIN";
    pem.rfind(BEGIN).and_then(|at| pem.get(at..)).unwrap_or_default()
}

/// The SHA-256 of the whole file, and of the file up to the end of each saving.
fn hashes(bytes: &[u8], ends: &[u64]) -> (String, Vec<(u64, String)>) {
    let mut context = digest::Context::new(&digest::SHA256);
    let (mut at, mut found) = (0, Vec::new());
    for end in ends {
        let Some(part) = usize::try_from(*end).ok().and_then(|end| bytes.get(at..end)) else {
            continue;
        };
        context.update(part);
        at += part.len();
        found.push((*end, hex::encode(context.clone().finish())));
    }
    context.update(bytes.get(at..).unwrap_or_default());
    (hex::encode(context.finish()), found)
}

fn vouchers(
    verified: &Verified,
    revisions: &[(u64, String)],
    record: Option<&Record>,
    own: &BTreeSet<String>,
) -> Vec<Voucher> {
    let signatures = verified.report.signatures.iter().zip(&verified.covers);
    signatures
        .map(|(signature, covered)| {
            let end = covered.and_then(|covered| verified.revision_ends.get(covered));
            let sha256 = end.and_then(|end| revisions.iter().find(|(at, _)| at == end));
            let kind = sha256
                .zip(record)
                .and_then(|((_, sha256), record)| sealed_as(&record.agreement, sha256));
            match kind {
                Some(RevisionKind::Act { participant }) => Voucher::Records(Some(participant)),
                Some(RevisionKind::Closing) => Voucher::Records(None),
                Some(RevisionKind::Prepared | RevisionKind::Extended) | None => {
                    outside_voucher(signature, own)
                }
            }
        })
        .collect()
}

fn sealed_as(agreement: &Agreement, sha256: &str) -> Option<RevisionKind> {
    let revision = agreement
        .revisions
        .iter()
        .find(|revision| revision.sha256 == sha256)?;
    Some(revision.kind.clone())
}

fn outside_voucher(signature: &SignatureReport, own: &BTreeSet<String>) -> Voucher {
    let is_own = signature
        .chain
        .first()
        .is_some_and(|certificate| own.contains(&certificate.sha256));
    if is_own {
        Voucher::OwnKey
    } else if signature.conclusion.is_passed() {
        let anchor = signature
            .chain
            .last()
            .map(|certificate| certificate.subject.clone());
        Voucher::Authority(anchor.unwrap_or_default())
    } else {
        Voucher::Nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::sha256_hex;

    #[test]
    fn every_saving_has_the_hash_of_the_file_up_to_its_end() {
        let (whole, savings) = hashes(b"abcdef", &[3, 5, 99]);
        assert_eq!(whole, sha256_hex(b"abcdef"));
        assert_eq!(savings, [(3, sha256_hex(b"abc")), (5, sha256_hex(b"abcde"))]);
    }

    #[test]
    fn the_anchor_of_a_chain_is_its_last_certificate() {
        let chain =
            "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nB\n";
        assert_eq!(last_of(chain), "-----BEGIN CERTIFICATE-----\nB\n");
        assert_eq!(last_of(""), "");
    }
}
