//! From configuration to a running product: opens what is kept, and puts a real party behind every port.

mod telephone;

use crate::commands::samples::test_ca_name;
use crate::commands::signer::SESSIONS;
use crate::commands::token::Token;
use crate::config::{self, Config, MailSecurity, SealToken};
use crate::keyfile;
use ades::issue::timestamp::Authority;
use ades::key::{Identity, PrivateKey};
use ades::x509::Certificate;
use anyhow::{Context, bail};
use app::keys::Keys;
use app::ports::{
    AuthorisationKey, Clock, HandedOver, Mail, MailSender, OutsideError, Ports, RevocationSource, Signer,
    SignerError, SimulatedOutbox, SmsSender, TimestampService,
};
use app::tsa::{ClockRules, Tsa};
use app::{App, failpoint};
use async_trait::async_trait;
use domain::contact::Phone;
use jiff::SignedDuration;
use providers::clock::SystemClock;
use providers::documents::child::{ChildReader, ChildSettings};
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::mail::smtp::{Security, SmtpMailSender, SmtpSettings};
use providers::revocation::{HttpRevocationSource, RevocationSettings};
use providers::signing::local::{LocalKey, LocalSigner};
use providers::signing::remote::{RemoteKey, RemoteSigner};
use providers::timestamp::http::{HttpTimestampService, TimestampSettings};
use providers::timestamp::ordered::Ordered;
use providers::webhook::HttpWebhookTarget;
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use store::{Blobs, KeyPurpose, MasterKey, PageCache, PostgresSettings, S3Settings, Store};

/// The file of the SQLite database within the data folder.
pub const DATABASE: &str = "podpis.sqlite";
/// The purpose under which private keys are wrapped in the database.
pub const SIGNING_KEY: &str = "signing-key";

/// Opens the installation that `config` describes.
pub async fn open(
    config: &Config,
    outbox: Option<Arc<dyn SimulatedOutbox>>,
    failpoint: Option<String>,
) -> anyhow::Result<App> {
    let kek = config
        .kek_file
        .as_ref()
        .context("no key file is named; say --kek-file FILE")?;
    let keys = Keys::new(&keyfile::read(kek)?);
    fs::create_dir_all(&config.data).with_context(|| format!("{} cannot be made", config.data.display()))?;
    let store = open_store(config).await?;
    let trial = Trial {
        failpoint,
        ..Trial::default()
    };
    open_with(config, keys, store, outbox, trial).await
}

/// What only tests set.
pub struct Trial {
    /// Where the process stops, as a power cut would stop it.
    pub failpoint: Option<String>,
    /// The clock of everything.
    pub clock: Arc<dyn Clock>,
}

impl Default for Trial {
    fn default() -> Trial {
        Trial {
            failpoint: None,
            clock: Arc::new(SystemClock),
        }
    }
}

/// The same over a store that is open already.
pub async fn open_with(
    config: &Config,
    keys: Keys,
    store: Store,
    outbox: Option<Arc<dyn SimulatedOutbox>>,
    Trial { failpoint, clock }: Trial,
) -> anyhow::Result<App> {
    if let Some(name) = failpoint
        .as_deref()
        .filter(|name| !failpoint::NAMES.contains(name))
    {
        bail!("there is no failpoint {name}");
    }
    let tsa = timestamp_authority(config, &store, &keys).await?;
    let signer = signer(config, &store, &keys).await?;
    let ports = Ports {
        clock: clock.clone(),
        documents: Arc::new(documents(config)?),
        mail: mail(config)?,
        mail_templates: Arc::new(web::mail::Templates::new(config.public_url()?)),
        outbox,
        revocation: Arc::new(revocation(config, clock.clone())?),
        verify_revocation: verify_revocation(config, clock.clone())?,
        signer,
        sms: telephone::sms(config)?,
        voice: telephone::voice(config)?,
        timestamps: timestamps(config, clock)?,
        webhook_payloads: Arc::new(web::WebhookShape),
        webhooks: Arc::new(webhooks(config)?),
        words: Arc::new(web::language::AllWords),
    };
    Ok(App {
        blobs: open_blobs(config, &keys)?,
        pages: PageCache::in_folder(&config.data.join("cache"), MasterKey::new(*keys.derive("cache")))?,
        store,
        ports,
        tsa: tsa.map(Arc::new),
        keys,
        config: app_config(config, failpoint)?,
        fonts: Arc::new(fonts()?),
    })
}

