//! Any gateway that takes one HTTP request per text message, or per call. It never repeats one by itself (decision 33).
//!
//! Settings (for `docs/config.md`), sections `[sms]` and `[voice]`, beside `allow_private` of the HTTP client:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `url` | | address to call; may hold `{to}`, `{to_digits}` (without `+`), `{text}`, `{language}` (of the text: `sl-SI`), `{reference}` |
//! | `method` | `POST` | `POST`, `PUT` or `GET` |
//! | `headers_file` | | file with further header fields, one `Name: value` per line, such as `Authorization`; values may hold `{reference}` |
//! | `content_type` | `application/json` | of the body; it decides how values are escaped: JSON, form, XML or plain text |
//! | `body` | | the body, with the same places as `url` |
//! | `reference_pointer` | `/id` | JSON pointer (RFC 6901) to the gateway's own reference in its answer |
//! | `allow_plain` | false | `http://` to another machine |
//!
//! Our reference goes along as `Idempotency-Key`.

use app::ports::{HandedOver, OutsideError, SmsSender, VoiceCaller};
use async_trait::async_trait;
use bytes::Bytes;
use domain::contact::Phone;
use domain::language::Language;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::template::{Escaping, Values, fill};
use crate::http::{HttpAnswer, HttpClient, HttpRequest};
use crate::secret::Secret;
use crate::{SettingsError, is_this_machine};

/// How the gateway is spoken to.
#[derive(Clone)]
pub struct GatewaySettings {
    /// The section that the settings stand in, for complaints about them.
    pub section: &'static str,
    /// Address, with places.
    pub url: String,
    /// `POST`, `PUT` or `GET`.
    pub method: String,
    /// Further header fields: name, value with places.
    pub headers: Vec<(String, Secret)>,
    /// Media type of the body.
    pub content_type: String,
    /// Body, with places.
    pub body: String,
    /// Header field for our reference; empty: none.
    pub reference_header: String,
    /// JSON pointer to the gateway's reference.
    pub reference_pointer: String,
    /// What [`SmsSender::check`] gets; empty: the origin of `url`.
    pub check_url: String,
    /// Whether `http://` to another machine is allowed.
    pub allow_plain: bool,
    /// Whether the gateway is simulated.
    pub simulated: bool,
}

impl Default for GatewaySettings {
    fn default() -> GatewaySettings {
        GatewaySettings {
            section: "sms",
            url: String::new(),
            method: "POST".into(),
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: r#"{"to":"{to}","text":"{text}","reference":"{reference}"}"#.into(),
            reference_header: "Idempotency-Key".into(),
            reference_pointer: "/id".into(),
            check_url: String::new(),
            allow_plain: false,
            simulated: false,
        }
    }
}

/// What a gateway for calls is told unless it is configured otherwise.
const CALL_BODY: &str = r#"{"to":"{to}","text":"{text}","language":"{language}","reference":"{reference}"}"#;

impl GatewaySettings {
    /// The usual settings of a gateway for calls.
    pub fn for_calls() -> GatewaySettings {
        GatewaySettings {
            section: "voice",
            body: CALL_BODY.into(),
            ..GatewaySettings::default()
        }
    }
}

/// A gateway behind HTTP.
pub struct HttpGateway {
    client: HttpClient,
    method: Method,
    settings: GatewaySettings,
    escaping: Escaping,
    check_url: Url,
}

