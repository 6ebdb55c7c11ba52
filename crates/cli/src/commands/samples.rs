//! What a demo starts with: clearly labelled test certificates, an organisation with three users, and agreements in three states.
//! Everything is made the way a person would make it: through the use cases, with mails that leave and links that are opened.

use crate::wire::SIGNING_KEY;
use ades::issue::certificate::{Profile, Sources, Template, issue, self_signed};
use ades::issue::timestamp::Authority;
use ades::key::{Curve, Identity, PrivateKey};
use ades::x509::{Attribute, Certificate, Name};
use anyhow::{Context, bail};
use app::accounts::{InviteUser, NewAccount};
use app::agreements::DraftEdit;
use app::ceremony::Signing;
use app::jobs::Worker;
use app::keys::{Keys, Token, random_bytes};
use app::ports::UploadedFile;
use app::{App, Caller};
use domain::account::UserRole;
use domain::agreement::{Agreement, Client, Member, ParticipantSet, Person, Role};
use domain::contact::{Email, Phone};
use domain::fields::{Field, FieldKind, FieldOptions, FieldValue, Mark, Rect};
use domain::identity::Method;
use domain::ids::{FieldId, ParticipantId, ParticipantSetId};
use domain::language::Language;
use jiff::{SignedDuration, Timestamp};
use pdf::compose::{Block, Report};
use serde::{Deserialize, Serialize};
use simulators::revocation::{RevocationAuthority, RevocationServer};
use simulators::{Failures, Outbox};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use store::{KeyPurpose, Store};
use uuid::Uuid;

const TEST_CA_NAME: &str = "TEST CA - not trusted";
const ORGANISATION: &str = "Podpis Demo d.o.o.";
const TSA_NAME: &str = "TEST timestamping authority";
const TSA_RENEWS: SignedDuration = SignedDuration::from_hours(24 * 365);
const TSA_POLICY: &str = "1.3.6.1.4.1.99999.1";
const DAYS: u16 = 365;

/// How to sign in to a demo; written to `demo.json`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoFacts {
    /// The address of the demo.
    pub address: String,
    /// Who may sign in.
    pub users: Vec<DemoUser>,
    /// A key for the API, with every scope.
    pub integration_key: String,
}

/// A user of the demo.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DemoUser {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// `admin` or `sender`.
    pub role: String,
}

/// Sees to it that the store holds a test CA, a test timestamping authority and a test seal, and returns the authority. New
/// certificates name `sources`.
pub async fn test_certificates(
    store: &Store,
    keys: &Keys,
    now: Timestamp,
    sources: Sources,
) -> anyhow::Result<Authority> {
    let rows = store.signing_keys(KeyPurpose::Tsa, None).await?;
    let mut known = Vec::new();
    for row in &rows {
        known.push(crate::wire::unwrap_identity(keys, row)?);
    }
    if let Some(newest) = known
        .into_iter()
        .max_by_key(|tsa| tsa.certificate().ok().map(Certificate::not_after))
    {
        let left = newest.certificate()?.not_after().duration_since(now);
        return match left < TSA_RENEWS {
            true => new_tsa(store, keys, now, sources).await,
            false => authority(newest),
        };
    }
    let made = TestCertificates::make(now, &sources)?;
    let mut transaction = store.begin().await?;
    for (purpose, identity) in [
        (KeyPurpose::Ca, &made.root),
        (KeyPurpose::Tsa, &made.tsa),
        (KeyPurpose::Seal, &made.seal),
    ] {
        transaction
            .insert_signing_key(&key_row(keys, purpose, identity, now)?)
            .await?;
    }
    transaction.commit().await?;
    authority(made.tsa)
}

/// A timestamping authority gets a new certificate long before the old one ends, and the timestamps of the old one can be renewed.
async fn new_tsa(store: &Store, keys: &Keys, now: Timestamp, sources: Sources) -> anyhow::Result<Authority> {
    let row = store.signing_keys(KeyPurpose::Ca, None).await?.into_iter().next();
    let ca = crate::wire::unwrap_identity(keys, &row.context("there is no test CA")?)?;
    let (root, root_key) = (ca.certificate()?.clone(), ca.key);
    let tsa = below(
        (&root, &root_key),
        TSA_NAME,
        Profile::TimestampAuthority,
        (now, &sources),
    )?;
    let mut transaction = store.begin().await?;
    transaction
        .insert_signing_key(&key_row(keys, KeyPurpose::Tsa, &tsa, now)?)
        .await?;
    transaction.commit().await?;
    authority(tsa)
}