/// The fonts of everything that is drawn into PDFs; they come with the interface's bundle.
pub fn fonts() -> anyhow::Result<pdf::Fonts> {
    let font = |name: &str| {
        web::assets::bytes(name)
            .map(|bytes| bytes.into_owned())
            .with_context(|| format!("{name} is missing"))
    };
    Ok(pdf::Fonts::new(
        font("fonts/NotoSans-Regular.ttf")?,
        font("fonts/Caveat-Regular.ttf")?,
    )?)
}

fn app_config(config: &Config, failpoint: Option<String>) -> anyhow::Result<app::Config> {
    Ok(app::Config {
        public_url: config.public_url()?,
        max_upload: config.max_upload_mb * 1_000_000,
        idle_minutes: config.idle_minutes,
        signing_urls: config.signing_urls,
        plain_webhooks: config.webhooks.allow_plain,
        verify_anchors_pem: config.verify_anchors()?,
        without_timestamp: config.without_timestamp,
        completed_level: config.completed_level,
        webhook_pause: SignedDuration::from_secs(config.webhooks.first_pause_seconds.into()),
        failpoint,
        ..app::Config::default()
    })
}

/// Refuses a data folder without an installation: a check of nothing would find nothing wrong.
pub fn must_exist(config: &Config) -> anyhow::Result<()> {
    let elsewhere = config.database.url.is_some() || config.database.url_file.is_some();
    if elsewhere || config.data.join(DATABASE).exists() {
        return Ok(());
    }
    bail!(
        "{} holds no installation; say --config FILE or --data DIR",
        config.data.display()
    );
}

/// The PostgreSQL that is named; `None`: SQLite in the data folder.
pub fn postgres(config: &Config) -> anyhow::Result<Option<PostgresSettings>> {
    let url = match (&config.database.url, &config.database.url_file) {
        (Some(url), _) => url.clone(),
        (None, Some(file)) => fs::read_to_string(file)?.trim().to_owned(),
        (None, None) => return Ok(None),
    };
    Ok(Some(PostgresSettings {
        url,
        connections: config.database.connections.unwrap_or(10),
    }))
}

/// Opens the database and brings its schema up to date.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    match postgres(config)? {
        Some(settings) => Store::open_postgres(&settings)
            .await
            .context("PostgreSQL cannot be used"),
        None => Store::open_sqlite(&config.data.join(DATABASE))
            .await
            .context("the SQLite database cannot be used"),
    }
}

fn open_blobs(config: &Config, keys: &Keys) -> anyhow::Result<Blobs> {
    let master = MasterKey::new(*keys.derive("blobs"));
    match &config.blobs.s3 {
        None => Ok(Blobs::in_folder(&config.data.join("blobs"), master)?),
        Some(s3) => {
            let settings = S3Settings {
                endpoint: s3.endpoint.clone(),
                bucket: s3.bucket.clone(),
                region: s3.region.clone(),
                access_key_id: s3.access_key_id.clone(),
                secret_access_key: fs::read_to_string(&s3.secret_access_key_file)?.trim().to_owned(),
                prefix: s3.prefix.clone(),
                path_style: s3.path_style,
            };
            Ok(Blobs::in_s3(&settings, master)?)
        }
    }
}

