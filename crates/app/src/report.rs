//! The audit report and the evidence: made from events, in one of three languages, never stored as sentences (decision 20, 22).

use crate::error::{Error, Result};
use crate::events::Voice;
use crate::keys::sha256_hex;
use crate::ports::Argument;
use crate::sealing::{methods, off_thread};
use crate::uploads::Download;
use crate::{App, Caller, notices};
use bytes::Bytes;
use domain::agreement::{
    Actor, Agreement, Event, Member, Recorded, RevisionFacts, RevisionKind, Role, Status,
};
use domain::evidence::Evidence;
use domain::ids::{AgreementId, ParticipantId};
use domain::language::Language;
use domain::level::Level;
use domain::seal::{SealRight, SealUse};
use jiff::Timestamp;
use pdf::compose::{Attachment, Block, Entry, Report};

/// Where the sealed report of an agreement is kept.
pub(crate) fn document_id(agreement: AgreementId) -> String {
    format!("{agreement}.report")
}

/// Who reads: other parties' addresses, agents and numbers are for owner and auditor only (decision 22).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    Owner,
    Party(ParticipantId),
}

impl App {
    /// The audit report: the sealed final one, or, while the agreement is open or in another language, an interim one made now.
    pub async fn audit_report(
        &self,
        caller: &Caller,
        id: AgreementId,
        language: Option<Language>,
    ) -> Result<Download> {
        let agreement = self.owned(caller, id).await?;
        let own_language = language.is_none_or(|language| language == agreement.details.language);
        if agreement.status == Status::Completed && own_language {
            return Ok(download(
                "audit-report",
                &agreement,
                self.report_bytes(id).await?.0,
            ));
        }
        let language = language.unwrap_or(agreement.details.language);
        self.made_now(&agreement, language, Edition::Owner).await
    }

    /// The report of a template that was found before, made now.
    pub async fn template_report(&self, template: &Agreement) -> Result<Download> {
        self.made_now(template, template.details.language, Edition::Owner)
            .await
    }

    /// The edition of the report that a party may read, made now.
    pub async fn party_report(&self, visit: &crate::ceremony::Visit) -> Result<Download> {
        if visit.stage != crate::ceremony::Stage::Completed {
            return Err(Error::NotFound);
        }
        let language = visit.member()?.language;
        self.made_now(&visit.agreement, language, Edition::Party(visit.participant))
            .await
    }

    /// The sealed report with all that was added to it since, and the number of the next addition.
    pub(crate) async fn report_bytes(&self, id: AgreementId) -> Result<(Bytes, u32)> {
        let document = document_id(id);
        let row = self.store.document(&document).await?.ok_or(Error::NotFound)?;
        let added = self.store.document_revisions(&document).await?;
        let mut whole = self.blob(&row.blob_key).await?.to_vec();
        for revision in &added {
            whole.extend_from_slice(&self.blob(&revision.blob_key).await?);
        }
        let expected = added
            .last()
            .map_or(&row.sha256, |revision| &revision.whole_sha256);
        if *expected != sha256_hex(&whole) {
            return Err(Error::Damaged(format!("audit report of {id}")));
        }
        let next = u32::try_from(added.len() + 1).unwrap_or(u32::MAX);
        Ok((whole.into(), next))
    }

    async fn made_now(
        &self,
        agreement: &Agreement,
        language: Language,
        edition: Edition,
    ) -> Result<Download> {
        let history = self.history(agreement.id).await?;
        let writer = Writer {
            app: self,
            agreement,
            history: &history,
            language,
            edition,
            interim: true,
        };
        let report = writer.report(None, Vec::new());
        let kind = if writer.is_copy() {
            "audit-report-copy"
        } else {
            "audit-report"
        };
        let fonts = self.fonts.clone();
        let bytes = off_thread(move || pdf::compose::compose(&report, &fonts)).await??;
        Ok(download(kind, agreement, bytes.into()))
    }

