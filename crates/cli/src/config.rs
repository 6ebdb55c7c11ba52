//! Configuration: one TOML file, and a few flags for what differs from machine to machine. Unknown names are refused.
//!
//! `docs/config.md` describes every setting; secrets are given as the name of a file that holds them.

use ades::pades::Level;
use ades::x509::{Anchors, Certificate};
use anyhow::{Context, bail};
use app::WithoutTimestamp;
use clap::Args;
use providers::Secret;
use serde::Deserialize;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What every command that works on an installation takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// Configuration file
    #[arg(long, env = "PODPIS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Data folder: SQLite database and documents, unless the configuration says otherwise
    #[arg(long, env = "PODPIS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Key file; keep it outside the data folder and its backup
    #[arg(long, env = "PODPIS_KEK_FILE", value_name = "FILE")]
    pub kek_file: Option<PathBuf>,
}

/// Everything that the operator decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Data folder.
    pub data: PathBuf,
    /// Key file.
    pub kek_file: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Under which address people reach this installation.
    pub public_url: Option<String>,
    /// Addresses or networks of reverse proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<String>,
    /// The largest upload, in MB (a million bytes).
    pub max_upload_mb: u64,
    /// How long a session lives without a request, in minutes.
    pub idle_minutes: u32,
    /// How many jobs run at once.
    pub jobs_at_once: u32,
    /// Whether integrations may fetch signing links.
    pub signing_urls: bool,
    /// Whether parties that are simulated, or a certificate of a test CA, may be used.
    pub allow_test_parties: bool,
    /// Where the organisation's key is.
    pub seal: Seal,
    /// PEM files of the authorities that may have issued the organisation's seal; `doctor` and `install-seal` compare it with them.
    pub seal_anchors: Vec<PathBuf>,
    /// PEM files of further authorities that the verify page believes, such as timestamping authorities.
    pub verify_anchors: Vec<PathBuf>,
    /// How long completed documents shall be checkable by themselves: `b-t`, `b-lt` or `b-lta`; without it, as long as can be had.
    #[serde(deserialize_with = "level")]
    pub completed_level: Option<Level>,
    /// PEM files for serving HTTPS without a proxy.
    pub tls: Option<Tls>,
    /// Where rows are kept.
    pub database: Database,
    /// Where documents are kept.
    pub blobs: BlobStore,
    /// The mail relay.
    pub mail: Option<Mail>,
    /// The text message gateway.
    pub sms: Option<TelephoneGateway>,
    /// The gateway for calls that say a code.
    pub voice: Option<TelephoneGateway>,
    /// The timestamping authorities, best first.
    #[serde(deserialize_with = "one_or_many")]
    pub timestamp: Vec<Timestamp>,
    /// What happens when none of them answers.
    pub without_timestamp: WithoutTimestamp,
    /// The built-in timestamping authority under `/tsa`.
    pub tsa: Option<Tsa>,
    /// How certificates' states are looked up.
    pub revocation: Revocation,
    /// Bounds for reading uploads.
    pub documents: Documents,
    /// Programs that are told of events.
    pub webhooks: Webhooks,
}

/// Where the organisation's key is: wrapped in the database, or with a signer in a process of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seal {
    /// `unix:/path/of/the/signer's/socket`; without it the key is in the database.
    pub signer: Option<String>,
    /// The key under which authorisations go to the signer; it is used for nothing else.
    pub authorisation_key_file: Option<PathBuf>,
    /// A PKCS#11 token that this process itself logs in to.
    pub token: Option<SealToken>,
}

/// A token with the organisation's key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealToken {
    /// PKCS#11 module of the token.
    pub module: PathBuf,
    /// Label of the token.
    pub label: String,
    /// Label of key and certificate on it.
    pub key_label: String,
    /// PEM file of the certificate and its issuers, where the token does not hold them.
    pub chain: Option<PathBuf>,
    /// File that holds its PIN.
    pub pin_file: PathBuf,
}

/// Certificate and key for HTTPS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// Where rows are kept: SQLite in the data folder, or PostgreSQL.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres://…`; without it SQLite.
    pub url: Option<String>,
    /// File that holds the URL, where it carries a password.
    pub url_file: Option<PathBuf>,
    /// The most connections of this process.
    pub connections: Option<u32>,
}

/// Where documents are kept: the data folder, or an S3 API.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlobStore {
    /// The S3 API.
    pub s3: Option<S3>,
}

