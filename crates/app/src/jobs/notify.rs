//! Hands mails over. The Message-ID is the job's identity, so that a second copy after an uncertain end is told by mail programs.
//! What became of a mail is kept together with the end of its job.

use super::{Ended, Failure, notice_name};
use crate::error::Error;
use crate::history::{Alongside, Lease};
use crate::lasting::Alarm;
use crate::ports::{HandedOver, Mail, OutsideError};
use crate::{App, By, failpoint, notices};
use domain::agreement::{Agreement, Command, Notice};
use domain::ids::{AgreementId, ParticipantId, UserId};
use uuid::Uuid;

pub(super) async fn about_agreement(app: &App, row: &store::Job, id: AgreementId, notice: &Notice) -> Ended {
    let (agreement, letter) = match written(app, id, notice).await {
        Ok(Some(written)) => written,
        Ok(None) => return Ended::from(Ok(())),
        Err(error) => return Ended::from(Err(error.into())),
    };
    let letter_to = letter.member;
    let member = letter.member.and_then(|member| agreement.member(member));
    let to = (store::Channel::Mail, notices::masked(&letter.to.email));
    let message = notices::message(row, &agreement, member, &notice_name(notice), to);
    let mail = Mail {
        message_id: notices::message_id(app, row),
        ..letter.mail(app)
    };
    let sent = hand_over(app, &mail).await;
    let message = notices::after_hand_over(message, &sent, app.ports.clock.now());
    if let (Some(participant), Err(Error::Outside(OutsideError::NoRecipient(_)))) = (letter_to, &sent)
        && bounced(app, row, id, participant, &message).await
    {
        return Ended {
            kept: true,
            ..Ended::from(Ok(()))
        };
    }
    Ended {
        message: Some(message),
        ..Ended::from(outcome(row, sent))
    }
}

/// An address that does not exist is told to the owner as an event of the agreement: no retry by the operator would help. What became
/// of the mail and the end of the job are kept with it. `false` where nobody waits for that person any more: then it is a dead letter
/// like any other.
async fn bounced(
    app: &App,
    row: &store::Job,
    id: AgreementId,
    participant: ParticipantId,
    message: &store::Message,
) -> bool {
    let alongside = Alongside {
        finishes: Some(Lease::from(row)),
        message: Some(store::Message {
            state: store::MessageState::Failed,
            ..message.clone()
        }),
        ..Alongside::default()
    };
    let command = Command::Bounce { participant };
    let kept = app
        .execute_with(id, &By::system(), alongside, |_| Ok(command))
        .await;
    if let Err(error) = &kept {
        tracing::info!(job.id = row.id, %error, "a refused address is nobody's that is waited for");
    }
    kept.is_ok()
}

/// The agreement and the letter about it; `None` when there is nobody to write to any more.
async fn written(
    app: &App,
    id: AgreementId,
    notice: &Notice,
) -> Result<Option<(Agreement, notices::Letter)>, Error> {
    let agreement = app.load(id).await?;
    let letter = notices::letter(app, &agreement, notice).await?;
    Ok(letter.map(|letter| (agreement, letter)))
}

pub(super) async fn to_user(
    app: &App,
    row: &store::Job,
    user: UserId,
    invitation: bool,
) -> Result<(), Failure> {
    match notices::user_letter(app, row, user, invitation).await? {
        Some(mail) => outcome(row, hand_over(app, &mail).await),
        None => Ok(()),
    }
}

pub(super) async fn alarm(app: &App, row: &store::Job, user: UserId, alarm: Alarm) -> Result<(), Failure> {
    match notices::alarm_letter(app, row, user, alarm).await? {
        Some(mail) => outcome(row, hand_over(app, &mail).await),
        None => Ok(()),
    }
}

pub(super) async fn about_webhook(app: &App, row: &store::Job, webhook: Uuid) -> Result<(), Failure> {
    match notices::webhook_letter(app, row, webhook).await? {
        Some(mail) => outcome(row, hand_over(app, &mail).await),
        None => Ok(()),
    }
}

async fn hand_over(app: &App, mail: &Mail) -> Result<HandedOver, Error> {
    failpoint::hit(app.config.failpoint.as_deref(), "before-mail");
    Ok(app.ports.mail.send(mail).await?)
}

fn outcome(row: &store::Job, sent: Result<HandedOver, Error>) -> Result<(), Failure> {
    match sent {
        Ok(_) => Ok(()),
        // Sent once more with the same Message-ID, then left to a person (decision 33).
        Err(error @ Error::Outside(OutsideError::Uncertain(_))) if row.attempts > 1 => {
            Err(Failure::Never(error))
        }
        Err(error) => Err(error.into()),
    }
}
