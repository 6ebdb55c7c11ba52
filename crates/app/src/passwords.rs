//! Signing passwords: set by the sender, told by another way, compared with a slow hash. Agreements name the password
//! that counts; its hash stands apart, and the words are nowhere.

use crate::ceremony::Visit;
use crate::error::{Error, Result};
use crate::history::Alongside;
use crate::{App, By, Caller};
use domain::Refusal;
use domain::agreement::{Agreement, Command, ParticipantSet};
use domain::identity::{Method, MethodKind, SigningPassword};
use domain::ids::{AgreementId, ParticipantId, SecretId};
use uuid::Uuid;

impl App {
    /// Sets the password of a person whose method it is, in a draft or on an open agreement; the one before is dead at once.
    pub async fn set_signing_password(
        &self,
        caller: &Caller,
        id: AgreementId,
        participant: ParticipantId,
        password: &SigningPassword,
    ) -> Result<Agreement> {
        let agreement = self.owned(caller, id).await?;
        let member = agreement.member(participant).ok_or(Error::NotFound)?;
        if !matches!(member.method.value, Method::Password { .. }) {
            return Err(Refusal::NotNow.into());
        }
        let (secret, row) = self.new_secret(id, password).await?;
        let alongside = Alongside {
            secret: Some(row),
            ..Alongside::default()
        };
        self.execute_with(id, &By::from(caller), alongside, |_| {
            Ok(Command::ResetPassword { participant, secret })
        })
        .await
    }

    /// The hash of a password, to be kept together with the decision that names it.
    pub(crate) async fn new_secret(
        &self,
        agreement: AgreementId,
        password: &SigningPassword,
    ) -> Result<(SecretId, store::Secret)> {
        let id = SecretId(Uuid::now_v7());
        let row = store::Secret {
            id: id.to_string(),
            agreement_id: agreement.to_string(),
            hash: self.hash_password(password.reveal()).await?,
            created_at: self.ports.clock.now(),
        };
        Ok((id, row))
    }

    /// Answers with the signing password. Nothing is compared for somebody who is not being asked, so that a stolen link cannot
    /// keep the machine hashing; a wrong answer is counted before it is told, whatever runs in parallel.
    pub async fn answer_password(&self, visit: &Visit, answered: &str) -> Result<Agreement> {
        let Method::Password { secret: Some(secret) } = visit.member()?.method.value else {
            return Err(Refusal::NotNow.into());
        };
        if !visit.stage.is_asked(MethodKind::Password) {
            return Err(Refusal::NotNow.into());
        }
        let id = visit.agreement.id;
        let kept = self.store.secret(&id.to_string(), &secret.to_string()).await?;
        let is_right = self.password_is(answered, kept.map(|kept| kept.hash)).await?;
        self.execute(id, &visit.by(), |_| {
            Ok(Command::AnswerPassword {
                participant: visit.participant,
                visit: visit.id,
                secret,
                is_right,
            })
        })
        .await
    }
}

/// The people as they were handed in, each with the password that the draft has for them: nobody names one from outside.
pub(crate) fn kept(draft: &Agreement, mut sets: Vec<ParticipantSet>) -> Vec<ParticipantSet> {
    for member in sets.iter_mut().flat_map(|set| &mut set.members) {
        if let Method::Password { secret } = &mut member.method.value {
            let known = draft.member(member.id).map(|known| &known.method.value);
            *secret = match known {
                Some(Method::Password { secret }) => *secret,
                _ => None,
            };
        }
    }
    sets
}
