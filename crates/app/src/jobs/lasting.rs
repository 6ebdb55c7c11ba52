//! Watching over what is to be checkable for decades: every hour whether something waits too long, every night some of the files
//! themselves. A second run finds the same.

use super::{Failure, Job, recur};
use crate::App;
use jiff::{SignedDuration, Timestamp};

/// In UTC: few work then.
const NIGHT_HOUR: i64 = 2;

pub(super) async fn alarm(app: &App) -> Result<(), Failure> {
    app.raise_alarms().await?;
    again(app, Job::AlarmLasting, |_| SignedDuration::from_hours(1)).await
}

pub(super) async fn check(app: &App) -> Result<(), Failure> {
    app.look_at_files().await?;
    app.raise_alarms().await?;
    again(app, Job::CheckLasting, until_night).await
}

async fn again(app: &App, job: Job, pause: impl FnOnce(Timestamp) -> SignedDuration) -> Result<(), Failure> {
    let now = app.ports.clock.now();
    let mut transaction = app.store.begin().await?;
    recur(&mut transaction, job, pause(now), now).await?;
    transaction.commit().await?;
    Ok(())
}

/// How long it is until the next night begins: never now.
pub(super) fn until_night(now: Timestamp) -> SignedDuration {
    const DAY: i64 = 24 * 3600;
    let into_the_day = now.as_second().rem_euclid(DAY);
    let left = (NIGHT_HOUR * 3600 - into_the_day).rem_euclid(DAY);
    SignedDuration::from_secs(if left == 0 { DAY } else { left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_night_is_never_now_and_never_further_than_a_day() {
        let at = |text: &str| until_night(text.parse().unwrap()).as_secs();
        assert_eq!(at("2026-11-23T01:59:59Z"), 1);
        assert_eq!(at("2026-11-23T02:00:00Z"), 24 * 3600);
        assert_eq!(at("2026-11-23T03:00:00Z"), 23 * 3600);
        assert_eq!(at("2026-11-23T23:00:00Z"), 3 * 3600);
    }
}
