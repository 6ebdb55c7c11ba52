//! Deletes what has expired. Any number of runs is harmless.

use super::{Failure, Job, recur};
use crate::App;
use jiff::{SignedDuration, Timestamp};

/// How long a draft lies in the bin.
const BIN_DAYS: i64 = 30;

pub(super) async fn run(app: &App) -> Result<(), Failure> {
    let now = app.ports.clock.now();
    let ago = |hours| {
        now.saturating_sub(SignedDuration::from_hours(hours))
            .unwrap_or(Timestamp::MIN)
    };
    let mut transaction = app.store.begin().await?;
    transaction.sweep_sessions(now).await?;
    transaction.sweep_visits(ago(24)).await?;
    transaction.sweep_transient(now, ago(24)).await?;
    transaction.sweep_attempts(ago(48)).await?;
    transaction.sweep_jobs(ago(24 * 30)).await?;
    // A used token is remembered for a while after its end, so that a replay is still told from a guess.
    transaction.sweep_oauth_tokens(ago(24)).await?;
    transaction.sweep_webhook_deliveries(ago(24 * 30)).await?;
    transaction.sweep_presence(ago(1)).await?;
    transaction.sweep_contacts(ago(24 * BIN_DAYS)).await?;
    recur(&mut transaction, Job::Sweep, SignedDuration::from_hours(1), now).await?;
    transaction.commit().await?;
    Ok(app.empty_bin(ago(24 * BIN_DAYS)).await?)
}
