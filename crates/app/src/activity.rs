//! What happened lately on the caller's own agreements. The list of agreements, latest change first, leads; of each only the end of its
//! history is shown, so that a page costs the same with ten agreements and with a hundred thousand.

use crate::error::{Error, Result};
use crate::lists::{Cursor, ListQuery, ListView};
use crate::{App, Caller};
use domain::agreement::{Agreement, Recorded};
use domain::ids::AgreementId;

/// Agreements on a page.
const AGREEMENTS: u32 = 12;

/// A page of what happened.
#[derive(Debug)]
pub struct Activity {
    /// Each agreement with its history, oldest first; the one that changed last leads.
    pub items: Vec<(Agreement, Vec<Recorded>)>,
    /// Where the next page starts.
    pub next: Option<Cursor>,
}

impl App {
    /// What happened lately on the caller's own agreements.
    pub async fn activity(&self, caller: &Caller, after: Option<&Cursor>) -> Result<Activity> {
        let query = ListQuery::of(ListView::All);
        let page = self.list(caller, &query, after, AGREEMENTS).await?;
        let mut items = Vec::new();
        for item in &page.items {
            let id: AgreementId = item
                .id
                .parse()
                .map_err(|_| Error::Damaged("agreement id".into()))?;
            items.push((self.owned(caller, id).await?, self.history(id).await?));
        }
        Ok(Activity {
            items,
            next: page.next,
        })
    }
}
