//! `podpis signer`: the organisation's key in a process of its own, which has no database, no documents and no network.

use crate::commands::admin::read_identity;
use crate::commands::token::Token;
use crate::keyfile;
use crate::logs::{self, LogFormat};
use ades::key::{Identity, PrivateKey};
use ades::pades;
use ades::x509::Certificate;
use anyhow::{Context, bail};
use app::keys::Keys;
use app::ports::{AuthorisationKey, Clock};
use app::vault::{KeyHeader, KeyRecord, PinParameters};
use clap::{Args, Subcommand};
use providers::clock::SystemClock;
use providers::signing::folder::SignerFolder;
use providers::signing::local::{LocalKey, LocalSigner};
use providers::signing::serve::{SignerServer, StopAfter, listen};
use providers::signing::uses::{self, UseLog};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use tokio::net::UnixListener;
use uuid::Uuid;

/// Signatures that a token makes at the same time.
pub const SESSIONS: usize = 4;

/// Keep the organisation's key in a process of its own.
#[derive(Subcommand)]
pub enum SignerCommand {
    /// Put the organisation's key into the signer's folder, in place of the one before
    Install(Install),
    /// Check the log of uses, and print its number of lines and the hash of the last
    Log(Place),
    /// Put the keys under another key file; nobody needs the PIN
    Rotate(Rotate),
    /// Answer at a Unix socket
    Serve(Serve),
    /// Let a key's PIN be tried again
    Unlock(Unlock),
}

/// The signer's folder.
#[derive(Args)]
pub struct Place {
    /// The signer's folder, for its user alone
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
}

/// The folder and what opens it.
#[derive(Args)]
struct Opened {
    #[command(flatten)]
    place: Place,
    /// Key file of the signer alone (`podpis admin key-file`): another one than the server's
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
}

/// A new key.
#[derive(Args)]
pub struct Install {
    #[command(flatten)]
    opened: Opened,
    /// PKCS#12 or PEM file with key and certificate chain
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File that holds its password
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// File that holds the PIN under which the key shall be kept, too; without it the key file alone opens the key
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

/// Another key file.
#[derive(Args)]
pub struct Rotate {
    #[command(flatten)]
    opened: Opened,
    /// The key file from now on
    #[arg(long, value_name = "FILE")]
    new_key_file: PathBuf,
}

/// A key that was shut.
#[derive(Args)]
pub struct Unlock {
    #[command(flatten)]
    place: Place,
    /// The key's identity
    id: String,
}

/// The process.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    opened: Opened,
    /// The key under which the server's authorisations come (`podpis admin key-file`), the same as the server's authorisation_key_file
    #[arg(long, value_name = "FILE")]
    authorisation_key_file: PathBuf,
    /// File that holds the keys' PIN; /dev/stdin where somebody types it
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
    #[command(flatten)]
    token: Option<Token>,
    /// File that holds the token's PIN
    #[arg(long, value_name = "FILE", requires = "module")]
    token_pin_file: Option<PathBuf>,
    /// Where to listen
    #[arg(
        long,
        value_name = "PATH",
        required_unless_present = "activated",
        conflicts_with = "activated"
    )]
    socket: Option<PathBuf>,
    /// The socket is standard input: a systemd unit with StandardInput=socket
    #[arg(long)]
    activated: bool,
    /// Users of this system, by number, whose processes may ask; without it the signer's own
    #[arg(long = "allow-user", value_name = "UID")]
    users: Vec<u32>,
    /// The most uses in an hour, whatever mandates say
    #[arg(long, default_value_t = 1000)]
    per_hour: u32,
    /// How log lines look
    #[arg(long, value_enum, default_value_t)]
    log: LogFormat,
    /// Stop at this point, as a power cut would: used or signed (tests only)
    #[arg(long, hide = true, value_name = "NAME", value_parser = stop_after)]
    failpoint: Option<StopAfter>,
}

fn stop_after(name: &str) -> Result<StopAfter, String> {
    match name {
        "used" => Ok(StopAfter::Used),
        "signed" => Ok(StopAfter::Signed),
        _ => Err("used or signed".to_owned()),
    }
}

