//! `podpis simulate`: the simulated outside parties alone, for trying an installation or several nodes against them.

use crate::commands::serve::until_told;
use crate::logs::{self, LogFormat};
use clap::Args;
use simulators::{Options, Simulators};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run the simulated outside parties alone.
#[derive(Args)]
pub struct Simulate {
    /// Where what arrives is kept, and the test authority's keys
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the mail relay listens
    #[arg(long, default_value = "127.0.0.1:2525", value_name = "ADDRESS")]
    mail: SocketAddr,
    /// Where the text message gateway listens
    #[arg(long, default_value = "127.0.0.1:2526", value_name = "ADDRESS")]
    sms: SocketAddr,
    /// Where the timestamping authority listens
    #[arg(long, default_value = "127.0.0.1:2527", value_name = "ADDRESS")]
    timestamp: SocketAddr,
    /// Where the outbox can be read and failures be ordered
    #[arg(long, default_value = "127.0.0.1:2528", value_name = "ADDRESS")]
    control: SocketAddr,
}

impl Simulate {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        logs::start(LogFormat::Text, "info");
        std::fs::create_dir_all(&self.data)?;
        let authority = super::samples::test_authority_in(&self.data)?;
        let options = Options {
            mail: self.mail,
            sms: self.sms,
            timestamp: self.timestamp,
            control: self.control,
            authority: Some(authority),
            ..Options::default()
        };
        let simulators = Simulators::start(&self.data, options).await?;
        println!(
            "simulated mail relay            smtp://{}",
            simulators.mail_address()
        );
        println!("simulated text message gateway  {}", simulators.sms_url());
        if let Some(url) = simulators.timestamp_url() {
            println!("simulated timestamp authority   {url}");
        }
        println!("outbox and failures             {}", simulators.control_url());
        let seal = self.data.join(super::samples::TEST_SEAL);
        println!("test seal for install-seal      {}", seal.display());
        until_told().cancelled().await;
        Ok(ExitCode::SUCCESS)
    }
}
