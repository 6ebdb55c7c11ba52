//! `podpis admin reset-password`, `jobs`, `retry-job`, `discard-job` and `storage`: what the operator does at the console when nobody can do it on a page.

use crate::config::{Common, Config};
use crate::wire;
use anyhow::{Context, bail};
use app::App;
use app::bounces::{self, MAX_REPORT};
use clap::Args;
use serde_json::{Value, json};
use std::io::Read;

/// Somebody who cannot sign in any more.
#[derive(Args)]
pub struct ResetPassword {
    #[command(flatten)]
    common: Common,
    /// Address of the user
    #[arg(long)]
    user: String,
}

/// Jobs that need somebody.
#[derive(Args)]
pub struct Jobs {
    #[command(flatten)]
    common: Common,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

/// One job.
#[derive(Args)]
pub struct RetryJob {
    #[command(flatten)]
    common: Common,
    /// Its identity, as `podpis admin jobs` prints it
    id: String,
}

/// One message that nobody should try again.
#[derive(Args)]
pub struct DiscardJob {
    #[command(flatten)]
    common: Common,
    /// Its identity, as `podpis admin jobs` prints it
    id: String,
}

/// A mail that came back.
#[derive(Args)]
pub struct Bounce {
    #[command(flatten)]
    common: Common,
}

/// The room that is taken.
#[derive(Args)]
pub struct Storage {
    #[command(flatten)]
    common: Common,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

/// The installation that a command looks after.
pub(super) async fn open(common: &Common) -> anyhow::Result<App> {
    let config = Config {
        allow_test_parties: true,
        ..Config::load(common)?
    };
    wire::must_exist(&config)?;
    wire::open(&config, None, None).await
}

impl Bounce {
    /// Reads no more than a report may have; what is no report is an error, so that a mail system keeps it.
    pub async fn run(self) -> anyhow::Result<()> {
        let most = u64::try_from(MAX_REPORT).unwrap_or(u64::MAX);
        let mut report = Vec::new();
        std::io::stdin()
            .lock()
            .take(most.saturating_add(1))
            .read_to_end(&mut report)
            .context("the report cannot be read")?;
        let app = open(&self.common).await?;
        let taken = match app.take_bounce(None, &report).await {
            Ok(taken) => taken,
            Err(app::Error::BadInput { .. }) => bail!("this is no delivery report (RFC 3464)"),
            Err(error) => return Err(error.into()),
        };
        println!(
            "{}",
            match taken {
                bounces::Bounce::Kept => "Kept: the owner of the agreement sees it at the person.",
                bounces::Bounce::KeptWithMessage =>
                    "Kept with the message: nobody waits for that person any more.",
                bounces::Bounce::Known => "Known already.",
                bounces::Bounce::NotFinal => "It tells of no failure: nothing was done.",
                bounces::Bounce::NotOurs => "It is about no mail of this installation: nothing was done.",
            }
        );
        Ok(())
    }
}

impl ResetPassword {
    /// Prints a link that works once.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        let link = match app.rescue_link(&self.user).await {
            Ok(link) => link,
            Err(app::Error::NotFound) => bail!("there is no user with this address"),
            Err(app::Error::BadInput { .. }) => {
                bail!("this user was deactivated; another admin invites them anew")
            }
            Err(error) => return Err(error.into()),
        };
        println!("{link}");
        println!(
            "It works once, for whoever opens it: give it to nobody but {}.",
            self.user
        );
        Ok(())
    }
}

impl Jobs {
    /// Prints what was given up and what is late.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        let (dead, late) = app.troubled_jobs().await?;
        let list = |jobs: &[store::Job]| jobs.iter().map(view).collect::<Vec<Value>>();
        if self.json {
            let all = json!({ "givenUp": list(&dead), "late": list(&late) });
            println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        for (state, jobs) in [("given up", &dead), ("late", &late)] {
            for job in jobs {
                println!(
                    "{} {state}: {} of {}, tried {} times: {}",
                    job.id,
                    job.kind,
                    job.agreement_id.as_deref().unwrap_or("the installation"),
                    job.attempts,
                    job.last_error.as_deref().unwrap_or("it has not begun"),
                );
            }
        }
        println!("{} given up, {} late", dead.len(), late.len());
        Ok(())
    }
}

fn view(job: &store::Job) -> Value {
    json!({
        "id": job.id,
        "kind": job.kind,
        "agreement": job.agreement_id,
        "attempts": job.attempts,
        "runAt": job.run_at,
        "error": job.last_error,
    })
}

impl RetryJob {
    /// Makes it due now; a running server takes it up.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        app.store.job(&self.id).await?.context("there is no such job")?;
        if !app.retry_any_job(&self.id).await? {
            bail!("the job is running or finished");
        }
        println!(
            "{}: due now; a running server takes it up within seconds.",
            self.id
        );
        Ok(())
    }
}

impl DiscardJob {
    /// Throws away a message that was given up.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        match app.discard_any_job(&self.id).await {
            Ok(()) => println!("{}: thrown away.", self.id),
            Err(app::Error::NotFound) => bail!("there is no such job"),
            Err(app::Error::BadInput {
                code: "NOT_A_MESSAGE",
                ..
            }) => {
                bail!("this job carries out what was decided; mend the cause and retry it")
            }
            Err(app::Error::BadInput { .. }) => bail!("only what was given up can be thrown away"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl Storage {
    /// Prints the room that the database and each account's documents take.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        let health = app.store.check().await?;
        let accounts = app.usage_of_all().await?;
        if self.json {
            let accounts: Vec<Value> = accounts.iter().map(usage).collect();
            let all = json!({ "databaseBytes": health.size_bytes, "accounts": accounts });
            println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        println!("database: {} bytes", health.size_bytes);
        for account in accounts {
            println!(
                "{}: {} bytes in {} uploads, {} bytes in {} steps of signed files",
                account.name,
                account.document_bytes,
                account.documents,
                account.revision_bytes,
                account.revisions,
            );
        }
        Ok(())
    }
}

fn usage(account: &store::Usage) -> Value {
    json!({
        "account": account.account_id,
        "name": account.name,
        "uploads": account.documents,
        "uploadBytes": account.document_bytes,
        "steps": account.revisions,
        "stepBytes": account.revision_bytes,
    })
}
