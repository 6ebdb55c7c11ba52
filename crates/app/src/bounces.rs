//! Mails that came back after a relay had taken them: a delivery status notification (RFC 3464), as a mail system hands it on. Which mail it is
//! about is told by the Message-ID that we gave it; nobody but its recipient and the relays on the way knows that.

mod report;

pub use report::MAX_REPORT;

use crate::error::{Error, Result};
use crate::history::Alongside;
use crate::{App, By};
use domain::Refusal;
use domain::agreement::Command;
use domain::ids::{AccountId, AgreementId, ParticipantId};
use report::{Action, Report};
use store::{Message, MessageState};
use uuid::Uuid;

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounce {
    /// It was kept: the agreement's owner sees it at the person.
    Kept,
    /// It was kept with the message; nobody waits for that person any more.
    KeptWithMessage,
    /// It was known before.
    Known,
    /// It tells of a delay or of a success: nothing to do.
    NotFinal,
    /// It is about no mail of ours.
    NotOurs,
}

impl App {
    /// Takes a report; `account` is whose mails it may be about, everybody's where the operator hands it in.
    pub async fn take_bounce(&self, account: Option<AccountId>, bytes: &[u8]) -> Result<Bounce> {
        let report = Report::read(bytes).ok_or(Error::BadInput {
            field: "report",
            code: "NOT_A_DELIVERY_REPORT",
        })?;
        let Some(message) = self.message_of(&report, account).await? else {
            return Ok(Bounce::NotOurs);
        };
        let Some(failure) = report.recipients.iter().find(|one| one.action == Action::Failed) else {
            return Ok(Bounce::NotFinal);
        };
        if message.state == MessageState::Failed {
            return Ok(Bounce::Known);
        }
        let failed = Message {
            state: MessageState::Failed,
            error: Some(failure.said()),
            ..message
        };
        self.keep_bounce(failed).await
    }

    async fn message_of(&self, report: &Report, account: Option<AccountId>) -> Result<Option<Message>> {
        let Some(id) = report.message_id.as_deref().and_then(job_in) else {
            return Ok(None);
        };
        let found = self.store.message(&id.to_string()).await?;
        let own = |message: &Message| account.is_none_or(|account| message.account_id == account.to_string());
        Ok(found.filter(|message| message.channel == store::Channel::Mail && own(message)))
    }

    /// With the person, as long as somebody is waited for behind the address; else with the message alone.
    async fn keep_bounce(&self, failed: Message) -> Result<Bounce> {
        if let Some((agreement, participant)) = whom(&failed) {
            let alongside = Alongside {
                message: Some(failed.clone()),
                ..Alongside::default()
            };
            let command = Command::Bounce { participant };
            let told = self
                .execute_with(agreement, &By::system(), alongside, |_| Ok(command))
                .await;
            match told {
                Ok(_) => return Ok(Bounce::Kept),
                // Acted, replaced, or over: it is told with the message alone.
                Err(Error::Refused(Refusal::AgreementEnded | Refusal::NotNow | Refusal::Unknown)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut transaction = self.store.begin().await?;
        transaction.record_message(&failed).await?;
        transaction.commit().await?;
        Ok(Bounce::KeptWithMessage)
    }
}

fn whom(message: &Message) -> Option<(AgreementId, ParticipantId)> {
    let agreement = message.agreement_id.as_ref()?.parse().ok()?;
    let participant = message.participant_id.as_ref()?.parse().ok()?;
    Some((agreement, participant))
}

/// The job in a Message-ID of ours, `0198f000-…@podpis.example`.
fn job_in(message_id: &str) -> Option<Uuid> {
    let id = message_id.trim().trim_matches(['<', '>']);
    id.split_once('@')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::job_in;

    #[test]
    fn only_our_own_identities_are_looked_for() {
        let id = "0198f000-0000-7000-8000-000000000000";
        assert_eq!(
            job_in(&format!(" <{id}@podpis.example> ")).unwrap().to_string(),
            id
        );
        for other in ["", "<>", "<abc@x.example>", id] {
            assert_eq!(job_in(other), None, "{other}");
        }
    }
}
