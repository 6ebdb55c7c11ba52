//! How many requests one address may make, counted in memory on each node. Guesses at passwords and codes are counted in the
//! database besides; this keeps floods away from it.

use crate::Shared;
use crate::error::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);
/// When so many addresses are counted, those whose window is over are forgotten.
const CROWD: usize = 20_000;

/// What a request is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    /// Passwords, one-time links: what is worth guessing.
    Door,
    /// Codes of the verify page.
    Code,
    /// Recipients' links.
    Link,
    /// Files of people who need not be signed in.
    File,
    /// Timestamps of the built-in authority.
    Time,
    /// Everything else.
    Other,
}

impl Class {
    fn of(method: &Method, path: &str) -> Class {
        let door = ["/sign-in", "/forgot", "/welcome/", "/reset/"]
            .iter()
            .any(|start| path.starts_with(start));
        match () {
            () if door && *method == Method::POST => Class::Door,
            () if ["/s/", "/shared/"].iter().any(|start| path.starts_with(start)) => Class::Link,
            () if path.starts_with("/verify/") => Class::Code,
            () if path == "/verify" && *method == Method::POST => Class::File,
            () if path == "/tsa" => Class::Time,
            () => Class::Other,
        }
    }

    fn per_minute(self) -> u32 {
        match self {
            Class::Code | Class::Door => 30,
            Class::File => 12,
            Class::Link | Class::Time => 600,
            Class::Other => 3000,
        }
    }
}

/// The counters of this node.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: Mutex<HashMap<(IpAddr, Class), (Instant, u32)>>,
}

impl Limits {
    /// Counts one request; the answer is how long to wait when there were too many.
    fn count(&self, address: IpAddr, class: Class, now: Instant) -> Option<Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > CROWD {
            windows.retain(|_, (begun, _)| now.duration_since(*begun) < WINDOW);
        }
        let (begun, number) = windows.entry((address, class)).or_insert((now, 0));
        if now.duration_since(*begun) >= WINDOW {
            (*begun, *number) = (now, 0);
        }
        *number += 1;
        (*number > class.per_minute()).then(|| WINDOW.saturating_sub(now.duration_since(*begun)))
    }
}

/// Refuses with 429 and `Retry-After`. The machine itself is not counted: behind a proxy that is not configured as trusted,
/// everybody would seem to be it.
pub(crate) async fn limit(State(web): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let client = web.proxies.client(&parts);
    let class = Class::of(&parts.method, parts.uri.path());
    let address = client
        .ip
        .parse::<IpAddr>()
        .ok()
        .filter(|address| !address.is_loopback());
    if let Some(wait) = address.and_then(|address| web.limits.count(address, class, Instant::now())) {
        let mut response = Problem::page(StatusCode::TOO_MANY_REQUESTS, "too-many").into_response();
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        return response;
    }
    next.run(Request::from_parts(parts, body)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_shut_for_a_minute_and_open_again() {
        let (limits, start) = (Limits::default(), Instant::now());
        let address = "192.0.2.1".parse().unwrap();
        let class = Class::of(&Method::POST, "/sign-in");
        assert_eq!(Class::of(&Method::POST, "/verify"), Class::File);
        assert_eq!(Class::of(&Method::GET, "/verify/0"), Class::Code);
        assert_eq!(Class::of(&Method::POST, "/tsa"), Class::Time);
        assert_eq!(Class::of(&Method::GET, "/verify"), Class::Other);
        assert!((0..30).all(|_| limits.count(address, class, start).is_none()));
        assert_eq!(limits.count(address, class, start), Some(WINDOW));
        assert!(limits.count("192.0.2.2".parse().unwrap(), class, start).is_none());
        assert!(limits.count(address, Class::Other, start).is_none());
        assert!(limits.count(address, class, start + WINDOW).is_none());
    }
}