/// Whoever holds the organisation's key: this process, or one of its own.
async fn signer(config: &Config, store: &Store, keys: &Keys) -> anyhow::Result<Arc<dyn Signer>> {
    if let Some(token) = &config.seal.token {
        return token_signer(config, store, token).await;
    }
    let Some(place) = &config.seal.signer else {
        return Ok(Arc::new(LocalSigner::new(
            signing_keys(config, store, keys).await?,
        )));
    };
    let socket = place.strip_prefix("unix:");
    let socket = socket.context("[seal] signer is unix: and the path of the signer's socket")?;
    let file = config.seal.authorisation_key_file.as_ref();
    let file = file.context("[seal] signer needs authorisation_key_file, too")?;
    let test_authorities = test_authorities(store).await?;
    let key = AuthorisationKey::new(&keyfile::read(file)?);
    let remote = Arc::new(RemoteSigner::new(socket.into(), key, test_authorities));
    let (known, allowed) = (Arc::clone(&remote), config.allow_test_parties);
    if let Err(error) = note_remote(store, &known, allowed).await {
        let Some(SignerError::Unavailable(_)) = error.downcast_ref() else {
            return Err(error);
        };
        tracing::warn!(%error, "seals wait for the signer");
        let store = store.clone();
        tokio::spawn(async move {
            while let Err(error) = note_remote(&store, &known, allowed).await {
                tracing::debug!(%error, "the signer is still away");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        });
    }
    Ok(remote)
}

/// The organisation's key on a token that this process logs in to.
async fn token_signer(config: &Config, store: &Store, token: &SealToken) -> anyhow::Result<Arc<dyn Signer>> {
    if config.seal.signer.is_some() {
        bail!(
            "[seal] names a signer and a token: let the signer have the token (podpis signer serve --pkcs11)"
        );
    }
    let place = Token {
        module: token.module.clone(),
        label: token.label.clone(),
        key_label: token.key_label.clone(),
        chain: token.chain.clone(),
    };
    let mut key = place.seal(config::secret(&token.pin_file)?, SESSIONS)?;
    let issuer = key.chain.first().map(|own| own.issuer().to_string());
    key.is_test = test_authorities(store)
        .await?
        .contains(&issuer.unwrap_or_default());
    let noted = RemoteKey {
        id: key.name.clone(),
        account: None,
        certificate_chain_pem: key.chain.iter().map(Certificate::to_pem).collect(),
        is_test: key.is_test,
    };
    note_certificates(store, vec![noted], config.allow_test_parties).await?;
    Ok(Arc::new(LocalSigner::new(vec![key])))
}

async fn test_authorities(store: &Store) -> anyhow::Result<Vec<String>> {
    let mut names = authorities(store).await?;
    names.push(test_ca_name());
    Ok(names)
}

async fn note_remote(store: &Store, signer: &RemoteSigner, allow_test: bool) -> anyhow::Result<()> {
    note_certificates(store, signer.keys().await?, allow_test).await
}

/// The certificates of keys that are elsewhere stand in the database, so that uses can name them and the verify page knows them; their keys do not.
async fn note_certificates(store: &Store, keys: Vec<RemoteKey>, allow_test: bool) -> anyhow::Result<()> {
    refuse_test_seals(keys.iter().any(|key| key.is_test), allow_test)?;
    let now = Clock::now(&SystemClock);
    let mut transaction = store.begin().await?;
    for row in transaction.signing_keys(KeyPurpose::Seal, None).await? {
        let is_gone = row.retired_at.is_none() && !keys.iter().any(|key| key.id == row.id);
        if is_gone {
            transaction.retire_signing_key(&row.id, now).await?;
        }
    }
    for key in keys {
        if transaction.signing_key(&key.id).await?.is_none() {
            let row = store::SigningKey {
                id: key.id,
                account_id: key.account,
                purpose: KeyPurpose::Seal,
                certificate_chain_pem: key.certificate_chain_pem,
                wrapped_private_key: Vec::new(),
                created_at: now,
                retired_at: None,
            };
            transaction.insert_signing_key(&row).await?;
        }
    }
    Ok(transaction.commit().await?)
}

fn refuse_test_seals(is_test: bool, allowed: bool) -> anyhow::Result<()> {
    if is_test && !allowed {
        bail!(
            "the seal certificate comes from a test CA; install a real one, or say allow_test_parties = true"
        );
    }
    Ok(())
}

/// The organisation seals that are kept wrapped in the database.
async fn signing_keys(config: &Config, store: &Store, keys: &Keys) -> anyhow::Result<Vec<LocalKey>> {
    let test_authorities = authorities(store).await?;
    let mut seals = store.signing_keys(KeyPurpose::Seal, None).await?;
    for account in store.accounts().await? {
        seals.extend(store.signing_keys(KeyPurpose::Seal, Some(&account.id)).await?);
    }
    let mut loaded = Vec::new();
    let in_use = |row: &store::SigningKey| row.retired_at.is_none() && !row.wrapped_private_key.is_empty();
    for row in seals.into_iter().filter(in_use) {
        let identity = unwrap_identity(keys, &row)?;
        let issuer = identity.certificate()?.issuer().to_string();
        let is_test = test_authorities.contains(&issuer) || issuer == test_ca_name();
        refuse_test_seals(is_test, config.allow_test_parties)?;
        let account = row
            .account_id
            .as_deref()
            .map(str::parse)
            .transpose()
            .context("account id")?;
        loaded.push(LocalKey::new(row.id, account, identity, is_test));
    }
    Ok(loaded)
}

/// The built-in timestamping authority, with the newest key that was installed for it.
async fn timestamp_authority(config: &Config, store: &Store, keys: &Keys) -> anyhow::Result<Option<Tsa>> {
    let Some(tsa) = &config.tsa else {
        return Ok(None);
    };
    let rows = store.signing_keys(KeyPurpose::Tsa, None).await?;
    let row = rows.into_iter().find(|row| row.retired_at.is_none());
    let row = row.context("[tsa] needs a key: podpis admin install-tsa --key FILE")?;
    let identity = unwrap_identity(keys, &row)?;
    let certificate = identity.certificate()?;
    let issuer = certificate.issuer().to_string();
    let is_test = authorities(store).await?.contains(&issuer) || issuer == test_ca_name();
    may_be_simulated(config, is_test, "the certificate of [tsa]")?;
    let clock = Arc::new(SystemClock);
    if !certificate.is_valid_at(clock.now()) {
        bail!("the certificate of [tsa] is not valid now: podpis admin install-tsa --key FILE");
    }
    let rules = ClockRules {
        accuracy: SignedDuration::from_millis(tsa.accuracy_ms.into()),
        every: Duration::from_secs(60 * u64::from(tsa.check_minutes.max(1))),
    };
    let key = Arc::new(identity.key);
    let authority = Authority::new(key, identity.chain, &tsa.policy, rules.accuracy);
    let authority = authority.context("[tsa] cannot be what it should be")?;
    let reference = Arc::new(one_authority(config, &tsa.reference)?);
    Ok(Some(Tsa::new(authority, clock, reference, rules)))
}

async fn authorities(store: &Store) -> anyhow::Result<Vec<String>> {
    let rows = store.signing_keys(KeyPurpose::Ca, None).await?;
    let mut names = Vec::new();
    for row in rows {
        let certificates = Certificate::all_from_pem(row.certificate_chain_pem.as_bytes())?;
        names.extend(
            certificates
                .iter()
                .map(|certificate| certificate.subject().to_string()),
        );
    }
    Ok(names)
}

/// A key of the database with its chain.
pub fn unwrap_identity(keys: &Keys, row: &store::SigningKey) -> anyhow::Result<Identity> {
    let der = keys.unwrap(SIGNING_KEY, row.id.as_bytes(), &row.wrapped_private_key)?;
    let key = PrivateKey::from_pkcs8_der(&der)?;
    Ok(Identity::new(
        key,
        Certificate::all_from_pem(row.certificate_chain_pem.as_bytes())?,
    )?)
}

fn documents(config: &Config) -> anyhow::Result<ChildReader> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let mut settings = ChildSettings::new(program, vec!["document-child".into()]);
    settings.limits.file_bytes = config.max_upload_mb * 1_000_000;
    if let Some(children) = config.documents.children {
        settings.children = children;
    }
    if let Some(seconds) = config.documents.time_limit_seconds {
        settings.time_limit = Duration::from_secs(seconds);
    }
    if let Some(mib) = config.documents.memory_mib {
        settings.memory_bytes = mib << 20;
    }
    Ok(ChildReader::new(settings))
}

