//! `podpis simulate`: the simulated outside parties alone, for trying an installation or several nodes against them.

use crate::commands::serve::until_told;
use crate::logs::{self, LogFormat};
use clap::Args;
use simulators::{Options, Simulators, twilio, vonage};
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
        println!("simulated gateway for calls     {}", simulators.calls_url());
        println!("simulated Twilio and Vonage     {}", simulators.telephone_url());
        println!(
            "  accounts and passwords        {} {}, {} {}",
            twilio::ACCOUNT,
            twilio::TOKEN,
            vonage::KEY,
            vonage::SECRET
        );
        if let Some(url) = simulators.timestamp_url() {
            println!("simulated timestamp authority   {url}");
        }
        println!("outbox and failures             {}", simulators.control_url());
        let seal = self.data.join(super::samples::TEST_SEAL);
        println!("test seal for install-seal      {}", seal.display());
        println!();
        println!("# For the configuration of a server that tries things out against these parties:");
        print!(
            "{}",
            config_lines(
                simulators.mail_address(),
                (&simulators.sms_url(), &simulators.calls_url()),
                simulators.timestamp_url().as_deref()
            )
        );
        until_told().cancelled().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// What makes a server use the parties, as TOML.
fn config_lines(mail: SocketAddr, (sms, calls): (&str, &str), timestamp: Option<&str>) -> String {
    let mut lines = format!(
        "allow_test_parties = true\n\n\
         [mail]\nhost = \"{}\"\nport = {}\nsecurity = \"none\"\nfrom = \"podpis@example.test\"\nsimulated = true\n\n\
         [sms]\nurl = \"{sms}\"\nallow_private = true\nallow_plain = true\nsimulated = true\n\n\
         [voice]\nurl = \"{calls}\"\nallow_private = true\nallow_plain = true\nsimulated = true\n",
        mail.ip(),
        mail.port()
    );
    if let Some(url) = timestamp {
        lines.push_str(&format!(
            "\n[timestamp]\nurl = \"{url}\"\nallow_private = true\nsimulated = true\n"
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_printed_lines_are_a_configuration_that_uses_the_parties() {
        let lines = config_lines(
            "127.0.0.1:2525".parse().unwrap(),
            ("http://127.0.0.1:2526/messages", "http://127.0.0.1:2526/calls"),
            Some("http://127.0.0.1:2527/"),
        );
        let config: Config = toml::from_str(&lines).unwrap();
        let (mail, sms) = (config.mail.unwrap(), config.sms.unwrap());
        let [timestamp] = &config.timestamp[..] else {
            panic!()
        };
        assert!(config.allow_test_parties && mail.simulated && sms.simulated && timestamp.simulated);
        let voice = config.voice.unwrap();
        assert!(voice.simulated && voice.url.ends_with("/calls"));
        assert!(sms.allow_private && timestamp.allow_private);
        assert_eq!((mail.host.as_str(), mail.port), ("127.0.0.1", Some(2525)));
    }
}
