//! Sends a one-time code. The code is derived now and stored nowhere. It is never repeated by itself after it may have left
//! (decision 33): the recipient asks again.

use super::{Failure, overtaken};
use crate::error::Error;
use crate::ports::{Argument, OutsideError};
use crate::{App, By, notices};
use domain::agreement::{Agreement, Command, Member};
use domain::identity::Method;
use domain::ids::{AgreementId, ChallengeId, ParticipantId};

pub(super) async fn run(
    app: &App,
    row: &store::Job,
    id: AgreementId,
    participant: ParticipantId,
    challenge: ChallengeId,
) -> Result<(), Failure> {
    let agreement = app.load(id).await?;
    let Some(member) = agreement.member(participant) else {
        return Ok(());
    };
    let Some(current) = member
        .challenge
        .as_ref()
        .filter(|current| current.id == challenge)
    else {
        return Ok(());
    };
    let Method::Phone { phone } = &member.method.value else {
        return Ok(());
    };
    if current.handed_over_at.is_some() || app.ports.clock.now() >= current.expires_at() {
        return Ok(());
    }
    notices::begin_message(
        app,
        row,
        &agreement,
        Some(member),
        "code",
        store::Channel::Sms,
        &phone.masked(),
    )
    .await?;
    let text = words(app, &agreement, member, challenge);
    let sent = match app.ports.sms.send(phone, &text, &challenge.to_string()).await {
        Err(OutsideError::Uncertain(reason)) => {
            return Err(Failure::Never(Error::Outside(OutsideError::Uncertain(reason))));
        }
        other => other.map_err(Error::from),
    };
    notices::end_message(app, row, &sent).await?;
    sent?;
    overtaken(
        app.execute(id, &By::system(), |_| {
            Ok(Command::CodeHandedOver {
                participant,
                challenge,
            })
        })
        .await,
    )
}

/// Names the sender and, once the recipient has a right to it, nothing more than they can know.
fn words(app: &App, agreement: &Agreement, member: &Member, challenge: ChallengeId) -> String {
    let code = app.keys.code(challenge);
    let arguments = [
        ("code", Argument::Text(code.reveal().to_owned())),
        ("sender", Argument::Text(agreement.sender.value.name.clone())),
        ("organisation", Argument::Text(agreement.organisation.clone())),
    ];
    app.ports.words.say(member.language, "sms-code", &arguments)
}