impl HttpGateway {
    /// Checks the settings; calls nobody.
    pub fn new(settings: GatewaySettings, client: HttpClient) -> Result<HttpGateway, SettingsError> {
        let section = settings.section;
        let sample = Values {
            to: "+38640000000",
            text: "x",
            language: "en-US",
            reference: "y",
        };
        let url = address(&settings, &sample)?;
        if url.scheme() != "https"
            && !settings.allow_plain
            && !is_this_machine(url.host_str().unwrap_or_default())
        {
            return Err(SettingsError(format!(
                "{section}.url must begin with https://, or {section}.allow_plain be set"
            )));
        }
        // Nothing but the address leaves with GET.
        let body = if settings.method == "GET" {
            ""
        } else {
            &settings.body
        };
        let usual = GatewaySettings::default();
        if !body.is_empty()
            && [usual.body.as_str(), CALL_BODY].contains(&body)
            && settings.content_type != usual.content_type
        {
            return Err(SettingsError(format!(
                "{section}.body must be given with {section}.content_type {}: the usual body is JSON",
                settings.content_type
            )));
        }
        let all = format!("{} {body}", settings.url);
        if !(all.contains("{to}") || all.contains("{to_digits}")) || !all.contains("{text}") {
            return Err(SettingsError(format!(
                "{section}.url and {section}.body hold no {{to}} or no {{text}}"
            )));
        }
        let method = match settings.method.as_str() {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "GET" => Method::GET,
            other => {
                return Err(SettingsError(format!(
                    "{section}.method {other} is not POST, PUT or GET"
                )));
            }
        };
        let escaping = Escaping::for_media_type(&settings.content_type).ok_or_else(|| {
            SettingsError(format!(
                "{section}.content_type {} is not supported",
                settings.content_type
            ))
        })?;
        let check_url = check_url(&settings, &url)?;
        headers(&settings, &sample)?;
        Ok(HttpGateway {
            client,
            method,
            settings,
            escaping,
            check_url,
        })
    }

    fn request(&self, values: &Values<'_>) -> Result<HttpRequest, SettingsError> {
        let body = if self.method == Method::GET {
            String::new()
        } else {
            fill(&self.settings.body, values, self.escaping)
        };
        Ok(HttpRequest {
            method: self.method.clone(),
            url: address(&self.settings, values)?,
            headers: headers(&self.settings, values)?,
            body: Bytes::from(body),
        })
    }

