//! `podpis admin`: what only the operator at the console may do.

use super::{account, rescue, seal_check};
use crate::config::{Common, Config};
use crate::{keyfile, wire};
use ades::issue::timestamp::Authority;
use ades::key::Identity;
use ades::pades;
use anyhow::{Context, bail};
use app::keys::Keys;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use store::KeyPurpose;

/// Look after an installation.
#[derive(Subcommand)]
pub enum Admin {
    /// Make another account, for an organisation that shares this installation and nothing else
    AddAccount(account::AddAccount),
    /// Make a key file; keep a copy of it in a safe place, apart from backups
    KeyFile {
        /// Where
        path: PathBuf,
    },
    /// Install the organisation's seal certificate
    InstallSeal(InstallSeal),
    /// Install the key of the built-in timestamping authority; timeStamping must be its certificate's critical and only purpose
    InstallTsa(InstallTsa),
    /// Allow an account to seal what outside signers do; an admin of the account approves it
    GrantMandate(GrantMandate),
    /// Allow a user to seal their own acts; an admin of the account approves it
    GrantBinding(GrantBinding),
    /// Take a delivery report (RFC 3464) from standard input: the address that refused a mail is shown to the agreement's owner
    Bounce(rescue::Bounce),
    /// Take the seal's private keys out of the database, once a signer or a token holds the key
    ForgetSealKeys(ForgetSealKeys),
    /// List jobs that were given up or are late
    Jobs(rescue::Jobs),
    /// Throw away a message that was given up, so that nobody tries it again
    DiscardJob(rescue::DiscardJob),
    /// Print a one-time link by which a user, such as a lost admin, chooses a new password
    ResetPassword(rescue::ResetPassword),
    /// Try a given-up or late job again now
    RetryJob(rescue::RetryJob),
    /// Print how much room database and documents take, account by account
    Storage(rescue::Storage),
}

/// The organisation's certificate with its key.
#[derive(Args)]
pub struct InstallSeal {
    #[command(flatten)]
    installed: Installed,
}

/// A key with its certificate, into the database.
#[derive(Args)]
struct Installed {
    #[command(flatten)]
    common: Common,
    /// PKCS#12 or PEM file with key and certificate chain
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File that holds the password
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Keys that another process holds now.
#[derive(Args)]
pub struct ForgetSealKeys {
    #[command(flatten)]
    common: Common,
}

/// The key of the built-in timestamping authority; timeStamping must be its certificate's critical and only purpose.
#[derive(Args)]
pub struct InstallTsa {
    #[command(flatten)]
    installed: Installed,
}

/// A mandate.
#[derive(Args)]
pub struct GrantMandate {
    #[command(flatten)]
    common: Common,
    /// What for
    #[arg(long, default_value = app::seals::USUAL_PURPOSE)]
    purpose: String,
    /// For how many days
    #[arg(long, default_value_t = 365)]
    days: u16,
    /// How many seals in an hour
    #[arg(long, default_value_t = 1000)]
    per_hour: u32,
}

/// A binding.
#[derive(Args)]
pub struct GrantBinding {
    #[command(flatten)]
    common: Common,
    /// Address of the user
    #[arg(long)]
    user: String,
    /// For how many days
    #[arg(long, default_value_t = 365)]
    days: u16,
}

impl Admin {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Admin::AddAccount(add) => add.run().await?,
            Admin::KeyFile { path } => {
                keyfile::create(&path)?;
                println!(
                    "{}: made. Without it nothing in the database and the documents can be read.",
                    path.display()
                );
            }
            Admin::InstallSeal(install) => install.run().await?,
            Admin::InstallTsa(install) => install.run().await?,
            Admin::GrantMandate(grant) => grant.run().await?,
            Admin::GrantBinding(grant) => grant.run().await?,
            Admin::Bounce(bounce) => bounce.run().await?,
            Admin::ForgetSealKeys(forget) => forget.run().await?,
            Admin::DiscardJob(discard) => discard.run().await?,
            Admin::Jobs(jobs) => jobs.run().await?,
            Admin::ResetPassword(reset) => reset.run().await?,
            Admin::RetryJob(retry) => retry.run().await?,
            Admin::Storage(storage) => storage.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl InstallSeal {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.installed.common)?;
        if config.seal.signer.is_some() || config.seal.token.is_some() {
            bail!(
                "[seal] says that the key is not in the database: say `podpis signer install`, or put it on the token"
            );
        }
        let fit = |identity: &Identity, now| {
            pades::Signer::of(identity, now).context("this certificate cannot seal")?;
            Ok(())
        };
        let (identity, now) = self.installed.install(&config, KeyPurpose::Seal, fit).await?;
        let judged = seal_check::judge(&identity.chain, &config.seal_anchors()?, now)?;
        match judged {
            Ok(says) => println!("{says}"),
            Err(says) => println!("WARNING: {says}"),
        }
        println!("Running servers take it up at their next start.");
        Ok(())
    }
}

