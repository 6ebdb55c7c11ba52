//! Mail through an SMTP relay (RFC 5321) with STARTTLS, TLS from the first byte, or neither where nobody can listen.
//!
//! It knows for every failure whether the relay may have taken the mail: only a connection that breaks after the message left is
//! uncertain. It never says "delivered".
//!
//! Settings (for `docs/config.md`), section `[mail]`:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `host` | | name of the relay |
//! | `port` | 587, 465 for `tls`, 25 for `none` | port of the relay |
//! | `security` | `starttls` | `starttls`, `tls` (from the first byte) or `none` |
//! | `allow_plain` | false | `none` to another machine |
//! | `user`, `password_file` | | credentials; without them none are sent |
//! | `from` | | address that all mails come from |
//! | `from_name` | `Podpis` | name beside it; the agreement's sender is put in front: "Ana Novak (Podpis)" |
//! | `ca_file` | | PEM file with further authorities that may certify the relay |

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::ports::{HandedOver, Mail, MailSender, OutsideError};
use async_trait::async_trait;
use lettre::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;

use super::message::{Platform, address, message};
use crate::secret::Secret;
use crate::{SettingsError, is_this_machine};

/// Relays close idle connections after some minutes (RFC 5321 §4.5.3.2.7); we do it well before.
const IDLE: Duration = Duration::from_secs(45);

/// How the conversation is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// By TLS after the greeting (RFC 3207); without it nothing is sent.
    #[default]
    StartTls,
    /// By TLS from the first byte (RFC 8314 §3.3).
    Tls,
}

impl Security {
    /// The port that is usual for it.
    pub fn usual_port(self) -> u16 {
        match self {
            Security::None => 25,
            Security::StartTls => 587,
            Security::Tls => 465,
        }
    }
}

/// How to reach the relay and what to say.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Name of the relay.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub security: Security,
    /// Whether [`Security::None`] is allowed to another machine.
    pub allow_plain: bool,
    /// User and password.
    pub credentials: Option<(String, Secret)>,
    /// Address that all mails come from.
    pub from: String,
    /// Name beside it.
    pub from_name: String,
    /// How the relay is greeted; empty: the domain of `from`.
    pub hello: String,
    /// PEM of further authorities that may certify the relay.
    pub authorities: Vec<Vec<u8>>,
    /// For each step of the conversation.
    pub timeout: Duration,
    /// Connections that are kept open between mails.
    pub connections: usize,
    /// Whether the relay is simulated.
    pub simulated: bool,
}

impl SmtpSettings {
    /// Usual settings for a relay and a sender address.
    pub fn new(host: &str, security: Security, from: &str) -> SmtpSettings {
        SmtpSettings {
            host: host.to_owned(),
            port: security.usual_port(),
            security,
            allow_plain: false,
            credentials: None,
            from: from.to_owned(),
            from_name: "Podpis".to_owned(),
            hello: String::new(),
            authorities: Vec::new(),
            timeout: Duration::from_secs(30),
            connections: 2,
            simulated: false,
        }
    }
}