/// The test CA's public side: it says of its certificates that they are good, under the address that they name.
pub async fn public_side(
    store: &Store,
    keys: &Keys,
    failures: Failures,
    (address, clock): (SocketAddr, simulators::Clock),
) -> anyhow::Result<RevocationServer> {
    let row = store.signing_keys(KeyPurpose::Ca, None).await?.into_iter().next();
    let ca = crate::wire::unwrap_identity(keys, &row.context("there is no test CA")?)?;
    let certificate = ca.certificate()?.clone();
    let authority = RevocationAuthority::new(certificate, Arc::new(ca.key), failures, clock);
    Ok(RevocationServer::start(authority, address).await?)
}

/// Leaves the test CA's certificate in a folder, for `podpis validate --trust`.
pub async fn show_test_ca(store: &Store, folder: &Path) -> anyhow::Result<()> {
    for row in store.signing_keys(KeyPurpose::Ca, None).await? {
        std::fs::write(folder.join(TEST_CA), row.certificate_chain_pem)?;
    }
    Ok(())
}

/// A row for a key, its private half wrapped.
pub fn key_row(
    keys: &Keys,
    purpose: KeyPurpose,
    identity: &Identity,
    now: Timestamp,
) -> anyhow::Result<store::SigningKey> {
    let id = Uuid::now_v7().to_string();
    let wrapped_private_key = keys.wrap(SIGNING_KEY, id.as_bytes(), &identity.key.to_pkcs8_der()?)?;
    let certificate_chain_pem = identity.chain.iter().map(Certificate::to_pem).collect();
    Ok(store::SigningKey {
        id,
        account_id: None,
        purpose,
        certificate_chain_pem,
        wrapped_private_key,
        created_at: now,
        retired_at: None,
    })
}

/// The file of the test CA's certificate.
pub const TEST_CA: &str = "test-ca.pem";
/// The file of a test seal that `podpis admin install-seal` takes, beside the test authority's.
pub const TEST_SEAL: &str = "test-seal.pem";

/// A test timestamping authority whose key is kept in a folder, with its CA's certificate and a seal; for simulators that run alone.
pub fn test_authority_in(folder: &Path) -> anyhow::Result<Authority> {
    let (file, clock) = (folder.join("test-tsa.pem"), simulators::system_clock());
    if !file.exists() {
        let made = TestCertificates::make(clock(), &Sources::default())?;
        std::fs::write(folder.join(TEST_CA), chain_pem(&made.root))?;
        write_identity(&folder.join(TEST_SEAL), &made.seal)?;
        write_identity(&file, &made.tsa)?;
    }
    authority(Identity::from_pem(&std::fs::read(&file)?, None)?)
}

fn chain_pem(identity: &Identity) -> String {
    identity.chain.iter().map(Certificate::to_pem).collect()
}

fn write_identity(file: &Path, identity: &Identity) -> anyhow::Result<()> {
    let key = identity.key.to_pkcs8_pem()?;
    let pem = format!("{}{}", key.as_str(), chain_pem(identity));
    std::fs::write(file, pem).with_context(|| format!("{} cannot be written", file.display()))
}

fn authority(tsa: Identity) -> anyhow::Result<Authority> {
    Ok(Authority::new(
        Arc::new(tsa.key),
        tsa.chain,
        TSA_POLICY,
        SignedDuration::from_secs(1),
    )?)
}

struct TestCertificates {
    root: Identity,
    tsa: Identity,
    seal: Identity,
}

