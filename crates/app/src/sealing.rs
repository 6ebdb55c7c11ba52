//! From a kept decision to a revision of the file: the only place where `pdf`, `ades` and `domain` meet.
//!
//! Every step can be run again from its start: until the revision is committed together with its event, nothing has happened.

use crate::error::{Error, Result};
use crate::history::{Alongside, Lease, signed};
use crate::keys::{random_bytes, sha256_hex};
use crate::ports::{Argument, OutsideError};
use crate::seals::SealFor;
use crate::{App, By, WithoutTimestamp, failpoint, notices, report};
use ades::pades;
use ades::validate::Policy;
use ades::x509::Certificate;
use bytes::Bytes;
use domain::agreement::{Agreement, Command, Member, RevisionFacts, RevisionKind, Role};
use domain::fields::{FieldValue, Mark};
use domain::identity::{CodeChannel, IdentityProof, Method, MethodKind};
use domain::ids::{AgreementId, ParticipantId};
use domain::language::Language;
use domain::seal::SealUse;
use jiff::Timestamp;
use pdf::{Act, Document, Ink, InkPoint, Limits, PrepareOptions, SignatureAppearance};
use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

mod forms;
mod lasting;

pub(crate) use lasting::file_word;

/// The field of the closing seal, as files name it (decision 6).
pub const CLOSING_SEAL: &str = "closing_seal";

/// A signature that is part of the file: what to append, and the time of its timestamp.
struct Sealed {
    appended: Vec<u8>,
    /// None where none was to be had and the operator lets it be so.
    timestamp: Option<Timestamp>,
    seal: SealUse,
    /// The first end of the certificates that it rests on: the seal's, and that of its timestamp's authority.
    ends_at: Timestamp,
}

