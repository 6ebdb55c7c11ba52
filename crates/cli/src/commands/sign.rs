//! `podpis sign`: PAdES signatures with a key of one's own, visible or not, at any level, over one file or many.

use crate::commands::admin::read_identity;
use crate::commands::authorities::{Authorities, brought_to};
use crate::commands::files::{Files, Made};
use crate::commands::place::{Place, Placed};
use crate::commands::token::Token;
use ades::key::SigningKey;
use ades::pades::{Level, Signed};
use ades::x509::Certificate;
use anyhow::{Context, bail};
use app::extending::Extender;
use app::keys::random_bytes;
use app::ports::Clock;
use bytes::Bytes;
use clap::Args;
use pdf::Fonts;
use providers::clock::SystemClock;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

/// Sign PDFs with a key of your own.
#[derive(Args)]
pub struct Sign {
    #[command(flatten)]
    key: Key,
    /// b-b, b-t (the level with --tsa), b-lt or b-lta
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    authorities: Authorities,
    #[command(flatten)]
    files: Files,
}

/// Where the key is.
#[derive(Args, Clone)]
struct Key {
    /// PKCS#12 or PEM file with key and certificate chain
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "module",
        conflicts_with = "module"
    )]
    key: Option<PathBuf>,
    #[command(flatten)]
    token: Option<Token>,
    /// File that holds the password of the key file, or the token's PIN
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Whoever signs, ready.
#[derive(Clone)]
struct Hand {
    key: Arc<dyn SigningKey>,
    chain: Vec<Certificate>,
}

impl Key {
    fn open(&self, jobs: usize) -> anyhow::Result<Hand> {
        let Some(token) = &self.token else {
            let file = self.key.as_deref().context("no key is named")?;
            let identity = read_identity(file, self.password_file.as_deref())?;
            return Ok(Hand {
                key: Arc::new(identity.key),
                chain: identity.chain,
            });
        };
        let pin = super::password_in(self.password_file.as_deref())?;
        let pin = pin.context("a token needs its PIN: say --password-file FILE")?;
        let (key, chain) = token.open(providers::Secret::new(pin), jobs)?;
        Ok(Hand {
            key: Arc::new(key),
            chain,
        })
    }
}

impl Sign {
    /// Writes each input with its signature; the inputs stay as they are.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        // The cryptographic library gathers randomness for some 20 ms before its first signature: it does so while files are read.
        thread::spawn(random_bytes::<16>);
        let level = self.authorities.level(self.level)?;
        let extender = self.authorities.extender_for(level)?;
        let hand = self.key.open(self.files.jobs())?;
        // Before anything is signed: whether it may be, and whether what the level needs can be had at all.
        self.place.signer(hand.chain.clone(), SystemClock.now())?;
        self.place.warn();
        if let (Some(extender), true) = (&extender, level >= Level::BLt) {
            extender.check_signer(&hand.chain).await?;
        }
        let task = Arc::new(Task {
            extender,
            hand,
            level,
            place: self.place,
            fonts: crate::wire::fonts()?,
            password: self.files.password()?,
        });
        self.files.each(move |original| task.clone().sign(original)).await
    }
}

/// What is done to every file.
struct Task {
    /// Who is asked; nobody at B-B.
    extender: Option<Extender>,
    hand: Hand,
    level: Level,
    place: Place,
    fonts: Fonts,
    password: Option<Vec<u8>>,
}

impl Task {
    async fn sign(self: Arc<Self>, original: Bytes) -> anyhow::Result<Made> {
        let (base, signed) = self.signed(original)?;
        let (parts, said) = match &self.extender {
            Some(extender) if self.level >= Level::BT => self.lasting(extender, base, signed).await?,
            _ => (vec![base, signed.finish(None)?.into()], String::new()),
        };
        let subject = self.hand.chain.first().map(|own| own.subject().to_string());
        Ok(Made {
            parts,
            said: format!(
                "signed by {}, level {}{said}",
                subject.unwrap_or_default(),
                self.level
            ),
        })
    }

    /// The parts of the file with a timestamp and what else its level needs, and what there is to say of that.
    async fn lasting(
        &self,
        extender: &Extender,
        base: Bytes,
        signed: Signed,
    ) -> anyhow::Result<(Vec<Bytes>, String)> {
        let nonce: [u8; 16] = random_bytes();
        let token = extender.token(&signed.timestamp_request(&nonce)).await;
        let token = token.context("no timestamp was to be had, so nothing was written")?;
        let parts = vec![base, signed.finish(Some(&token))?.into()];
        brought_to(self.level, extender, parts, self.password.clone()).await
    }

    fn signed(&self, original: Bytes) -> anyhow::Result<(Bytes, Signed)> {
        let signer = self.place.signer(self.hand.chain.clone(), SystemClock.now())?;
        let with_timestamp = self.level >= Level::BT;
        let password = self.password.as_deref();
        let placed = self
            .place
            .prepare(original, password, &signer, with_timestamp, &self.fonts)?;
        Placed::check_level(&placed.honoured, self.level)?;
        let Placed { base, prepared, .. } = placed;
        let signature = self.hand.key.sign(prepared.to_be_signed())?;
        match prepared.accept(&signature) {
            Ok(signed) => Ok((base, signed)),
            Err(error) => bail!("{error}: key and certificate do not go together"),
        }
    }
}