fn may_be_simulated(config: &Config, simulated: bool, what: &str) -> anyhow::Result<()> {
    if simulated && !config.allow_test_parties {
        bail!(
            "{what} is simulated; that proves nothing to anybody. Say allow_test_parties = true to try things out"
        );
    }
    Ok(())
}

fn mail(config: &Config) -> anyhow::Result<Arc<dyn MailSender>> {
    let Some(mail) = &config.mail else {
        return Ok(Arc::new(Unconfigured));
    };
    may_be_simulated(config, mail.simulated, "the mail relay")?;
    let security = match mail.security {
        MailSecurity::None => Security::None,
        MailSecurity::StartTls => Security::StartTls,
        MailSecurity::Tls => Security::Tls,
    };
    let mut settings = SmtpSettings::new(&mail.host, security, &mail.from);
    if let Some(port) = mail.port {
        settings.port = port;
    }
    settings.from_name.clone_from(&mail.from_name);
    settings.allow_plain = mail.allow_plain;
    settings.simulated = mail.simulated;
    if let (Some(user), Some(file)) = (&mail.user, &mail.password_file) {
        settings.credentials = Some((user.clone(), config::secret(file)?));
    }
    if let Some(file) = &mail.ca_file {
        settings.authorities.push(fs::read(file)?);
    }
    Ok(Arc::new(SmtpMailSender::new(settings)?))
}

