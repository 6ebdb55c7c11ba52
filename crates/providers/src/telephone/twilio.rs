//! Twilio: text messages and calls by its REST API of 2010-04-01. It never repeats a request by itself (decision 33), the more so as
//! Twilio knows no reference of ours by which it could tell a message that it already has.
//!
//! Settings (for `docs/config.md`), sections `[sms]` and `[voice]` with `driver = "twilio"`:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `account` | | the account's SID (`AC…`) |
//! | `password_file` | | file with the account's auth token |
//! | `from` | | the number or name that messages come from; calls need a number |
//! | `messaging_service` | | a messaging service's SID (`MG…`) in place of `from`, for text messages only |
//! | `url` | `https://api.twilio.com` | base address |

use app::ports::{HandedOver, OutsideError, SmsSender, VoiceCaller};
use async_trait::async_trait;
use domain::contact::Phone;
use domain::language::Language;
use serde::Deserialize;

use super::account::{Access, Account, not_understood};
use super::http::refusal;
use super::template::xml;
use crate::SettingsError;
use crate::http::{HttpAnswer, HttpClient};
use crate::secret::Secret;

/// Where Twilio is.
pub const URL: &str = "https://api.twilio.com";

/// Whom messages and calls come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A number in E.164 form, or for text messages a name.
    From(String),
    /// The SID of a messaging service, which chooses a number.
    MessagingService(String),
}

/// An account at Twilio.
#[derive(Clone)]
pub struct TwilioSettings {
    /// The section that the settings stand in, for complaints about them.
    pub section: &'static str,
    /// Base address.
    pub url: String,
    /// The account's SID.
    pub account: String,
    /// The account's auth token.
    pub token: Secret,
    /// Whom messages come from.
    pub origin: Origin,
    /// Whether `http://` to another machine is allowed.
    pub allow_plain: bool,
    /// Whether the other side is simulated.
    pub simulated: bool,
}

/// Twilio, for one account.
pub struct Twilio {
    account: Account,
    settings: TwilioSettings,
}

/// What a message or a call is answered with, or why there is none.
#[derive(Deserialize)]
struct Answer {
    sid: Option<String>,
    code: Option<u32>,
    #[serde(default)]
    error_code: Option<u32>,
    /// Of the message; of an error it is the HTTP status once more.
    #[serde(default)]
    status: serde_json::Value,
}

impl Twilio {
    /// For text messages. Checks the settings; calls nobody.
    pub fn for_messages(settings: TwilioSettings, client: HttpClient) -> Result<Twilio, SettingsError> {
        let section = settings.section;
        match &settings.origin {
            Origin::From(from) if from.is_empty() => Err(SettingsError(format!("{section}.from is empty"))),
            Origin::MessagingService(sid) if !is_sid(sid, "MG") => Err(SettingsError(format!(
                "{section}.messaging_service is no SID: MG and 32 hexadecimal digits"
            ))),
            _ => Twilio::new(settings, client),
        }
    }

    /// For calls. Checks the settings; calls nobody.
    pub fn for_calls(settings: TwilioSettings, client: HttpClient) -> Result<Twilio, SettingsError> {
        match &settings.origin {
            Origin::From(from) if Phone::parse(from).is_some() => Twilio::new(settings, client),
            _ => Err(SettingsError(format!(
                "{}.from must be a number (+38640123456): calls come from nothing else",
                settings.section
            ))),
        }
    }

    fn new(settings: TwilioSettings, client: HttpClient) -> Result<Twilio, SettingsError> {
        if !is_sid(&settings.account, "AC") {
            return Err(SettingsError(format!(
                "{}.account is no SID: AC and 32 hexadecimal digits",
                settings.section
            )));
        }
        let access = Access {
            section: settings.section,
            url: &settings.url,
            allow_plain: settings.allow_plain,
            user: &settings.account,
            password: &settings.token,
        };
        Ok(Twilio {
            account: Account::new(&access, client)?,
            settings,
        })
    }

    fn path(&self, rest: &str) -> String {
        format!("/2010-04-01/Accounts/{}{rest}", self.settings.account)
    }

    fn origin(&self) -> (&'static str, &str) {
        match &self.settings.origin {
            Origin::From(from) => ("From", from),
            Origin::MessagingService(sid) => ("MessagingServiceSid", sid),
        }
    }