impl SignerCommand {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        // What this process makes is for its user alone: the socket, too, from its first moment.
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
        match self {
            SignerCommand::Install(install) => install.run()?,
            SignerCommand::Log(place) => check_log(&place)?,
            SignerCommand::Rotate(rotate) => rotate.run()?,
            SignerCommand::Serve(serve) => serve.run().await?,
            SignerCommand::Unlock(unlock) => {
                SignerFolder::open(&unlock.place.folder)?.unlock(&unlock.id)?;
                println!("{}: its PIN may be tried again.", unlock.id);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Opened {
    fn open(&self) -> anyhow::Result<(SignerFolder, Keys)> {
        let key_file = Keys::new(&keyfile::read(&self.key_file)?);
        Ok((SignerFolder::open(&self.place.folder)?, key_file))
    }
}

impl Install {
    fn run(self) -> anyhow::Result<()> {
        let (folder, key_file) = self.opened.open()?;
        let identity = read_identity(&self.key, self.password_file.as_deref())?;
        let now = SystemClock.now();
        pades::Signer::of(&identity, now).context("this certificate cannot seal")?;
        let pin = super::password_in(self.pin_file.as_deref())?;
        let header = KeyHeader {
            version: 1,
            id: Uuid::now_v7().to_string(),
            account: None,
            certificate_chain_pem: identity.chain.iter().map(Certificate::to_pem).collect(),
            created_at: now,
            pin: pin.is_some().then(PinParameters::usual),
        };
        let private = identity.key.to_pkcs8_der()?;
        let record = KeyRecord::new(header, &private, &key_file, pin.as_deref())?;
        let before = folder.records()?;
        folder.keep(&record)?;
        for old in &before {
            folder.remove(&old.header.id)?;
        }
        let certificate = identity.certificate()?;
        println!(
            "Installed: {} (issued by {}), valid until {}{}",
            certificate.subject(),
            certificate.issuer(),
            certificate.not_after(),
            if pin.is_some() { ", under a PIN" } else { "" }
        );
        println!(
            "Key {}. Start the signer anew, then the servers.",
            record.header.id
        );
        Ok(())
    }
}

impl Rotate {
    /// Each key is under the old file or under the new one, whole; run it again if it was stopped in between.
    fn run(self) -> anyhow::Result<()> {
        let (folder, old) = self.opened.open()?;
        let new = Keys::new(&keyfile::read(&self.new_key_file)?);
        let mut rotated = 0;
        for record in folder.records()? {
            if record.key_file == new.fingerprint() {
                continue;
            }
            let rewrapped = record.rewrapped(&old, &new);
            let rewrapped = rewrapped.with_context(|| format!("key {}", record.header.id))?;
            folder.keep(&rewrapped)?;
            rotated += 1;
        }
        println!("{rotated} keys are under the new key file. Destroy the old one.");
        Ok(())
    }
}

fn check_log(place: &Place) -> anyhow::Result<()> {
    let path = SignerFolder::open(&place.folder)?.log();
    let (entries, last) = uses::read(&path)?;
    let count = |event: &uses::Event| entries.iter().filter(|entry| entry.event == *event).count();
    println!(
        "{} lines, whole; {} uses, {} signed; last {last}",
        entries.len(),
        count(&uses::Event::Used),
        count(&uses::Event::Signed)
    );
    Ok(())
}

impl Serve {
    async fn run(self) -> anyhow::Result<()> {
        logs::start(self.log, "info");
        harden()?;
        let (folder, key_file) = self.opened.open()?;
        let keys = self.keys(&folder, &key_file)?;
        if keys.is_empty() {
            bail!("the folder holds no key: podpis signer install");
        }
        let own = rustix::process::getuid().as_raw();
        let server = SignerServer {
            keys: LocalSigner::new(keys),
            log: Mutex::new(UseLog::open(&folder.log(), self.per_hour, SystemClock.now())?),
            authorisations: AuthorisationKey::new(&keyfile::read(&self.authorisation_key_file)?),
            users: if self.users.is_empty() {
                vec![own]
            } else {
                self.users.clone()
            },
            clock: Arc::new(SystemClock),
            stop_after: self.failpoint,
        };
        let listener = self.listener()?;
        tracing::info!("the signer answers");
        let stop = super::serve::until_told();
        Arc::new(server).run(listener, stop.cancelled_owned()).await?;
        Ok(())
    }

    /// The token's key, where there is a token; else those of the folder.
    fn keys(&self, folder: &SignerFolder, key_file: &Keys) -> anyhow::Result<Vec<LocalKey>> {
        if let Some(token) = &self.token {
            let pin = super::password_in(self.token_pin_file.as_deref())?;
            let pin = pin.context("a token needs its PIN: say --token-pin-file FILE")?;
            return Ok(vec![token.seal(providers::Secret::new(pin), SESSIONS)?]);
        }
        let pin = super::password_in(self.pin_file.as_deref())?;
        let pin = pin.as_deref();
        let records = folder.records()?;
        records
            .iter()
            .map(|record| unwrapped(folder, record, key_file, pin))
            .collect()
    }

    fn listener(&self) -> anyhow::Result<UnixListener> {
        if let Some(path) = &self.socket {
            let listener = listen(path);
            return listener.with_context(|| format!("{} cannot be listened on", path.display()));
        }
        let socket = std::io::stdin().as_fd().try_clone_to_owned()?;
        let listener = std::os::unix::net::UnixListener::from(socket);
        listener.set_nonblocking(true)?;
        UnixListener::from_std(listener).context("standard input is no listening socket")
    }
}

fn unwrapped(
    folder: &SignerFolder,
    record: &KeyRecord,
    key_file: &Keys,
    pin: Option<&str>,
) -> anyhow::Result<LocalKey> {
    let private = folder.unwrap(record, key_file, pin)?;
    let header = &record.header;
    let chain = Certificate::all_from_pem(header.certificate_chain_pem.as_bytes())?;
    let account = header.account.as_deref().map(str::parse).transpose();
    let identity = Identity::new(PrivateKey::from_pkcs8_der(&private)?, chain)?;
    // The server knows which authorities are for tests, and says so.
    Ok(LocalKey::new(
        header.id.clone(),
        account.context("account id")?,
        identity,
        false,
    ))
}

/// No memory of this process is left on a disk or shown to another one, and it gains nothing more.
fn harden() -> anyhow::Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}