fn private(allow: bool) -> PrivateAddresses {
    if allow {
        PrivateAddresses::Allow
    } else {
        PrivateAddresses::Refuse
    }
}

fn client(allow_private: bool) -> anyhow::Result<HttpClient> {
    Ok(HttpClient::new(&HttpSettings {
        private_addresses: private(allow_private),
        ..HttpSettings::default()
    })?)
}

fn webhooks(config: &Config) -> anyhow::Result<HttpWebhookTarget> {
    let timeout = Duration::from_secs(config.webhooks.time_limit_seconds);
    Ok(HttpWebhookTarget::new(
        private(config.webhooks.allow_private),
        timeout,
    )?)
}

fn timestamps(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<dyn TimestampService>> {
    if config.timestamp.is_empty() {
        return Ok(Arc::new(Unconfigured));
    }
    let mut services: Vec<Arc<dyn TimestampService>> = Vec::new();
    for timestamp in &config.timestamp {
        services.push(Arc::new(one_authority(config, timestamp)?));
    }
    Ok(Arc::new(Ordered::new(services, clock)))
}

fn revocation(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<HttpRevocationSource> {
    let settings = RevocationSettings {
        private_addresses: private(config.revocation.allow_private),
        list_bytes: config.revocation.list_mib << 20,
        ..RevocationSettings::default()
    };
    Ok(HttpRevocationSource::new(&settings, clock)?)
}

/// For the verify page: apart from what our own files need, so that strangers use up nothing of it.
fn verify_revocation(
    config: &Config,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Option<Arc<dyn RevocationSource>>> {
    if !config.revocation.verify_asks {
        return Ok(None);
    }
    let settings = RevocationSettings::for_strangers(private(config.revocation.allow_private));
    Ok(Some(Arc::new(HttpRevocationSource::new(&settings, clock)?)))
}

fn one_authority(config: &Config, timestamp: &config::Timestamp) -> anyhow::Result<HttpTimestampService> {
    may_be_simulated(config, timestamp.simulated, "the timestamping authority")?;
    let credentials = match (&timestamp.user, &timestamp.password_file) {
        (Some(user), Some(file)) => Some((user.clone(), config::secret(file)?)),
        _ => None,
    };
    let settings = TimestampSettings {
        url: timestamp.url.clone(),
        credentials,
        simulated: timestamp.simulated,
    };
    Ok(HttpTimestampService::new(
        settings,
        client(timestamp.allow_private)?,
    )?)
}

/// Stands where nothing is configured: what is to leave waits, and the waiting is seen.
struct Unconfigured;

fn unconfigured<T>(what: &str) -> Result<T, OutsideError> {
    Err(OutsideError::Unavailable(format!("no {what} is configured")))
}

#[async_trait]
impl MailSender for Unconfigured {
    async fn send(&self, _: &Mail) -> Result<HandedOver, OutsideError> {
        unconfigured("mail relay")
    }

    async fn check(&self) -> Result<(), OutsideError> {
        unconfigured("mail relay")
    }

    fn is_simulated(&self) -> bool {
        false
    }
}

#[async_trait]
impl SmsSender for Unconfigured {
    async fn send(&self, _: &Phone, _: &str, _: &str) -> Result<HandedOver, OutsideError> {
        unconfigured("text message gateway")
    }

    async fn check(&self) -> Result<(), OutsideError> {
        unconfigured("text message gateway")
    }

    fn is_simulated(&self) -> bool {
        false
    }
}

#[async_trait]
impl TimestampService for Unconfigured {
    async fn timestamp(&self, _: &[u8]) -> Result<Vec<u8>, OutsideError> {
        unconfigured("timestamping authority")
    }

    fn is_configured(&self) -> bool {
        false
    }

    fn name(&self) -> &str {
        ""
    }

    fn is_simulated(&self) -> bool {
        false
    }
}