/// An S3 API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// Its address.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region.
    #[serde(default = "usual_region")]
    pub region: String,
    /// A folder within the bucket.
    #[serde(default)]
    pub prefix: String,
    /// The identity of the key.
    pub access_key_id: String,
    /// File that holds the secret of the key.
    pub secret_access_key_file: PathBuf,
    /// Bucket in the path, not in the host name.
    #[serde(default = "yes")]
    pub path_style: bool,
}

/// The mail relay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port; without it the usual one.
    pub port: Option<u16>,
    /// `starttls`, `tls` or `none`.
    #[serde(default)]
    pub security: MailSecurity,
    /// User name.
    pub user: Option<String>,
    /// File that holds the password.
    pub password_file: Option<PathBuf>,
    /// Address that all mails come from.
    pub from: String,
    /// Name beside it.
    #[serde(default = "usual_from_name")]
    pub from_name: String,
    /// Whether `none` is allowed to another machine.
    #[serde(default)]
    pub allow_plain: bool,
    /// PEM file of a further authority that may certify the relay.
    pub ca_file: Option<PathBuf>,
    /// The relay is simulated.
    #[serde(default)]
    pub simulated: bool,
}

/// How the conversation with the relay is protected.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Not at all.
    None,
    /// TLS after the greeting.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// The text message gateway, or the one for calls.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelephoneGateway {
    /// What is spoken with it.
    #[serde(default)]
    pub driver: TelephoneDriver,
    /// Address, with places `{to}`, `{text}`, `{language}`, `{reference}`; of other drivers the base address.
    #[serde(default)]
    pub url: String,
    /// Whose messages they are: an account SID of Twilio, an API key of Vonage.
    pub account: Option<String>,
    /// File that holds the account's auth token or API secret.
    pub password_file: Option<PathBuf>,
    /// Number or name that messages come from.
    pub from: Option<String>,
    /// Twilio's messaging service, in place of `from`.
    pub messaging_service: Option<String>,
    /// `POST`, `PUT` or `GET`.
    pub method: Option<String>,
    /// Media type of the body.
    pub content_type: Option<String>,
    /// Body, with places.
    pub body: Option<String>,
    /// File with `Name: value` lines of further header fields.
    pub headers_file: Option<PathBuf>,
    /// JSON pointer to the gateway's reference in its answer.
    pub reference_pointer: Option<String>,
    /// The gateway may be in a private network.
    #[serde(default)]
    pub allow_private: bool,
    /// `http://` to another machine is allowed.
    #[serde(default)]
    pub allow_plain: bool,
    /// The gateway is simulated.
    #[serde(default)]
    pub simulated: bool,
}

/// What is spoken with a gateway.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TelephoneDriver {
    /// Any request over HTTP, by template.
    #[default]
    Http,
    /// Twilio's REST API.
    Twilio,
    /// Vonage's SMS API.
    Vonage,
}

/// The timestamping authority.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timestamp {
    /// Its address.
    pub url: String,
    /// User name.
    pub user: Option<String>,
    /// File that holds the password.
    pub password_file: Option<PathBuf>,
    /// The authority may be in a private network.
    #[serde(default)]
    pub allow_private: bool,
    /// The authority is simulated.
    #[serde(default)]
    pub simulated: bool,
}

/// The built-in timestamping authority; its key is installed by `podpis admin install-tsa`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tsa {
    /// Its policy, in dotted form.
    pub policy: String,
    /// How far the clock may be off.
    #[serde(default = "usual_accuracy")]
    pub accuracy_ms: u32,
    /// How often the clock is compared with the reference.
    #[serde(default = "usual_check")]
    pub check_minutes: u32,
    /// Another authority, whose time the clock is compared with.
    pub reference: Timestamp,
}

/// `[timestamp]` for one authority, `[[timestamp]]` for each of several.
fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Timestamp>, D::Error> {
    use serde::de::Error;
    match toml::Value::deserialize(deserializer)? {
        toml::Value::Array(many) => many
            .into_iter()
            .map(|one| one.try_into().map_err(D::Error::custom))
            .collect(),
        one => Ok(vec![one.try_into().map_err(D::Error::custom)?]),
    }
}

/// The policy of this name.
pub fn without_timestamp(name: &str) -> Result<WithoutTimestamp, String> {
    serde_json::from_value(name.into()).map_err(|_| "wait, fail or degrade".to_owned())
}

fn level<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    use serde::de::Error;
    let level: Level = String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)?;
    // Every act has a timestamp: less than B-T is not made.
    match level {
        Level::BB => Err(D::Error::custom("completed_level is b-t, b-lt or b-lta")),
        level => Ok(Some(level)),
    }
}

