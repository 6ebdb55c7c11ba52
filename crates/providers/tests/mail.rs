//! The SMTP driver against the simulated relay: what arrives, what goes wrong, and TLS.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop, and says so"
)]

use std::sync::Arc;
use std::time::Duration;

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use ades::cms::ToBeSigned;
use ades::key::{Curve, PrivateKey};
use ades::x509::{Attribute, Certificate, Name};
use app::ports::{Mail, MailAttachment, MailSender, Mailbox, OutsideError, RenderedMail};
use bytes::Bytes;
use domain::contact::Email;
use domain::language::Language;
use providers::Secret;
use providers::mail::smtp::{Security, SmtpMailSender, SmtpSettings};
use simulators::smtp::{MailRelay, Opening};
use simulators::{Failure, Failures, Options, Outbox, Party, Simulators, system_clock};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

struct Fixture {
    simulators: Simulators,
    _folder: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            mail_credentials: Some(("u".into(), "p".into())),
            ..Options::default()
        };
        let simulators = Simulators::start(folder.path(), options).await.unwrap();
        Fixture {
            simulators,
            _folder: folder,
        }
    }

    fn settings(&self) -> SmtpSettings {
        SmtpSettings {
            port: self.simulators.mail_address().port(),
            credentials: Some(("u".into(), Secret::new("p"))),
            timeout: Duration::from_millis(500),
            simulated: true,
            ..SmtpSettings::new("127.0.0.1", Security::None, "podpis@example.si")
        }
    }

    fn sender(&self) -> SmtpMailSender {
        sender(self.settings())
    }

    fn fails(&self, failure: Failure) {
        self.simulators.failures.set(Party::Mail, failure).unwrap();
    }

    fn arrived(&self) -> usize {
        self.simulators.outbox.messages().len()
    }
}

fn sender(settings: SmtpSettings) -> SmtpMailSender {
    SmtpMailSender::new(settings)
        .map_err(|error| error.to_string())
        .unwrap()
}

fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox {
        name: name.into(),
        email: Email::parse(email).unwrap(),
    }
}

