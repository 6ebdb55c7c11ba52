//! The HTTP drivers against the simulated gateways: text messages and timestamps.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop, and says so"
)]

use std::time::Duration;

use ades::algorithm::DigestAlgorithm;
use ades::test_pki::{TestPki, now};
use ades::timestamp::Request;
use app::ports::{OutsideError, SmsSender, TimestampService};
use domain::contact::Phone;
use providers::Secret;
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::telephone::http::{GatewaySettings, HttpGateway};
use providers::timestamp::http::{HttpTimestampService, TimestampSettings};
use simulators::{Failure, Options, Party, Simulators};

struct Fixture {
    simulators: Simulators,
    _folder: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            authority: Some(TestPki::new().unwrap().authority),
            clock: std::sync::Arc::new(now),
            sms_token: Some("t".into()),
            ..Options::default()
        };
        let simulators = Simulators::start(folder.path(), options).await.unwrap();
        Fixture {
            simulators,
            _folder: folder,
        }
    }

    fn sms(&self, token: &str) -> HttpGateway {
        let settings = GatewaySettings {
            url: self.simulators.sms_url(),
            headers: vec![("Authorization".into(), Secret::new(format!("Bearer {token}")))],
            simulated: true,
            ..GatewaySettings::default()
        };
        HttpGateway::new(settings, client())
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn timestamps(&self) -> HttpTimestampService {
        let url = self.simulators.timestamp_url().unwrap();
        let settings = TimestampSettings {
            url,
            credentials: None,
            simulated: true,
        };
        HttpTimestampService::new(settings, client())
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn fails(&self, party: Party, failure: Failure) {
        self.simulators.failures.set(party, failure).unwrap();
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

#[tokio::test]
async fn a_text_message_arrives_once_however_often_it_is_handed_over() {
    let fixture = Fixture::start().await;
    let sms = fixture.sms("t");
    let text = "Podpis: \"koda\" 123456 čšž";
    let first = sms.send(&phone(), text, "r1").await.unwrap();
    assert_eq!(sms.send(&phone(), text, "r1").await.unwrap(), first);
    let messages = fixture.simulators.outbox.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(
        (messages[0].text.as_str(), messages[0].to.as_str()),
        (text, "+420601234567")
    );
    assert_eq!(
        (first.reference.as_str(), messages[0].codes.as_slice()),
        ("simulated-1", &["123456".to_owned()][..])
    );
    assert!(sms.is_simulated());
}

#[tokio::test]
async fn a_gateway_that_fails_says_whether_it_may_be_asked_again() {
    let fixture = Fixture::start().await;
    let kind = |error: OutsideError| error.to_string().split(':').next().unwrap_or_default().to_owned();
    let cases = [
        (Failure::Down, "unavailable", 0),
        (Failure::Busy, "unavailable", 0),
        (Failure::Refuse, "refused", 0),
        (Failure::Drop, "uncertain", 1),
        (Failure::Hang, "uncertain", 2),
    ];
    for (number, (failure, expected, arrived)) in cases.into_iter().enumerate() {
        fixture.fails(Party::Sms, failure);
        let reference = format!("r{number}");
        let error = fixture
            .sms("t")
            .send(&phone(), "x", &reference)
            .await
            .unwrap_err();
        // A gateway that closes the connection at once may have read the request.
        let kind = kind(error);
        assert!(
            kind == expected || (failure == Failure::Down && kind == "uncertain"),
            "{failure}: {kind}"
        );
        assert_eq!(fixture.simulators.outbox.messages().len(), arrived);
    }
}

#[tokio::test]
async fn the_check_sends_no_message() {
    let fixture = Fixture::start().await;
    fixture.sms("t").check().await.unwrap();
    fixture.fails(Party::Sms, Failure::Down);
    assert!(fixture.sms("t").check().await.is_err());
    assert!(fixture.simulators.outbox.messages().is_empty());
    let error = fixture.sms("wrong").send(&phone(), "x", "r").await.unwrap_err();
    assert!(
        matches!(error, OutsideError::Unavailable(_) | OutsideError::Uncertain(_)),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_comes_back_and_is_accepted() {
    let fixture = Fixture::start().await;
    let query = Request::new(DigestAlgorithm::Sha256, b"signature value", &[9; 8]);
    let service = fixture.timestamps();
    let reply = service.timestamp(&query.to_der().unwrap()).await.unwrap();
    let token = query.accept(&reply, now()).unwrap();
    assert_eq!(token.time(), now());
    assert!(service.is_simulated() && service.name().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn an_authority_that_fails_is_asked_again_and_a_wrong_token_is_seen() {
    let fixture = Fixture::start().await;
    let query = Request::new(DigestAlgorithm::Sha256, b"signature value", &[9; 8]);
    for failure in [Failure::Down, Failure::Busy, Failure::Drop, Failure::Hang] {
        fixture.fails(Party::Timestamp, failure);
        let error = fixture
            .timestamps()
            .timestamp(&query.to_der().unwrap())
            .await
            .unwrap_err();
        assert!(
            matches!(error, OutsideError::Unavailable(_)),
            "{failure}: {error}"
        );
    }
    fixture.fails(Party::Timestamp, Failure::WrongImprint);
    let reply = fixture
        .timestamps()
        .timestamp(&query.to_der().unwrap())
        .await
        .unwrap();
    assert_eq!(
        query.accept(&reply, now()).unwrap_err().code(),
        "timestampWrongImprint"
    );
}
