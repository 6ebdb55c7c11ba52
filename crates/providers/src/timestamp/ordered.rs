//! Several timestamping authorities in order: the first one whose answer is good. One that failed repeatedly rests for a while,
//! so that nobody waits for it each time.
//!
//! What happens when none answers is the caller's affair.

use std::sync::{Arc, Mutex, PoisonError};

use ades::timestamp::Request;
use app::ports::{Clock, OutsideError, TimestampService};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

/// Failures in a row after which an authority rests.
const FAILURES: u32 = 3;

/// How long it rests.
const REST: SignedDuration = SignedDuration::from_secs(60);

/// Authorities in the order of preference.
pub struct Ordered {
    services: Vec<(Arc<dyn TimestampService>, Mutex<Breaker>)>,
    clock: Arc<dyn Clock>,
    name: String,
}

#[derive(Default)]
struct Breaker {
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl Ordered {
    /// At least one authority, best first.
    pub fn new(services: Vec<Arc<dyn TimestampService>>, clock: Arc<dyn Clock>) -> Self {
        let names: Vec<&str> = services.iter().map(|service| service.name()).collect();
        Self {
            name: names.join(", "),
            services: services
                .into_iter()
                .map(|service| (service, Mutex::default()))
                .collect(),
            clock,
        }
    }

    async fn ask(&self, service: &dyn TimestampService, request: &[u8]) -> Result<Vec<u8>, OutsideError> {
        let response = service.timestamp(request).await?;
        let good = Request::from_der(request).and_then(|asked| asked.accept(&response, self.clock.now()));
        match good {
            Ok(_) => Ok(response),
            Err(error) => Err(OutsideError::Unavailable(error.to_string())),
        }
    }
}

#[async_trait]
impl TimestampService for Ordered {
    /// An answer that is no good counts as none. Those that rest are asked last, rather than nobody.
    async fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, OutsideError> {
        let now = self.clock.now();
        let (mut fresh, mut resting) = (Vec::new(), Vec::new());
        for entry in &self.services {
            match lock(&entry.1).rests_at(now) {
                false => fresh.push(entry),
                true => resting.push(entry),
            }
        }
        let mut reasons = Vec::new();
        for (service, breaker) in fresh.into_iter().chain(resting) {
            let answer = self.ask(service.as_ref(), request).await;
            lock(breaker).note(answer.is_ok(), self.clock.now());
            match answer {
                Ok(response) => return Ok(response),
                Err(error) => {
                    tracing::warn!(authority = service.name(), %error, "no timestamp from this authority");
                    reasons.push(format!("{}: {error}", service.name()));
                }
            }
        }
        Err(OutsideError::Unavailable(reasons.join("; ")))
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn is_simulated(&self) -> bool {
        self.services.iter().any(|(service, _)| service.is_simulated())
    }
}

impl Breaker {
    fn rests_at(&self, now: Timestamp) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    fn note(&mut self, good: bool, now: Timestamp) {
        self.failures = if good { 0 } else { self.failures + 1 };
        self.rests_until = (self.failures >= FAILURES).then(|| now.saturating_add(REST).unwrap_or(now));
    }
}

fn lock(breaker: &Mutex<Breaker>) -> std::sync::MutexGuard<'_, Breaker> {
    breaker.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use ades::algorithm::DigestAlgorithm;
    use ades::test_pki::{TestPki, now};

    use super::*;

    struct Frozen(Mutex<Timestamp>);

    impl Clock for Frozen {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
    }

    /// Answers with what it was given, and counts.
    struct Canned {
        answer: Option<Vec<u8>>,
        asked: Mutex<u32>,
    }

    #[async_trait]
    impl TimestampService for Canned {
        async fn timestamp(&self, _: &[u8]) -> Result<Vec<u8>, OutsideError> {
            *self.asked.lock().unwrap() += 1;
            self.answer
                .clone()
                .ok_or(OutsideError::Unavailable("silence".to_owned()))
        }

        fn name(&self) -> &str {
            "canned"
        }

        fn is_simulated(&self) -> bool {
            true
        }
    }

    fn canned(answer: Option<Vec<u8>>) -> Arc<Canned> {
        let asked = Mutex::new(0);
        Arc::new(Canned { answer, asked })
    }

    #[tokio::test]
    async fn the_next_one_is_asked_and_a_failing_one_rests() {
        let pki = TestPki::new().unwrap();
        let request = Request::new(DigestAlgorithm::Sha256, b"x", &[1; 8]);
        let answer = |nonce: u8| {
            let request = Request::new(DigestAlgorithm::Sha256, b"x", &[nonce; 8]);
            pki.authority
                .answer(&request.to_der().unwrap(), &[1; 8], now())
                .unwrap()
        };
        // Silence, a token for somebody else, and a good one.
        let given = answer(1);
        let (silent, wrong, good) = (canned(None), canned(Some(answer(2))), canned(Some(given.clone())));
        let clock = Arc::new(Frozen(Mutex::new(now())));
        let services: Vec<Arc<dyn TimestampService>> = vec![silent.clone(), wrong.clone(), good.clone()];
        let ordered = Ordered::new(services, clock.clone());
        let der = request.to_der().unwrap();
        for _ in 0..5 {
            assert_eq!(ordered.timestamp(&der).await.unwrap(), given);
        }
        let asked = |service: &Canned| *service.asked.lock().unwrap();
        assert_eq!((asked(&silent), asked(&wrong), asked(&good)), (3, 3, 5));
        *clock.0.lock().unwrap() = now() + REST;
        ordered.timestamp(&der).await.unwrap();
        assert_eq!((asked(&silent), asked(&wrong)), (4, 4), "they had their rest");
    }

    #[tokio::test]
    async fn when_nobody_answers_all_are_named_and_even_those_at_rest_are_asked() {
        let silent = canned(None);
        let services: Vec<Arc<dyn TimestampService>> = vec![silent.clone()];
        let ordered = Ordered::new(services, Arc::new(Frozen(Mutex::new(now()))));
        for _ in 0..5 {
            let error = ordered.timestamp(b"request").await.unwrap_err();
            assert!(
                error.to_string().contains("canned: unavailable: silence"),
                "{error}"
            );
        }
        assert_eq!(*silent.asked.lock().unwrap(), 5);
    }
}
