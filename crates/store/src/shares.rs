//! Shares: who may read an agreement without taking part in it, as lists ask for it. An index over the agreement's state; it decides nothing.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::query;
use crate::transaction::Transaction;

/// Leave of one address to read one agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Identifier.
    pub id: String,
    /// The address as compared ([`crate::User::normalise`]).
    pub email_norm: String,
    /// When it ends, or was taken back.
    pub ends_at: Timestamp,
}

/// Somebody who reads at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Their address as compared.
    pub email_norm: String,
    /// The moment.
    pub at: Timestamp,
}

impl Transaction {
    /// Keeps these shares of an agreement in the place of those that were.
    pub async fn save_shares(&mut self, agreement_id: &str, shares: &[Share]) -> Result<()> {
        let statement = query("DELETE FROM agreement_share WHERE agreement_id = $1");
        self.execute(statement.bind(agreement_id)).await?;
        for share in shares {
            let statement = query(
                "INSERT INTO agreement_share (id, agreement_id, email_norm, ends_at) VALUES ($1, $2, $3, $4)",
            );
            let statement = statement.bind(&share.id).bind(agreement_id);
            self.execute_one(statement.bind(&share.email_norm).bind(share.ends_at))
                .await?;
        }
        Ok(())
    }
}
