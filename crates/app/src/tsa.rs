//! The built-in timestamping authority (RFC 3161, EN 319 421): answers requests while its clock is known to be right, and says so
//! when it is not.
//!
//! The clock is known to be right when another authority, the *reference*, told the same time a short while ago, and the clock has
//! neither been set nor run backwards since. Serial numbers are 128 random bits: a counter would need a store that all nodes share,
//! and would begin again at an old number when a backup is restored.

use crate::keys::random_bytes;
use crate::ports::{Clock, TimestampService};
use ades::algorithm::DigestAlgorithm;
use ades::issue::timestamp::Authority;
use ades::timestamp::Request;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// After a comparison that failed, the reference is asked again so soon.
const AGAIN: Duration = Duration::from_secs(30);

/// How the authority's clock is looked after.
#[derive(Clone, Copy, Debug)]
pub struct ClockRules {
    /// How far the clock may be off: what tokens state as their accuracy.
    pub accuracy: SignedDuration,
    /// How often the reference is asked. What it said counts three times as long.
    pub every: Duration,
}

/// The authority.
pub struct Tsa {
    authority: Authority,
    clock: Arc<dyn Clock>,
    reference: Arc<dyn TimestampService>,
    rules: ClockRules,
    guard: Mutex<ClockGuard>,
}

/// Why the clock is not relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockFault {
    /// The reference has not answered yet.
    #[error("the clock was not compared with the reference yet")]
    NotCompared,
    /// The reference has not answered for too long.
    #[error("the clock was not compared with the reference for {} minutes", since.as_secs() / 60)]
    ComparedLongAgo {
        /// For how long.
        since: Duration,
    },
    /// The clock differs from the reference.
    #[error("the clock is {by} off the reference's")]
    Off {
        /// By how much.
        by: SignedDuration,
    },
    /// The clock was set since it was compared.
    #[error("the clock was set: it is {by} from where it should be")]
    Set {
        /// By how much.
        by: SignedDuration,
    },
    /// The clock shows less than it has shown before.
    #[error("the clock ran backwards")]
    Backwards,
}

/// What is known of the clock. It asks nobody and reads no clock.
#[derive(Debug)]
struct ClockGuard {
    rules: ClockRules,
    /// What the clock showed when it was last found right, and a clock that nobody can set.
    right: Option<(Timestamp, Instant)>,
    off: Option<SignedDuration>,
    latest: Timestamp,
}

impl ClockGuard {
    fn new(rules: ClockRules) -> ClockGuard {
        ClockGuard {
            rules,
            right: None,
            off: None,
            latest: Timestamp::MIN,
        }
    }

    /// The reference's time was told somewhere between these two of ours.
    fn compare(&mut self, reference: Timestamp, (asked, answered): (Timestamp, Timestamp), steady: Instant) {
        let by = match () {
            () if reference < asked => asked.duration_since(reference),
            () if reference > answered => reference.duration_since(answered),
            () => SignedDuration::ZERO,
        };
        if by > self.rules.accuracy {
            (self.off, self.right) = (Some(by), None);
        } else {
            (self.off, self.right) = (None, Some((answered, steady)));
            // Whoever set the clock right again may have had it ahead before.
            self.latest = answered;
        }
    }

    /// Whether a time may be told.
    fn judge(&mut self, now: Timestamp, steady: Instant) -> Result<(), ClockFault> {
        if let Some(by) = self.off {
            return Err(ClockFault::Off { by });
        }
        let (then, instant) = self.right.ok_or(ClockFault::NotCompared)?;
        let since = steady.saturating_duration_since(instant);
        if since > self.rules.every * 3 {
            return Err(ClockFault::ComparedLongAgo { since });
        }
        if now < self.latest {
            return Err(ClockFault::Backwards);
        }
        let passed = SignedDuration::try_from(since).unwrap_or(SignedDuration::MAX);
        let by = (now.duration_since(then) - passed).abs();
        if by > self.rules.accuracy {
            return Err(ClockFault::Set { by });
        }
        self.latest = now;
        Ok(())
    }
}

impl Tsa {
    /// An authority whose clock was not compared yet: it refuses until [`Tsa::compare`] or [`Tsa::watch`] found it right.
    pub fn new(
        authority: Authority,
        clock: Arc<dyn Clock>,
        reference: Arc<dyn TimestampService>,
        rules: ClockRules,
    ) -> Tsa {
        Tsa {
            authority,
            clock,
            reference,
            rules,
            guard: Mutex::new(ClockGuard::new(rules)),
        }
    }

    /// The authority's certificate and its issuers.
    pub fn chain(&self) -> &[ades::x509::Certificate] {
        self.authority.chain()
    }

    /// Answers an `application/timestamp-query` with an `application/timestamp-reply`, always.
    pub fn answer(&self, query: &[u8]) -> Vec<u8> {
        let now = self.clock.now();
        let fault = self.with_guard(|guard| guard.judge(now, Instant::now())).err();
        let serial: [u8; 16] = random_bytes();
        let answer = self
            .authority
            .serve(query, &serial, fault.is_none().then_some(now));
        let result = answer.refusal.map_or("granted", |refusal| refusal.name());
        metrics::counter!("podpis_tsa_answers_total", "result" => result).increment(1);
        if let (Some(refusal), Some(fault)) = (answer.refusal, fault) {
            tracing::warn!(refusal = refusal.name(), %fault, "a timestamp was refused");
        }
        answer.reply
    }

