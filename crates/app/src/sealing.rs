//! From a kept decision to a revision of the file: the only place where `pdf`, `ades` and `domain` meet.
//!
//! Every step can be run again from its start: until the revision is committed together with its event, nothing has happened.

use crate::error::{Error, Result};
use crate::history::{Alongside, Lease, signed};
use crate::keys::{random_bytes, sha256_hex};
use crate::ports::Argument;
use crate::seals::SealFor;
use crate::{App, By, failpoint, notices, report};
use ades::pades;
use bytes::Bytes;
use domain::agreement::{Agreement, Command, Member, ParticipantSet, RevisionFacts, RevisionKind, Role};
use domain::fields::{Field, FieldKind, FieldValue, Mark};
use domain::identity::{Method, MethodKind};
use domain::ids::{AgreementId, ParticipantId};
use domain::language::Language;
use domain::seal::SealUse;
use jiff::Timestamp;
use pdf::form::{NewField, NewFieldKind, Value};
use pdf::{Act, Document, Ink, InkPoint, Limits, PrepareOptions, SignatureAppearance};
use std::collections::BTreeMap;

/// The field of the closing seal (decision 6).
const CLOSING_SEAL: &str = "closing_seal";

/// A signature that is part of the file: what to append, and the time of its timestamp.
struct Sealed {
    appended: Vec<u8>,
    timestamp: Timestamp,
    seal: SealUse,
}

