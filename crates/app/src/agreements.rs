//! What senders do: drafts, people, fields, sending, and the owner's actions afterwards.

use crate::attachments::attachments;
use crate::error::{Error, Result};
use crate::history::Alongside;
use crate::passwords;
use crate::ports::UploadedFile;
use crate::uploads::{Download, Opened};
use crate::{App, By, Caller, notices, tags};
use bytes::Bytes;
use domain::agreement::{
    Agreement, Command, Details, Document, DraftChanges, Member, NewAgreement, ParticipantSet,
    ParticipantState, Person, Sharing, Status, draft_problems,
};
use domain::contact::Email;
use domain::fields::{Field, MAX_FIELDS};
use domain::identity::IdentityPolicy;
use domain::ids::{AccountId, AgreementId, DocumentId, GroupId, ParticipantId, ParticipantSetId, UserId};
use domain::schedule::{self, ReminderFrequency};
use domain::settings::{LINK_DAYS, SECOND_FACTOR_WITHOUT_MAIL, Standing};
use domain::{Personal, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

mod imported;
mod ready;
mod view;

pub use view::AgreementView;

/// What to change in a draft; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct DraftEdit {
    /// The group that it is sent from (A-96).
    pub group: Option<GroupId>,
    /// The version that was read; `None` when whoever asks does not care who else writes.
    pub version: Option<u64>,
    /// Name, message, deadline.
    pub details: Option<Details>,
    /// The people.
    pub sets: Option<Vec<ParticipantSet>>,
    /// The fields.
    pub fields: Option<Vec<Field>>,
}

impl App {
    /// An agreement that the caller may manage; of another account, or another sender's: not found.
    pub async fn owned(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        if caller.manages(&agreement) {
            Ok(agreement)
        } else {
            Err(Error::NotFound)
        }
    }

    /// An empty draft.
    pub async fn create_draft(&self, caller: &Caller, name: &str) -> Result<Agreement> {
        self.create_empty(caller, name, None).await
    }

