//! `podpis audit verify`.

use super::evidence::Files;
use crate::config::{Common, Config};
use crate::wire;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Check the audit trail.
#[derive(Subcommand)]
pub enum Audit {
    /// Check every chain, the personal values, the state and file of every agreement, and the daily roots; or one evidence file
    Verify(Verify),
}

/// What to check.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    common: Common,
    /// Only this agreement
    #[arg(long, value_name = "ID")]
    agreement: Option<String>,
    #[command(flatten)]
    files: Files,
    /// Print the verdict as JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Exit code 0: all is well; 1: something was changed; 3: an evidence file cannot be read.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let Audit::Verify(verify) = self;
        if let Some(evidence) = &verify.files.evidence {
            return Ok(verify.files.check(evidence, verify.json));
        }
        let config = Config {
            allow_test_parties: true,
            ..Config::load(&verify.common)?
        };
        wire::must_exist(&config)?;
        let app = wire::open(&config, None, None).await?;
        let verdict = app.verify_audit(verify.agreement.as_deref()).await?;
        if verify.json {
            println!("{}", serde_json::to_string_pretty(&verdict)?);
        } else {
            for fault in &verdict.faults {
                println!("{}: {}", fault.stream, fault.fault);
            }
            let found = match verdict.faults.len() {
                0 => "nothing was changed".to_owned(),
                count => format!("{count} faults"),
            };
            println!(
                "{} chains, {} records, {} daily roots: {found}",
                verdict.chains, verdict.records, verdict.roots
            );
        }
        Ok(if verdict.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
