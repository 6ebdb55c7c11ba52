//! A person's act: two filled fields, a drawn signature and a timestamp from an authority on a loopback socket, through the
//! product's own driver.

use std::time::Duration;

use ades::key::Identity;
use ades::pades::{self, Signed, Signer};
use ades::test_pki::TestPki;
use ades::timestamp::Token;
use app::ports::TimestampService;
use bytes::Bytes;
use pdf::form::{NewField, NewFieldKind, Value};
use pdf::{Act, Document, FieldValue, Fonts, Limits, PrepareOptions, Rect, SignatureAppearance};
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::timestamp::http::{HttpTimestampService, TimestampSettings};
use simulators::{Options, Simulators};
use tempfile::TempDir;
use testkit::hand;
use tokio::runtime::Runtime;

/// An authority and the driver that asks it.
pub(crate) struct Stamps {
    runtime: Runtime,
    service: HttpTimestampService,
    _authority: (Simulators, TempDir),
}

impl Stamps {
    pub(crate) fn start(pki: &TestPki) -> anyhow::Result<Stamps> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let folder = TempDir::new()?;
        let options = Options {
            authority: Some(pki.authority.clone()),
            ..Options::default()
        };
        let simulators = runtime.block_on(Simulators::start(folder.path(), options))?;
        let client = HttpClient::new(&HttpSettings {
            timeout: Duration::from_secs(5),
            private_addresses: PrivateAddresses::Allow,
            ..HttpSettings::default()
        })?;
        let settings = TimestampSettings {
            url: simulators.timestamp_url().unwrap_or_default(),
            credentials: None,
            simulated: true,
        };
        Ok(Stamps {
            service: HttpTimestampService::new(settings, client)?,
            runtime,
            _authority: (simulators, folder),
        })
    }

    fn stamp(&self, signed: &Signed) -> anyhow::Result<Token> {
        let request = signed.timestamp_request(&[0x35; 16]);
        let response = self
            .runtime
            .block_on(self.service.timestamp(&request.to_der()?))?;
        Ok(request.accept(&response, (simulators::system_clock())())?)
    }
}

/// One person's click on one prepared file, again and again.
pub(crate) struct Filling<'a> {
    identity: &'a Identity,
    signer: Signer,
    fonts: &'a Fonts,
    file: Bytes,
    act: Act,
}

impl<'a> Filling<'a> {
    pub(crate) fn new(
        identity: &'a Identity,
        fonts: &'a Fonts,
        paper: &Bytes,
    ) -> anyhow::Result<Filling<'a>> {
        let document = Document::open(paper.clone(), None, &Limits::default())?;
        let prepared = pdf::prepare(&document, &fields(), fonts, &PrepareOptions::default())?;
        Ok(Filling {
            identity,
            signer: Signer::of(identity, ades::test_pki::now())?,
            fonts,
            file: prepared.bytes.into(),
            act: act(),
        })
    }

    pub(crate) fn once(&self, stamps: &Stamps) -> anyhow::Result<Vec<u8>> {
        let document = Document::open(self.file.clone(), None, &Limits::default())?;
        let mut dictionary = self.signer.dictionary(true);
        dictionary.name = Some("Mestna občina Žužemberk".to_owned());
        dictionary.reason = Some("Elektronsko podpisala Živa Čebašek; istovetnost preverjena.".to_owned());
        dictionary.claimed_time = Some("D:20261122102030Z".to_owned());
        let prepared = pades::prepare(&document, &self.act, &dictionary, self.fonts, &self.signer)?;
        let signature = self.identity.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let token = stamps.stamp(&signed)?;
        Ok(signed.finish(Some(&token))?)
    }
}

fn fields() -> Vec<NewField> {
    let text = NewFieldKind::Text { multiline: false };
    let places = [
        ("r001_text_01", text, 700.0, 20.0),
        ("r001_date_01", NewFieldKind::Date, 730.0, 20.0),
        ("r001_signature_01", NewFieldKind::Signature, 760.0, 60.0),
    ];
    let field = |(name, kind, y, height): (&str, NewFieldKind, f64, f64)| NewField {
        name: name.to_owned(),
        kind,
        page: 9,
        rect: Rect {
            x: 60.0,
            y,
            width: 220.0,
            height,
        },
        tooltip: "Polje".to_owned(),
        required: true,
        ..NewField::default()
    };
    places.map(field).to_vec()
}

fn act() -> Act {
    let text = |name: &str, words: &str| FieldValue {
        name: name.to_owned(),
        value: Value::Text(words.to_owned()),
    };
    Act {
        values: vec![
            text("r001_text_01", "Živa Čebašek"),
            text("r001_date_01", "22. november 2026"),
        ],
        own_fields: vec!["r001_text_01".to_owned(), "r001_date_01".to_owned()],
        lock: true,
        signature_field: "r001_signature_01".to_owned(),
        appearance: Some(SignatureAppearance {
            ink: Some(hand::signature()),
            typed: None,
            lines: vec![
                "Elektronsko podpisala Živa Čebašek".to_owned(),
                "22. 11. 2026 11:20:30 +01:00".to_owned(),
            ],
        }),
    }
}