    /// An empty draft, or an empty template.
    pub(crate) async fn create_empty(
        &self,
        caller: &Caller,
        name: &str,
        template: Option<Sharing>,
    ) -> Result<Agreement> {
        let account = self
            .store
            .account(&caller.account.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        let group = self.usual_group(caller).await?;
        let standing = self.standing(caller.account, group).await?;
        let details = Details {
            name: name.trim().chars().take(255).collect(),
            subject: String::new(),
            message: String::new(),
            // Their own; whoever has set none has the account's (`accounts`).
            language: caller.language,
            deadline: None,
            reminder: ReminderFrequency::None,
            link_days: link_days(&standing),
            time_zone: account.time_zone.clone(),
            sends_mail: true,
            external_id: None,
        };
        self.begin_draft(caller, (account.name, group), details, None, template)
            .await
    }

    pub(crate) async fn begin_draft(
        &self,
        caller: &Caller,
        (organisation, group): (String, GroupId),
        details: Details,
        copy_of: Option<AgreementId>,
        template: Option<Sharing>,
    ) -> Result<Agreement> {
        let new = NewAgreement {
            id: AgreementId(Uuid::now_v7()),
            account: caller.account,
            group,
            owner: caller.user,
            sender: Personal::new(
                caller.user,
                Person {
                    name: caller.name.clone(),
                    email: caller.email.clone(),
                },
            ),
            organisation,
            details,
            copy_of,
            template,
        };
        self.begin_agreement(Command::Create(Box::new(new)), &By::from(caller))
            .await
    }

    /// Changes a draft.
    pub async fn edit_draft(&self, caller: &Caller, id: AgreementId, edit: DraftEdit) -> Result<Agreement> {
        self.owned(caller, id).await?;
        if let Some(details) = &edit.details {
            check_details(details)?;
        }
        if let Some(group) = edit.group
            && !self.may_send_from(caller, group).await?
        {
            return Err(Error::NotFound);
        }
        self.execute(id, &By::from(caller), |draft| {
            let fields = imported::bound(draft, edit.sets.as_deref(), edit.fields);
            let changes = DraftChanges {
                group: edit.group,
                details: edit.details,
                documents: None,
                sets: edit.sets.map(|sets| passwords::kept(draft, sets)),
                fields,
            };
            Ok(Command::SaveDraft {
                expected_version: edit.version,
                changes: Box::new(changes),
            })
        })
        .await
    }

    /// Adds files to a draft, after those that are there. They become one document (M-60).
    pub async fn add_documents(
        &self,
        caller: &Caller,
        id: AgreementId,
        files: Vec<UploadedFile>,
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        in_draft(&agreement)?;
        let (mut documents, mut fresh) = (agreement.documents.clone(), Vec::new());
        for file in files {
            let opened = self.open_upload(agreement.account, id, file).await?;
            documents.push(opened.document.clone());
            fresh.push(opened);
        }
        self.save_documents(caller, &agreement, documents, fresh).await
    }

    /// Adds a file that an integration kept before.
    pub async fn add_transient(
        &self,
        caller: &Caller,
        id: AgreementId,
        transient: &str,
    ) -> Result<Agreement> {
        let file = self.transient(caller, transient).await?;
        self.add_documents(caller, id, vec![file]).await
    }

    /// Takes a file out of a draft. Fields on its pages go with it.
    pub async fn remove_document(
        &self,
        caller: &Caller,
        id: AgreementId,
        document: DocumentId,
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        in_draft(&agreement)?;
        let kept: Vec<Document> = agreement
            .documents
            .iter()
            .filter(|kept| kept.id != document)
            .cloned()
            .collect();
        if kept.len() == agreement.documents.len() {
            return Err(Error::NotFound);
        }
        self.save_documents(caller, &agreement, kept, Vec::new()).await
    }

    /// Takes all files out of a draft, in the version that was read where one is named.
    pub async fn remove_documents(
        &self,
        caller: &Caller,
        id: AgreementId,
        read: Option<u64>,
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        as_read(&agreement, read)?;
        in_draft(&agreement)?;
        self.save_documents(caller, &agreement, Vec::new(), Vec::new())
            .await
    }

    /// Puts the files of a draft into another order. Fields move with their pages.
    pub async fn reorder_documents(
        &self,
        caller: &Caller,
        id: AgreementId,
        order: &[DocumentId],
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        in_draft(&agreement)?;
        let find = |id: &DocumentId| {
            agreement
                .documents
                .iter()
                .find(|document| document.id == *id)
                .cloned()
        };
        let documents: Vec<Document> = order.iter().filter_map(find).collect();
        let distinct: BTreeSet<_> = order.iter().collect();
        if documents.len() != agreement.documents.len() || distinct.len() != documents.len() {
            return Err(Error::NotFound);
        }
        self.save_documents(caller, &agreement, documents, Vec::new())
            .await
    }

    async fn save_documents(
        &self,
        caller: &Caller,
        agreement: &Agreement,
        mut documents: Vec<Document>,
        fresh: Vec<Opened>,
    ) -> Result<Agreement> {
        let (mut pages, mut working, mut form) = (Vec::new(), None, Vec::new());
        if !documents.is_empty() {
            let combined = self
                .combine((agreement.account, agreement.id), &documents, &fresh)
                .await?;
            remark(&mut documents, combined.remarks);
            (pages, working, form) = (combined.pages, Some(combined.row), combined.fields);
        }
        let mut moved = Agreement {
            fields: move_fields(agreement, &documents, pages.len()),
            ..agreement.clone()
        };
        imported::relink(&mut moved.fields, &form);
        let new_pages = fresh_pages(&documents, &fresh);
        let brought = imported::fields(&form, &pages, &new_pages, &moved);
        moved.fields.extend(brought);
        let (sets, mut fields) = tags::bind_all(moved, &mut documents, &pages, &fresh);
        fields.truncate(MAX_FIELDS);
        let rows = fresh
            .into_iter()
            .flat_map(|opened| opened.rows)
            .chain(working)
            .collect();
        let changes = DraftChanges {
            documents: Some((documents, pages)),
            sets: Some(sets),
            fields: Some(fields),
            ..DraftChanges::default()
        };
        let command = Command::SaveDraft {
            expected_version: Some(agreement.version),
            changes: Box::new(changes),
        };
        let alongside = Alongside {
            documents: rows,
            ..Alongside::default()
        };
        self.execute_with(agreement.id, &By::from(caller), alongside, |_| Ok(command))
            .await
    }

    /// Sends a draft, in the version that was read where one is named, if what people sign could be sealed as things stand.
    /// Preparing the file is a job; people are written to when it is done.
    pub async fn send(&self, caller: &Caller, id: AgreementId, read: Option<u64>) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        let account = self
            .store
            .account(&agreement.account.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        let standing = self.standing(agreement.account, agreement.group).await?;
        let command = Command::Send {
            policy: IdentityPolicy::of(&standing),
            time_zone: account.time_zone,
        };
        let hindrances = self.sending_problems(caller.chooser, &agreement).await?;
        let now = self.ports.clock.now();
        let sent = self
            .execute(id, &By::from(caller), |draft| {
                as_read(draft, read)?;
                if draft.status == Status::Draft && !hindrances.is_empty() {
                    let problems = draft_problems(draft, now).into_iter().chain(hindrances).collect();
                    return Err(Refusal::NotReady { problems }.into());
                }
                Ok(command)
            })
            .await?;
        self.remember_people(caller, &sent).await;
        Ok(sent)
    }

    /// Takes an agreement back, in the version that was read where one is named. Everybody who was written to is told.
    pub async fn cancel(
        &self,
        caller: &Caller,
        id: AgreementId,
        reason: &str,
        read: Option<u64>,
    ) -> Result<Agreement> {
        self.owned(caller, id).await?;
        let command = Command::Cancel {
            reason: reason.to_owned(),
        };
        self.execute(id, &By::from(caller), |now| as_read(now, read).map(|()| command))
            .await
    }

    /// Throws a draft away for good.
    pub async fn delete_draft(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        self.owned(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::DeleteDraft))
            .await
    }

