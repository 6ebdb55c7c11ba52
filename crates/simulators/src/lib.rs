//! Outside parties for the demo and for tests: a mail relay, a text message gateway, a timestamping
//! authority and a certification authority's public side, each speaking its
//! real protocol on a loopback socket. Nothing that arrives here goes on to anybody.
//!
//! [`Simulators::start`] starts all of them; [`Outbox`] holds what arrived; [`Failures`] makes them fail.

pub mod control;
pub mod failure;
pub mod mime;
pub mod outbox;
pub mod revocation;
pub mod sms;
pub mod smtp;
pub mod timestamp;
pub mod twilio;
pub mod vonage;
mod web;

pub use failure::{Failure, Failures, Party};
pub use outbox::{Channel, Message, Outbox};

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use ades::issue::timestamp::Authority;
use jiff::Timestamp;
use tokio::task::JoinHandle;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "a party outside has a clock of its own")]
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// How the parties are set up. Port 0 takes a free one.
#[derive(Clone)]
pub struct Options {
    /// Their clock.
    pub clock: Clock,
    /// Where the mail relay listens.
    pub mail: SocketAddr,
    /// User and password that the mail relay asks for.
    pub mail_credentials: Option<(String, String)>,
    /// Where the text message gateway listens.
    pub sms: SocketAddr,
    /// The bearer token that the text message gateway asks for.
    pub sms_token: Option<String>,
    /// Key and certificate of the timestamping authority; without them there is none.
    pub authority: Option<Authority>,
    /// Where the timestamping authority listens.
    pub timestamp: SocketAddr,
    /// Where [`control`] listens.
    pub control: SocketAddr,
}

impl Default for Options {
    fn default() -> Options {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Options {
            clock: system_clock(),
            mail: any,
            mail_credentials: None,
            sms: any,
            sms_token: None,
            authority: None,
            timestamp: any,
            control: any,
        }
    }
}

/// The running parties. They stop when this is dropped.
pub struct Simulators {
    /// What arrived.
    pub outbox: Outbox,
    /// What goes wrong.
    pub failures: Failures,
    mail: Running,
    sms: Running,
    timestamp: Option<Running>,
    control: Running,
}

impl Simulators {
    /// Starts all parties. What arrives is kept in `data_dir/simulated`.
    pub async fn start(data_dir: &Path, options: Options) -> io::Result<Simulators> {
        let Options {
            clock,
            mail,
            mail_credentials,
            sms,
            sms_token,
            authority,
            timestamp,
            control,
        } = options;
        for address in [mail, sms, timestamp, control] {
            only_loopback(address)?;
        }
        let outbox = Outbox::open(&data_dir.join("simulated"), clock.clone())?;
        let failures = Failures::default();
        let relay = smtp::MailRelay::new(outbox.clone(), failures.clone(), mail_credentials);
        let gateway = sms::SmsGateway::new(outbox.clone(), failures.clone(), sms_token);
        let timestamp = match authority {
            Some(authority) => {
                let authority = timestamp::TimestampAuthority::new(authority, failures.clone(), clock);
                Some(timestamp::start(authority, timestamp).await?)
            }
            None => None,
        };
        Ok(Simulators {
            mail: smtp::start(relay, mail).await?,
            sms: sms::start(gateway, sms).await?,
            timestamp,
            control: control::start(outbox.clone(), failures.clone(), control).await?,
            outbox,
            failures,
        })
    }

    /// Where the mail relay listens: plain SMTP.
    pub fn mail_address(&self) -> SocketAddr {
        self.mail.address()
    }

    /// The address to POST text messages to.
    pub fn sms_url(&self) -> String {
        format!("http://{}/messages", self.sms.address())
    }

    /// The address to POST calls to, at the same gateway.
    pub fn calls_url(&self) -> String {
        format!("http://{}/calls", self.sms.address())
    }

    /// The base address of Twilio and of Vonage, at the same gateway.
    pub fn telephone_url(&self) -> String {
        format!("http://{}", self.sms.address())
    }

    /// The address to POST timestamp queries to, where there is an authority.
    pub fn timestamp_url(&self) -> Option<String> {
        self.timestamp
            .as_ref()
            .map(|running| format!("http://{}/", running.address()))
    }

    /// The base address of [`control`].
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control.address())
    }
}

fn only_loopback(address: SocketAddr) -> io::Result<()> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "simulated parties listen on loopback addresses only",
    ))
}

/// A party's socket and the task behind it.
pub(crate) struct Running {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn new(address: SocketAddr, task: JoinHandle<()>) -> Running {
        Running { address, task }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    /// An HTTP request as bytes.
    pub(crate) fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }

    /// Sends bytes and reads until the other side closes; what a broken connection left is all there is.
    pub(crate) async fn exchange_bytes(address: SocketAddr, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut answer = Vec::new();
        if stream.write_all(request).await.is_ok() {
            let _ = stream.read_to_end(&mut answer).await;
        }
        answer
    }

    pub(crate) async fn exchange(address: SocketAddr, request: &[u8]) -> String {
        String::from_utf8_lossy(&exchange_bytes(address, request).await).into_owned()
    }

    #[tokio::test]
    async fn all_parties_start_and_say_that_they_are_simulated() {
        let folder = tempfile::tempdir().unwrap();
        let authority = ades::test_pki::TestPki::new().unwrap().authority;
        let options = Options {
            authority: Some(authority),
            ..Options::default()
        };
        let simulators = Simulators::start(folder.path(), options).await.unwrap();
        for url in [simulators.sms_url(), simulators.timestamp_url().unwrap()] {
            let address = url.split('/').nth(2).unwrap().parse().unwrap();
            let answer = exchange(address, &request("GET", "/", "", b"")).await;
            assert!(
                answer.starts_with("HTTP/1.1 200") && answer.contains("simulated"),
                "{answer}"
            );
        }
        assert!(simulators.mail_address().ip().is_loopback());
        assert!(simulators.control_url().starts_with("http://127.0.0.1:"));
    }

    #[tokio::test]
    async fn they_listen_on_no_other_address() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            sms: "0.0.0.0:0".parse().unwrap(),
            ..Options::default()
        };
        assert!(Simulators::start(folder.path(), options).await.is_err());
    }
}
