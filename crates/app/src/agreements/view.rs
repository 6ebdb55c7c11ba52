//! An agreement as its owner's page and `GET /agreements/{id}` show it, and the word by which an open page knows that it is old.

use crate::error::Result;
use crate::{App, Caller};
use domain::agreement::{Agreement, Recorded, Status, draft_problems};
use domain::ids::AgreementId;
use domain::refusal::DraftProblem;

/// An agreement as its owner, or an admin, sees it.
pub struct AgreementView {
    /// The agreement.
    pub agreement: Agreement,
    /// Its history, oldest first.
    pub history: Vec<Recorded>,
    /// Messages that left or could not.
    pub messages: Vec<store::Message>,
    /// Jobs that are late or given up: what "needs attention" is about.
    pub troubles: Vec<store::Job>,
    /// What keeps a draft from being sent.
    pub problems: Vec<DraftProblem>,
}

/// What a page shows of an agreement in a word that changes with it: its version, jobs that are in trouble, messages that failed.
fn pulse(agreement: &Agreement, troubles: &[store::Job], messages: &[store::Message]) -> String {
    let failed = messages
        .iter()
        .filter(|message| message.state == store::MessageState::Failed);
    let tries: i64 = troubles.iter().map(|job| job.attempts).sum();
    format!(
        "{}-{}-{tries}-{}",
        agreement.version,
        troubles.len(),
        failed.count()
    )
}

impl AgreementView {
    /// The word by which a page knows whether it still shows what is.
    pub fn pulse(&self) -> String {
        pulse(&self.agreement, &self.troubles, &self.messages)
    }
}

impl App {
    /// Everything about one agreement, for its owner's page and for `GET /agreements/{id}`.
    pub async fn view(&self, caller: &Caller, id: AgreementId) -> Result<AgreementView> {
        let agreement = self.owned(caller, id).await?;
        let now = self.ports.clock.now();
        let troubles = self.troubles(id).await?;
        let problems = if agreement.status == Status::Draft {
            let mut problems = draft_problems(&agreement, now);
            problems.extend(self.sending_problems(caller.chooser, &agreement).await?);
            problems
        } else {
            Vec::new()
        };
        Ok(AgreementView {
            history: self.history(id).await?,
            messages: self.store.messages(&id.to_string()).await?,
            troubles,
            problems,
            agreement,
        })
    }

    /// The same word as [`AgreementView::pulse`], asked for alone.
    pub async fn agreement_pulse(&self, caller: &Caller, id: AgreementId) -> Result<String> {
        let agreement = self.owned(caller, id).await?;
        let messages = self.store.messages(&id.to_string()).await?;
        Ok(pulse(&agreement, &self.troubles(id).await?, &messages))
    }

    async fn troubles(&self, id: AgreementId) -> Result<Vec<store::Job>> {
        let jobs = self.store.jobs_of_agreement(&id.to_string()).await?;
        let open = |job: &store::Job| {
            matches!(job.state, store::JobState::Ready | store::JobState::Running) && job.last_error.is_some()
        };
        Ok(jobs
            .into_iter()
            .filter(|job| job.state == store::JobState::Dead || open(job))
            .collect())
    }
}