impl App {
    /// Makes every field a real form field; the first revision (decision 3).
    pub(crate) async fn prepare_file(&self, id: AgreementId, job: Lease) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let working = self.working_bytes(id).await?;
        let fields = forms::new_fields(&agreement);
        let fonts = self.fonts.clone();
        let mut options = PrepareOptions {
            forget_signature_rules: true,
            closing_seal: Some(agreement.closing_seal_field()),
            ..forms::of_the_file(&agreement)
        };
        let kept = forms::kept_names(&agreement);
        let prepared = off_thread(move || {
            let document = Document::open(working, None, &Limits::default())?;
            options.flatten = forms::left_out(&document, &kept)?;
            pdf::prepare(&document, &fields, &fonts, &options)
        })
        .await?;
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                let problem = error.code().to_owned();
                tracing::warn!(agreement = %id, %error, "a document could not be prepared");
                let alongside = Alongside {
                    finishes: Some(job),
                    ..Alongside::default()
                };
                return self
                    .execute_with(id, &By::system(), alongside, |_| {
                        Ok(Command::PreparationFailed { problem })
                    })
                    .await;
            }
        };
        let internal = self.internal_people(&agreement).await?;
        let (revision, row) = self
            .keep_revision(
                &agreement,
                0,
                RevisionKind::Prepared,
                (&[], prepared.bytes.into()),
                None,
            )
            .await?;
        failpoint::hit(self.config.failpoint.as_deref(), "before-prepare-commit");
        let alongside = Alongside {
            revision: Some(row),
            finishes: Some(job),
            ..Alongside::default()
        };
        let done = self
            .execute_with(id, &By::system(), alongside, |_| {
                Ok(Command::Prepared { revision, internal })
            })
            .await;
        failpoint::hit(self.config.failpoint.as_deref(), "after-prepare-commit");
        done
    }

    /// Adds a person's act to the file: one revision with values, read-only flags, appearances and the sealed signature (decision 4).
    pub(crate) async fn seal_act(
        &self,
        id: AgreementId,
        participant: ParticipantId,
        job: Lease,
    ) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let member = agreement.member(participant).ok_or(Error::NotFound)?;
        let set = agreement.set_of(participant).ok_or(Error::NotFound)?;
        if member.state != domain::agreement::ParticipantState::Sealing {
            return Err(domain::Refusal::NotNow.into());
        }
        let (base, number, _room) = self.base(&agreement).await?;
        let act = forms::act_of(self, &agreement, set, member)?;
        let reason = self.seal_sentence(&agreement, member);
        let sealed = self
            .seal(&agreement, SealFor::Act(member), base.clone(), act, reason)
            .await?;
        let kind = RevisionKind::Act { participant };
        let (revision, row) = self
            .keep_revision(
                &agreement,
                number,
                kind,
                (&base, sealed.appended.into()),
                Some((sealed.timestamp, sealed.seal)),
            )
            .await?;
        let internal = self.internal_people(&agreement).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "before-seal-commit");
        let alongside = Alongside {
            revision: Some(row),
            finishes: Some(job),
            ..Alongside::default()
        };
        let command = Command::Seal {
            participant,
            revision,
            internal,
        };
        let done = self
            .execute_with(id, &By::system(), alongside, |_| Ok(command))
            .await;
        failpoint::hit(self.config.failpoint.as_deref(), "after-seal-commit");
        done
    }

    /// The closing seal, the report and the evidence: the end of an agreement (decision 6).
    pub(crate) async fn close_file(&self, id: AgreementId, job: Lease) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        if agreement.status != domain::agreement::Status::Closing {
            return Err(domain::Refusal::NotNow.into());
        }
        let (base, number, _room) = self.base(&agreement).await?;
        let act = forms::closing_act(&agreement);
        let reason = self.closing_sentence(&agreement);
        let sealed = self
            .seal(&agreement, SealFor::Agreement, base.clone(), act, reason)
            .await?;
        let appended = (base.as_ref(), Bytes::from(sealed.appended));
        let (revision, row) = self
            .keep_revision(
                &agreement,
                number,
                RevisionKind::Closing,
                appended,
                Some((sealed.timestamp, sealed.seal)),
            )
            .await?;
        let (report, report_ends) = self.sealed_report(&agreement, &revision).await?;
        let report_sha256 = sha256_hex(&report);
        let report_row = self.keep_report(&agreement, report).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-report-blob");
        let (extend_at, lasting) = self
            .lasting_begins(&agreement, [sealed.ends_at, report_ends])
            .await?;
        let alongside = Alongside {
            revision: Some(row),
            documents: vec![report_row],
            lasting,
            finishes: Some(job),
            ..Alongside::default()
        };
        let command = Command::Close {
            revision,
            report_sha256,
            extend_at,
        };
        self.execute_with(id, &By::system(), alongside, |_| Ok(command))
            .await
    }

    /// The final audit report as its own sealed PDF (decision 22).
    async fn sealed_report(
        &self,
        agreement: &Agreement,
        closing: &RevisionFacts,
    ) -> Result<(Bytes, Timestamp)> {
        let report = report::final_report(self, agreement, closing).await?;
        let fonts = self.fonts.clone();
        let composed = off_thread(move || pdf::compose::compose(&report, &fonts)).await??;
        let base = Bytes::from(composed);
        let act = Act {
            signature_field: CLOSING_SEAL.to_owned(),
            ..Act::default()
        };
        let reason = self.ports.words.say(
            agreement.details.language,
            "seal-report",
            &organisation(agreement),
        );
        let sealed = self
            .seal(agreement, SealFor::Agreement, base.clone(), act, reason)
            .await?;
        let report = [base.as_ref(), &sealed.appended].concat();
        Ok((report.into(), sealed.ends_at))
    }

    /// The file as it stands, the number of the revision that comes next, and room for both.
    async fn base(&self, agreement: &Agreement) -> Result<(Bytes, u32, Room)> {
        let last = agreement.last_revision().ok_or(Error::NotFound)?;
        let room = room(last.length).await?;
        Ok((
            self.revision_bytes(agreement.id, last.number).await?,
            last.number + 1,
            room,
        ))
    }

    /// One PAdES B-T signature by the organisation: prepared, authorised, signed, verified, timestamped, embedded.
    async fn seal(
        &self,
        agreement: &Agreement,
        purpose: SealFor<'_>,
        base: Bytes,
        act: Act,
        reason: String,
    ) -> Result<Sealed> {
        let now = self.ports.clock.now();
        let identity = self.ports.signer.identity(agreement.account).await?;
        let signer = pades::Signer::new(identity.chain.clone(), Some(identity.algorithm), now)?;
        let mut dictionary = signer.dictionary(true);
        dictionary.name = Some(agreement.organisation.clone());
        dictionary.reason = Some(reason);
        dictionary.claimed_time = Some(pdf_date(now));
        let fonts = self.fonts.clone();
        let prepared = off_thread(move || {
            let document =
                Document::open(base.clone(), None, &Limits::default()).map_err(ades::Error::from)?;
            let revision = pdf::act(&document, &act, &dictionary, &fonts).map_err(ades::Error::from)?;
            pades::prepare_revision(revision, &base, &signer)
        })
        .await??;
        let to_be_signed = prepared.to_be_signed().clone();
        let (authorisation, seal) = self
            .authorise_seal(agreement, purpose, &identity, &to_be_signed)
            .await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-seal-authorised");
        let signatures = self
            .ports
            .signer
            .sign(&authorisation, &[to_be_signed], now)
            .await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-signature-made");
        let signature = signatures
            .into_iter()
            .next()
            .ok_or_else(|| Error::Signing("the signer returned nothing".into()))?;
        let signed = prepared.accept(&signature)?;
        let token = self.timestamp_or_policy(&signed).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-timestamp");
        let stamped_until = token.as_ref().map(|token| Policy::STANDARD.timestamp_ends(token));
        let sealed_until = identity.chain.first().map(Certificate::not_after);
        Ok(Sealed {
            ends_at: sealed_until.into_iter().chain(stamped_until).min().unwrap_or(now),
            timestamp: token.as_ref().map(ades::timestamp::Token::time),
            appended: signed.finish(token.as_ref())?,
            seal,
        })
    }

    async fn timestamp_or_policy(&self, signed: &pades::Signed) -> Result<Option<ades::timestamp::Token>> {
        match (self.timestamp(signed).await, self.config.without_timestamp) {
            (Ok(token), _) => Ok(Some(token)),
            (Err(error), WithoutTimestamp::Wait) => Err(error),
            (Err(error), WithoutTimestamp::Fail) => Err(OutsideError::Refused(error.to_string()).into()),
            (Err(error), WithoutTimestamp::Degrade) => {
                tracing::warn!(%error, "a seal is made without a timestamp");
                Ok(None)
            }
        }
    }

    async fn timestamp(&self, signed: &pades::Signed) -> Result<ades::timestamp::Token> {
        let nonce: [u8; 16] = random_bytes();
        let request = signed.timestamp_request(&nonce);
        let response = self.ports.timestamps.timestamp(&request.to_der()?).await?;
        let now = self.ports.clock.now();
        request
            .accept(&response, now)
            .map_err(|error| Error::Timestamp(error.to_string()))
    }

    /// Keeps the bytes of a revision and describes it; the row becomes true with its event.
    async fn keep_revision(
        &self,
        agreement: &Agreement,
        number: u32,
        kind: RevisionKind,
        (base, appended): (&[u8], Bytes),
        sealed: Option<(Option<Timestamp>, SealUse)>,
    ) -> Result<(RevisionFacts, store::Revision)> {
        let whole = [base, &appended].concat();
        let (sha256, length) = (sha256_hex(&whole), appended.len() as u64);
        let now = self.ports.clock.now();
        let blob = self.blobs.put(&agreement.account.to_string(), appended).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-revision-blob");
        let row = store::Revision {
            agreement_id: agreement.id.to_string(),
            number: i64::from(number),
            kind: kind_name(&kind).to_owned(),
            blob_key: blob.as_str().to_owned(),
            offset: signed(base.len() as u64),
            length: signed(length),
            whole_sha256: sha256.clone(),
            created_at: now,
        };
        let facts = RevisionFacts {
            number,
            kind,
            sha256,
            length: whole.len() as u64,
            timestamp: sealed.and_then(|(timestamp, _)| timestamp),
            seal: sealed.map(|(_, seal)| seal),
            at: now,
        };
        Ok((facts, row))
    }

    async fn keep_report(&self, agreement: &Agreement, report: Bytes) -> Result<store::Document> {
        let (sha256, size) = (sha256_hex(&report), signed(report.len() as u64));
        let blob = self.blobs.put(&agreement.account.to_string(), report).await?;
        Ok(store::Document {
            id: report::document_id(agreement.id),
            account_id: agreement.account.to_string(),
            agreement_id: Some(agreement.id.to_string()),
            name: "audit-report.pdf".to_owned(),
            mime: "application/pdf; stage=report".to_owned(),
            blob_key: blob.as_str().to_owned(),
            sha256,
            size,
            created_at: self.ports.clock.now(),
        })
    }

    /// "Signed electronically by …; identity verified by …. Sealed by … as proof of integrity and time." (decision 15)
    pub(crate) fn seal_sentence(&self, agreement: &Agreement, member: &Member) -> String {
        let language = agreement.details.language;
        let approver = agreement
            .set_of(member.id)
            .is_some_and(|set| set.role == Role::Approver);
        let key = if approver { "seal-approval" } else { "seal-act" };
        let arguments = [
            ("person", Argument::Text(member.person.value.name.clone())),
            ("methods", Argument::Text(methods(self, member, language))),
            ("organisation", Argument::Text(agreement.organisation.clone())),
        ];
        self.ports.words.say(language, key, &arguments)
    }

    fn closing_sentence(&self, agreement: &Agreement) -> String {
        let signers = agreement.members().filter(|member| member.act.is_some());
        let names: Vec<&str> = signers.map(|member| member.person.value.name.as_str()).collect();
        let arguments = [
            ("people", Argument::Text(names.join(", "))),
            ("organisation", Argument::Text(agreement.organisation.clone())),
        ];
        self.ports
            .words
            .say(agreement.details.language, "seal-closing", &arguments)
    }
}

