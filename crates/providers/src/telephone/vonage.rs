//! Vonage: text messages by its SMS API. It never repeats a request by itself (decision 33). Vonage says nearly everything with
//! status 200, and what it means with a status of each part of the message. Calls are another of its products and not made here.
//!
//! Settings (for `docs/config.md`), section `[sms]` with `driver = "vonage"`:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `account` | | the API key |
//! | `password_file` | | file with the API secret |
//! | `from` | | the number or name that messages come from |
//! | `url` | `https://rest.nexmo.com` | base address |

use app::ports::{HandedOver, OutsideError, SmsSender};
use async_trait::async_trait;
use domain::contact::Phone;
use serde::Deserialize;

use super::account::{Access, Account, not_understood};
use super::http::refusal;
use crate::SettingsError;
use crate::http::{HttpAnswer, HttpClient};
use crate::secret::Secret;

/// Where Vonage is.
pub const URL: &str = "https://rest.nexmo.com";

/// An account at Vonage.
#[derive(Clone)]
pub struct VonageSettings {
    /// Base address.
    pub url: String,
    /// The API key.
    pub key: String,
    /// The API secret.
    pub secret: Secret,
    /// Whom messages come from.
    pub from: String,
    /// Whether `http://` to another machine is allowed.
    pub allow_plain: bool,
    /// Whether the other side is simulated.
    pub simulated: bool,
}

/// Vonage, for one account.
pub struct Vonage {
    account: Account,
    from: String,
    simulated: bool,
}

#[derive(Deserialize)]
struct Answer {
    messages: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    status: String,
    #[serde(default, rename = "message-id")]
    id: String,
}

impl Vonage {
    /// Checks the settings; calls nobody.
    pub fn new(settings: VonageSettings, client: HttpClient) -> Result<Vonage, SettingsError> {
        if settings.key.is_empty() || !settings.key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(SettingsError(
                "sms.account is no API key: letters and digits".into(),
            ));
        }
        if settings.from.is_empty() {
            return Err(SettingsError("sms.from is empty".into()));
        }
        let access = Access {
            section: "sms",
            url: &settings.url,
            allow_plain: settings.allow_plain,
            user: &settings.key,
            password: &settings.secret,
        };
        Ok(Vonage {
            account: Account::new(&access, client)?,
            from: digits(&settings.from).to_owned(),
            simulated: settings.simulated,
        })
    }
}

#[async_trait]
impl SmsSender for Vonage {
    async fn send(&self, to: &Phone, text: &str, reference: &str) -> Result<HandedOver, OutsideError> {
        let fields = [
            ("from", self.from.as_str()),
            ("to", digits(to.as_str())),
            ("text", text),
            ("type", kind(text)),
            ("client-ref", reference),
        ];
        taken(&self.account.post("/sms/json", &fields).await?)
    }

    async fn check(&self) -> Result<(), OutsideError> {
        let balance = self.account.look("/account/get-balance").await?;
        if balance["value"].is_number() {
            return Ok(());
        }
        Err(OutsideError::Refused("what answers is not the gateway".into()))
    }

    fn is_simulated(&self) -> bool {
        self.simulated
    }
}

/// Vonage writes numbers without the plus.
fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

/// Letters beyond those of the GSM alphabet arrive only where they are announced; of ASCII it lacks the grave accent alone. Letters
/// such as `é`, which it has, are announced too: they arrive all the same.
fn kind(text: &str) -> &'static str {
    if text.is_ascii() && !text.contains('`') {
        "text"
    } else {
        "unicode"
    }
}

fn taken(answer: &HttpAnswer) -> Result<HandedOver, OutsideError> {
    if !answer.is_success() {
        return Err(refusal(answer.status));
    }
    let Ok(Answer { messages }) = serde_json::from_slice(&answer.body) else {
        return Err(not_understood());
    };
    let first = messages.first().ok_or_else(not_understood)?;
    let refused = messages.iter().filter(|part| part.status != "0").count();
    match refused {
        0 if first.id.is_empty() => Err(not_understood()),
        0 => Ok(HandedOver {
            reference: first.id.clone(),
        }),
        all if all == messages.len() => Err(refusal_of(&first.status)),
        _ => Err(OutsideError::Uncertain(
            "Vonage took a part of the message only".into(),
        )),
    }
}

/// What the status of a part means. Its words are not passed on: they repeat what was sent.
fn refusal_of(status: &str) -> OutsideError {
    let Ok(status) = status.parse::<u16>() else {
        return not_understood();
    };
    let text = format!("Vonage answered with status {status}");
    match status {
        // Too much at once; credentials; the account, its balance, its sender, its list of trial numbers: all mended without touching
        // the message.
        1 | 4 | 8 | 9 | 10 | 11 | 14 | 15 | 29 => OutsideError::Unavailable(text),
        // It failed inside, and may have sent it before.
        5 => OutsideError::Uncertain(text),
        // Barred, or given up by its owner.
        7 | 33 => OutsideError::NoRecipient(text),
        _ => OutsideError::Refused(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Result<HandedOver, OutsideError> {
        taken(&HttpAnswer {
            status,
            content_type: "application/json".into(),
            headers: reqwest::header::HeaderMap::new(),
            body: body.to_owned().into(),
        })
    }

    #[test]
    fn a_40_each_status_says_whether_the_number_the_account_or_the_hour_is_wrong() {
        let cases = [
            ("1", "unavailable"),
            ("2", "refused"),
            ("3", "refused"),
            ("4", "unavailable"),
            ("5", "uncertain"),
            ("6", "refused"),
            ("7", "no such recipient"),
            ("9", "unavailable"),
            ("15", "unavailable"),
            ("33", "no such recipient"),
            ("999", "refused"),
            ("oops", "uncertain"),
        ];
        for (status, expected) in cases {
            let body = format!(r#"{{"messages":[{{"status":"{status}","error-text":"Koda 123456"}}]}}"#);
            let error = of(200, &body).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{status}: {error}");
            assert!(!error.contains("123456"), "{error}");
        }
    }

    #[test]
    fn a_40_a_message_in_parts_is_taken_as_a_whole_or_uncertain() {
        let part = |status: &str, id: &str| format!(r#"{{"status":"{status}","message-id":"{id}"}}"#);
        let both = |one: String, two: String| format!(r#"{{"messages":[{one},{two}]}}"#);
        let taken = of(200, &both(part("0", "A1"), part("0", "A2"))).unwrap();
        assert_eq!(taken.reference, "A1");
        for (first, second) in [("0", "1"), ("1", "0")] {
            let body = both(part(first, "A1"), part(second, "A2"));
            let error = of(200, &body).unwrap_err();
            assert!(matches!(error, OutsideError::Uncertain(_)), "{error}");
        }
        for unread in [
            "<html>",
            "{}",
            r#"{"messages":[]}"#,
            r#"{"messages":[{"status":"0"}]}"#,
        ] {
            let error = of(200, unread).unwrap_err();
            assert!(matches!(error, OutsideError::Uncertain(_)), "{unread}: {error}");
        }
    }

    #[test]
    fn letters_beyond_the_gsm_alphabet_are_announced() {
        let kinds = ["Code 123456 [x]", "Koda čšž", "a`b"].map(kind);
        assert_eq!(kinds, ["text", "unicode", "unicode"]);
    }
}