fn mail() -> Mail {
    Mail {
        to: mailbox("Žiga Černý", "ziga@pošta.si"),
        reply_to: Some(mailbox("Ana \"Šef\" Novak", "ana@banka.si")),
        message_id: "0192@podpis.example.si".into(),
        language: Language::Slovenian,
        content: RenderedMail {
            subject: "Podpišite: Najemna pogodba št. 17\r\nBcc: all@example.si".into(),
            text: "Odprite https://podpis.example.si/s/abc\n.\nČŠŽ\n".into(),
            html: "<p>Odprite <a href=\"https://podpis.example.si/s/abc\">ČŠŽ</a></p>".into(),
        },
        attachments: vec![MailAttachment {
            name: "pogodba š.pdf".into(),
            mime: "application/pdf".into(),
            bytes: Bytes::from_static(b"%PDF-1.7\n.\r\n\x00\xff"),
        }],
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let fixture = Fixture::start().await;
    let sender = fixture.sender();
    let handed_over = sender.send(&mail()).await.unwrap();
    assert!(handed_over.reference.contains("taken as 1"), "{handed_over:?}");
    let message = fixture.simulators.outbox.messages().remove(0);
    assert_eq!(message.to, "ziga@xn--pota-h6a.si");
    assert_eq!(
        message.subject,
        "Podpišite: Najemna pogodba št. 17 Bcc: all@example.si"
    );
    assert!(
        message.from.contains("Šef") && message.from.contains("(Podpis)"),
        "{}",
        message.from
    );
    assert!(message.from.ends_with("<podpis@example.si>"), "{}", message.from);
    assert!(
        message.reply_to.ends_with("<ana@banka.si>"),
        "{}",
        message.reply_to
    );
    assert_eq!(
        (message.language.as_str(), message.reference.as_str()),
        ("sl", "0192@podpis.example.si")
    );
    assert_eq!(message.text, mail().content.text);
    assert_eq!(message.html.as_deref(), Some(mail().content.html.as_str()));
    assert_eq!(message.links, ["https://podpis.example.si/s/abc"]);
    assert_eq!(message.attachments[0].name, "pogodba š.pdf");
    assert_eq!(
        fixture.simulators.outbox.attachment(1, 0).unwrap(),
        mail().attachments[0].bytes
    );
    assert!(sender.is_simulated());
}

#[tokio::test]
async fn a_relay_that_fails_before_the_mail_left_is_asked_again_later() {
    let fixture = Fixture::start().await;
    for failure in [Failure::Down, Failure::Busy] {
        fixture.fails(failure);
        let error = fixture.sender().send(&mail()).await.unwrap_err();
        assert!(
            matches!(error, OutsideError::Unavailable(_)),
            "{failure}: {error}"
        );
    }
    let nobody = SmtpSettings {
        port: 1,
        ..fixture.settings()
    };
    let error = sender(nobody).send(&mail()).await.unwrap_err();
    assert!(matches!(error, OutsideError::Unavailable(_)), "{error}");
    assert_eq!(fixture.arrived(), 0);
}

#[tokio::test]
async fn a_refused_recipient_is_not_asked_for_again() {
    let fixture = Fixture::start().await;
    fixture.fails(Failure::Refuse);
    let error = fixture.sender().send(&mail()).await.unwrap_err();
    assert!(
        matches!(error, OutsideError::NoRecipient(_)) && error.to_string().contains("550"),
        "{error}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_mail_left_is_uncertain() {
    let fixture = Fixture::start().await;
    for (failure, arrived) in [(Failure::Drop, 1), (Failure::Hang, 2)] {
        fixture.fails(failure);
        let error = fixture.sender().send(&mail()).await.unwrap_err();
        assert!(matches!(error, OutsideError::Uncertain(_)), "{failure}: {error}");
        assert_eq!(fixture.arrived(), arrived);
    }
}

#[tokio::test]
async fn wrong_credentials_keep_the_mail_and_tell_the_operator() {
    let fixture = Fixture::start().await;
    let wrong = SmtpSettings {
        credentials: Some(("u".into(), Secret::new("x"))),
        ..fixture.settings()
    };
    let error = sender(wrong.clone()).send(&mail()).await.unwrap_err();
    assert!(matches!(error, OutsideError::Unavailable(_)), "{error}");
    assert!(sender(wrong).check().await.is_err());
    let none = SmtpSettings {
        credentials: None,
        ..fixture.settings()
    };
    let error = sender(none).send(&mail()).await.unwrap_err();
    assert!(matches!(error, OutsideError::Unavailable(_)), "{error}");
}

#[tokio::test]
async fn the_check_sends_nothing() {
    let fixture = Fixture::start().await;
    fixture.sender().check().await.unwrap();
    assert_eq!(fixture.arrived(), 0);
    fixture.fails(Failure::Down);
    assert!(matches!(
        fixture.sender().check().await,
        Err(OutsideError::Unavailable(_))
    ));
}

#[tokio::test]
async fn a_kept_connection_that_the_relay_closed_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
    let relay = MailRelay::new(outbox.clone(), Failures::default(), None);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let conversations = tokio::spawn(async move {
        for _ in 0..2 {
            let (stream, _) = listener.accept().await.unwrap();
            // One mail, and no more patience.
            let _ = tokio::time::timeout(
                Duration::from_millis(300),
                relay.converse(stream, Opening::Greeting),
            )
            .await;
        }
    });
    let settings = SmtpSettings {
        port,
        ..SmtpSettings::new("127.0.0.1", Security::None, "podpis@example.si")
    };
    let sender = sender(settings);
    sender.send(&mail()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    sender.send(&mail()).await.unwrap();
    assert_eq!(outbox.messages().len(), 2);
    conversations.await.unwrap();
}

#[tokio::test]
async fn kept_connections_carry_the_next_mail() {
    let fixture = Fixture::start().await;
    let sender = fixture.sender();
    for _ in 0..3 {
        sender.send(&mail()).await.unwrap();
    }
    assert_eq!(fixture.arrived(), 3);
}

#[test]
fn settings_that_cannot_work_or_would_show_the_mail_to_others_are_refused() {
    let good = SmtpSettings::new("relay.example.si", Security::StartTls, "podpis@example.si");
    assert!(SmtpMailSender::new(good.clone()).is_ok());
    let bad = [
        SmtpSettings {
            security: Security::None,
            ..good.clone()
        },
        SmtpSettings {
            from: "podpis".into(),
            ..good.clone()
        },
        SmtpSettings {
            authorities: vec![b"-----BEGIN CERTIFICATE-----\nx".to_vec()],
            ..good.clone()
        },
    ];
    for bad in bad {
        assert!(SmtpMailSender::new(bad).is_err());
    }
    assert!(
        SmtpMailSender::new(SmtpSettings {
            security: Security::None,
            allow_plain: true,
            ..good
        })
        .is_ok()
    );
}

/// A relay behind TLS, by either way, with a certificate for `name`.
struct TlsRelay {
    port: u16,
    root: Vec<u8>,
    outbox: Outbox,
    _folder: tempfile::TempDir,
}

impl TlsRelay {
    async fn start(security: Security, name: &str) -> TlsRelay {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
        let relay = MailRelay::new(outbox.clone(), Failures::default(), None);
        let key = PrivateKey::from_random(Curve::P256, &[77; 32]).unwrap();
        let certificate = server_certificate(&key, name);
        let root = certificate.to_pem().into_bytes();
        let acceptor = acceptor(&key, &certificate);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (relay, acceptor) = (relay.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let _ = protected(&relay, &acceptor, stream, security).await;
                });
            }
        });
        TlsRelay {
            port,
            root,
            outbox,
            _folder: folder,
        }
    }

    fn settings(&self, security: Security) -> SmtpSettings {
        SmtpSettings {
            port: self.port,
            authorities: vec![self.root.clone()],
            timeout: Duration::from_secs(3),
            ..SmtpSettings::new("localhost", security, "podpis@example.si")
        }
    }
}