    fn reference(&self, answer: &HttpAnswer) -> String {
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match json.pointer(&self.settings.reference_pointer) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    async fn hand_over(&self, values: &Values<'_>) -> Result<HandedOver, OutsideError> {
        let request = self
            .request(values)
            .map_err(|error| OutsideError::Refused(error.to_string()))?;
        let answer = self.client.exchange(request).await?;
        if answer.is_success() {
            return Ok(HandedOver {
                reference: self.reference(&answer),
            });
        }
        Err(refusal(answer.status))
    }

    async fn answers(&self) -> Result<(), OutsideError> {
        let request = HttpRequest {
            method: Method::GET,
            url: self.check_url.clone(),
            headers: headers(
                &self.settings,
                &Values {
                    to: "",
                    text: "",
                    language: "",
                    reference: "check",
                },
            )
            .map_err(|error| OutsideError::Refused(error.to_string()))?,
            body: Bytes::new(),
        };
        let answer = self
            .client
            .exchange(request)
            .await
            .map_err(|error| match error.into() {
                OutsideError::Uncertain(text) => OutsideError::Unavailable(text),
                other => other,
            })?;
        match answer.status {
            401 | 403 => Err(OutsideError::Refused(
                "the gateway does not take our credentials".into(),
            )),
            500.. => Err(OutsideError::Unavailable(format!(
                "the gateway answered with status {}",
                answer.status
            ))),
            // Without an address made for it, "not found" too comes from a gateway that is there.
            status if !self.settings.check_url.is_empty() && !answer.is_success() => Err(
                OutsideError::Refused(format!("the gateway answered with status {status}")),
            ),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl SmsSender for HttpGateway {
    async fn send(&self, to: &Phone, text: &str, reference: &str) -> Result<HandedOver, OutsideError> {
        let values = Values {
            to: to.as_str(),
            text,
            language: "",
            reference,
        };
        self.hand_over(&values).await
    }

    async fn check(&self) -> Result<(), OutsideError> {
        self.answers().await
    }

    fn is_simulated(&self) -> bool {
        self.settings.simulated
    }
}

#[async_trait]
impl VoiceCaller for HttpGateway {
    async fn call(
        &self,
        to: &Phone,
        text: &str,
        language: Language,
        reference: &str,
    ) -> Result<HandedOver, OutsideError> {
        let values = Values {
            to: to.as_str(),
            text,
            language: &language.locale().replace('_', "-"),
            reference,
        };
        self.hand_over(&values).await
    }

    async fn check(&self) -> Result<(), OutsideError> {
        self.answers().await
    }

    fn is_simulated(&self) -> bool {
        self.settings.simulated
    }
}

/// What a status means for a message. A gateway that fails inside may have sent it before it failed.
pub(super) fn refusal(status: u16) -> OutsideError {
    let text = format!("the gateway answered with status {status}");
    match status {
        // RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4, RFC 9110 §15.6.4: not processed, try later.
        408 | 425 | 429 | 503 => OutsideError::Unavailable(text),
        // The operator mends the credentials; the message is as good as before.
        401 | 403 => OutsideError::Unavailable(text),
        500..=599 => OutsideError::Uncertain(text),
        _ => OutsideError::Refused(text),
    }
}

fn address(settings: &GatewaySettings, values: &Values<'_>) -> Result<Url, SettingsError> {
    Url::parse(&fill(&settings.url, values, Escaping::Percent))
        .map_err(|_| SettingsError(format!("{}.url is not an address", settings.section)))
}

fn check_url(settings: &GatewaySettings, url: &Url) -> Result<Url, SettingsError> {
    let text = match settings.check_url.as_str() {
        "" => url.origin().ascii_serialization(),
        configured => configured.to_owned(),
    };
    Url::parse(&text).map_err(|_| SettingsError(format!("{}.check_url is not an address", settings.section)))
}

fn headers(settings: &GatewaySettings, values: &Values<'_>) -> Result<HeaderMap, SettingsError> {
    let mut headers = HeaderMap::new();
    let content_type = ("content-type".to_owned(), settings.content_type.clone());
    let reference = (settings.reference_header.clone(), values.reference.to_owned());
    let configured = settings
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), fill(value.reveal(), values, Escaping::None)));
    for (name, value) in [content_type, reference].into_iter().chain(configured) {
        if name.is_empty() {
            continue;
        }
        let unusable = || SettingsError(format!("{}.headers: {name} cannot be used", settings.section));
        let value = HeaderValue::from_str(&value).map_err(|_| unusable())?;
        headers.insert(
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable())?,
            value,
        );
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Canned, canned, loopback_client};

