//! What the simulated parties that speak HTTP have in common: a socket that can play dead. It knows no party's protocol.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};

use crate::Running;
use crate::failure::{Failure, Failures, Party};

/// Serves `router` at `address` in a task of its own; while `party` is down, connections are closed as they come.
pub(crate) async fn start(
    router: axum::Router,
    address: SocketAddr,
    gate: Option<(Failures, Party)>,
) -> io::Result<Running> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let door = Door { listener, gate };
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(door, router).await {
            tracing::warn!("a simulated party stopped: {error}");
        }
    });
    Ok(Running::new(address, task))
}

/// How a party that fails answers a request that it has not looked at; `None`: it does not fail here.
pub(crate) fn failure_before(failure: Failure) -> Option<Response> {
    match failure {
        // Only connections that were open before get here.
        Failure::Busy | Failure::Down => Some(
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [("connection", "close")],
                "simulated: later",
            )
                .into_response(),
        ),
        Failure::Crash => Some((StatusCode::INTERNAL_SERVER_ERROR, "simulated: broken").into_response()),
        Failure::Throttle => Some((StatusCode::TOO_MANY_REQUESTS, "simulated: too much").into_response()),
        _ => None,
    }
}

/// How late "late" is.
pub(crate) const LATE: Duration = Duration::from_millis(500);

/// How a party that fails answers a request that it has done; `None`: it answers as it should.
pub(crate) async fn failure_after(failure: Failure) -> Option<Response> {
    match failure {
        Failure::Hang => std::future::pending().await,
        Failure::Drop => {
            let broken =
                futures_util::stream::once(async { Err::<String, _>(io::Error::other("simulated")) });
            Some(Body::from_stream(broken).into_response())
        }
        Failure::Garbage => Some("<html>simulated: not what was asked for</html>".into_response()),
        Failure::Late => {
            tokio::time::sleep(LATE).await;
            None
        }
        _ => None,
    }
}

struct Door {
    listener: TcpListener,
    gate: Option<(Failures, Party)>,
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let down = |(failures, party): &(Failures, Party)| failures.at(*party) == Failure::Down;
            if !self.gate.as_ref().is_some_and(down) {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