fn acceptor(key: &PrivateKey, certificate: &Certificate) -> TlsAcceptor {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_pkcs8_der().unwrap().to_vec()));
    let chain = vec![CertificateDer::from(certificate.as_der().to_vec())];
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A certificate signed by its own key that names a server (RFC 5280 §4.2.1.6).
fn server_certificate(key: &PrivateKey, name: &str) -> Certificate {
    const ECDSA_WITH_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
    const SUBJECT_ALT_NAME: &[u8] = b"\x06\x03\x55\x1d\x11";
    let subject = Name::new(&[(Attribute::CommonName, name)]);
    let validity = [der(0x17, b"200101000000Z"), der(0x17, b"490101000000Z")].concat();
    let names = der(0x04, &der(0x30, &der(0x82, name.as_bytes())));
    let extension = der(0x30, &[SUBJECT_ALT_NAME, &names].concat());
    let fields = [
        &der(0xa0, b"\x02\x01\x02")[..],
        b"\x02\x01\x11",
        ECDSA_WITH_SHA256,
        subject.as_der(),
        &der(0x30, &validity),
        subject.as_der(),
        key.public_key().as_der(),
        &der(0xa3, &der(0x30, &extension)),
    ];
    let bytes = der(0x30, &fields.concat());
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let digest = DigestAlgorithm::Sha256.digest(&[&bytes]);
    let signature = key
        .sign(&ToBeSigned {
            bytes: bytes.clone(),
            digest,
            algorithm,
        })
        .unwrap();
    let signature = der(0x03, &[&[0], &signature[..]].concat());
    Certificate::from_der(&der(0x30, &[&bytes, ECDSA_WITH_SHA256, &signature].concat())).unwrap()
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let length = if content.len() < 128 {
        vec![low]
    } else {
        vec![0x82, high, low]
    };
    // DER wants the shortest form.
    let length = if (128..256).contains(&content.len()) {
        vec![0x81, low]
    } else {
        length
    };
    [&[tag], &length[..], content].concat()
}

async fn protected(
    relay: &MailRelay,
    acceptor: &TlsAcceptor,
    mut stream: TcpStream,
    security: Security,
) -> std::io::Result<()> {
    if security == Security::Tls {
        return relay
            .converse(acceptor.accept(stream).await?, Opening::Greeting)
            .await;
    }
    stream.write_all(b"220 hello\r\n").await?;
    let mut lines = BufReader::new(stream).lines();
    lines.next_line().await?;
    lines
        .get_mut()
        .write_all(b"250-hello\r\n250 STARTTLS\r\n")
        .await?;
    lines.next_line().await?;
    lines.get_mut().write_all(b"220 go on\r\n").await?;
    let stream = lines.into_inner().into_inner();
    relay
        .converse(acceptor.accept(stream).await?, Opening::Silent)
        .await
}

#[tokio::test]
async fn tls_carries_a_mail_by_either_way() {
    for security in [Security::StartTls, Security::Tls] {
        let relay = TlsRelay::start(security, "localhost").await;
        sender(relay.settings(security)).send(&mail()).await.unwrap();
        assert_eq!(relay.outbox.messages().len(), 1, "{security:?}");
    }
}

#[tokio::test]
async fn a_relay_that_cannot_prove_who_it_is_gets_nothing() {
    for security in [Security::StartTls, Security::Tls] {
        let relay = TlsRelay::start(security, "elsewhere.example").await;
        let error = sender(relay.settings(security)).send(&mail()).await.unwrap_err();
        assert!(matches!(error, OutsideError::Unavailable(_)), "{error}");
        let relay = TlsRelay::start(security, "localhost").await;
        let strangers = SmtpSettings {
            authorities: Vec::new(),
            ..relay.settings(security)
        };
        assert!(sender(strangers).send(&mail()).await.is_err());
        assert!(relay.outbox.messages().is_empty());
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() {
    let fixture = Fixture::start().await;
    let settings = SmtpSettings {
        security: Security::StartTls,
        ..fixture.settings()
    };
    let error = sender(settings).send(&mail()).await.unwrap_err();
    assert!(
        matches!(error, OutsideError::Unavailable(_)) && error.to_string().contains("STARTTLS"),
        "{error}"
    );
    assert_eq!(fixture.arrived(), 0);
}