/// How a person proved who they are, in words: the link in the mailbox, and the second factor with its masked number.
pub(crate) fn methods(app: &App, member: &Member, language: Language) -> String {
    let arguments = match &member.method.value {
        Method::Account | Method::Email | Method::Password { .. } => Vec::new(),
        Method::Phone { phone } => vec![("phone", Argument::Text(phone.masked()))],
    };
    let key = match member.method.value.kind() {
        MethodKind::Email | MethodKind::Pin if member.pin => "method-email-pin",
        MethodKind::Email | MethodKind::Pin => "method-email",
        MethodKind::Password if member.pin => "method-email-password-pin",
        MethodKind::Password => "method-email-password",
        MethodKind::Account if member.pin => "method-email-account-pin",
        MethodKind::Account => "method-email-account",
        MethodKind::Phone => match (spoken(member), member.pin) {
            (true, true) => "method-email-voice-pin",
            (true, false) => "method-email-voice",
            (false, true) => "method-email-phone-pin",
            (false, false) => "method-email-phone",
        },
    };
    app.ports.words.say(language, key, &arguments)
}

/// Whether the code that let them in to sign was spoken in a call.
fn spoken(member: &Member) -> bool {
    let visit = member.act.as_ref().map(|act| act.visit);
    let proof = visit.and_then(|visit| member.proof_in(visit));
    proof.and_then(IdentityProof::channel) == Some(CodeChannel::Voice)
}