/// How OCSP responders and revocation lists are asked, at the places that certificates name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Revocation {
    /// They may be on this machine or in a private network.
    pub allow_private: bool,
    /// How large a revocation list may be.
    pub list_mib: usize,
    /// They are asked for files of strangers on the verify page, too.
    pub verify_asks: bool,
}

impl Default for Revocation {
    fn default() -> Revocation {
        Revocation {
            allow_private: false,
            list_mib: 32,
            verify_asks: true,
        }
    }
}

/// Bounds for reading uploads.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// Documents that are read at the same time.
    pub children: Option<usize>,
    /// For one document.
    pub time_limit_seconds: Option<u64>,
    /// Address space of a child.
    pub memory_mib: Option<u64>,
}

/// How programs are told of events.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Their addresses may be on this machine or in a private network.
    pub allow_private: bool,
    /// `http://` is allowed.
    pub allow_plain: bool,
    /// For one try.
    pub time_limit_seconds: u64,
    /// The pause after the first failed try; it doubles with each further one.
    pub first_pause_seconds: u32,
}

impl Default for Webhooks {
    fn default() -> Webhooks {
        Webhooks {
            allow_private: false,
            allow_plain: false,
            time_limit_seconds: 5,
            first_pause_seconds: 60,
        }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            data: PathBuf::from("/var/lib/podpis"),
            kek_file: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            max_upload_mb: 100,
            idle_minutes: 30,
            jobs_at_once: 128,
            signing_urls: false,
            allow_test_parties: false,
            seal: Seal::default(),
            seal_anchors: Vec::new(),
            verify_anchors: Vec::new(),
            completed_level: None,
            tls: None,
            database: Database::default(),
            blobs: BlobStore::default(),
            mail: None,
            sms: None,
            voice: None,
            timestamp: Vec::new(),
            without_timestamp: WithoutTimestamp::Wait,
            tsa: None,
            revocation: Revocation::default(),
            documents: Documents::default(),
            webhooks: Webhooks::default(),
        }
    }
}

impl Config {
    /// Reads the file, if one is named, and lets the flags win.
    pub fn load(common: &Common) -> anyhow::Result<Config> {
        let mut config = match &common.config {
            Some(path) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
                toml::from_str(&text).with_context(|| format!("{} is not understood", path.display()))?
            }
            None => Config::default(),
        };
        if let Some(data) = &common.data {
            config.data.clone_from(data);
        }
        if let Some(kek) = &common.kek_file {
            config.kek_file = Some(kek.clone());
        }
        Ok(config)
    }

    /// The authorities that the verify page believes besides our own, as PEM.
    pub fn verify_anchors(&self) -> anyhow::Result<String> {
        let mut pem = String::new();
        for file in &self.verify_anchors {
            let text =
                fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
            let read = Certificate::all_from_pem(text.as_bytes());
            read.with_context(|| format!("{} holds no certificate", file.display()))?;
            pem.push_str(&text);
            pem.push('\n');
        }
        Ok(pem)
    }

    /// The authorities that may have issued the organisation's seal.
    pub fn seal_anchors(&self) -> anyhow::Result<Anchors> {
        let mut certificates = Vec::new();
        for file in &self.seal_anchors {
            let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            let read = Certificate::all_from_pem_or_der(&bytes);
            certificates.extend(read.with_context(|| format!("{} holds no certificate", file.display()))?);
        }
        Ok(Anchors::new(certificates))
    }

    /// The address under which people reach this installation, checked: plain HTTP only on this machine (decision 35).
    pub fn public_url(&self) -> anyhow::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let url = self
            .public_url
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{}", self.listen));
        let url = url.trim_end_matches('/').to_owned();
        let host = url
            .split("//")
            .nth(1)
            .unwrap_or_default()
            .split('/')
            .next()
            .unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        let here = host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback());
        match url.split("://").next() {
            Some("https") => Ok(url),
            Some("http") if here => Ok(url),
            Some("http") => bail!("public_url is {url}: plain http is for this machine alone; use https"),
            _ => bail!("public_url is not an address: {url}"),
        }
    }
}

/// A secret from its file, without the line end.
pub fn secret(path: &Path) -> anyhow::Result<Secret> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}

fn usual_accuracy() -> u32 {
    1000
}

fn usual_check() -> u32 {
    10
}

