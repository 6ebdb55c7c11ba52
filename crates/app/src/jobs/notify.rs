//! Hands mails over. The Message-ID is the job's identity, so that a second copy after an uncertain end is told by mail programs.

use super::{Failure, notice_name};
use crate::error::Error;
use crate::ports::{Mail, OutsideError};
use crate::{App, failpoint, notices};
use domain::agreement::Notice;
use domain::ids::{AgreementId, UserId};

pub(super) async fn about_agreement(
    app: &App,
    row: &store::Job,
    id: AgreementId,
    notice: &Notice,
) -> Result<(), Failure> {
    let agreement = app.load(id).await?;
    let Some(letter) = notices::letter(app, &agreement, notice).await? else {
        return Ok(());
    };
    let to = letter.to.email.clone();
    let member = letter.member.and_then(|member| agreement.member(member));
    notices::begin_message(
        app,
        row,
        &agreement,
        member,
        &notice_name(notice),
        store::Channel::Mail,
        &notices::masked(&to),
    )
    .await?;
    let mail = Mail {
        message_id: notices::message_id(app, row),
        ..letter.mail(app)
    };
    hand_over(app, row, &mail).await
}

pub(super) async fn to_user(
    app: &App,
    row: &store::Job,
    user: UserId,
    invitation: bool,
) -> Result<(), Failure> {
    let Some(mail) = notices::user_letter(app, row, user, invitation).await? else {
        return Ok(());
    };
    hand_over(app, row, &mail).await
}

async fn hand_over(app: &App, row: &store::Job, mail: &Mail) -> Result<(), Failure> {
    failpoint::hit(app.config.failpoint.as_deref(), "before-mail");
    let sent = app.ports.mail.send(mail).await;
    let uncertain_again = matches!(sent, Err(OutsideError::Uncertain(_))) && row.attempts > 1;
    let sent = sent.map_err(Error::from);
    notices::end_message(app, row, &sent).await?;
    match sent {
        Ok(_) => Ok(()),
        // Sent once more with the same Message-ID, then left to a person (decision 33).
        Err(error) if uncertain_again => Err(Failure::Never(error)),
        Err(error) => Err(error.into()),
    }
}