    /// Reminds those whose turn it is, or only the ones named; each gets the same link again.
    pub async fn remind(
        &self,
        caller: &Caller,
        id: AgreementId,
        participants: BTreeSet<ParticipantId>,
    ) -> Result<Agreement> {
        self.owned(caller, id).await?;
        let command = Command::Remind {
            participants,
            scheduled: false,
        };
        self.execute(id, &By::from(caller), |_| Ok(command)).await
    }

    /// Gives a recipient's link more days; the same link works again (M-82).
    pub async fn extend_link(
        &self,
        caller: &Caller,
        id: AgreementId,
        participant: ParticipantId,
        days: u16,
    ) -> Result<Agreement> {
        self.owned(caller, id).await?;
        let command = Command::ExtendLink { participant, days };
        self.execute(id, &By::from(caller), |_| Ok(command)).await
    }

    /// Takes note of an end that somebody else brought: it needs no attention any more.
    pub async fn take_note(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        self.owned(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::TakeNote))
            .await
    }

    /// Tries a late or given-up job of the agreement again, now.
    pub async fn retry_jobs(&self, caller: &Caller, id: AgreementId) -> Result<u32> {
        let view = self.view(caller, id).await?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        let mut retried = 0;
        for job in &view.troubles {
            retried += u32::from(transaction.retry_job(&job.id, now).await?);
        }
        transaction.commit().await?;
        Ok(retried)
    }

    /// An image of a page of the agreement as it stands.
    pub async fn page_image(
        &self,
        caller: &Caller,
        id: AgreementId,
        page: usize,
        width: u32,
    ) -> Result<Bytes> {
        let agreement = self.readable(caller, id).await?;
        self.image_of(&agreement, page, width).await
    }

    /// The file: signed as far as it is. A part-signed file of an agreement that ended says so in its name (decision 14).
    pub async fn download(&self, caller: &Caller, id: AgreementId) -> Result<Download> {
        let agreement = self.readable(caller, id).await?;
        self.signed_file(&agreement).await
    }

    /// An upload as it came in, from the sender or from a signer.
    pub async fn original(&self, caller: &Caller, id: AgreementId, document: DocumentId) -> Result<Download> {
        let agreement = self.readable(caller, id).await?;
        let uploaded = agreement.documents.iter().any(|known| known.id == document);
        let handed_in = || {
            attachments(&agreement)
                .iter()
                .any(|(_, file)| file.document == document)
        };
        if !uploaded && !handed_in() {
            return Err(Error::NotFound);
        }
        self.kept_upload(document).await
    }

    /// An upload as it is kept; who may have it was asked before.
    pub(crate) async fn kept_upload(&self, document: DocumentId) -> Result<Download> {
        let row = self
            .store
            .document(&document.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Download {
            name: row.name,
            mime: "application/octet-stream",
            bytes: self.blob(&row.blob_key).await?,
        })
    }

    pub(crate) async fn signed_file(&self, agreement: &Agreement) -> Result<Download> {
        let bytes = self.current_bytes(agreement).await?;
        Ok(Download {
            name: self.name_of_file(agreement),
            mime: "application/pdf",
            bytes,
        })
    }

    /// `Pogodba – podpisano.pdf`: what it is stands in its name, so that it is not taken for the original, nor for finished when it is not.
    fn name_of_file(&self, agreement: &Agreement) -> String {
        let key = match agreement.status {
            Status::Completed => "report-file-signed",
            _ if !agreement.has_signatures() => return format!("{}.pdf", file_stem(&agreement.details.name)),
            _ if agreement.status.is_terminal() => "report-file-not-completed",
            _ => "report-file-signed-so-far",
        };
        let state = self.ports.words.say(agreement.details.language, key, &[]);
        format!("{} – {state}.pdf", file_stem(&agreement.details.name))
    }

    /// Where a signed-in person signs an agreement that waits for them; the same place that the mail's link opens (M-46).
    pub async fn my_signing_link(&self, caller: &Caller, id: AgreementId) -> Result<String> {
        let agreement = self.load(id).await?;
        let mine = |member: &&Member| member.person.value.email.normalised() == caller.email.normalised();
        let open = |member: &&Member| member.state == ParticipantState::Waiting;
        let member = agreement
            .members()
            .filter(mine)
            .find(open)
            .ok_or(Error::NotFound)?;
        Ok(notices::signing_link(self, member))
    }

    /// Links of the recipients whose turn it is, for an integration, where the operator allows that. That they were taken is an
    /// event of the agreement. Where the account demands it, no link is handed out that alone would prove who acts (A-20).
    pub async fn signing_links(
        &self,
        caller: &Caller,
        id: AgreementId,
    ) -> Result<Vec<(ParticipantSetId, String, String)>> {
        let agreement = self.owned(caller, id).await?;
        if !self.config.signing_urls {
            return Err(Error::Forbidden);
        }
        let standing = self.standing(agreement.account, agreement.group).await?;
        let demands_more = standing.is_on(&SECOND_FACTOR_WITHOUT_MAIL);
        let fetched = self
            .execute(id, &By::from(caller), |agreement| {
                if demands_more && agreement.members().any(proved_by_link_alone) {
                    return Err(Error::BadInput {
                        field: "participants",
                        code: "SECOND_FACTOR_REQUIRED",
                    });
                }
                Ok(Command::FetchLinks)
            })
            .await;
        let agreement = match fetched {
            Err(Error::Refused(Refusal::NotNow)) => return Ok(Vec::new()),
            fetched => fetched?,
        };
        let mut links = Vec::new();
        for set in &agreement.sets {
            let waiting = set
                .members
                .iter()
                .filter(|member| member.state == ParticipantState::Waiting);
            links.extend(waiting.map(|member| {
                (
                    set.id,
                    member.person.value.email.to_string(),
                    notices::signing_link(self, member),
                )
            }));
        }
        Ok(links)
    }

    /// The active users among the people of an agreement (A-07).
    pub(crate) async fn internal_people(
        &self,
        agreement: &Agreement,
    ) -> Result<BTreeMap<ParticipantId, UserId>> {
        let mut internal = BTreeMap::new();
        for member in agreement.members() {
            let active = self
                .active_user(agreement.account, &member.person.value.email)
                .await?;
            internal.extend(active.map(|(user, _)| (member.id, user)));
        }
        Ok(internal)
    }

    /// The active user of this account with this address, and their name (A-07).
    pub(crate) async fn active_user(
        &self,
        account: AccountId,
        email: &Email,
    ) -> Result<Option<(UserId, String)>> {
        let user = self.store.user_by_email(email.as_str()).await?;
        let active = user
            .filter(|user| user.state == store::UserState::Active && user.account_id == account.to_string());
        active
            .map(|user| Ok((crate::accounts::user_id(&user.id)?, user.name)))
            .transpose()
    }
}

