//! Whom the signing commands ask: timestamping authorities, and the places that certificates name.

use ades::pades::Level;
use ades::pades::extend::{Demand, Pending};
use ades::x509::{Anchors, Certificate};
use anyhow::{Context, bail};
use app::extending::{Extended, Extender};
use app::ports::{Clock, TimestampService};
use bytes::Bytes;
use clap::Args;
use providers::clock::SystemClock;
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::revocation::{HttpRevocationSource, RevocationSettings};
use providers::timestamp::http::{HttpTimestampService, TimestampSettings};
use providers::timestamp::ordered::Ordered;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Who is asked, and who is trusted.
#[derive(Args, Clone)]
pub struct Authorities {
    /// Address of a timestamping authority (RFC 3161); several are asked in this order until one answers well
    #[arg(long, value_name = "URL")]
    pub tsa: Vec<String>,
    /// PEM file of the authorities that chains must lead to; without any, chains end where they end with themselves
    #[arg(long, value_name = "FILE")]
    pub trust: Vec<PathBuf>,
    #[command(flatten)]
    places: Places,
}

/// The places that certificates name: responders, lists, issuers.
#[derive(Args, Clone)]
pub struct Places {
    /// The places that certificates name may be on this machine or in a private network
    #[arg(long)]
    allow_private_addresses: bool,
}

impl Places {
    /// Who asks there.
    pub fn source(&self, clock: Arc<dyn Clock>) -> anyhow::Result<HttpRevocationSource> {
        let private_addresses = match self.allow_private_addresses {
            true => PrivateAddresses::Allow,
            false => PrivateAddresses::Refuse,
        };
        let settings = RevocationSettings {
            private_addresses,
            ..RevocationSettings::default()
        };
        Ok(HttpRevocationSource::new(&settings, clock)?)
    }
}

/// The certificates of several files of anchors.
pub fn trusted(files: &[PathBuf]) -> anyhow::Result<Vec<Certificate>> {
    let mut certificates = Vec::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let read = Certificate::all_from_pem_or_der(&bytes);
        certificates.extend(read.with_context(|| format!("{} holds no certificate", file.display()))?);
    }
    Ok(certificates)
}

impl Authorities {
    /// Those who are asked, ready.
    pub fn extender(&self) -> anyhow::Result<Extender> {
        let clock = Arc::new(SystemClock);
        let mut services: Vec<Arc<dyn TimestampService>> = Vec::new();
        for url in &self.tsa {
            services.push(Arc::new(authority(url)?));
        }
        Ok(Extender {
            revocation: Arc::new(self.places.source(clock.clone())?),
            timestamps: Arc::new(Ordered::new(services, clock.clone())),
            clock,
            anchors: self.anchors()?,
            demand: Demand::All,
        })
    }

    /// Those who are asked for what this level needs beyond a signature: nobody at B-B, which then does not wait for a client to be
    /// set up.
    pub fn extender_for(&self, level: Level) -> anyhow::Result<Option<Extender>> {
        if level == Level::BB && self.tsa.is_empty() {
            self.anchors()?;
            return Ok(None);
        }
        Ok(Some(self.extender()?))
    }

    fn anchors(&self) -> anyhow::Result<Option<Anchors>> {
        let certificates = trusted(&self.trust)?;
        Ok((!certificates.is_empty()).then(|| Anchors::new(certificates)))
    }

    /// The level asked for, or the one that can be reached; a level with a time needs somebody who tells it.
    pub fn level(&self, asked: Option<Level>) -> anyhow::Result<Level> {
        let level = asked.unwrap_or(if self.tsa.is_empty() { Level::BB } else { Level::BT });
        if level >= Level::BT && self.tsa.is_empty() {
            bail!("level {level} needs a timestamping authority: say --tsa URL");
        }
        Ok(level)
    }
}

fn authority(url: &str) -> anyhow::Result<HttpTimestampService> {
    // The person at this terminal names the address; it may well be on this machine.
    let settings = HttpSettings {
        private_addresses: PrivateAddresses::Allow,
        ..HttpSettings::default()
    };
    let client = HttpClient::new(&settings)?;
    let settings = TimestampSettings {
        url: url.to_owned(),
        credentials: None,
        simulated: false,
    };
    HttpTimestampService::new(settings, client)
        .with_context(|| format!("{url} is no address of an authority"))
}

/// A file that was just signed, in parts, with what its level needs beyond the signature; and what there is to say of that.
pub async fn brought_to(
    level: Level,
    extender: &Extender,
    parts: Vec<Bytes>,
    password: Option<Vec<u8>>,
) -> anyhow::Result<(Vec<Bytes>, String)> {
    if level < Level::BLt {
        return Ok((parts, String::new()));
    }
    let whole = Bytes::from(parts.concat());
    let extended = extender.extend(whole.clone(), password, level).await?;
    let said = remarks(&extended);
    Ok((vec![whole, extended.appended.into()], said))
}

/// What somebody must know of an extension that went well.
pub fn remarks(extended: &Extended) -> String {
    let mut said = String::new();
    for certificate in &extended.without_source {
        said.push_str(&format!(
            "; {} names no place where its revocation could be looked up",
            certificate.subject().display_name()
        ));
    }
    for pending in &extended.pending {
        said.push_str(&format!("; {}", proof_pending(pending)));
    }
    said
}

fn proof_pending(pending: &Pending) -> String {
    let when = match pending.next_update {
        Some(next) => format!("after {next}"),
        None => "later".to_owned(),
    };
    format!(
        "proof pending: what is said of {} dates from {}, before the signature ({}): extend again {when}",
        pending.certificate.subject().display_name(),
        pending.issued,
        pending.proof
    )
}
