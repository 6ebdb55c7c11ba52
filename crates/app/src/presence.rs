//! Who else has a draft open: another tab, another device, a colleague. It is said, and keeps nobody from anything.

use crate::error::{Error, Result};
use crate::{App, Caller};
use domain::ids::AgreementId;
use jiff::{SignedDuration, Timestamp};

/// Who is not heard of for so long has gone.
const GONE_AFTER: SignedDuration = SignedDuration::from_secs(30);
/// More are not told of.
const MOST: u32 = 20;
const MAX_TAB: usize = 64;

/// An editor that is open elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The identity of its tab.
    pub tab: String,
    /// How its user is called.
    pub name: String,
    /// Whether that is the caller themself.
    pub own: bool,
}

impl App {
    /// Says that the caller has this draft open, and hears who else has.
    pub async fn be_present(&self, caller: &Caller, id: AgreementId, tab: &str) -> Result<Vec<Guest>> {
        self.must_be_tab(caller, id, tab).await?;
        let (now, draft, user) = (self.ports.clock.now(), id.to_string(), caller.user.to_string());
        let since = now.saturating_sub(GONE_AFTER).unwrap_or(Timestamp::MIN);
        let mut transaction = self.store.begin().await?;
        transaction.note_presence(&draft, (tab, &user), now).await?;
        transaction.commit().await?;
        let found = self.store.presences(&draft, since, MOST).await?;
        Ok(found
            .into_iter()
            .filter(|one| one.tab != tab)
            .map(|one| Guest {
                own: one.user_id == user,
                tab: one.tab,
                name: one.name,
            })
            .collect())
    }

    /// The same tab closes.
    pub async fn be_gone(&self, caller: &Caller, id: AgreementId, tab: &str) -> Result<()> {
        self.must_be_tab(caller, id, tab).await?;
        let mut transaction = self.store.begin().await?;
        transaction.end_presence(&id.to_string(), tab).await?;
        Ok(transaction.commit().await?)
    }

    async fn must_be_tab(&self, caller: &Caller, id: AgreementId, tab: &str) -> Result<()> {
        self.owned(caller, id).await?;
        if tab.is_empty() || tab.len() > MAX_TAB {
            return Err(Error::BadInput {
                field: "tab",
                code: "TOO_LONG",
            });
        }
        Ok(())
    }
}