fn in_draft(agreement: &Agreement) -> Result<()> {
    if agreement.status == Status::Draft && agreement.binned_at.is_none() {
        Ok(())
    } else {
        Err(Refusal::NotNow.into())
    }
}

/// Nothing is done to what nobody has read.
pub(crate) fn as_read(agreement: &Agreement, read: Option<u64>) -> Result<()> {
    match read {
        Some(version) if version != agreement.version => Err(Refusal::DraftChanged.into()),
        _ => Ok(()),
    }
}

/// The setting lies within what a draft may say.
fn link_days(standing: &Standing) -> u16 {
    u16::try_from(standing.number(&LINK_DAYS)).unwrap_or(schedule::DEFAULT_LINK_DAYS)
}

fn check_details(details: &Details) -> Result<()> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    if long(&details.name, 255) || long(&details.subject, 255) {
        return Err(Error::BadInput {
            field: "name",
            code: "TOO_LONG",
        });
    }
    if long(&details.message, 10_000) {
        return Err(Error::BadInput {
            field: "message",
            code: "TOO_LONG",
        });
    }
    if !(1..=365).contains(&details.link_days) {
        return Err(Error::BadInput {
            field: "link_days",
            code: "OUT_OF_RANGE",
        });
    }
    Ok(())
}

/// Somebody whose turn it is, and who needs nothing but the link.
fn proved_by_link_alone(member: &Member) -> bool {
    member.state == ParticipantState::Waiting && !member.asks_a_question()
}