    /// Everything that proves an agreement, as JSON that can be checked without us (C2).
    pub async fn evidence(&self, caller: &Caller, id: AgreementId) -> Result<Download> {
        let agreement = self.owned(caller, id).await?;
        let evidence = evidence(self, &agreement, None).await?;
        let bytes = serde_json::to_vec_pretty(&evidence)?;
        Ok(Download {
            name: "evidence.json".into(),
            mime: "application/json",
            bytes: bytes.into(),
        })
    }
}

fn download(kind: &str, agreement: &Agreement, bytes: Bytes) -> Download {
    Download {
        name: format!("{kind}-{}.pdf", agreement.id),
        mime: "application/pdf",
        bytes,
    }
}

/// The final report, in the agreement's language, with the evidence attached. `closing` is the revision about to be kept.
pub(crate) async fn final_report(
    app: &App,
    agreement: &Agreement,
    closing: &RevisionFacts,
) -> Result<Report> {
    let history = app.history(agreement.id).await?;
    let language = agreement.details.language;
    let evidence = evidence(app, agreement, Some(closing)).await?;
    let attachment = Attachment {
        name: "evidence.json".into(),
        media_type: "application/json".into(),
        description: app.ports.words.say(language, "report-evidence", &[]),
        data: serde_json::to_vec_pretty(&evidence)?,
    };
    let head = app
        .store
        .head(&agreement.id.to_string())
        .await?
        .map(|head| head.hash);
    let writer = Writer {
        app,
        agreement,
        history: &history,
        language,
        edition: Edition::Owner,
        interim: false,
    };
    let mut report = writer.report(Some(closing), vec![attachment]);
    if let Some(head) = head {
        report
            .blocks
            .push(Block::Table(vec![(writer.say("report-chain-head"), head)]));
    }
    Ok(report)
}

/// The records of the chain as they were hashed, the personal values apart, and the revisions of the file.
async fn evidence(app: &App, agreement: &Agreement, closing: Option<&RevisionFacts>) -> Result<Evidence> {
    let stream = agreement.id.to_string();
    let links = app.links(&stream).await?;
    // Somebody may write in between: only what was withheld of these records belongs to them.
    let mut personal = app.personal_values(&stream).await?;
    personal.retain(|(seq, _)| links.iter().any(|link| link.seq == *seq));
    Ok(Evidence::new(
        agreement.id,
        agreement.documents.clone(),
        agreement.revisions.iter().chain(closing).cloned().collect(),
        links,
        personal,
        app.ports.clock.now(),
    ))
}

/// Writes one report: an agreement, its history, a language and a reader.
struct Writer<'a> {
    app: &'a App,
    agreement: &'a Agreement,
    history: &'a [Recorded],
    language: Language,
    edition: Edition,
    interim: bool,
}