impl ForgetSealKeys {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.common)?;
        if config.seal.signer.is_none() && config.seal.token.is_none() {
            bail!("[seal] names neither a signer nor a token: these keys are the only ones");
        }
        wire::must_exist(&config)?;
        let store = wire::open_store(&config).await?;
        let mut transaction = store.begin().await?;
        let rows = transaction.signing_keys(KeyPurpose::Seal, None).await?;
        let kept: Vec<_> = rows
            .iter()
            .filter(|row| !row.wrapped_private_key.is_empty())
            .collect();
        for row in &kept {
            transaction.rewrap_signing_key(&row.id, &[]).await?;
        }
        transaction.commit().await?;
        println!(
            "{} keys were taken out. Backups made before still hold them, wrapped.",
            kept.len()
        );
        Ok(())
    }
}

impl InstallTsa {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.installed.common)?;
        let fit = |identity: &Identity, now| {
            let certificate = identity.certificate()?;
            // What it needs to be an authority is asked once more at each start.
            Authority::fitness(certificate)?;
            if !certificate.is_valid_at(now) {
                bail!("the certificate is not valid now");
            }
            Ok(())
        };
        self.installed.install(&config, KeyPurpose::Tsa, fit).await?;
        println!("Servers whose configuration has [tsa] take it up at their next start.");
        Ok(())
    }
}

impl Installed {
    /// Puts it into the database, if it is fit, and says so.
    async fn install(
        &self,
        config: &Config,
        purpose: KeyPurpose,
        fit: impl FnOnce(&Identity, Timestamp) -> anyhow::Result<()>,
    ) -> anyhow::Result<(Identity, Timestamp)> {
        let identity = read_identity(&self.key, self.password_file.as_deref())?;
        let now = app::ports::Clock::now(&providers::clock::SystemClock);
        fit(&identity, now)?;
        install(config, purpose, &identity, now).await?;
        let certificate = identity.certificate()?;
        println!(
            "Installed: {} (issued by {}), valid until {}",
            certificate.subject(),
            certificate.issuer(),
            certificate.not_after()
        );
        Ok((identity, now))
    }
}

/// Puts a key into the database, wrapped, in place of the one before.
async fn install(
    config: &Config,
    purpose: KeyPurpose,
    identity: &Identity,
    now: Timestamp,
) -> anyhow::Result<()> {
    let kek = config.kek_file.as_ref().context("say --kek-file FILE")?;
    let keys = Keys::new(&keyfile::read(kek)?);
    fs::create_dir_all(&config.data)?;
    let store = wire::open_store(config).await?;
    let mut transaction = store.begin().await?;
    let rows = store.signing_keys(purpose, None).await?;
    for old in rows.iter().filter(|key| key.retired_at.is_none()) {
        transaction.retire_signing_key(&old.id, now).await?;
    }
    let row = super::samples::key_row(&keys, purpose, identity, now)?;
    transaction.insert_signing_key(&row).await?;
    transaction.commit().await?;
    Ok(())
}

impl GrantMandate {
    async fn run(self) -> anyhow::Result<()> {
        let app = wire::open(
            &Config {
                allow_test_parties: true,
                ..Config::load(&self.common)?
            },
            None,
            None,
        )
        .await?;
        for account in app.store.accounts().await? {
            let id = account.id.parse().context("account id")?;
            app.grant_mandate_as_operator(id, &self.purpose, self.days, self.per_hour)
                .await?;
            println!(
                "{}: granted. An admin approves it under Organisation seal.",
                account.name
            );
        }
        Ok(())
    }
}

impl GrantBinding {
    async fn run(self) -> anyhow::Result<()> {
        let app = wire::open(
            &Config {
                allow_test_parties: true,
                ..Config::load(&self.common)?
            },
            None,
            None,
        )
        .await?;
        let user = app
            .store
            .user_by_email(&self.user)
            .await?
            .context("there is no user with this address")?;
        let account = user.account_id.parse().context("account id")?;
        app.grant_binding_as_operator(account, user.id.parse().context("user id")?, self.days)
            .await?;
        println!(
            "{}: granted. An admin approves it under Organisation seal.",
            user.email
        );
        Ok(())
    }
}

/// Key and chain from a PKCS#12 or PEM file.
pub fn read_identity(
    path: &std::path::Path,
    password_file: Option<&std::path::Path>,
) -> anyhow::Result<Identity> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let password = match password_file {
        Some(file) => {
            fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?
        }
        None => String::new(),
    };
    let password = password.trim_end_matches(['\r', '\n']).as_bytes();
    let given = (!password.is_empty()).then_some(password);
    if bytes.is_empty() {
        bail!("{} is empty", path.display());
    }
    let identity =
        match bytes.starts_with(b"-----BEGIN") || bytes.windows(11).any(|part| part == b"-----BEGIN ") {
            true => Identity::from_pem(&bytes, given),
            false => Identity::from_pkcs12(&bytes, password),
        };
    identity.with_context(|| {
        format!(
            "{} holds no key with its certificate that can be used",
            path.display()
        )
    })
}
