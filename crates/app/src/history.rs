//! Load, decide, save: the one way in which an agreement changes, and the one way in which its history is read.

use crate::error::{Error, Result};
use crate::failpoint;
use crate::jobs::Job;
use crate::keys::random_bytes;
use crate::{App, By, webhooks};
use aws_lc_rs::aead;
use domain::Personal;
use domain::agreement::{Actor, Agreement, Command, Decision, Effect, Event, Recorded, apply, decide};
use domain::audit::{self, GENESIS};
use domain::identity::MethodKind;
use domain::ids::{AgreementId, ParticipantId, UserId};
use domain::personal::{Subject, Withheld};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::Transaction;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Rows that belong to a decision and are kept with it.
#[derive(Default)]
pub struct Alongside {
    /// A new revision of the file.
    pub revision: Option<store::Revision>,
    /// What was added to the sealed audit report.
    pub report_revision: Option<store::DocumentRevision>,
    /// How long files can be checked by themselves now.
    pub lasting: Vec<store::Lasting>,
    /// New documents.
    pub documents: Vec<store::Document>,
    /// A signing password.
    pub secret: Option<store::Secret>,
    /// What became of a message.
    pub message: Option<store::Message>,
    /// Whose half-typed answers are thrown away.
    pub forgets: Option<ParticipantId>,
    /// The job that asked for the decision and is done with it. Whoever has lost its lease cannot keep the decision either.
    pub finishes: Option<Lease>,
}

/// The right of one worker to end a job.
#[derive(Clone)]
pub struct Lease {
    job: String,
    fence: i64,
}

impl From<&store::Job> for Lease {
    fn from(row: &store::Job) -> Lease {
        Lease {
            job: row.id.clone(),
            fence: row.fence,
        }
    }
}

