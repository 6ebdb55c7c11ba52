//! The drivers of Twilio and Vonage against the simulated ones, over a socket.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop, and says so"
)]

use std::time::Duration;

use app::ports::{HandedOver, OutsideError, SmsSender, VoiceCaller};
use domain::contact::Phone;
use domain::language::Language;
use providers::Secret;
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::telephone::twilio::{Origin, Twilio, TwilioSettings};
use providers::telephone::vonage::{Vonage, VonageSettings};
use simulators::{Channel, Failure, Options, Party, Simulators, twilio, vonage};

const TEXT: &str = "Podpis: \"koda\" 987654 čšž & <x>";

struct Fixture {
    simulators: Simulators,
    _folder: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let simulators = Simulators::start(folder.path(), Options::default())
            .await
            .unwrap();
        Fixture {
            simulators,
            _folder: folder,
        }
    }

    fn twilio_settings(&self, token: &str) -> TwilioSettings {
        TwilioSettings {
            section: "sms",
            url: self.simulators.telephone_url(),
            account: twilio::ACCOUNT.into(),
            token: Secret::new(token),
            origin: Origin::From("+38640000000".into()),
            allow_plain: false,
            simulated: true,
        }
    }

    fn twilio(&self, token: &str) -> Twilio {
        Twilio::for_messages(self.twilio_settings(token), client())
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn vonage(&self, secret: &str) -> Vonage {
        let settings = VonageSettings {
            url: self.simulators.telephone_url(),
            key: vonage::KEY.into(),
            secret: Secret::new(secret),
            from: "Podpis".into(),
            allow_plain: false,
            simulated: true,
        };
        Vonage::new(settings, client())
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn fails(&self, failure: Failure) {
        self.simulators.failures.set(Party::Sms, failure).unwrap();
    }

    fn arrived(&self) -> usize {
        self.simulators.outbox.messages().len()
    }
}

fn client() -> HttpClient {
    let settings = HttpSettings {
        private_addresses: PrivateAddresses::Allow,
        timeout: Duration::from_millis(500),
        ..HttpSettings::default()
    };
    HttpClient::new(&settings).unwrap()
}

fn phone() -> Phone {
    Phone::parse("+420 601 234 567").unwrap()
}

/// What kind of error it is; and that it says nothing of what must not be said, also where a developer prints it.
fn kind(taken: Result<HandedOver, OutsideError>, secret: &str) -> String {
    let error = taken.unwrap_err();
    let said = format!("{error} {error:?}");
    for hidden in [secret, "987654", "601234567", "5005550", "QUM", "c2lt"] {
        assert!(!said.contains(hidden), "{hidden} in {said}");
    }
    error.to_string().split(':').next().unwrap_or_default().to_owned()
}

/// What is expected of each failure, and whether the message has left nevertheless.
const FAILURES: [(Failure, &str, bool); 6] = [
    (Failure::Busy, "unavailable", false),
    (Failure::Throttle, "unavailable", false),
    (Failure::Crash, "uncertain", false),
    (Failure::Garbage, "uncertain", true),
    (Failure::Drop, "uncertain", true),
    (Failure::Hang, "uncertain", true),
];

async fn fails_as_it_should(fixture: &Fixture, sender: &dyn SmsSender, secret: &str) {
    for (failure, expected, leaves) in FAILURES {
        fixture.fails(failure);
        let before = fixture.arrived();
        let taken = sender.send(&phone(), TEXT, "r").await;
        assert_eq!(kind(taken, secret), expected, "{failure}");
        assert_eq!(fixture.arrived() - before, usize::from(leaves), "{failure}");
    }
    fixture.fails(Failure::Refuse);
    let before = fixture.arrived();
    let taken = sender.send(&phone(), TEXT, "r").await;
    assert_eq!(kind(taken, secret), "no such recipient");
    assert_eq!(fixture.arrived(), before);
}

#[tokio::test]
async fn a_40_twilio_takes_a_message_and_its_sid_is_the_reference() {
    let fixture = Fixture::start().await;
    let sender = fixture.twilio(twilio::TOKEN);
    let taken = sender.send(&phone(), TEXT, "r1").await.unwrap();
    assert_eq!(taken.reference, "SM00000000000000000000000000000001");
    let messages = fixture.simulators.outbox.messages();
    let message = &messages[0];
    assert_eq!(
        (message.channel, message.to.as_str(), message.from.as_str()),
        (Channel::Sms, "+420601234567", "+38640000000")
    );
    assert_eq!(
        (message.text.as_str(), &message.codes[..]),
        (TEXT, &["987654".to_owned()][..])
    );
    assert!(SmsSender::is_simulated(&sender));
    SmsSender::check(&sender).await.unwrap();
    assert_eq!(fixture.arrived(), 1);
}

#[tokio::test]
async fn a_40_a_messaging_service_stands_in_for_a_number() {
    let fixture = Fixture::start().await;
    let service = format!("MG{}", "1".repeat(32));
    let settings = TwilioSettings {
        origin: Origin::MessagingService(service.clone()),
        ..fixture.twilio_settings(twilio::TOKEN)
    };
    let sender = Twilio::for_messages(settings.clone(), client()).ok().unwrap();
    sender.send(&phone(), "x", "r").await.unwrap();
    assert_eq!(fixture.simulators.outbox.messages()[0].from, service);
    let error = Twilio::for_calls(settings, client()).err().unwrap();
    assert!(
        error.to_string().starts_with("sms.from must be a number"),
        "{error}"
    );
}

#[tokio::test]
async fn a_40_twilio_says_the_code_in_the_language_of_whom_it_calls() {
    let fixture = Fixture::start().await;
    let caller = Twilio::for_calls(fixture.twilio_settings(twilio::TOKEN), client())
        .ok()
        .unwrap();
    for (language, expected) in [
        (Language::Slovenian, "sl-SI"),
        (Language::Czech, "cs-CZ"),
        (Language::English, "en-US"),
    ] {
        let taken = caller.call(&phone(), TEXT, language, "r").await.unwrap();
        assert!(taken.reference.starts_with("CA"), "{}", taken.reference);
        let messages = fixture.simulators.outbox.messages();
        let call = messages.last().unwrap();
        assert_eq!(
            (call.channel, call.language.as_str(), call.text.as_str()),
            (Channel::Call, expected, TEXT)
        );
    }
    let nobody = Phone::parse(twilio::NO_NUMBER).unwrap();
    let taken = caller.call(&nobody, TEXT, Language::Czech, "r").await;
    assert_eq!(kind(taken, twilio::TOKEN), "no such recipient");
    VoiceCaller::check(&caller).await.unwrap();
    assert_eq!(fixture.arrived(), 3);
}

#[tokio::test]
async fn a_40_twilio_refuses_numbers_and_credentials_in_different_ways() {
    let fixture = Fixture::start().await;
    let sender = fixture.twilio(twilio::TOKEN);
    for number in [twilio::NO_NUMBER, twilio::NO_MOBILE] {
        let to = Phone::parse(number).unwrap();
        assert_eq!(
            kind(sender.send(&to, TEXT, "r").await, twilio::TOKEN),
            "no such recipient"
        );
    }
    let wrong = fixture.twilio("wrong-token");
    assert_eq!(
        kind(wrong.send(&phone(), TEXT, "r").await, "wrong-token"),
        "unavailable"
    );
    let error = SmsSender::check(&wrong).await.unwrap_err();
    assert!(matches!(error, OutsideError::Refused(_)), "{error}");
    let empty = kind(sender.send(&phone(), "", "r").await, twilio::TOKEN);
    assert_eq!((empty.as_str(), fixture.arrived()), ("refused", 0));
}

#[tokio::test]
async fn a_40_twilio_that_fails_says_whether_it_may_be_asked_again() {
    let fixture = Fixture::start().await;
    let sender = fixture.twilio(twilio::TOKEN);
    fails_as_it_should(&fixture, &sender, twilio::TOKEN).await;
    fixture.fails(Failure::Down);
    assert!(SmsSender::check(&sender).await.is_err());
}

#[tokio::test]
async fn a_40_vonage_takes_a_message_and_its_id_is_the_reference() {
    let fixture = Fixture::start().await;
    let sender = fixture.vonage(vonage::SECRET);
    for text in [TEXT, "Code 987654"] {
        let taken = sender.send(&phone(), text, "r1").await.unwrap();
        assert_eq!(taken.reference, format!("{:016X}", fixture.arrived()));
        let messages = fixture.simulators.outbox.messages();
        let message = messages.last().unwrap();
        assert_eq!(
            (
                message.to.as_str(),
                message.from.as_str(),
                message.reference.as_str()
            ),
            ("+420601234567", "Podpis", "r1")
        );
        assert_eq!(
            (message.text.as_str(), &message.codes[..]),
            (text, &["987654".to_owned()][..])
        );
    }
    assert!(sender.is_simulated());
    sender.check().await.unwrap();
    assert_eq!(fixture.arrived(), 2);
}

#[tokio::test]
async fn a_40_vonage_that_fails_says_whether_it_may_be_asked_again() {
    let fixture = Fixture::start().await;
    let sender = fixture.vonage(vonage::SECRET);
    let wrong = fixture.vonage("wrong-secret");
    assert_eq!(
        kind(wrong.send(&phone(), TEXT, "r").await, "wrong-secret"),
        "unavailable"
    );
    let error = wrong.check().await.unwrap_err();
    assert!(matches!(error, OutsideError::Refused(_)), "{error}");
    assert_eq!(
        kind(sender.send(&phone(), "", "r").await, vonage::SECRET),
        "refused"
    );
    fails_as_it_should(&fixture, &sender, vonage::SECRET).await;
    fixture.fails(Failure::Down);
    assert!(sender.check().await.is_err());
}

#[tokio::test]
async fn settings_that_cannot_work_are_named_and_no_secret_is_said() {
    let fixture = Fixture::start().await;
    let usual = || fixture.twilio_settings("hidden-token");
    let cases = [
        (
            TwilioSettings {
                account: "AC1/../x".into(),
                ..usual()
            },
            "sms.account is no SID",
        ),
        (
            TwilioSettings {
                url: "http://api.example".into(),
                ..usual()
            },
            "sms.url must begin with https://",
        ),
        (
            TwilioSettings {
                url: "api.example".into(),
                ..usual()
            },
            "sms.url is not an address",
        ),
        (
            TwilioSettings {
                token: Secret::new(""),
                ..usual()
            },
            "sms.password_file is empty",
        ),
        (
            TwilioSettings {
                origin: Origin::From(String::new()),
                ..usual()
            },
            "sms.from is empty",
        ),
        (
            TwilioSettings {
                origin: Origin::MessagingService("MG1".into()),
                ..usual()
            },
            "sms.messaging_service is no SID",
        ),
    ];
    for (settings, expected) in cases {
        let error = Twilio::for_messages(settings, client())
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.starts_with(expected) && !error.contains("hidden"),
            "{error}"
        );
    }
}
