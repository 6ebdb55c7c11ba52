//! A recipient's visit: from the link to *Click to Sign*. Nothing of the document leaves before the identity is proved.

use crate::error::{Error, Result};
use crate::keys::Token;
use crate::uploads::Download;
use crate::{App, By};
use bytes::Bytes;
use domain::Refusal;
use domain::agreement::{
    Actor, Agreement, CancelReason, Client, Command, Member, ParticipantState, Role, Status,
};
use domain::fields::{FieldProblem, FieldValue, Filled};
use domain::identity::{Code, CodeChannel, FactorKind, FreshFactor, MethodKind};
use domain::ids::{AgreementId, ChallengeId, FieldId, ParticipantId, VisitId};
use domain::language::Language;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A visit without a request ends after so long; the identity must be proved again then.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long the image of a page is kept.
const IMAGE_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// The widths in which pages are drawn; others are rounded up, so that the cache is not filled at will.
const WIDTHS: [u32; 6] = [160, 480, 828, 1240, 1800, 2480];

/// Where a recipient stands at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Another one of their group acted; nothing is left to do here.
    ActedByOther,
    /// Taken back by the owner, declined by somebody, or ended by wrong answers.
    Cancelled,
    /// A second factor is asked for.
    Challenge {
        /// What is asked for now.
        asked: MethodKind,
        /// A code was asked for in this visit and is still good.
        code_sent: bool,
        /// How many wrong answers are still allowed.
        attempts_left: u32,
    },
    /// All done; the signed document can be fetched.
    Completed,
    /// This recipient declined.
    Declined,
    /// The document is open, to be filled and signed.
    Document,
    /// The deadline passed.
    Expired,
    /// The link is dead; its holder may ask for more time.
    LinkExpired {
        /// They have asked already.
        asked: bool,
    },
    /// Whoever held the link said that it is not meant for them.
    Misdirected,
    /// Another recipient's turn comes first.
    NotYet,
    /// Clicked; the seal is being made.
    Sealing,
    /// Done here; others still have to act.
    WaitingForOthers,
}

impl Stage {
    /// Whether this is what the recipient is being asked, and may still answer.
    pub(crate) fn is_asked(&self, kind: MethodKind) -> bool {
        matches!(self, Stage::Challenge { asked, attempts_left: 1.., .. } if *asked == kind)
    }
}

/// A recipient's visit.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The agreement. What of it may be shown depends on the stage.
    pub agreement: Agreement,
    /// Which of its people this is.
    pub participant: ParticipantId,
    /// The visit's identity.
    pub id: VisitId,
    /// Where the recipient stands.
    pub stage: Stage,
    /// From where.
    pub client: Client,
    /// A cookie to be set, when the visit has just begun.
    pub new_cookie: Option<Token>,
}

/// What a recipient hands in with *Click to Sign*.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The values of their fields.
    pub values: BTreeMap<FieldId, FieldValue>,
    /// SHA-256 of the revision that the page showed.
    pub shown_revision: String,
    /// For an internal user: the password, asked once more (M-77).
    pub password: Option<String>,
}

impl Visit {
    /// The person.
    pub fn member(&self) -> Result<&Member> {
        self.agreement.member(self.participant).ok_or(Error::NotFound)
    }

    /// What they are asked to do.
    pub fn role(&self) -> Role {
        self.agreement
            .set_of(self.participant)
            .map_or(Role::Signer, |set| set.role)
    }

    pub(crate) fn by(&self) -> By {
        By {
            actor: Actor::Participant { id: self.participant },
            client: Some(self.client.clone()),
        }
    }
}

impl App {
    /// Comes through the door: finds who the link belongs to and goes on with the visit of `cookie`, or begins a new one.
    pub async fn visit(&self, link: &Token, cookie: Option<&Token>, client: Client) -> Result<Visit> {
        let row = self
            .store
            .participant_by_link(&link.hash())
            .await?
            .ok_or(Error::NotFound)?;
        let agreement: AgreementId = row
            .agreement_id
            .parse()
            .map_err(|_| Error::Damaged("agreement id".into()))?;
        let participant: ParticipantId = row
            .id
            .parse()
            .map_err(|_| Error::Damaged("participant id".into()))?;
        let agreement = self.load(agreement).await?;
        let now = self.ports.clock.now();
        let (token, is_new) = match cookie {
            Some(cookie) if self.resume(cookie, participant, now).await? => (cookie.clone(), false),
            _ => (
                self.begin_visit(&agreement, participant, &client, now).await?,
                true,
            ),
        };
        let id = visit_id(&token);
        let stage = stage(&agreement, participant, id, now)?;
        Ok(Visit {
            agreement,
            participant,
            id,
            stage,
            client,
            new_cookie: is_new.then_some(token),
        })
    }