impl TestCertificates {
    /// A root, and below it an authority for timestamps and a seal. Every name says TEST.
    fn make(now: Timestamp, sources: &Sources) -> anyhow::Result<TestCertificates> {
        let root_key = new_key()?;
        let root_name = name(TEST_CA_NAME);
        let profile = Profile::Authority { path_length: Some(0) };
        let serial: [u8; 16] = random_bytes();
        let root = self_signed(
            &template(&root_name, &root_key, &serial, profile, (now, 20)),
            &root_key,
        )?;
        let (by, how) = ((&root, &root_key), (now, sources));
        let tsa = below(by, TSA_NAME, Profile::TimestampAuthority, how)?;
        let seal = below(by, "TEST organisation seal", Profile::DocumentSigner, how)?;
        Ok(TestCertificates {
            root: Identity::new(root_key, vec![root])?,
            tsa,
            seal,
        })
    }
}

/// A key with a certificate by the root, for ten years.
fn below(
    (root, root_key): (&Certificate, &PrivateKey),
    common_name: &str,
    profile: Profile,
    (now, sources): (Timestamp, &Sources),
) -> anyhow::Result<Identity> {
    let key = new_key()?;
    let subject = name(common_name);
    let serial: [u8; 16] = random_bytes();
    let template = Template {
        sources: sources.clone(),
        ..template(&subject, &key, &serial, profile, (now, 10))
    };
    let certificate = issue(&template, root, root_key)?;
    Ok(Identity::new(key, vec![certificate, root.clone()])?)
}

fn new_key() -> anyhow::Result<PrivateKey> {
    let random: [u8; 48] = random_bytes();
    Ok(PrivateKey::from_random(Curve::P256, &random[..32])?)
}

/// The name of every test CA that this program makes, in a demo or beside simulators.
pub fn test_ca_name() -> String {
    name(TEST_CA_NAME).to_string()
}

fn name(common_name: &str) -> Name {
    Name::new(&[
        (Attribute::Country, "SI"),
        (Attribute::Organization, ORGANISATION),
        (Attribute::CommonName, common_name),
    ])
}

fn template<'a>(
    subject: &'a Name,
    key: &'a PrivateKey,
    serial: &'a [u8; 16],
    profile: Profile,
    (now, years): (Timestamp, i64),
) -> Template<'a> {
    Template {
        subject,
        public_key: key.public_key(),
        serial,
        not_before: now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now),
        not_after: now
            .saturating_add(SignedDuration::from_hours(24 * 365 * years))
            .unwrap_or(now),
        profile,
        sources: Sources::default(),
    }
}

/// Makes the organisation, its users and its agreements.
pub struct Samples<'a> {
    app: &'a App,
    worker: Worker,
    outbox: &'a Outbox,
}