/// An SMTP relay.
pub struct SmtpMailSender {
    host: String,
    port: u16,
    security: Security,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    hello: ClientId,
    platform: Platform,
    timeout: Duration,
    connections: usize,
    simulated: bool,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl SmtpMailSender {
    /// Checks the settings; calls nobody.
    pub fn new(settings: SmtpSettings) -> Result<SmtpMailSender, SettingsError> {
        if settings.security == Security::None && !settings.allow_plain && !is_this_machine(&settings.host) {
            return Err(SettingsError(
                "mail.security none needs mail.allow_plain for another machine".into(),
            ));
        }
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(tls(&settings)?),
        };
        let from =
            address(&settings.from).map_err(|_| SettingsError("mail.from is not an address".into()))?;
        let hello = if settings.hello.is_empty() {
            from.domain().to_owned()
        } else {
            settings.hello
        };
        let secret =
            |(user, password): (String, Secret)| Credentials::new(user, password.reveal().to_owned());
        Ok(SmtpMailSender {
            host: settings.host,
            port: settings.port,
            security: settings.security,
            tls,
            credentials: settings.credentials.map(secret),
            hello: ClientId::Domain(hello),
            platform: Platform {
                address: from,
                name: settings.from_name,
            },
            timeout: settings.timeout,
            connections: settings.connections,
            simulated: settings.simulated,
            idle: Mutex::default(),
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let mut connection = self.dial().await?;
        if let (Security::StartTls, Some(tls)) = (self.security, &self.tls) {
            self.step(connection.starttls(tls.clone(), &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            self.step(connection.auth(DEFAULT_MECHANISMS, credentials))
                .await?;
        }
        Ok(connection)
    }

    async fn dial(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let server = (self.host.as_str(), self.port);
        if let (Security::Tls, Some(tls)) = (self.security, self.tls.clone()) {
            let dialling =
                AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &self.hello, Some(tls), None);
            return self.step(dialling).await;
        }
        let stream = match tokio::time::timeout(self.timeout, TcpStream::connect(server)).await {
            Ok(connected) => connected.map_err(|error| Trouble::Broken(error.to_string()))?,
            Err(_) => return Err(Trouble::Broken("no answer in time".to_owned())),
        };
        // A mail's last line is a write of its own; held back until the one before is acknowledged, it costs 40 ms.
        let _ = stream.set_nodelay(true);
        self.step(AsyncSmtpConnection::connect_with_transport(
            Box::new(stream),
            &self.hello,
        ))
        .await
    }

    /// A connection that was kept, if there is one that the relay has probably not closed.
    fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.connections {
            idle.push((connection, Instant::now()));
        }
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<Response, Trouble> {
        let bytes = message.formatted();
        let envelope = message.envelope();
        let foreign = envelope
            .from()
            .into_iter()
            .chain(envelope.to())
            .any(|address| !address.to_string().is_ascii());
        let parameters = parameters(connection, foreign, bytes.is_ascii())?;
        self.step(connection.command(MailFrom::new(envelope.from().cloned(), parameters)))
            .await?;
        for recipient in envelope.to() {
            self.step(connection.command(Rcpt::new(recipient.clone(), Vec::new())))
                .await
                .map_err(Trouble::about_recipient)?;
        }
        self.step(connection.command(Data)).await?;
        // From here on the relay may have the mail, whatever we hear.
        self.step(connection.message(&bytes))
            .await
            .map_err(Trouble::after_content)
    }

    async fn step<T>(&self, step: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Trouble> {
        match tokio::time::timeout(self.timeout, step).await {
            Ok(result) => result.map_err(Trouble::from),
            Err(_) => Err(Trouble::Broken("no answer in time".to_owned())),
        }
    }
}

#[async_trait]
impl MailSender for SmtpMailSender {
    async fn send(&self, mail: &Mail) -> Result<HandedOver, OutsideError> {
        let message = message(&self.platform, mail).map_err(OutsideError::Refused)?;
        while let Some(mut connection) = self.kept() {
            match self.hand_over(&mut connection, &message).await {
                // The relay had closed it; that says nothing about the mail.
                Err(Trouble::Broken(_) | Trouble::Closing(_)) => {}
                result => return self.finish(connection, result),
            }
        }
        let mut connection = self.connect().await.map_err(Trouble::about_connection)?;
        let result = self.hand_over(&mut connection, &message).await;
        self.finish(connection, result)
    }

    async fn check(&self) -> Result<(), OutsideError> {
        let mut connection = self.connect().await?;
        self.step(connection.command(Noop)).await?;
        // The relay has shown what was to be seen; how it says goodbye does not matter.
        let _ = self.step(connection.quit()).await;
        Ok(())
    }

    fn is_simulated(&self) -> bool {
        self.simulated
    }
}

impl SmtpMailSender {
    fn finish(
        &self,
        connection: AsyncSmtpConnection,
        result: Result<Response, Trouble>,
    ) -> Result<HandedOver, OutsideError> {
        let response = result?;
        self.keep(connection);
        Ok(HandedOver {
            reference: response.first_line().unwrap_or_default().to_owned(),
        })
    }
}

/// What went wrong in a conversation, and how far it had come.
enum Trouble {
    /// The connection broke before the content left.
    Broken(String),
    /// The relay says that it is closing the connection (421), before the content left.
    Closing(String),
    /// The relay said "later".
    Later(String),
    /// The connection broke after the content left.
    Lost(String),
    /// The relay said "no", or cannot carry this mail.
    No(String),
    /// The relay said "no" to the recipient's address (RFC 5321 §3.3).
    Nobody(String),
}

impl Trouble {
    fn after_content(self) -> Trouble {
        match self {
            Trouble::Broken(text) => Trouble::Lost(text),
            other => other,
        }
    }

    /// A permanent refusal of the address; that we may not relay at all (554 5.7.1 and the like) looks the same from here, and the
    /// answer's own words stand beside it.
    fn about_recipient(self) -> Trouble {
        match self {
            Trouble::No(text) => Trouble::Nobody(text),
            other => other,
        }
    }

    /// Who is not let in has not been refused this mail: the operator mends it and the mail goes out.
    fn about_connection(self) -> OutsideError {
        match self {
            Trouble::No(text) => OutsideError::Unavailable(text),
            other => other.into(),
        }
    }
}

impl From<SmtpError> for Trouble {
    fn from(error: SmtpError) -> Trouble {
        let text = with_causes(&error);
        let code = error.status().map(u16::from);
        match code {
            Some(421) => Trouble::Closing(text),
            // RFC 4954 §6: about our credentials, not about this mail.
            Some(530 | 534 | 535 | 538) if error.is_permanent() => Trouble::Later(text),
            _ if error.is_permanent() || error.is_client() => Trouble::No(text),
            _ if error.is_transient() => Trouble::Later(text),
            _ => Trouble::Broken(text),
        }
    }
}

impl From<Trouble> for OutsideError {
    fn from(trouble: Trouble) -> OutsideError {
        match trouble {
            Trouble::Broken(text) | Trouble::Closing(text) | Trouble::Later(text) => {
                OutsideError::Unavailable(text)
            }
            Trouble::Lost(text) => OutsideError::Uncertain(text),
            Trouble::No(text) => OutsideError::Refused(text),
            Trouble::Nobody(text) => OutsideError::NoRecipient(text),
        }
    }
}

fn with_causes(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if !text.contains(&inner.to_string()) {
            text = format!("{text}: {inner}");
        }
        cause = inner.source();
    }
    text
}

/// What the relay must be able to carry for this mail (RFC 6531 §3.4, RFC 6152).
fn parameters(
    connection: &AsyncSmtpConnection,
    foreign_addresses: bool,
    ascii: bool,
) -> Result<Vec<MailParameter>, Trouble> {
    let can = |extension| connection.server_info().supports_feature(extension);
    let mut parameters = Vec::new();
    if foreign_addresses {
        if !can(Extension::SmtpUtfEight) {
            return Err(Trouble::No(
                "the relay does not take addresses with such letters".to_owned(),
            ));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !ascii {
        if !can(Extension::EightBitMime) {
            return Err(Trouble::No("the relay does not take such letters".to_owned()));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, SettingsError> {
    // Err means that somebody did it before.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut builder = TlsParameters::builder(settings.host.clone());
    for pem in &settings.authorities {
        let certificate = Certificate::from_pem(pem)
            .map_err(|_| SettingsError("mail.ca_file holds no certificates in PEM form".into()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build()
        .map_err(|error| SettingsError(format!("mail: TLS cannot be used: {}", with_causes(&error))))
}
