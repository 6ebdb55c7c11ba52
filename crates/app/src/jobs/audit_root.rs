//! Once a day: the heads of all chains become one root, kept with the blobs and timestamped (decision 21).
//! The day is the key of the root; a second run finds it made.

use super::{Failure, Job, recur};
use crate::App;
use jiff::SignedDuration;

pub(super) async fn run(app: &App) -> Result<(), Failure> {
    app.make_audit_root().await?;
    let now = app.ports.clock.now();
    let mut transaction = app.store.begin().await?;
    recur(
        &mut transaction,
        Job::AuditRoot,
        SignedDuration::from_hours(24),
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}