impl<'a> Samples<'a> {
    /// Over a product whose mails arrive in `outbox`.
    pub fn new(app: &'a Arc<App>, outbox: &'a Outbox) -> Samples<'a> {
        Samples {
            app,
            worker: Worker::new(Arc::clone(app), "samples".to_owned(), 1),
            outbox,
        }
    }

    /// The organisation with an admin, two senders, seal permissions and an API key.
    pub async fn people(&self, users: Vec<DemoUser>) -> anyhow::Result<(DemoFacts, Caller)> {
        let (admin, others) = users.split_first().context("a demo without users")?;
        let account = NewAccount {
            organisation: ORGANISATION.to_owned(),
            language: Language::English,
            time_zone: "Europe/Ljubljana".to_owned(),
            admin_name: admin.name.clone(),
            admin_email: admin.email.clone(),
            password: Some(admin.password.clone()),
        };
        self.app.create_account(account, None).await?;
        let caller = self
            .app
            .sign_in(&admin.email, &admin.password, client())
            .await?
            .caller;
        for (user, language) in others.iter().zip([Language::Slovenian, Language::Czech]) {
            self.join(&caller, user, language).await?;
        }
        self.allow_sealing(&caller).await?;
        let scopes: Vec<String> = app::integration::SCOPES.map(str::to_owned).into();
        let (_, key) = self.app.create_key(&caller, "Demo", &scopes).await?;
        let address = self.app.config.public_url.clone();
        Ok((
            DemoFacts {
                address,
                users,
                integration_key: key.reveal().to_owned(),
            },
            caller,
        ))
    }

    /// Invites somebody, and accepts with the link of the mail.
    async fn join(&self, admin: &Caller, user: &DemoUser, language: Language) -> anyhow::Result<()> {
        let invite = InviteUser {
            name: user.name.clone(),
            email: user.email.clone(),
            role: UserRole::Sender,
            language,
        };
        self.app.invite_user(admin, invite).await?;
        self.worker.drain().await;
        let token = self.last_link(&user.email)?;
        self.app.choose_password(&token, &user.password, client()).await?;
        Ok(())
    }

    /// The operator grants, the admin approves: two persons, as M-77 asks.
    async fn allow_sealing(&self, admin: &Caller) -> anyhow::Result<()> {
        let app = self.app;
        let mandate = app
            .grant_mandate_as_operator(admin.account, app::seals::USUAL_PURPOSE, DAYS, 10_000)
            .await?;
        app.approve_mandate(admin, mandate).await?;
        for user in app.users(admin).await? {
            let binding = app
                .grant_binding_as_operator(admin.account, user.id, DAYS)
                .await?;
            app.approve_binding(admin, binding).await?;
        }
        Ok(())
    }

    /// A draft, one that waits, and one that is done.
    pub async fn agreements(&self, sender: &Caller) -> anyhow::Result<()> {
        let done = self
            .draft(
                sender,
                "Services agreement 2026-014",
                Language::English,
                email_only("Eva Horvat", "eva@customer.example"),
            )
            .await?;
        self.app.send(sender, done.id, None).await?;
        self.worker.drain().await;
        self.sign("eva@customer.example").await?;
        let phone = Phone::parse("+386 41 234 567").context("sample number")?;
        let by_phone = (
            person("Živa Černič", "ziva@stranka.example"),
            Method::Phone { phone },
        );
        let waiting = self
            .draft(sender, "Pogodba o najemu št. 27", Language::Slovenian, by_phone)
            .await?;
        self.app.send(sender, waiting.id, None).await?;
        self.draft(
            sender,
            "Smlouva o dílo 7/2026",
            Language::Czech,
            email_only("Jiří Řehoř", "jiri@zakaznik.example"),
        )
        .await?;
        self.worker.drain().await;
        Ok(())
    }

    async fn draft(
        &self,
        sender: &Caller,
        name: &str,
        language: Language,
        who: (Person, Method),
    ) -> anyhow::Result<Agreement> {
        let draft = self.app.create_draft(sender, name).await?;
        let bytes = contract(self.app, name, language)?;
        let file = UploadedFile {
            name: format!("{}.pdf", name.replace('/', "-")),
            bytes: bytes.into(),
            password: None,
        };
        let draft = self.app.add_documents(sender, draft.id, vec![file]).await?;
        let set = ParticipantSet {
            id: ParticipantSetId(Uuid::now_v7()),
            order: 1,
            role: Role::Signer,
            members: vec![Member::new(ParticipantId(Uuid::now_v7()), who.0, who.1, language)],
            place: None,
        };
        let fields = vec![
            field(
                &set,
                FieldKind::Text,
                Rect {
                    x: 72.0,
                    y: 560.0,
                    width: 220.0,
                    height: 22.0,
                },
                "Place",
            ),
            field(
                &set,
                FieldKind::Signature,
                Rect {
                    x: 72.0,
                    y: 610.0,
                    width: 220.0,
                    height: 70.0,
                },
                "Signature",
            ),
        ];
        let mut details = draft.details.clone();
        details.language = language;
        let edit = DraftEdit {
            group: None,
            version: None,
            details: Some(details),
            sets: Some(vec![set]),
            fields: Some(fields),
        };
        Ok(self.app.edit_draft(sender, draft.id, edit).await?)
    }

    /// Opens the link of the last mail to this address, agrees, fills, and clicks.
    async fn sign(&self, email: &str) -> anyhow::Result<()> {
        let link = self.last_link(email)?;
        let visit = self.app.visit(&link, None, client()).await?;
        self.app.viewed(&visit).await?;
        let language = visit.agreement.details.language;
        self.app
            .accept_consent(&visit, web::consent_sha256(language), language)
            .await?;
        let name = visit.member()?.person.value.name.clone();
        let value = |field: &Field| match field.kind {
            FieldKind::Signature => FieldValue::Mark(Mark::Typed { text: name.clone() }),
            _ => FieldValue::Text("Ljubljana".to_owned()),
        };
        let values: BTreeMap<FieldId, FieldValue> = visit
            .agreement
            .fields_of(visit.participant)
            .map(|field| (field.id, value(field)))
            .collect();
        let shown_revision = visit
            .agreement
            .last_revision()
            .context("nothing to sign")?
            .sha256
            .clone();
        self.app
            .sign(
                &visit,
                Signing {
                    values,
                    shown_revision,
                    password: None,
                },
            )
            .await?;
        self.worker.drain().await;
        Ok(())
    }

    fn last_link(&self, email: &str) -> anyhow::Result<Token> {
        let messages = self.outbox.messages();
        let message = messages
            .iter()
            .rev()
            .find(|message| message.to == email)
            .context("no mail arrived")?;
        let link = message
            .links
            .iter()
            .find(|link| link.starts_with(&self.app.config.public_url));
        match link.and_then(|link| link.rsplit('/').next()) {
            Some(token) if !token.is_empty() => Ok(Token::from_text(token)),
            _ => bail!("the mail to {email} has no link"),
        }
    }
}