    fn sender(settings: GatewaySettings) -> HttpGateway {
        HttpGateway::new(settings, loopback_client())
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn phone() -> Phone {
        Phone::parse("+386 41 234 567").unwrap()
    }

    const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 20\r\n\r\n{\"result\":{\"id\":17}}";

    #[tokio::test]
    async fn a_message_goes_out_as_the_template_says() {
        let server = canned(Canned::Answer(ACCEPTED)).await;
        let sender = sender(GatewaySettings {
            url: server.url() + "send",
            headers: vec![("Authorization".into(), Secret::new("Bearer t"))],
            reference_pointer: "/result/id".into(),
            ..GatewaySettings::default()
        });
        let handed_over = sender.send(&phone(), "Koda \"123456\"", "r1").await.unwrap();
        assert_eq!(handed_over.reference, "17");
        let request = server.requests().remove(0);
        assert!(request.starts_with("POST /send HTTP/1.1"), "{request}");
        for line in [
            "authorization: Bearer t",
            "idempotency-key: r1",
            "content-type: application/json",
        ] {
            assert!(request.contains(line), "{request}");
        }
        let body = r#"{"to":"+38641234567","text":"Koda \"123456\"","reference":"r1"}"#;
        assert!(request.ends_with(body), "{request}");
    }

    #[tokio::test]
    async fn a_gateway_with_everything_in_the_address_is_served_too() {
        let server = canned(Canned::Answer(ACCEPTED)).await;
        let sender = sender(GatewaySettings {
            url: server.url() + "send?to={to_digits}&text={text}&ref={reference}",
            method: "GET".into(),
            ..GatewaySettings::default()
        });
        assert_eq!(sender.send(&phone(), "č&x=1", "r1").await.unwrap().reference, "");
        let request = server.requests().remove(0);
        assert!(
            request.starts_with("GET /send?to=38641234567&text=%C4%8D%26x%3D1&ref=r1 "),
            "{request}"
        );
    }

    #[tokio::test]
    async fn what_goes_wrong_says_whether_it_may_be_repeated() {
        let answer = |status: u16| -> &'static str {
            Box::leak(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into_boxed_str())
        };
        let cases = [
            (Canned::Answer(answer(400)), "refused"),
            (Canned::Answer(answer(302)), "refused"),
            (Canned::Answer(answer(401)), "unavailable"),
            (Canned::Answer(answer(429)), "unavailable"),
            (Canned::Answer(answer(503)), "unavailable"),
            (Canned::Answer(answer(500)), "uncertain"),
            (Canned::Answer(""), "uncertain"),
            (Canned::Silence, "uncertain"),
        ];
        for (canned_answer, kind) in cases {
            let server = canned(canned_answer).await;
            let sender = sender(GatewaySettings {
                url: server.url(),
                ..GatewaySettings::default()
            });
            let error = sender.send(&phone(), "x", "r").await.unwrap_err().to_string();
            assert!(error.starts_with(kind), "{error}");
        }
        let sender = sender(GatewaySettings {
            url: "http://127.0.0.1:1/".into(),
            ..GatewaySettings::default()
        });
        let error = sender.send(&phone(), "x", "r").await.unwrap_err().to_string();
        assert!(error.starts_with("unavailable"), "{error}");
        assert!(SmsSender::check(&sender).await.is_err());
    }

    #[tokio::test]
    async fn a_40_a_call_goes_out_with_its_language() {
        let server = canned(Canned::Answer(ACCEPTED)).await;
        let caller = sender(GatewaySettings {
            url: server.url() + "calls",
            reference_pointer: "/result/id".into(),
            ..GatewaySettings::for_calls()
        });
        let taken = caller
            .call(&phone(), "Koda je: 1, 2", Language::Slovenian, "r1")
            .await;
        assert_eq!(taken.unwrap().reference, "17");
        let request = server.requests().remove(0);
        let body = r#"{"to":"+38641234567","text":"Koda je: 1, 2","language":"sl-SI","reference":"r1"}"#;
        assert!(request.ends_with(body), "{request}");
        let wrong = GatewaySettings {
            url: "nowhere".into(),
            ..GatewaySettings::for_calls()
        };
        let complaint = HttpGateway::new(wrong, loopback_client()).map(drop).unwrap_err();
        assert!(complaint.to_string().contains("voice.url"), "{complaint}");
    }

    #[test]
    fn settings_that_cannot_work_are_refused_at_the_start() {
        let good = GatewaySettings {
            url: "https://gateway.example/send".into(),
            ..GatewaySettings::default()
        };
        let bad = [
            GatewaySettings {
                url: "http://gateway.example/send".into(),
                ..good.clone()
            },
            GatewaySettings {
                url: "gateway".into(),
                ..good.clone()
            },
            GatewaySettings {
                body: "{to}".into(),
                ..good.clone()
            },
            GatewaySettings {
                method: "DELETE".into(),
                ..good.clone()
            },
            GatewaySettings {
                content_type: "image/png".into(),
                ..good.clone()
            },
            GatewaySettings {
                headers: vec![("A".into(), Secret::new("x\ny"))],
                ..good.clone()
            },
            GatewaySettings {
                check_url: "x".into(),
                ..good.clone()
            },
        ];
        assert!(HttpGateway::new(good, loopback_client()).is_ok());
        for bad in bad {
            assert!(HttpGateway::new(bad, loopback_client()).is_err());
        }
    }
}