/// What making one document of several changed is said with the last one; what was said before is not said again.
fn remark(documents: &mut [Document], remarks: Vec<String>) {
    let known: BTreeSet<String> = documents
        .iter()
        .flat_map(|document| document.remarks.clone())
        .collect();
    if let Some(last) = documents.last_mut() {
        last.remarks
            .extend(remarks.into_iter().filter(|remark| !known.contains(remark)));
    }
}

/// The pages that uploads of this moment have brought.
fn fresh_pages(documents: &[Document], fresh: &[Opened]) -> BTreeSet<usize> {
    let (mut first, mut pages) = (0, BTreeSet::new());
    for document in documents {
        if fresh.iter().any(|opened| opened.document.id == document.id) {
            pages.extend(first..first + document.pages);
        }
        first += document.pages;
    }
    pages
}

/// Fields follow their pages when files are added, taken out or reordered; those of pages that are gone go too.
fn move_fields(agreement: &Agreement, documents: &[Document], page_count: usize) -> Vec<Field> {
    let place = |documents: &[Document]| {
        let mut first = 0;
        documents
            .iter()
            .map(|document| {
                let start = first;
                first += document.pages;
                (document.id, start)
            })
            .collect::<Vec<_>>()
    };
    let (before, after) = (place(&agreement.documents), place(documents));
    let moved = |field: &Field| {
        let (document, start) = before.iter().rev().find(|(_, start)| *start <= field.page)?;
        let (_, new_start) = after.iter().find(|(id, _)| id == document)?;
        let page = new_start + field.page - start;
        (page < page_count).then(|| Field {
            page,
            ..field.clone()
        })
    };
    agreement.fields.iter().filter_map(moved).collect()
}

/// The same people and fields with new identities and an empty past.
/// A name that every file system takes.
pub(crate) fn file_stem(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '-'
            } else {
                c
            }
        })
        .take(120)
        .collect();
    let trimmed = clean.trim().trim_end_matches(".pdf").trim_matches('.').trim();
    if trimmed.is_empty() {
        "document".to_owned()
    } else {
        trimmed.to_owned()
    }
}