impl Writer<'_> {
    fn report(&self, closing: Option<&RevisionFacts>, attachments: Vec<Attachment>) -> Report {
        let name = &self.agreement.details.name;
        Report {
            title: self.say(match (self.interim, self.is_copy()) {
                (false, _) => "report-title",
                (true, false) => "report-title-interim",
                (true, true) => "report-title-copy",
            }),
            subtitle: Some(name.clone()),
            language: self.language.tag().to_owned(),
            created: self.app.ports.clock.now(),
            producer: "Podpis".to_owned(),
            header: format!("{} · {name}", self.agreement.organisation),
            footer: self.agreement.id.to_string(),
            page_label: self.say("report-page"),
            blocks: self.blocks(closing),
            attachments,
        }
    }

    /// Whether it is made anew of an agreement whose report is sealed: in another language, or for a party to it.
    fn is_copy(&self) -> bool {
        self.interim && matches!(self.agreement.status, Status::Completed)
    }

    fn blocks(&self, closing: Option<&RevisionFacts>) -> Vec<Block> {
        let heading = |key: &str| Block::Heading {
            level: 1,
            text: self.say(key),
        };
        let mut blocks = vec![Block::Table(self.summary())];
        if !self.interim {
            blocks.extend(crate::qr::modules(&self.verify_address()).map(Block::Modules));
        }
        if !self.app.simulated_parties().is_empty() {
            blocks.push(Block::Note(self.say("report-simulated")));
        }
        if self.is_copy() {
            blocks.push(Block::Note(self.say(match self.edition {
                Edition::Owner => "report-copy-owner",
                Edition::Party(_) => "report-copy-party",
            })));
        }
        blocks.push(heading("report-people"));
        for member in self.agreement.members() {
            blocks.push(Block::Heading {
                level: 2,
                text: member.person.value.name.clone(),
            });
            blocks.push(Block::Table(self.person(member)));
        }
        blocks.push(heading("report-timeline"));
        blocks.push(Block::Timeline(
            self.history
                .iter()
                .filter_map(|recorded| self.entry(recorded))
                .collect(),
        ));
        blocks.push(heading("report-file"));
        blocks.push(Block::Table(self.revisions(closing)));
        blocks.push(Block::Note(self.say("report-level-note")));
        blocks
    }

    fn summary(&self) -> Vec<(String, String)> {
        let sender = &self.agreement.sender.value;
        let mut rows = vec![
            (self.say("report-agreement"), self.agreement.details.name.clone()),
            (self.say("report-id"), self.agreement.id.to_string()),
            (
                self.say("report-sender"),
                format!("{} ({})", sender.name, sender.email),
            ),
            (
                self.say("report-organisation"),
                self.agreement.organisation.clone(),
            ),
            (self.say("report-created"), self.when(self.agreement.created_at)),
            (self.say("report-status"), self.status()),
        ];
        if !self.interim {
            let code = self.app.future_code(self.agreement.id);
            rows.push((self.say("report-verify-code"), code.to_string()));
            rows.push((self.say("report-verify-at"), self.verify_address()));
        }
        for document in &self.agreement.documents {
            rows.push((
                self.say("report-document"),
                format!("{} · SHA-256 {}", document.name, document.sha256),
            ));
        }
        rows
    }

    /// Where anybody may look it up once it is finished.
    fn verify_address(&self) -> String {
        let code = self.app.future_code(self.agreement.id);
        format!("{}/verify/{code}", self.app.config.public_url)
    }

    fn status(&self) -> String {
        // A final report is made just before the agreement becomes what the report says it is.
        let name = if self.interim {
            self.agreement.status.name()
        } else {
            "completed"
        };
        self.say(&format!("report-status-{}", name.replace('_', "-")))
    }

    fn person(&self, member: &Member) -> Vec<(String, String)> {
        let role = self
            .agreement
            .set_of(member.id)
            .map_or(Role::Signer, |set| set.role);
        let mut rows = vec![(self.say("report-role"), self.say(role_key(role)))];
        if self.may_read(member.id) {
            rows.push((self.say("report-email"), member.person.value.email.to_string()));
        }
        if role.acts() {
            let kind = if member.user.is_some() {
                "report-internal"
            } else {
                "report-external"
            };
            rows.push((self.say("report-kind"), self.say(kind)));
            rows.push((
                self.say("report-method"),
                methods(self.app, member, self.language),
            ));
        }
        if let Some(act) = &member.act {
            rows.push((self.say("report-signed-at"), self.when(act.at)));
            rows.push((self.say("report-level"), self.say(level_key(act.level))));
        }
        if let Some(consent) = &member.consent {
            rows.push((
                self.say("report-consent"),
                format!("{} · {}", self.when(consent.at), consent.text_sha256),
            ));
        }
        rows
    }

    fn revisions(&self, closing: Option<&RevisionFacts>) -> Vec<(String, String)> {
        self.agreement
            .revisions
            .iter()
            .chain(closing)
            .map(|revision| (self.revision_name(revision), revision.sha256.clone()))
            .collect()
    }

    fn revision_name(&self, revision: &RevisionFacts) -> String {
        match &revision.kind {
            RevisionKind::Prepared => self.say("report-revision-prepared"),
            RevisionKind::Closing => self.say("report-revision-closing"),
            RevisionKind::Extended => self.say("report-revision-extended"),
            RevisionKind::Act { participant } => {
                self.say_with("report-revision-act", &[("person", self.name(*participant))])
            }
        }
    }

    fn entry(&self, recorded: &Recorded) -> Option<Entry> {
        let text = self.sentence(&recorded.event)?;
        let mut details = Vec::new();
        let reads = match &recorded.actor {
            Actor::Participant { id } => self.may_read(*id),
            _ => self.edition == Edition::Owner,
        };
        if let Some(client) = recorded.client.as_ref().filter(|_| reads) {
            details.push(format!(
                "{} · {}",
                client.value.ip,
                short(&client.value.user_agent)
            ));
        }
        if let Event::Cancelled {
            comment: Some(comment),
            ..
        } = &recorded.event
        {
            details.push(comment.value.clone());
        }
        if let Event::ConsentWithdrawn {
            message: Some(message),
            ..
        } = &recorded.event
            && reads
        {
            details.push(message.value.clone());
        }
        if let Event::Sealed { revision, .. } | Event::Completed { revision, .. } = &recorded.event {
            details.push(match revision.timestamp {
                Some(at) => self.say_with("report-timestamped", &[("time", self.when(at))]),
                None => self.say("report-not-timestamped"),
            });
            details.extend(
                revision
                    .seal
                    .filter(|_| self.edition == Edition::Owner)
                    .map(|seal| self.seal_right(seal)),
            );
        }
        Some(Entry {
            time: self.when(recorded.at),
            text,
            details,
        })
    }

    /// The sentence of an event; what only the owner's page tells is left out.
    fn sentence(&self, event: &Event) -> Option<String> {
        let aside = matches!(
            event,
            Event::Binned
                | Event::EndNoted
                | Event::ReportExtended { .. }
                | Event::Restored
                | Event::CodeHandedOver { .. }
                | Event::DraftDeleted
                | Event::TemplateShared { .. }
        );
        // Who else reads it is the owner's affair.
        let of_others =
            matches!(event, Event::Shared { .. } | Event::Unshared { .. }) && self.edition != Edition::Owner;
        if aside || of_others {
            return None;
        }
        let voice = Voice {
            agreement: self.agreement,
            who: self.agreement.sender.value.name.clone(),
            when: &|at| self.when(at),
        };
        let sentence = voice.sentence(event)?;
        Some(self.say_with(sentence.key, &sentence.values))
    }

    /// By which right the organisation's key was used (M-77).
    fn seal_right(&self, seal: SealUse) -> String {
        let (key, right) = match seal.right {
            SealRight::Mandate { id } => ("report-seal-mandate", id),
            SealRight::Binding { id, .. } => ("report-seal-binding", id),
        };
        let arguments = [
            ("right", right.to_string()),
            ("authorisation", seal.authorisation.to_string()),
        ];
        self.say_with(key, &arguments)
    }

    fn may_read(&self, participant: ParticipantId) -> bool {
        self.edition == Edition::Owner || self.edition == Edition::Party(participant)
    }

    fn name(&self, participant: ParticipantId) -> String {
        self.agreement
            .member_or_former(participant)
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default()
    }

    fn when(&self, at: Timestamp) -> String {
        notices::when(at, self.agreement, self.language)
    }

    fn say(&self, key: &str) -> String {
        self.app.ports.words.say(self.language, key, &[])
    }

    fn say_with(&self, key: &str, arguments: &[(&str, String)]) -> String {
        let arguments: Vec<(&str, Argument)> = arguments
            .iter()
            .map(|(name, text)| (*name, Argument::Text(text.clone())))
            .collect();
        self.app.ports.words.say(self.language, key, &arguments)
    }
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Approver => "report-role-approver",
        Role::Cc => "report-role-cc",
        Role::Signer => "report-role-signer",
    }
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Simple => "report-level-simple",
        Level::SimpleStronglyAuthenticated => "report-level-strong",
    }
}

/// A program's name is enough; its whole string is noise on paper.
fn short(user_agent: &str) -> String {
    user_agent.chars().take(120).collect()
}
