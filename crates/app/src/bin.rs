//! The bin: drafts and ended agreements that their owner has put away. A draft is thrown away for good after a time; what has ended is
//! evidence and stays.

use crate::error::{Error, Result};
use crate::{App, By, Caller};
use domain::Refusal;
use domain::agreement::{Agreement, Command};
use domain::ids::AgreementId;
use jiff::Timestamp;

/// How many drafts one sweep of the bin throws away.
const BINNED_AT_ONCE: u32 = 500;

impl App {
    /// Puts a draft, or an agreement that has ended, into the bin.
    pub async fn bin(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        self.owned(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::Bin)).await
    }

    /// Takes an agreement out of the bin.
    pub async fn restore(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        self.owned(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::Restore))
            .await
    }

    /// Throws away for good the drafts that have lain in the bin since before this time; ended agreements are evidence and stay.
    pub(crate) async fn empty_bin(&self, before: Timestamp) -> Result<()> {
        for id in self.store.binned_drafts(before, BINNED_AT_ONCE).await? {
            let id = AgreementId(id.parse().map_err(|_| Error::Damaged("agreement id".into()))?);
            // Taken out in this moment, and perhaps put back: it lies there anew.
            let still_there = |draft: &Agreement| match draft.binned_at {
                Some(at) if at < before => Ok(Command::DeleteDraft),
                _ => Err(Refusal::NotNow.into()),
            };
            match self.execute(id, &By::system(), still_there).await {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