    /// Asks the reference and compares the clocks. The answer says why no time may be told, if so.
    pub async fn compare(&self) -> Result<(), String> {
        let asked = self.clock.now();
        let told = self.ask().await;
        let answered = self.clock.now();
        match told {
            Ok(reference) => {
                self.with_guard(|guard| guard.compare(reference, (asked, answered), Instant::now()));
            }
            // What was known before counts as long as it does.
            Err(error) => {
                metrics::counter!("podpis_tsa_reference_failures_total").increment(1);
                tracing::warn!(
                    reference = self.reference.name(),
                    error,
                    "the reference gives no time"
                );
                return Err(format!("{} gives no time: {error}", self.reference.name()));
            }
        }
        let judged = self.with_guard(|guard| guard.judge(answered, Instant::now()));
        metrics::gauge!("podpis_tsa_clock_right").set(if judged.is_ok() { 1.0 } else { 0.0 });
        judged.map_err(|fault| {
            tracing::error!(%fault, "timestamps are refused");
            fault.to_string()
        })
    }

    /// Compares the clocks again and again, until told to stop.
    pub async fn watch(&self, stop: CancellationToken) {
        loop {
            let pause = match self.compare().await {
                Ok(()) => self.rules.every,
                Err(_) => AGAIN.min(self.rules.every),
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// A real token over something random, checked but for its time.
    async fn ask(&self) -> Result<Timestamp, String> {
        let (something, nonce): ([u8; 32], [u8; 16]) = (random_bytes(), random_bytes());
        let request = Request::new(DigestAlgorithm::Sha256, &something, &nonce);
        let der = request.to_der().map_err(|error| error.to_string())?;
        let reply = self
            .reference
            .timestamp(&der)
            .await
            .map_err(|error| error.to_string())?;
        match request.accept(&reply, self.clock.now()) {
            Ok(token) => Ok(token.time()),
            // Far off, and therefore just what is asked about.
            Err(ades::Error::Timestamp(ades::timestamp::TimestampError::WrongTime { found })) => Ok(found),
            Err(error) => Err(error.to_string()),
        }
    }

    fn with_guard<T>(&self, work: impl FnOnce(&mut ClockGuard) -> T) -> T {
        work(&mut self.guard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: ClockRules = ClockRules {
        accuracy: SignedDuration::from_secs(1),
        every: Duration::from_secs(600),
    };

    struct Times {
        guard: ClockGuard,
        start: Instant,
        noon: Timestamp,
    }

    impl Times {
        fn new() -> Times {
            Times {
                guard: ClockGuard::new(RULES),
                start: Instant::now(),
                noon: "2026-11-23T12:00:00Z".parse().unwrap(),
            }
        }

        /// The wall's clock and the steady one, so many milliseconds after noon and after the start.
        fn judge(&mut self, wall: i64, steady: u64) -> Result<(), ClockFault> {
            let now = self.noon + SignedDuration::from_millis(wall);
            self.guard.judge(now, self.start + Duration::from_millis(steady))
        }

        fn compare(&mut self, reference: i64, asked: i64, answered: i64, steady: u64) {
            let at = |millis| self.noon + SignedDuration::from_millis(millis);
            let (reference, ours) = (at(reference), (at(asked), at(answered)));
            self.guard
                .compare(reference, ours, self.start + Duration::from_millis(steady));
        }
    }

    #[test]
    fn no_time_is_told_before_the_clock_was_compared_nor_long_after() {
        let mut times = Times::new();
        assert_eq!(times.judge(0, 0), Err(ClockFault::NotCompared));
        times.compare(5, 0, 10, 10);
        assert_eq!(times.judge(20, 20), Ok(()));
        assert_eq!(times.judge(1_800_010, 1_800_010), Ok(()));
        let late = times.judge(1_800_011, 1_800_011);
        assert!(matches!(late, Err(ClockFault::ComparedLongAgo { .. })));
    }

    #[test]
    fn a_clock_that_is_off_tells_no_time_until_it_was_found_right_again() {
        let mut times = Times::new();
        // A slow answer is no fault of the clock.
        times.compare(2_000, 0, 4_000, 4_000);
        assert_eq!(times.judge(4_000, 4_000), Ok(()));
        times.compare(10_000, 12_500, 12_600, 12_600);
        let off = SignedDuration::from_millis(2_500);
        assert_eq!(times.judge(12_700, 12_700), Err(ClockFault::Off { by: off }));
        times.compare(13_000, 13_000, 13_100, 13_100);
        assert_eq!(times.judge(13_200, 13_200), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_or_runs_backwards_is_noticed_at_once() {
        let mut times = Times::new();
        times.compare(0, 0, 0, 0);
        assert_eq!(times.judge(5_000, 5_000), Ok(()));
        assert!(matches!(times.judge(8_000, 6_000), Err(ClockFault::Set { .. })));
        assert_eq!(times.judge(4_999, 6_000), Err(ClockFault::Backwards));
        // An hour was ahead, was told by nobody, and is put right.
        times.compare(7_000, 7_000, 7_000, 7_000);
        assert_eq!(times.judge(7_500, 7_500), Ok(()));
    }
}