fn usual_from_name() -> String {
    "Podpis".to_owned()
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        let url = |url: &str| {
            Config {
                public_url: Some(url.into()),
                ..Config::default()
            }
            .public_url()
        };
        assert_eq!(url("https://podpis.example/").unwrap(), "https://podpis.example");
        assert_eq!(url("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(url("http://[::1]:8080").unwrap(), "http://[::1]:8080");
        assert!(url("http://podpis.example").is_err());
        assert!(url("podpis.example").is_err());
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        assert!(toml::from_str::<Config>("listen = \"127.0.0.1:1\"").is_ok());
        assert!(toml::from_str::<Config>("lissten = \"127.0.0.1:1\"").is_err());
        assert!(toml::from_str::<Config>("[mail]\nhost=\"a\"\nfrom=\"b@c.si\"\nsimulatd=true").is_err());
    }

    /// The example names every setting: one that is added here and not there does not compile, or is not set.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a list of all settings")]
    fn the_example_is_understood_and_complete() {
        let text = include_str!("../../../packaging/podpis.toml");
        let Config {
            data,
            kek_file,
            listen,
            public_url,
            trusted_proxies,
            max_upload_mb,
            idle_minutes,
            jobs_at_once,
            signing_urls,
            allow_test_parties,
            seal,
            seal_anchors,
            verify_anchors,
            completed_level,
            tls,
            database,
            blobs,
            mail,
            sms,
            voice,
            timestamp,
            without_timestamp,
            tsa,
            revocation,
            documents,
            webhooks,
        } = toml::from_str(text).unwrap();
        let usual = Config::default();
        assert_eq!((data, listen), (usual.data, usual.listen));
        assert!(kek_file.is_some() && public_url.is_some());
        assert!(!trusted_proxies.is_empty() && !seal_anchors.is_empty() && !verify_anchors.is_empty());
        assert_eq!(
            (
                max_upload_mb,
                idle_minutes,
                jobs_at_once,
                signing_urls,
                allow_test_parties
            ),
            (100, 30, 128, false, false)
        );
        assert!(seal.signer.is_some() && seal.authorisation_key_file.is_some() && seal.token.is_none());
        let token = "[seal.token]\nmodule = \"m.so\"\nlabel = \"l\"\nkey_label = \"k\"\npin_file = \"p\"\n";
        let parsed: Config = toml::from_str(token).unwrap();
        assert_eq!(parsed.seal.token.unwrap().key_label, "k");
        assert!(toml::from_str::<Config>(&format!("{token}pinn = 1")).is_err());
        assert!(tls.is_some() && blobs.s3.is_some());
        assert!(database.url_file.is_some() && database.connections.is_some());
        let (mail, sms) = (mail.unwrap(), sms.unwrap());
        let [timestamp, second] = &timestamp[..] else {
            panic!("two authorities, best first")
        };
        assert!(
            mail.port.is_some()
                && mail.user.is_some()
                && mail.password_file.is_some()
                && mail.ca_file.is_some()
        );
        assert!(sms.method.is_some() && sms.content_type.is_some() && sms.body.is_some());
        assert!(sms.headers_file.is_some() && sms.reference_pointer.is_some());
        let voice = voice.unwrap();
        assert!(voice.body.is_some() && voice.headers_file.is_some() && !voice.simulated);
        assert!(timestamp.user.is_some() && timestamp.password_file.is_some());
        assert!(!(mail.simulated || sms.simulated || timestamp.simulated || second.simulated));
        assert_eq!((revocation.allow_private, revocation.list_mib), (false, 32));
        assert!(revocation.verify_asks);
        assert_eq!(
            (completed_level, without_timestamp),
            (Some(Level::BLta), WithoutTimestamp::Wait)
        );
        let tsa = tsa.unwrap();
        assert_eq!(
            (tsa.accuracy_ms, tsa.check_minutes),
            (usual_accuracy(), usual_check())
        );
        assert!(!tsa.policy.is_empty() && !tsa.reference.simulated);
        assert!(
            toml::from_str::<Config>("[tsa]\npolicy = \"1.2.3\"").is_err(),
            "no reference"
        );
        assert!(toml::from_str::<Config>("completed_level = \"b-b\"").is_err());
        let one: Config = toml::from_str("[timestamp]\nurl = \"https://tsa.example/\"").unwrap();
        assert_eq!(one.timestamp.len(), 1);
        assert!(toml::from_str::<Config>("[[timestamp]]\nurll = \"https://tsa.example/\"").is_err());
        assert!(!webhooks.allow_private && !webhooks.allow_plain && webhooks.time_limit_seconds > 0);
        assert!(
            documents.children.is_some()
                && documents.time_limit_seconds.is_some()
                && documents.memory_mib.is_some()
        );
    }
}
