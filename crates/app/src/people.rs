//! Who takes part once an agreement is out: another person in a place, a corrected address, and links that reached the wrong hands.

use crate::ceremony::Visit;
use crate::error::{Error, Result};
use crate::history::Alongside;
use crate::sharing::own_member;
use crate::{App, By, Caller};
use domain::Refusal;
use domain::agreement::{Agreement, Command, Member, ParticipantSet, Person, Role};
use domain::contact::{Email, Phone};
use domain::identity::{Method, PasswordFault, SigningPassword};
use domain::ids::{AgreementId, ParticipantId, ParticipantSetId, UserId, VisitId};
use domain::language::Language;
use domain::refusal::DraftProblem;
use uuid::Uuid;

/// Who takes a place.
#[derive(Clone)]
pub struct Replacement {
    /// Name and address.
    pub person: Person,
    /// How they prove who they are.
    pub method: Method,
    /// The signing password, where the method is one: what the one before was told opens nothing for the next.
    pub password: Option<SigningPassword>,
    /// Whether they are asked for their PIN as well.
    pub pin: bool,
    /// In which language they are written to.
    pub language: Language,
    /// A message to them alone; may be empty.
    pub private_message: String,
}

/// To whom a recipient hands their place over.
#[derive(Clone)]
pub struct Delegate {
    /// Their address.
    pub email: Email,
    /// Their number, where a code is to be sent to it.
    pub phone: Option<Phone>,
    /// A message to them alone; may be empty.
    pub private_message: String,
}

impl App {
    /// Puts another person, or the same one with another address, into a place where nobody has acted; in the version that was read,
    /// where one is named. The old link is dead with the same stroke that makes the new one.
    pub async fn replace_participant(
        &self,
        caller: &Caller,
        id: AgreementId,
        participant: ParticipantId,
        replacement: Replacement,
        read: Option<u64>,
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        let set = agreement.set_of(participant).ok_or(Error::NotFound)?;
        let (method, secret) = match (replacement.method, replacement.password) {
            (Method::Password { .. }, Some(password)) => {
                let (id, row) = self.new_secret(id, &password).await?;
                (Method::Password { secret: Some(id) }, Some(row))
            }
            (Method::Password { .. }, None) => {
                let code = PasswordFault::Length.code();
                return Err(Error::BadInput {
                    field: "password",
                    code,
                });
            }
            (method, _) => (method, None),
        };
        let by = Member::new(
            ParticipantId(Uuid::now_v7()),
            replacement.person,
            method,
            replacement.language,
        )
        .with_private_message(&replacement.private_message)
        .with_pin(replacement.pin && set.role.acts());
        let successor = by.id;
        let forbidden = if set.role == Role::Cc {
            Vec::new()
        } else {
            self.forbidden_with(caller, &agreement, set, &by, participant)
                .await?
        };
        let command = Command::ReplaceParticipant {
            participant,
            user: self.user_behind(&agreement, &by).await?,
            by: Box::new(by),
        };
        let alongside = Alongside {
            forgets: Some(participant),
            secret,
            ..Alongside::default()
        };
        let replaced = self
            .execute_with(id, &By::from(caller), alongside, |now| {
                if read.is_some_and(|version| version != now.version) {
                    return Err(Refusal::DraftChanged.into());
                }
                if !forbidden.is_empty() {
                    return Err(Refusal::NotReady { problems: forbidden }.into());
                }
                Ok(command)
            })
            .await?;
        self.remember_member(caller, &replaced, successor).await;
        Ok(replaced)
    }

    /// The caller hands their own place over to somebody else. Their link is dead with the same stroke that makes the new one.
    pub async fn delegate(
        &self,
        caller: &Caller,
        id: AgreementId,
        place: ParticipantSetId,
        to: Delegate,
    ) -> Result<Agreement> {
        let agreement = self.visible(caller, id).await?;
        let before = own_member(caller, &agreement, place)?;
        let set = agreement.set_of(before.id).ok_or(Error::NotFound)?;
        let person = Person {
            // Known by their address until they say how they are called.
            name: to.email.as_str().to_owned(),
            email: to.email,
        };
        let method = to.phone.map_or(Method::Email, |phone| Method::Phone { phone });
        let by = Member::new(ParticipantId(Uuid::now_v7()), person, method, before.language)
            .with_private_message(&to.private_message)
            // Whoever comes proves no less.
            .with_pin(before.pin);
        let mut forbidden = self
            .forbidden_with(caller, &agreement, set, &by, before.id)
            .await?;
        // The method is not theirs to choose: it is the one that was chosen at sending.
        forbidden.retain(|problem| !matches!(problem, DraftProblem::MethodNotAllowed { .. }));
        if !forbidden.is_empty() {
            return Err(Refusal::NotReady { problems: forbidden }.into());
        }
        let command = Command::Delegate {
            participant: before.id,
            visit: VisitId(Uuid::now_v7()),
            user: self.user_behind(&agreement, &by).await?,
            by: Box::new(by),
        };
        let alongside = Alongside {
            forgets: Some(before.id),
            ..Alongside::default()
        };
        self.execute_with(id, &By::from(caller), alongside, |_| Ok(command))
            .await
    }

    /// What the account would lack or forbid for this person in this place, judged as at sending (M-77, A-20).
    async fn forbidden_with(
        &self,
        caller: &Caller,
        agreement: &Agreement,
        set: &ParticipantSet,
        by: &Member,
        participant: ParticipantId,
    ) -> Result<Vec<DraftProblem>> {
        let mut changed = agreement.clone();
        let members = changed.sets.iter_mut().flat_map(|set| &mut set.members);
        for member in members.filter(|member| member.id == participant) {
            member.clone_from(by);
        }
        let problems = self.sending_problems(caller.chooser, &changed).await?;
        Ok(problems
            .into_iter()
            .filter(|problem| concerns(problem, set.id))
            .collect())
    }

    /// The active user of the agreement's account with this member's address.
    async fn user_behind(&self, agreement: &Agreement, member: &Member) -> Result<Option<UserId>> {
        let found = self
            .active_user(agreement.account, &member.person.value.email)
            .await?;
        Ok(found.map(|(id, _)| id))
    }

    /// "This is not meant for me": the link opens nothing any more, and the owner hears of it. Nothing need be proved for that.
    pub async fn report_misdirected(&self, visit: &Visit, comment: &str) -> Result<Agreement> {
        let command = Command::ReportMisdirected {
            participant: visit.participant,
            comment: comment.to_owned(),
        };
        let alongside = Alongside {
            forgets: Some(visit.participant),
            ..Alongside::default()
        };
        self.execute_with(visit.agreement.id, &visit.by(), alongside, |_| Ok(command))
            .await
    }
}

/// Without a mandate nobody's act can be sealed; an unbound user, or one whom only the link proves, or whose method is none that may be
/// chosen, matters in their own place.
fn concerns(problem: &DraftProblem, set: ParticipantSetId) -> bool {
    match problem {
        DraftProblem::NoMandate => true,
        DraftProblem::MethodNotAllowed { participant, .. }
        | DraftProblem::PersonWithoutBinding { participant }
        | DraftProblem::PersonWithoutPin { participant }
        | DraftProblem::PersonWithoutSecondFactor { participant } => *participant == set,
        _ => false,
    }
}
