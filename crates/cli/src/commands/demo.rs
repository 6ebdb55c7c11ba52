//! `podpis demo`: everything on one machine, with simulated outside parties, in one folder that it goes on with.

use crate::commands::samples::{DemoFacts, DemoUser, Samples, test_certificates};
use crate::commands::serve;
use crate::config::{Config, Mail, MailSecurity, Sms, Timestamp};
use crate::logs::{self, LogFormat};
use crate::outbox::SharedOutbox;
use crate::{keyfile, wire};
use anyhow::Context;
use app::App;
use app::keys::Keys;
use clap::Args;
use simulators::{Options, Outbox, Simulators};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Run a demo: test certificates, simulated mail and text messages, sample agreements.
#[derive(Args)]
pub struct Demo {
    /// Folder of the demo; it goes on with what is there
    #[arg(long, default_value = ".demo", value_name = "DIR")]
    data: PathBuf,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Under which address people reach the demo
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// PostgreSQL in place of SQLite
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where the simulators' outbox can be read and failures be ordered
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    control: SocketAddr,
    /// How log lines look
    #[arg(long, value_enum, default_value = "text")]
    log: LogFormat,
    /// Stop at this point, as a power cut would (tests only)
    #[arg(long, hide = true, value_name = "NAME")]
    failpoint: Option<String>,
}

impl Demo {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        logs::start(self.log, "warn");
        fs::create_dir_all(&self.data).with_context(|| format!("{} cannot be made", self.data.display()))?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("{} cannot be listened on; say --listen", self.listen))?;
        let kek = self.data.join("kek");
        let keys = Keys::new(&if kek.exists() {
            keyfile::read(&kek)?
        } else {
            keyfile::create(&kek)?
        });
        let mut config = self.config(listener.local_addr()?, kek);
        let store = wire::open_store(&config).await?;
        let clock = simulators::system_clock();
        let authority = test_certificates(&store, &keys, clock()).await?;
        let options = Options {
            authority: Some(authority),
            control: self.control,
            ..Options::default()
        };
        let simulators = Simulators::start(&self.data, options).await?;
        with_simulators(&mut config, &simulators);
        let outbox = Arc::new(SharedOutbox(simulators.outbox.clone()));
        let app =
            Arc::new(wire::open_with(&config, keys, store, Some(outbox), self.failpoint.clone()).await?);
        let facts = facts(&app, &simulators.outbox, &self.data).await?;
        tell(&facts, &simulators);
        let settings = web::Settings {
            demo_users: sign_ins(&facts),
            ..serve::web_settings(&config)
        };
        serve::run(app, &config, settings, listener, true, serve::until_told()).await
    }

    fn config(&self, listen: SocketAddr, kek: PathBuf) -> Config {
        let mut config = Config {
            data: self.data.clone(),
            kek_file: Some(kek),
            listen,
            public_url: self.public_url.clone(),
            allow_test_parties: true,
            ..Config::default()
        };
        config.database.url.clone_from(&self.database);
        config
    }
}

/// Mail, text messages and timestamps leave through the real drivers, to the simulated parties.
fn with_simulators(config: &mut Config, simulators: &Simulators) {
    let relay = simulators.mail_address();
    config.mail = Some(Mail {
        host: relay.ip().to_string(),
        port: Some(relay.port()),
        security: MailSecurity::None,
        user: None,
        password_file: None,
        from: "podpis@demo.example".to_owned(),
        from_name: "Podpis".to_owned(),
        allow_plain: true,
        ca_file: None,
        simulated: true,
    });
    config.sms = Some(Sms {
        url: simulators.sms_url(),
        method: None,
        content_type: None,
        body: None,
        headers_file: None,
        reference_pointer: None,
        allow_private: true,
        allow_plain: true,
        simulated: true,
    });
    config.timestamp = simulators.timestamp_url().map(|url| Timestamp {
        url,
        user: None,
        password_file: None,
        allow_private: true,
        simulated: true,
    });
}

/// How to sign in: of an earlier run, or made now together with the samples.
async fn facts(app: &Arc<App>, outbox: &Outbox, data: &Path) -> anyhow::Result<DemoFacts> {
    let file = data.join("demo.json");
    let facts = if app.store.accounts().await?.is_empty() {
        let samples = Samples::new(app, outbox);
        let (facts, admin) = samples.people().await?;
        // Written before the samples: a demo that is stopped in between can still be signed in to.
        fs::write(&file, serde_json::to_string_pretty(&facts)?)?;
        samples.agreements(&admin).await?;
        facts
    } else {
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} is missing; remove the folder to begin anew", file.display()))?;
        DemoFacts {
            address: app.config.public_url.clone(),
            ..serde_json::from_str(&text)?
        }
    };
    fs::write(&file, serde_json::to_string_pretty(&facts)?)?;
    Ok(facts)
}

/// The sign-in page of a demo offers its users; only this machine sees them.
fn sign_ins(facts: &DemoFacts) -> Vec<web::DemoUser> {
    let sign_in = |user: &DemoUser| web::DemoUser {
        name: user.name.clone(),
        admin: user.role == "admin",
        email: user.email.clone(),
        password: user.password.clone(),
    };
    facts.users.iter().map(sign_in).collect()
}

fn tell(facts: &DemoFacts, simulators: &Simulators) {
    println!("Podpis demo: {}", facts.address);
    println!();
    println!("Sign in as");
    for user in &facts.users {
        println!(
            "  {:<22} password {}   {} ({})",
            user.email, user.password, user.name, user.role
        );
    }
    println!();
    println!(
        "Mails and text messages go to nobody; read them at {}/simulated/outbox",
        facts.address
    );
    println!("Certificates and timestamps are test ones: validators warn, and should.");
    println!("API key (Authorization: Bearer …): {}", facts.integration_key);
    tracing::info!(control = simulators.control_url(), "simulators");
}
