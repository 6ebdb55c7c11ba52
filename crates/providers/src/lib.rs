//! Every outside party: mail, text messages, timestamps, the organisation's key, the child process that reads uploads, the clock.
//! One file each; all implement the ports of `app`. Only this crate opens outbound connections.
//!
//! | port | here |
//! |---|---|
//! | `Clock` | [`clock::SystemClock`] |
//! | `DocumentReader` | [`documents::child::ChildReader`] |
//! | `MailSender` | [`mail::smtp::SmtpMailSender`] |
//! | `RevocationSource` | [`revocation::HttpRevocationSource`] |
//! | `Signer` | [`signing::local::LocalSigner`], [`signing::remote::RemoteSigner`] |
//! | `SmsSender` | [`telephone::http::HttpGateway`], [`telephone::twilio::Twilio`], [`telephone::vonage::Vonage`] |
//! | `VoiceCaller` | [`telephone::http::HttpGateway`], [`telephone::twilio::Twilio`] |
//! | `TimestampService` | [`timestamp::http::HttpTimestampService`], [`timestamp::ordered::Ordered`] |
//! | `WebhookTarget` | [`webhook::HttpWebhookTarget`] |

mod address;
pub mod clock;
pub mod documents;
pub mod http;
pub mod mail;
pub mod pkcs11;
pub mod revocation;
pub mod secret;
pub mod signing;
pub mod telephone;
pub mod timestamp;
pub mod webhook;

pub use secret::Secret;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;

/// A setting that cannot work, by its name in the configuration.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub String);

/// Whether a host is this machine by name or by number, so that nobody else can listen.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let number = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || number
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

/// RFC 7617 §2.
pub(crate) fn basic_authorisation(user: &str, password: &Secret) -> Result<HeaderValue, SettingsError> {
    let pair = STANDARD.encode(format!("{user}:{}", password.reveal()));
    let mut value = HeaderValue::from_str(&format!("Basic {pair}"))
        .map_err(|_| SettingsError("the user or the password cannot be used".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