/// Who there will be: an admin, then senders, each with a password of their own.
pub fn users() -> Vec<DemoUser> {
    vec![
        user("Ana Novak", "ana@demo.example", "admin"),
        user("Borut Kos", "borut@demo.example", "sender"),
        user("Cyril Dvořák", "cyril@demo.example", "sender"),
    ]
}

fn user(name: &str, email: &str, role: &str) -> DemoUser {
    let random: [u8; 14] = random_bytes();
    // Letters and digits that are not mistaken for each other.
    let alphabet = b"abcdefghjkmnpqrstuvwxyz23456789";
    let password = random
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect();
    DemoUser {
        name: name.to_owned(),
        email: email.to_owned(),
        password,
        role: role.to_owned(),
    }
}

fn client() -> Client {
    Client {
        ip: "127.0.0.1".to_owned(),
        user_agent: "podpis demo".to_owned(),
    }
}

fn person(name: &str, email: &str) -> Person {
    // The addresses above are constants that parse; anything else would show at the first run.
    let email = Email::parse(email).unwrap_or_else(|| unreachable!("a sample address"));
    Person {
        name: name.to_owned(),
        email,
    }
}

fn email_only(name: &str, email: &str) -> (Person, Method) {
    (person(name, email), Method::Email)
}

fn field(set: &ParticipantSet, kind: FieldKind, rect: Rect, label: &str) -> Field {
    let id = FieldId(Uuid::now_v7());
    Field {
        id,
        kind,
        page: 0,
        rect,
        assignee: set.id,
        required: true,
        label: label.to_owned(),
        options: FieldOptions::default(),
        pdf_name: None,
    }
}

/// A sample contract of one page.
fn contract(app: &App, title: &str, language: Language) -> anyhow::Result<Vec<u8>> {
    let paragraph = match language {
        Language::English => {
            "This is a sample document of a demo. It obliges nobody. The parties agree to try Podpis out, to look at the file that comes of it, and to drop it on any validator they like."
        }
        Language::Slovenian => {
            "To je vzorčni dokument za preizkus in nikogar ne zavezuje. Stranki se dogovorita, da bosta preizkusili Podpis, si ogledali nastalo datoteko in jo preverili s poljubnim preverjevalnikom."
        }
        Language::Czech => {
            "Toto je vzorový dokument k vyzkoušení a nikoho nezavazuje. Strany se dohodly, že vyzkoušejí Podpis, prohlédnou si vzniklý soubor a ověří jej libovolným ověřovačem."
        }
    };
    let report = Report {
        title: title.to_owned(),
        subtitle: None,
        language: language.tag().to_owned(),
        created: app.ports.clock.now(),
        producer: "Podpis".to_owned(),
        header: ORGANISATION.to_owned(),
        footer: title.to_owned(),
        page_label: "{page} / {pages}".to_owned(),
        blocks: vec![
            Block::Paragraph(paragraph.to_owned()),
            Block::Paragraph(paragraph.to_owned()),
        ],
        attachments: Vec::new(),
    };
    Ok(pdf::compose::compose(&report, &app.fonts)?)
}