    async fn resume(&self, cookie: &Token, participant: ParticipantId, now: Timestamp) -> Result<bool> {
        let Some(visit) = self.store.visit(&cookie.hash()).await? else {
            return Ok(false);
        };
        if visit.participant_id != participant.to_string() || now >= visit.expires_at {
            return Ok(false);
        }
        if now.duration_since(visit.last_seen_at) > SignedDuration::from_secs(60) {
            let mut transaction = self.store.begin().await?;
            transaction
                .touch_visit(&cookie.hash(), now, after(now, IDLE))
                .await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    async fn begin_visit(
        &self,
        agreement: &Agreement,
        participant: ParticipantId,
        client: &Client,
        now: Timestamp,
    ) -> Result<Token> {
        let token = Token::random();
        let generation = agreement
            .member(participant)
            .map_or(0, |member| member.link_generation);
        let row = store::Visit {
            token_hash: token.hash(),
            participant_id: participant.to_string(),
            agreement_id: agreement.id.to_string(),
            generation: i64::from(generation),
            created_at: now,
            last_seen_at: now,
            expires_at: after(now, IDLE),
            passed: "[]".to_owned(),
            shown_revision: None,
            ip: client.ip.clone(),
            user_agent: client.user_agent.clone(),
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_visit(&row).await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// "Send code": a new code kills the old one. It comes as a text message, or is spoken in a call where there is a party
    /// that calls.
    pub async fn request_code(&self, visit: &Visit, channel: CodeChannel) -> Result<Agreement> {
        if channel == CodeChannel::Voice && self.ports.voice.is_none() {
            return Err(Refusal::NotNow.into());
        }
        let command = Command::RequestCode {
            participant: visit.participant,
            visit: visit.id,
            challenge: ChallengeId(Uuid::now_v7()),
            channel,
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
    }

    /// Answers with a code. A wrong one is counted before the answer is given, whatever runs in parallel. What cannot be a code is compared
    /// with nothing and counted nowhere: it tells whoever guesses nothing.
    pub async fn answer_code(&self, visit: &Visit, answered: &str) -> Result<Agreement> {
        let answered = Code::typed(answered).ok_or(Error::BadInput {
            field: "code",
            code: "NOT_A_CODE",
        })?;
        self.execute(visit.agreement.id, &visit.by(), |agreement| {
            let member = agreement.member(visit.participant).ok_or(Error::NotFound)?;
            let challenge = member.challenge.as_ref().ok_or(Refusal::CodeNotRequested)?;
            let expected = self.keys.code(challenge.id);
            Ok(Command::AnswerCode {
                participant: visit.participant,
                visit: visit.id,
                expected,
                answered,
            })
        })
        .await
    }

    /// The page, not the link, says that the document was shown; once for each visit.
    pub async fn viewed(&self, visit: &Visit) -> Result<()> {
        must_be_inside(visit)?;
        let command = Command::View {
            participant: visit.participant,
            visit: visit.id,
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
            .map(drop)
    }

    /// Agrees to sign electronically (C-40). `text_sha256` is the hash of the words that were shown.
    pub async fn accept_consent(
        &self,
        visit: &Visit,
        text_sha256: String,
        language: Language,
    ) -> Result<Agreement> {
        let command = Command::AcceptConsent {
            participant: visit.participant,
            visit: visit.id,
            text_sha256,
            language,
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
    }

    /// *Click to Sign*: freezes values, consent, proof and time; the seal is a job (decision 12).
    pub async fn sign(&self, visit: &Visit, signing: Signing) -> Result<Agreement> {
        must_be_inside(visit)?;
        let fresh_factor = self.fresh_factor(visit, signing.password.as_deref()).await?;
        let values = self.with_files(visit, &signing.values).await?;
        let command = Command::Sign {
            participant: visit.participant,
            visit: visit.id,
            values,
            shown_revision: signing.shown_revision,
            fresh_factor,
        };
        let signed = self
            .execute(visit.agreement.id, &visit.by(), |agreement| {
                self.must_be_writable(agreement, &command)?;
                Ok(command)
            })
            .await?;
        self.forget_values(visit).await?;
        Ok(signed)
    }

    /// An internal user proves themself once more at the click.
    async fn fresh_factor(&self, visit: &Visit, password: Option<&str>) -> Result<Option<FreshFactor>> {
        let Some(user) = visit.member()?.user else {
            return Ok(None);
        };
        let password = password
            .filter(|password| !password.is_empty())
            .ok_or(Refusal::FreshFactorMissing)?;
        self.confirm_password(user, password)
            .await
            .map_err(|error| match error {
                Error::Unauthenticated => Error::BadInput {
                    field: "password",
                    code: "WRONG_PASSWORD",
                },
                other => other,
            })?;
        Ok(Some(FreshFactor {
            user,
            factor: FactorKind::Password,
            at: self.ports.clock.now(),
        }))
    }

    /// Refuses, with a reason.
    pub async fn decline(&self, visit: &Visit, reason: &str) -> Result<Agreement> {
        let command = Command::Decline {
            participant: visit.participant,
            visit: visit.id,
            reason: reason.to_owned(),
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
    }

    /// Does not want to sign electronically, or asks for paper (C-41); a new consent takes it back.
    pub async fn withdraw_consent(&self, visit: &Visit, paper: bool, message: &str) -> Result<Agreement> {
        let command = Command::WithdrawConsent {
            participant: visit.participant,
            visit: visit.id,
            paper,
            message: message.to_owned(),
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
    }

    /// Asks the owner for a longer link (M-82).
    pub async fn request_extension(&self, visit: &Visit) -> Result<Agreement> {
        let command = Command::RequestExtension {
            participant: visit.participant,
        };
        self.execute(visit.agreement.id, &visit.by(), |_| Ok(command))
            .await
    }

    /// An image of a page of the revision that is to be signed.
    pub async fn visit_page(&self, visit: &Visit, page: usize, width: u32) -> Result<Bytes> {
        must_be_inside(visit)?;
        self.image_of(&visit.agreement, page, width).await
    }

    /// The file: before signing to read it, after completion the signed one (C-42), always behind the same factor.
    pub async fn visit_file(&self, visit: &Visit) -> Result<Download> {
        must_be_inside(visit)?;
        self.signed_file(&visit.agreement).await
    }

    /// Keeps what was typed so far, so that another device or a reload goes on with it.
    pub async fn keep_values(&self, visit: &Visit, values: &BTreeMap<FieldId, FieldValue>) -> Result<()> {
        must_be_inside(visit)?;
        let own: Vec<FieldId> = visit
            .agreement
            .fields_of(visit.participant)
            .map(|field| field.id)
            .collect();
        if values.keys().any(|id| !own.contains(id)) {
            return Err(Refusal::Unknown.into());
        }
        let values = self.with_files(visit, values).await?;
        self.write_values(visit, &values).await
    }

    pub(crate) async fn write_values(
        &self,
        visit: &Visit,
        values: &BTreeMap<FieldId, FieldValue>,
    ) -> Result<()> {
        let plain = serde_json::to_vec(values)?;
        if plain.len() > 2 << 20 {
            return Err(Error::BadInput {
                field: "values",
                code: "TOO_LARGE",
            });
        }
        let id = visit.participant.to_string();
        let sealed = self.keys.wrap("values", id.as_bytes(), &plain)?;
        let mut transaction = self.store.begin().await?;
        transaction
            .keep_values(&id, &sealed, self.ports.clock.now())
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What the fields of this visit come to with what was typed: what is hidden, what fills itself, what is still wrong.
    pub async fn filled(&self, visit: &Visit, typed: &BTreeMap<FieldId, FieldValue>) -> Result<Filled> {
        must_be_inside(visit)?;
        let values = self.with_files(visit, typed).await?;
        let now = self.ports.clock.now();
        let mut filled = visit.agreement.filled(visit.member()?, &values, now);
        let lost = self.unwritable(&visit.agreement, visit.participant, &values, &filled);
        let lost: Vec<_> = lost.map(|field| (field, FieldProblem::NotWritable)).collect();
        filled.problems.extend(lost);
        Ok(filled)
    }

    /// What was typed so far.
    pub async fn kept_values(&self, visit: &Visit) -> Result<BTreeMap<FieldId, FieldValue>> {
        must_be_inside(visit)?;
        let id = visit.participant.to_string();
        let Some(sealed) = self.store.kept_values(&id).await? else {
            return Ok(BTreeMap::new());
        };
        let plain = self.keys.unwrap("values", id.as_bytes(), &sealed)?;
        let mut values: BTreeMap<FieldId, FieldValue> = serde_json::from_slice(&plain)?;
        values.retain(|id, _| {
            visit
                .agreement
                .fields_of(visit.participant)
                .any(|field| field.id == *id)
        });
        Ok(values)
    }

    async fn forget_values(&self, visit: &Visit) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        transaction.forget_values(&visit.participant.to_string()).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(crate) async fn image_of(&self, agreement: &Agreement, page: usize, width: u32) -> Result<Bytes> {
        let width = WIDTHS
            .into_iter()
            .find(|known| *known >= width)
            .unwrap_or(WIDTHS[WIDTHS.len() - 1]);
        self.image_at(agreement, page, width).await
    }

    /// A page exactly so wide, within what is drawn at all.
    pub(crate) async fn image_at(&self, agreement: &Agreement, page: usize, width: u32) -> Result<Bytes> {
        let width = width.clamp(1, WIDTHS[WIDTHS.len() - 1]);
        if page >= agreement.pages.len() {
            return Err(Error::NotFound);
        }
        let (account, now) = (agreement.account.to_string(), self.ports.clock.now());
        let bytes_of = match agreement.last_revision() {
            Some(revision) => revision.sha256.clone(),
            None => format!("{}-{}", agreement.id, documents_key(agreement)),
        };
        let name = format!("{bytes_of}-{page}-{width}");
        if let Some(image) = self.pages.get(&account, &name, now).await? {
            return Ok(image);
        }
        let document = self.current_bytes(agreement).await?;
        let image = self.ports.documents.render(document, page, width).await?.png;
        self.pages
            .put(&account, &name, &image, after(now, IMAGE_LIFE))
            .await?;
        Ok(image)
    }
}

/// Tells the working documents of one draft apart: which files, in which order.
fn documents_key(agreement: &Agreement) -> String {
    let ids: Vec<String> = agreement
        .documents
        .iter()
        .map(|document| document.id.to_string())
        .collect();
    crate::keys::sha256_hex(ids.join(",").as_bytes())
}

fn must_be_inside(visit: &Visit) -> Result<()> {
    match visit.stage {
        Stage::Document | Stage::Completed => Ok(()),
        Stage::ActedByOther | Stage::Misdirected | Stage::Sealing | Stage::WaitingForOthers => {
            Err(Refusal::AlreadyActed.into())
        }
        Stage::Challenge { .. } => Err(Refusal::IdentityNotProved.into()),
        Stage::LinkExpired { .. } => Err(Refusal::LinkExpired.into()),
        Stage::NotYet => Err(Refusal::NotYourTurn.into()),
        Stage::Cancelled | Stage::Declined | Stage::Expired => Err(Refusal::AgreementEnded.into()),
    }
}

fn stage(agreement: &Agreement, participant: ParticipantId, visit: VisitId, now: Timestamp) -> Result<Stage> {
    let member = agreement.member(participant).ok_or(Error::NotFound)?;
    Ok(match &agreement.status {
        Status::Draft | Status::Deleted => return Err(Error::NotFound),
        // It opens nothing any more, whatever becomes of the agreement.
        _ if member.state == ParticipantState::Misdirected => Stage::Misdirected,
        Status::Preparing => Stage::NotYet,
        Status::Expired => Stage::Expired,
        Status::Cancelled {
            reason: CancelReason::Declined { participant: who },
        } if *who == participant => Stage::Declined,
        Status::Cancelled { .. } => Stage::Cancelled,
        Status::Completed => challenge(agreement, member, visit, now).unwrap_or(Stage::Completed),
        Status::InProgress | Status::Closing => stage_in_progress(agreement, member, visit, now),
    })
}

fn stage_in_progress(agreement: &Agreement, member: &Member, visit: VisitId, now: Timestamp) -> Stage {
    match member.state {
        ParticipantState::NotYet => Stage::NotYet,
        ParticipantState::Sealing => Stage::Sealing,
        ParticipantState::Completed => Stage::WaitingForOthers,
        ParticipantState::CompletedByOther => Stage::ActedByOther,
        ParticipantState::Misdirected => Stage::Misdirected,
        ParticipantState::Declined => Stage::Declined,
        ParticipantState::Waiting if agreement.expires_at.is_some_and(|end| now >= end) => Stage::Expired,
        ParticipantState::Waiting if member.link_is_expired(now) => Stage::LinkExpired {
            asked: member.extension_requested,
        },
        ParticipantState::Waiting => challenge(agreement, member, visit, now).unwrap_or(Stage::Document),
    }
}

/// What is still to be answered in this visit.
fn challenge(agreement: &Agreement, member: &Member, visit: VisitId, now: Timestamp) -> Option<Stage> {
    let asked = member.asked_in(visit)?;
    let live = member
        .challenge
        .as_ref()
        .is_some_and(|challenge| challenge.visit == visit && now < challenge.expires_at());
    Some(Stage::Challenge {
        asked,
        code_sent: live,
        attempts_left: agreement.attempts_left(member, asked).unwrap_or(0),
    })
}

/// The visit's public identity, made from the hash of its cookie: it names the visit in the audit trail and opens nothing.
fn visit_id(token: &Token) -> VisitId {
    let hash = hex::decode(token.hash()).unwrap_or_default();
    let bytes = hash
        .get(..16)
        .and_then(|half| <[u8; 16]>::try_from(half).ok())
        .unwrap_or_default();
    VisitId(Uuid::from_bytes(bytes))
}

fn after(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.saturating_add(pause).unwrap_or(now)
}