    async fn answers(&self) -> Result<(), OutsideError> {
        let account = self.account.look(&self.path(".json")).await?;
        if account["sid"] != self.settings.account.as_str() {
            return Err(OutsideError::Refused("what answers is not the gateway".into()));
        }
        if account["status"] != "active" {
            return Err(OutsideError::Refused("the account is suspended or closed".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl SmsSender for Twilio {
    async fn send(&self, to: &Phone, text: &str, _reference: &str) -> Result<HandedOver, OutsideError> {
        let fields = [("To", to.as_str()), self.origin(), ("Body", text)];
        let answer = self.account.post(&self.path("/Messages.json"), &fields).await?;
        taken(&answer, &["SM", "MM"])
    }

    async fn check(&self) -> Result<(), OutsideError> {
        self.answers().await
    }

    fn is_simulated(&self) -> bool {
        self.settings.simulated
    }
}

#[async_trait]
impl VoiceCaller for Twilio {
    async fn call(
        &self,
        to: &Phone,
        text: &str,
        language: Language,
        _reference: &str,
    ) -> Result<HandedOver, OutsideError> {
        let twiml = twiml(text, language);
        let fields = [("To", to.as_str()), self.origin(), ("Twiml", &twiml)];
        let answer = self.account.post(&self.path("/Calls.json"), &fields).await?;
        taken(&answer, &["CA"])
    }

    async fn check(&self) -> Result<(), OutsideError> {
        self.answers().await
    }

    fn is_simulated(&self) -> bool {
        self.settings.simulated
    }
}

/// What is done in the call: the text is said in its language.
fn twiml(text: &str, language: Language) -> String {
    let language = language.locale().replace('_', "-");
    format!(
        "<Response><Say language=\"{language}\">{}</Say></Response>",
        xml(text)
    )
}

fn taken(answer: &HttpAnswer, kinds: &[&str]) -> Result<HandedOver, OutsideError> {
    let said: Option<Answer> = serde_json::from_slice(&answer.body).ok();
    if !answer.is_success() {
        return Err(match said.and_then(|said| said.code) {
            Some(code) => refusal_with(answer.status, code),
            None => refusal(answer.status),
        });
    }
    let said = said.ok_or_else(not_understood)?;
    if ["failed", "undelivered", "canceled"]
        .iter()
        .any(|ended| said.status == **ended)
    {
        return Err(ended(said.error_code.unwrap_or_default()));
    }
    match said.sid {
        Some(sid) if kinds.iter().any(|kind| is_sid(&sid, kind)) => Ok(HandedOver { reference: sid }),
        _ => Err(not_understood()),
    }
}

/// A message that was taken and given up in the same breath: its error is of the same list.
fn ended(code: u32) -> OutsideError {
    refusal_with(400, code)
}

/// What an error means. Twilio adds codes as it goes, so that one which is not known counts by its HTTP status.
fn refusal_with(status: u16, code: u32) -> OutsideError {
    let text = format!("Twilio answered with status {status} and error {code}");
    match code {
        // The number cannot be dialled, is none, takes no messages, or its owner wants none.
        21211 | 21214 | 21217 | 21610 | 21614 | 21635 => OutsideError::NoRecipient(text),
        // Credentials, the account, its sender, its countries, too much at once: all mended without touching the message.
        20003 | 20005 | 20429 | 21210 | 21212 | 21215 | 21408 | 21603 | 21606 | 21608 | 21611 | 21659 => {
            OutsideError::Unavailable(text)
        }
        _ => match refusal(status) {
            OutsideError::Unavailable(_) => OutsideError::Unavailable(text),
            OutsideError::Uncertain(_) => OutsideError::Uncertain(text),
            _ => OutsideError::Refused(text),
        },
    }
}

/// Twilio's names: what it is, and 32 hexadecimal digits.
fn is_sid(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &'static str) -> HttpAnswer {
        HttpAnswer {
            status,
            content_type: "application/json".into(),
            headers: reqwest::header::HeaderMap::new(),
            body: body.into(),
        }
    }

    #[test]
    fn a_40_errors_say_whether_the_number_the_account_or_the_hour_is_wrong() {
        let cases = [
            (400, r#"{"code":21211,"status":400}"#, "no such recipient"),
            (400, r#"{"code":21614,"status":400}"#, "no such recipient"),
            (400, r#"{"code":21610,"status":400}"#, "no such recipient"),
            (400, r#"{"code":21606,"status":400}"#, "unavailable"),
            (401, r#"{"code":20003,"status":401}"#, "unavailable"),
            (429, r#"{"code":20429,"status":429}"#, "unavailable"),
            (400, r#"{"code":21602,"status":400}"#, "refused"),
            (500, r#"{"code":20500,"status":500}"#, "uncertain"),
            (503, "<html>", "unavailable"),
            (502, "", "uncertain"),
            (404, "nothing", "refused"),
            (
                201,
                r#"{"sid":null,"status":"failed","error_code":21614}"#,
                "no such recipient",
            ),
            (201, r#"{"sid":"SM1","status":"queued"}"#, "uncertain"),
            (200, "<html>", "uncertain"),
        ];
        for (status, body, expected) in cases {
            let error = taken(&answer(status, body), &["SM"]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{status} {body}: {error}");
        }
    }

    #[test]
    fn a_40_what_is_said_cannot_leave_its_sentence() {
        assert_eq!(
            twiml("Koda </Say><Dial>+1</Dial> & \"1\"", Language::Slovenian),
            "<Response><Say language=\"sl-SI\">Koda &lt;/Say&gt;&lt;Dial&gt;+1&lt;/Dial&gt; &amp; &quot;1&quot;</Say></Response>"
        );
    }
}