fn organisation(agreement: &Agreement) -> [(&'static str, Argument); 1] {
    [("organisation", Argument::Text(agreement.organisation.clone()))]
}

fn ink(value: &FieldValue) -> Option<Ink> {
    let FieldValue::Mark(Mark::Drawn {
        strokes,
        width,
        height,
    }) = value
    else {
        return None;
    };
    let point = |point: &domain::fields::InkPoint| InkPoint {
        x: point.x,
        y: point.y,
        width: point.width,
    };
    let strokes = strokes
        .iter()
        .map(|stroke| stroke.iter().map(point).collect())
        .collect();
    Some(Ink {
        strokes,
        width: *width,
        height: *height,
    })
}

fn appearance(
    app: &App,
    agreement: &Agreement,
    member: &Member,
    mark: &FieldValue,
    at: Timestamp,
) -> SignatureAppearance {
    let typed = match mark {
        FieldValue::Mark(Mark::Typed { text }) => Some(text.clone()),
        _ => None,
    };
    let language = agreement.details.language;
    let name = [("person", Argument::Text(member.person.value.name.clone()))];
    let lines = vec![
        app.ports.words.say(language, "seal-line-signed", &name),
        notices::when(at, agreement, language),
        methods(app, member, language),
    ];
    SignatureAppearance {
        ink: ink(mark),
        typed,
        lines,
    }
}

fn kind_name(kind: &RevisionKind) -> &'static str {
    match kind {
        RevisionKind::Prepared => "prepared",
        RevisionKind::Act { .. } => "act",
        RevisionKind::Closing => "closing",
        RevisionKind::Extended => "extended",
    }
}

/// ISO 32000-2 §7.9.4, in UTC.
fn pdf_date(at: Timestamp) -> String {
    at.strftime("D:%Y%m%d%H%M%SZ").to_string()
}

/// Pieces of work for the processor at once: more than it has cores would only take each other's time and memory.
static AT_WORK: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, NonZero::get)));

/// KiB of files that lie in memory while they are sealed. Jobs wait for strangers most of their time, so many run at once; their
/// files must not.
const FILES_KIB: u32 = 512 << 10;
static FILES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(FILES_KIB as usize)));

/// Leave to keep a file in memory.
type Room = OwnedSemaphorePermit;

/// Waits until there is room for a file of so many octets, as it stands and as it becomes. One that is larger than all there is takes all.
async fn room(length: u64) -> Result<Room> {
    let wanted = u32::try_from(length.saturating_mul(2).div_ceil(1024)).unwrap_or(FILES_KIB);
    Arc::clone(&FILES)
        .acquire_many_owned(wanted.clamp(1, FILES_KIB))
        .await
        .map_err(|error| Error::Damaged(error.to_string()))
}

/// Parsing, drawing and hashing stay off the threads that answer requests, and wait for a core of their own.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _core = AT_WORK
        .acquire()
        .await
        .map_err(|error| Error::Damaged(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Damaged(error.to_string()))
}
