//! Sends a one-time code, or has it said in a call. The code is derived now and stored nowhere. It is never repeated by itself after it may have left
//! (decision 33): the recipient asks again.

use super::{Failure, overtaken};
use crate::error::Error;
use crate::ports::{Argument, OutsideError};
use crate::{App, By, failpoint, notices};
use domain::agreement::{Agreement, Command, Member};
use domain::contact::Phone;
use domain::identity::{Challenge, CodeChannel, Method};
use domain::ids::{AgreementId, ChallengeId, ParticipantId};
use domain::language::Language;

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
    let kind = match current.channel {
        CodeChannel::Text => "code",
        CodeChannel::Voice => "call",
    };
    let to = (store::Channel::Sms, phone.masked());
    let message = notices::message(row, &agreement, Some(member), kind, to);
    if begin(app, row, &message).await? {
        let text = words(app, &agreement, member, current);
        hand_over(app, (phone, member.language), current, &text, message).await?;
    }
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

/// Notes that the code is about to leave; `false` when an earlier run has sent it. A note without an end is of a run that died in
/// between: the code may have left.
async fn begin(app: &App, row: &store::Job, message: &store::Message) -> Result<bool, Failure> {
    let noted = match row.attempts {
        ..=1 => None,
        _ => app.store.message(&message.id).await?,
    };
    match noted {
        Some(noted) if noted.state == store::MessageState::Sent => Ok(false),
        Some(noted) if noted.error.is_none() => {
            let reason = "the run that sent it did not end".to_owned();
            Err(Failure::Never(OutsideError::Uncertain(reason).into()))
        }
        _ => {
            record(app, message).await?;
            Ok(true)
        }
    }
}

async fn hand_over(
    app: &App,
    (to, language): (&Phone, Language),
    challenge: &Challenge,
    text: &str,
    message: store::Message,
) -> Result<(), Failure> {
    let reference = challenge.id.to_string();
    let taken = match (challenge.channel, &app.ports.voice) {
        (CodeChannel::Text, _) => app.ports.sms.send(to, text, &reference).await,
        (CodeChannel::Voice, Some(voice)) => voice.call(to, text, language, &reference).await,
        (CodeChannel::Voice, None) => Err(OutsideError::Unavailable("nobody calls here".to_owned())),
    };
    let sent = match taken {
        Err(error @ OutsideError::Uncertain(_)) => return Err(Failure::Never(error.into())),
        other => other.map_err(Error::from),
    };
    failpoint::hit(app.config.failpoint.as_deref(), failpoint::AFTER_CODE);
    let ended = notices::after_hand_over(message, &sent, app.ports.clock.now());
    record(app, &ended).await?;
    Ok(sent.map(drop)?)
}

async fn record(app: &App, message: &store::Message) -> Result<(), Error> {
    let mut transaction = app.store.begin().await?;
    transaction.record_message(message).await?;
    transaction.commit().await?;
    Ok(())
}

/// Names the sender and, once the recipient has a right to it, nothing more than they can know. In a call each digit is said alone, and
/// all of them twice.
fn words(app: &App, agreement: &Agreement, member: &Member, challenge: &Challenge) -> String {
    let code = app.keys.code(challenge.id);
    let (key, code) = match challenge.channel {
        CodeChannel::Text => ("sms-code", code.reveal().to_owned()),
        CodeChannel::Voice => ("voice-code", spelled(code.reveal())),
    };
    let arguments = [
        ("code", Argument::Text(code)),
        ("sender", Argument::Text(agreement.sender.value.name.clone())),
        ("organisation", Argument::Text(agreement.organisation.clone())),
    ];
    app.ports.words.say(member.language, key, &arguments)
}

fn spelled(code: &str) -> String {
    let digits: Vec<String> = code.chars().map(String::from).collect();
    digits.join(", ")
}