impl App {
    /// Makes every field a real form field; the first revision (decision 3).
    pub(crate) async fn prepare_file(&self, id: AgreementId, job: Lease) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let working = self.working_bytes(id).await?;
        let fields = new_fields(&agreement);
        let fonts = self.fonts.clone();
        let options = PrepareOptions {
            closing_seal: Some(CLOSING_SEAL.to_owned()),
            flatten: Vec::new(),
        };
        let prepared = off_thread(move || {
            let document = Document::open(working, None, &Limits::default())?;
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
        let (base, number) = self.base(&agreement).await?;
        let act = act_of(self, &agreement, set, member)?;
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
        let (base, number) = self.base(&agreement).await?;
        let act = closing_act(&agreement);
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
        let report = self.sealed_report(&agreement, &revision).await?;
        let report_sha256 = sha256_hex(&report);
        let report_row = self.keep_report(&agreement, report).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-report-blob");
        let alongside = Alongside {
            revision: Some(row),
            documents: vec![report_row],
            finishes: Some(job),
        };
        let command = Command::Close {
            revision,
            report_sha256,
        };
        self.execute_with(id, &By::system(), alongside, |_| Ok(command))
            .await
    }

    /// The final audit report as its own sealed PDF (decision 22).
    async fn sealed_report(&self, agreement: &Agreement, closing: &RevisionFacts) -> Result<Bytes> {
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
        Ok([base.as_ref(), &sealed.appended].concat().into())
    }

    async fn base(&self, agreement: &Agreement) -> Result<(Bytes, u32)> {
        let last = agreement.last_revision().ok_or(Error::NotFound)?.number;
        Ok((self.revision_bytes(agreement.id, last).await?, last + 1))
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
        let token = self.timestamp(&signed).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-timestamp");
        let timestamp = token.time();
        Ok(Sealed {
            appended: signed.finish(Some(&token))?,
            timestamp,
            seal,
        })
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
        sealed: Option<(Timestamp, SealUse)>,
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
            timestamp: sealed.map(|(timestamp, _)| timestamp),
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
        Method::Email => Vec::new(),
        Method::Phone { phone } => vec![("phone", Argument::Text(phone.masked()))],
    };
    let key = match member.method.value.kind() {
        MethodKind::Email => "method-email",
        MethodKind::Phone => "method-email-phone",
    };
    app.ports.words.say(language, key, &arguments)
}

fn organisation(agreement: &Agreement) -> [(&'static str, Argument); 1] {
    [("organisation", Argument::Text(agreement.organisation.clone()))]
}

/// The fields to be made. Of a person's signature places the first one carries the signature; the others show the same mark
/// without being a second signature of the same click.
fn new_fields(agreement: &Agreement) -> Vec<NewField> {
    let carriers = carriers(agreement);
    let field = |field: &Field| NewField {
        name: field.pdf_name.clone().unwrap_or_default(),
        kind: new_kind(field, carriers.get(&field.assignee) == Some(&field.id)),
        page: field.page,
        rect: pdf::Rect {
            x: field.rect.x,
            y: field.rect.y,
            width: field.rect.width,
            height: field.rect.height,
        },
        tooltip: field.label.clone(),
        required: field.required,
        font_size: None,
        value: None,
    };
    agreement.fields.iter().map(field).collect()
}

fn carriers(agreement: &Agreement) -> BTreeMap<domain::ids::ParticipantSetId, domain::ids::FieldId> {
    let mut carriers = BTreeMap::new();
    for field in agreement
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Signature)
    {
        carriers.entry(field.assignee).or_insert(field.id);
    }
    carriers
}

fn new_kind(field: &Field, carries_signature: bool) -> NewFieldKind {
    match field.kind {
        FieldKind::Signature if carries_signature => NewFieldKind::Signature,
        FieldKind::Signature | FieldKind::Initials => NewFieldKind::Initials,
        FieldKind::Checkbox => NewFieldKind::Checkbox,
        FieldKind::Date => NewFieldKind::Date,
        FieldKind::Text => NewFieldKind::Text {
            multiline: field.rect.height >= 40.0,
        },
    }
}

/// A person's frozen click as one revision of the file.
fn act_of(app: &App, agreement: &Agreement, set: &ParticipantSet, member: &Member) -> Result<Act> {
    let done = member
        .act
        .as_ref()
        .ok_or_else(|| Error::Damaged("a sealing member without an act".into()))?;
    let carrier = carriers(agreement).get(&set.id).copied();
    let own = || {
        agreement
            .fields_of(member.id)
            .filter(|field| Some(field.id) != carrier)
    };
    let language = agreement.details.language;
    let value = |field: &Field| {
        let value = pdf_value(field, done.values.value.get(&field.id)?, language)?;
        Some(pdf::act::FieldValue {
            name: field.pdf_name.clone()?,
            value,
        })
    };
    let carrier = agreement.fields.iter().find(|field| Some(field.id) == carrier);
    let mark = carrier.and_then(|field| done.values.value.get(&field.id));
    let name = carrier.and_then(|field| field.pdf_name.clone());
    Ok(Act {
        values: own().filter_map(value).collect(),
        own_fields: own().filter_map(|field| field.pdf_name.clone()).collect(),
        lock: true,
        signature_field: name.unwrap_or_else(|| approval_field(agreement, member)),
        appearance: mark.map(|mark| appearance(app, agreement, member, mark, done.at)),
    })
}

/// The name of the invisible signature of somebody who has no place to sign.
fn approval_field(agreement: &Agreement, member: &Member) -> String {
    let place = agreement
        .members()
        .position(|other| other.id == member.id)
        .unwrap_or(0);
    format!("act{:03}_approval", place + 1)
}

fn closing_act(agreement: &Agreement) -> Act {
    let empty = |field: &&Field| {
        agreement
            .sets
            .iter()
            .all(|set| set.id != field.assignee || set.members.iter().all(|member| member.act.is_none()))
    };
    let names = agreement
        .fields
        .iter()
        .filter(empty)
        .filter_map(|field| field.pdf_name.clone());
    Act {
        own_fields: names.collect(),
        lock: true,
        signature_field: CLOSING_SEAL.to_owned(),
        ..Act::default()
    }
}

fn pdf_value(field: &Field, value: &FieldValue, language: Language) -> Option<Value> {
    match value {
        value if value.is_empty() => None,
        FieldValue::Checked(checked) => Some(Value::Checked(*checked)),
        FieldValue::Mark(Mark::Drawn { .. }) => ink(value).map(Value::Ink),
        FieldValue::Mark(Mark::Typed { text }) => Some(Value::Handwritten(text.clone())),
        FieldValue::Text(text) if field.kind == FieldKind::Date => {
            Some(Value::Text(written_date(text, language)))
        }
        FieldValue::Text(text) => Some(Value::Text(text.clone())),
    }
}

fn written_date(iso: &str, language: Language) -> String {
    iso.parse()
        .map_or_else(|_| iso.to_owned(), |day| notices::long_date(day, language))
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
    }
}

/// ISO 32000-2 §7.9.4, in UTC.
fn pdf_date(at: Timestamp) -> String {
    at.strftime("D:%Y%m%d%H%M%SZ").to_string()
}

/// Parsing, drawing and hashing stay off the threads that answer requests.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Damaged(error.to_string()))
}