impl App {
    /// The agreement as it stands, whoever asks. Callers check access.
    pub(crate) async fn load(&self, id: AgreementId) -> Result<Agreement> {
        let row = self
            .store
            .agreement(&id.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        Ok(serde_json::from_str(&row.snapshot)?)
    }

    /// Begins an agreement.
    pub(crate) async fn begin_agreement(&self, command: Command, by: &By) -> Result<Agreement> {
        let now = self.ports.clock.now();
        let decision = decide(None, &command, now)?;
        let mut transaction = self.store.begin().await?;
        let agreement = self
            .keep_decision(&mut transaction, None, decision, by, now)
            .await?;
        transaction.commit().await?;
        Ok(agreement)
    }

    /// Decides the command that `build` makes of the current state, and keeps what follows from it, all in one transaction.
    pub(crate) async fn execute(
        &self,
        id: AgreementId,
        by: &By,
        build: impl FnOnce(&Agreement) -> Result<Command>,
    ) -> Result<Agreement> {
        self.execute_with(id, by, Alongside::default(), build).await
    }

    /// The same, with rows that must become true together with the decision.
    pub(crate) async fn execute_with(
        &self,
        id: AgreementId,
        by: &By,
        alongside: Alongside,
        build: impl FnOnce(&Agreement) -> Result<Command>,
    ) -> Result<Agreement> {
        let mut transaction = self.store.begin().await?;
        let row = transaction
            .agreement_for_update(&id.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        let agreement: Agreement = serde_json::from_str(&row.snapshot)?;
        let command = build(&agreement)?;
        let now = self.ports.clock.now();
        let decision = decide(Some(&agreement), &command, now)?;
        let refused = wrong_answer(&agreement, &command, &decision);
        if decision.events.is_empty() && alongside.documents.is_empty() && alongside.finishes.is_none() {
            return Ok(agreement);
        }
        let agreement = self
            .keep_decision(
                &mut transaction,
                Some((agreement, (row.version, row.updated_at))),
                decision,
                by,
                now,
            )
            .await?;
        keep_alongside(&mut transaction, &alongside, now).await?;
        failpoint::hit(self.config.failpoint.as_deref(), "before-decision-commit");
        transaction.commit().await?;
        failpoint::hit(self.config.failpoint.as_deref(), "after-decision-commit");
        refused.map_or(Ok(agreement), |refusal| Err(refusal.into()))
    }

    async fn keep_decision(
        &self,
        transaction: &mut Transaction,
        before: Option<(Agreement, (i64, Timestamp))>,
        decision: Decision,
        by: &By,
        now: Timestamp,
    ) -> Result<Agreement> {
        let (mut state, row) = before.unzip();
        // Lists are in the order in which agreements changed: upkeep of a finished file is no change of it.
        let changed = !decision.events.is_empty() && !decision.events.iter().all(Event::is_upkeep);
        let row = row.map(|(version, updated_at)| (version, if changed { now } else { updated_at }));
        let first = state.as_ref().map_or(0, |agreement| agreement.version);
        let people = state.as_ref().map(|agreement| self.participant_rows(agreement));
        let shares = state.as_ref().map(share_rows).unwrap_or_default();
        let mut records = Vec::with_capacity(decision.events.len());
        for (seq, event) in (first..).zip(decision.events) {
            let client = personal_client(by, state.as_ref());
            let recorded = Recorded {
                seq,
                at: now,
                actor: by.actor.clone(),
                client,
                event,
            };
            state = apply(state, &recorded);
            records.push((seq, recorded.event.kind(), recorded));
        }
        let agreement = state.ok_or(Error::NotFound)?;
        self.keep_state(transaction, &agreement, row.zip(people), now)
            .await?;
        let shared = share_rows(&agreement);
        if shared != shares {
            transaction
                .save_shares(&agreement.id.to_string(), &shared)
                .await?;
        }
        let told: Vec<_> = records
            .iter()
            .flat_map(|(seq, _, recorded)| webhooks::names(&recorded.event).iter().map(|name| (*seq, *name)))
            .collect();
        self.append(transaction, &agreement.id.to_string(), records, now)
            .await?;
        self.enqueue_effects(transaction, &agreement, decision.effects, now)
            .await?;
        self.enqueue_webhooks(transaction, &agreement, &told, now).await?;
        Ok(agreement)
    }

    async fn keep_state(
        &self,
        transaction: &mut Transaction,
        agreement: &Agreement,
        before: Option<((i64, Timestamp), Vec<store::Participant>)>,
        now: Timestamp,
    ) -> Result<()> {
        let people = self.participant_rows(agreement);
        match before {
            None => {
                let row = row_of(agreement, (0, now), now)?;
                transaction.insert_agreement(&row, &people).await?;
            }
            Some((row, before)) => {
                let row = row_of(agreement, row, now)?;
                transaction.save_agreement(&row, &before, &people).await?;
            }
        }
        Ok(())
    }

    /// Appends records to a stream's chain, personal values apart and encrypted under their person's key (decision 20).
    pub(crate) async fn append(
        &self,
        transaction: &mut Transaction,
        stream: &str,
        records: Vec<(u64, impl Into<String>, impl Serialize)>,
        now: Timestamp,
    ) -> Result<()> {
        let mut head = transaction
            .head(stream)
            .await?
            .map_or_else(|| GENESIS.to_owned(), |head| head.hash);
        let (mut events, mut values, mut keys) = (Vec::new(), Vec::new(), PersonKeys::new());
        for (seq, kind, record) in records {
            let (link, withheld) = audit::link(stream, seq, &head, &record, &mut random_bytes)?;
            for value in withheld {
                let subject = value.subject;
                if let Entry::Vacant(place) = keys.entry(subject) {
                    place.insert(self.person_key(transaction, subject, now).await?);
                }
                values.push(encrypted(keys.get(&subject), stream, seq, value)?);
            }
            head.clone_from(&link.hash);
            events.push(store::Event {
                seq: signed(seq),
                at: now,
                kind: kind.into(),
                record: link.text,
                hash: link.hash,
            });
        }
        transaction.append_events(stream, &events).await?;
        transaction.insert_personal_values(stream, &values).await?;
        Ok(())
    }

    /// The key that guards a person's values, made at the first of them; `None` when the person was erased.
    async fn person_key(
        &self,
        transaction: &mut Transaction,
        subject: Subject,
        now: Timestamp,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let subject = subject.0.to_string();
        let kept = match transaction.person_key(&subject).await? {
            Some(kept) => kept,
            None => {
                let fresh = Zeroizing::new(random_bytes::<32>());
                let wrapped = self.keys.wrap("person", subject.as_bytes(), fresh.as_slice())?;
                transaction.ensure_person_key(&subject, &wrapped, now).await?
            }
        };
        let unwrap = |wrapped: Vec<u8>| self.keys.unwrap("person", subject.as_bytes(), &wrapped);
        Ok(kept.wrapped_key.map(unwrap).transpose()?)
    }

    /// A stream's personal values, decrypted; those of erased persons are left out.
    pub(crate) async fn personal_values(&self, stream: &str) -> Result<Vec<(u64, Withheld)>> {
        let mut keys = BTreeMap::new();
        let mut values = Vec::new();
        for row in self.store.personal_values(stream).await? {
            if !keys.contains_key(&row.subject) {
                let key = self
                    .store
                    .person_key(&row.subject)
                    .await?
                    .and_then(|key| key.wrapped_key);
                let key = key
                    .map(|wrapped| self.keys.unwrap("person", row.subject.as_bytes(), &wrapped))
                    .transpose()?;
                keys.insert(row.subject.clone(), key);
            }
            if let Some(Some(key)) = keys.get(&row.subject) {
                values.extend(open_value(key, stream, &row)?);
            }
        }
        Ok(values)
    }

    /// The history of an agreement with its personal values put back.
    pub(crate) async fn history(&self, id: AgreementId) -> Result<Vec<Recorded>> {
        let stream = id.to_string();
        // The events first: what was withheld of them is kept with them, so it is there afterwards, whoever writes in between.
        let events = self.store.events(&stream, 0).await?;
        let personal = self.personal_values(&stream).await?;
        let read = |event: store::Event| {
            let seq = unsigned(event.seq);
            let own: Vec<Withheld> = personal
                .iter()
                .filter(|(of, _)| *of == seq)
                .map(|(_, value)| value.clone())
                .collect();
            let link = audit::Link {
                seq,
                text: event.record,
                hash: event.hash,
            };
            audit::read::<Recorded>(&link, &own).map_err(|fault| Error::Damaged(fault.to_string()))
        };
        events.into_iter().map(read).collect()
    }

    async fn enqueue_effects(
        &self,
        transaction: &mut Transaction,
        agreement: &Agreement,
        effects: Vec<Effect>,
        now: Timestamp,
    ) -> Result<()> {
        for (index, effect) in effects.into_iter().enumerate() {
            let job = Job::of_effect(agreement, effect);
            // A decision without an event leaves the version as it is: what is to be done again is told apart by its time.
            let (version, due) = (agreement.version, job.due(now).as_microsecond());
            let key = format!("{}:{version}:{index}:{due}", agreement.id);
            self.enqueue(transaction, agreement.account.to_string(), job, key, now)
                .await?;
        }
        Ok(())
    }

    fn participant_rows(&self, agreement: &Agreement) -> Vec<store::Participant> {
        let sent = agreement.sent_at.is_some();
        let members = agreement
            .sets
            .iter()
            .flat_map(|set| set.members.iter().map(move |member| (set, member)));
        let row = |(position, (set, member)): (
            usize,
            (&domain::agreement::ParticipantSet, &domain::agreement::Member),
        )| {
            store::Participant {
                id: member.id.to_string(),
                agreement_id: agreement.id.to_string(),
                position: i64::try_from(position).unwrap_or(i64::MAX),
                role: text_of(&set.role),
                name: member.person.value.name.clone(),
                email_norm: member.person.value.email.normalised(),
                user_id: member.user.map(|user| user.to_string()),
                state: text_of(&member.state),
                turn_started_at: member.turn_started_at,
                link_hash: sent.then(|| self.keys.link_token(member.id, member.link_generation).hash()),
                link_expires_at: member.link_expires_at,
            }
        };
        members.enumerate().map(row).collect()
    }
}

/// Who may read it, as lists ask for it.
fn share_rows(agreement: &Agreement) -> Vec<store::Share> {
    let row = |share: &domain::agreement::Share| store::Share {
        id: share.id.to_string(),
        email_norm: share.email.value.normalised(),
        ends_at: share.until,
    };
    agreement.shares.iter().map(row).collect()
}

/// A wrong answer is kept and yet answered with a refusal that says how many tries are left.
fn wrong_answer(agreement: &Agreement, command: &Command, decision: &Decision) -> Option<domain::Refusal> {
    let is_answer = matches!(
        command,
        Command::AnswerAccount { .. }
            | Command::AnswerCode { .. }
            | Command::AnswerPassword { .. }
            | Command::AnswerPin { .. }
    );
    let failed = |event: &Event| match event {
        Event::AuthenticationFailed { method, failures, .. } => Some((*method, *failures)),
        _ => None,
    };
    let (method, failures) = decision.events.iter().find_map(failed).filter(|_| is_answer)?;
    let left = agreement.policy.threshold(method)?.saturating_sub(failures);
    Some(match method {
        _ if left == 0 => domain::Refusal::AgreementEnded,
        MethodKind::Account | MethodKind::Password => domain::Refusal::PasswordWrong { left },
        MethodKind::Pin => domain::Refusal::PinWrong { left },
        _ => domain::Refusal::CodeWrong { left },
    })
}

async fn keep_alongside(transaction: &mut Transaction, alongside: &Alongside, now: Timestamp) -> Result<()> {
    for document in &alongside.documents {
        transaction.insert_document(document).await?;
    }
    if let Some(revision) = &alongside.revision {
        transaction.append_revision(revision).await?;
    }
    if let Some(revision) = &alongside.report_revision {
        transaction.append_document_revision(revision).await?;
    }
    for row in &alongside.lasting {
        transaction.save_lasting(row).await?;
    }
    if let Some(secret) = &alongside.secret {
        transaction.insert_secret(secret).await?;
    }
    if let Some(message) = &alongside.message {
        transaction.record_message(message).await?;
    }
    if let Some(participant) = &alongside.forgets {
        transaction.forget_values(&participant.to_string()).await?;
    }
    if let Some(lease) = &alongside.finishes {
        transaction.complete_job(&lease.job, lease.fence, now).await?;
    }
    Ok(())
}

fn row_of(
    agreement: &Agreement,
    (version, updated_at): (i64, Timestamp),
    now: Timestamp,
) -> Result<store::Agreement> {
    Ok(store::Agreement {
        id: agreement.id.to_string(),
        account_id: agreement.account.to_string(),
        group_id: agreement.group.to_string(),
        owner_id: agreement.owner.to_string(),
        name: agreement.details.name.clone(),
        state: agreement.shelf().to_owned(),
        version,
        snapshot: serde_json::to_string(agreement)?,
        attention: agreement.needs_attention(now),
        created_at: agreement.created_at,
        updated_at,
        expires_at: agreement.expires_at,
        sent_at: agreement.sent_at,
        ended_at: agreement.ended_at,
        external_id: agreement.details.external_id.clone(),
    })
}

/// The client's address and program are personal to whoever acts.
fn personal_client(by: &By, agreement: Option<&Agreement>) -> Option<Personal<domain::agreement::Client>> {
    let client = by.client.clone()?;
    let of: Subject = match &by.actor {
        Actor::Participant { id } => (*id).into(),
        Actor::User { id, .. } => (*id).into(),
        Actor::Operator | Actor::System => agreement
            .map_or(UserId(Uuid::nil()), |agreement| agreement.owner)
            .into(),
    };
    Some(Personal { of, value: client })
}

/// The JSON name of a unit variant (`"in_progress"` without its quotes).
pub(crate) fn text_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// Keys of the people whose values one decision keeps.
type PersonKeys = BTreeMap<Subject, Option<Zeroizing<Vec<u8>>>>;

/// A value under its person's key. Of an erased person the commitment stays; the value is not kept again.
fn encrypted(
    key: Option<&Option<Zeroizing<Vec<u8>>>>,
    stream: &str,
    seq: u64,
    value: Withheld,
) -> Result<store::PersonalValue> {
    let ciphertext = match key.and_then(Option::as_ref) {
        Some(key) => seal_value(key, stream, seq, &value)?,
        None => Vec::new(),
    };
    Ok(store::PersonalValue {
        seq: signed(seq),
        path: value.path,
        subject: value.subject.0.to_string(),
        salt: value.salt.to_vec(),
        ciphertext,
    })
}

fn seal_value(key: &[u8], stream: &str, seq: u64, value: &Withheld) -> Result<Vec<u8>> {
    let nonce: [u8; 12] = random_bytes();
    let mut sealed = value.value.to_string().into_bytes();
    let context = format!("{stream}\n{seq}\n{}", value.path);
    person_key(key)?
        .seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(context.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| crate::keys::KeyFault)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open_value(key: &[u8], stream: &str, row: &store::PersonalValue) -> Result<Option<(u64, Withheld)>> {
    let Some((nonce, sealed)) = row.ciphertext.split_at_checked(12) else {
        return Ok(None);
    };
    let context = format!("{stream}\n{}\n{}", row.seq, row.path);
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| crate::keys::KeyFault)?;
    let mut opened = sealed.to_vec();
    let aad = aead::Aad::from(context.as_bytes());
    let plain = person_key(key)?
        .open_in_place(nonce, aad, &mut opened)
        .map_err(|_| crate::keys::KeyFault)?;
    let subject = row
        .subject
        .parse()
        .map_err(|_| Error::Damaged("subject".into()))?;
    let salt = row
        .salt
        .as_slice()
        .try_into()
        .map_err(|_| Error::Damaged("salt".into()))?;
    let value = Withheld {
        path: row.path.clone(),
        subject: Subject(subject),
        salt,
        value: serde_json::from_slice(plain)?,
    };
    Ok(Some((unsigned(row.seq), value)))
}

fn person_key(key: &[u8]) -> Result<aead::LessSafeKey> {
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key).map_err(|_| crate::keys::KeyFault)?;
    Ok(aead::LessSafeKey::new(key))
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
