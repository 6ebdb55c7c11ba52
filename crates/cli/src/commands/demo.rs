//! `podpis demo`: everything on one machine, with simulated outside parties, in one folder that it goes on with.

use crate::commands::samples::{DemoFacts, DemoUser, Samples, TEST_CA, show_test_ca, test_certificates};
use crate::commands::{samples, serve};
use crate::config::{self, Config, Mail, MailSecurity, Revocation, TelephoneGateway, Timestamp, Webhooks};
use crate::logs::{self, LogFormat};
use crate::outbox::SharedOutbox;
use crate::{keyfile, wire};
use anyhow::Context;
use app::App;
use app::keys::Keys;
use app::ports::Clock;
use clap::Args;
use providers::clock::{MovedClock, SystemClock};
use simulators::{Options, Outbox, Simulators};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

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
    /// Refuse webhooks on this machine and in private networks, as an installation does unless told otherwise
    #[arg(long)]
    public_webhooks: bool,
    /// What is added to completed documents: b-t (nothing), b-lt or b-lta
    #[arg(long, default_value = "b-lta", value_name = "LEVEL")]
    completed_level: ades::pades::Level,
    /// When the timestamping authority does not answer: wait, fail, or degrade
    #[arg(long, default_value = "wait", value_name = "POLICY", value_parser = config::without_timestamp)]
    without_timestamp: app::WithoutTimestamp,
    /// A signer in a process of its own: unix: and the path of its socket
    #[arg(long, value_name = "ADDRESS", requires = "authorisation_key_file")]
    signer: Option<String>,
    /// The key under which authorisations go to that signer
    #[arg(long, value_name = "FILE", requires = "signer")]
    authorisation_key_file: Option<PathBuf>,
    /// How log lines look
    #[arg(long, value_enum, default_value = "text")]
    log: LogFormat,
    /// Stop at this point, as a power cut would (tests only)
    #[arg(long, hide = true, value_name = "NAME")]
    failpoint: Option<String>,
    /// File that says by how many seconds every clock is ahead (tests only)
    #[arg(long, hide = true, value_name = "FILE")]
    clock: Option<PathBuf>,
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
        let (own_clock, clock) = self.clocks();
        let public_side = self.public_side()?;
        let sources = public_side
            .map(simulators::revocation::sources)
            .unwrap_or_default();
        let authority = test_certificates(&store, &keys, clock(), sources).await?;
        show_test_ca(&store, &self.data).await?;
        let options = Options {
            clock: clock.clone(),
            authority: Some(authority),
            control: self.control,
            ..Options::default()
        };
        let simulators = Simulators::start(&self.data, options).await?;
        with_simulators(&mut config, &simulators);
        // Certificates name the place for ever. Where it is taken, by a copy of this demo for example, proof is pending meanwhile.
        let _public_side = match public_side {
            Some(address) => {
                let started =
                    samples::public_side(&store, &keys, simulators.failures.clone(), (address, clock));
                let started = started.await;
                if let Err(error) = &started {
                    tracing::warn!("the test authority cannot listen on {address}: {error:#}");
                }
                started.ok()
            }
            None => None,
        };
        let outbox = Arc::new(SharedOutbox(simulators.outbox.clone()));
        let trial = wire::Trial {
            failpoint: self.failpoint.clone(),
            clock: own_clock,
        };
        let app = Arc::new(wire::open_with(&config, keys, store, Some(outbox), trial).await?);
        let file = self.data.join("demo.json");
        let (made, is_made) = watch::channel(false);
        let plan = Plan::of(&app, file).await?;
        let settings = web::Settings {
            demo_users: sign_ins(plan.users()),
            made: Some(is_made.clone()),
            ..serve::web_settings(&config)
        };
        // The pages answer while the samples are made. Jobs wait: the samples work theirs off, one after another.
        let worker = until_made(is_made);
        let serving = serve::run(
            Arc::clone(&app),
            &config,
            settings,
            listener,
            Some(worker),
            serve::until_told(),
        );
        let making = async {
            let facts = plan.carry_out(&app, &simulators.outbox).await?;
            made.send_replace(true);
            tell(&facts, &simulators, &self.data);
            anyhow::Ok(())
        };
        tokio::pin!(serving);
        tokio::select! {
            // Told to stop before all was there.
            served = &mut serving => return served,
            outcome = making => outcome?,
        }
        serving.await
    }

    /// The product's clock, and that of the parties around it.
    fn clocks(&self) -> (Arc<dyn Clock>, simulators::Clock) {
        let own: Arc<dyn Clock> = match &self.clock {
            None => Arc::new(SystemClock),
            Some(file) => Arc::new(MovedClock::new(file.clone())),
        };
        let theirs = Arc::clone(&own);
        (own, Arc::new(move || theirs.now()))
    }

    /// Where the test authority says whether its certificates are revoked: always the same place, since they name it. Only where
    /// somebody will ask.
    fn public_side(&self) -> anyhow::Result<Option<SocketAddr>> {
        if self.completed_level < ades::pades::Level::BLt {
            return Ok(None);
        }
        let file = self.data.join("ca-address");
        if !file.exists() {
            let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
            fs::write(&file, free.to_string())?;
        }
        Ok(Some(fs::read_to_string(&file)?.trim().parse()?))
    }

    fn config(&self, listen: SocketAddr, kek: PathBuf) -> Config {
        let mut config = Config {
            data: self.data.clone(),
            kek_file: Some(kek),
            listen,
            public_url: self.public_url.clone(),
            allow_test_parties: true,
            completed_level: Some(self.completed_level),
            seal: config::Seal {
                signer: self.signer.clone(),
                authorisation_key_file: self.authorisation_key_file.clone(),
                token: None,
            },
            without_timestamp: self.without_timestamp,
            // The test authority is on this machine.
            revocation: Revocation {
                allow_private: true,
                ..Revocation::default()
            },
            // Whoever tries webhooks out listens on this machine, and does not want to wait long.
            webhooks: Webhooks {
                allow_private: !self.public_webhooks,
                allow_plain: true,
                first_pause_seconds: 1,
                ..Webhooks::default()
            },
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
    config.sms = Some(gateway(simulators.sms_url()));
    config.voice = Some(gateway(simulators.calls_url()));
    let timestamp = simulators.timestamp_url().map(|url| Timestamp {
        url,
        user: None,
        password_file: None,
        allow_private: true,
        simulated: true,
    });
    config.timestamp = timestamp.into_iter().collect();
}

fn gateway(url: String) -> TelephoneGateway {
    TelephoneGateway {
        url,
        allow_private: true,
        allow_plain: true,
        simulated: true,
        ..TelephoneGateway::default()
    }
}

/// What a demo begins with: what an earlier run left, or people and agreements that are yet to be made.
enum Plan {
    GoOn { file: PathBuf, facts: DemoFacts },
    Begin { file: PathBuf, users: Vec<DemoUser> },
}

impl Plan {
    async fn of(app: &App, file: PathBuf) -> anyhow::Result<Plan> {
        if app.store.accounts().await?.is_empty() {
            return Ok(Plan::Begin {
                file,
                users: samples::users(),
            });
        }
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} is missing; remove the folder to begin anew", file.display()))?;
        let facts = DemoFacts {
            address: app.config.public_url.clone(),
            ..serde_json::from_str(&text)?
        };
        Ok(Plan::GoOn { file, facts })
    }

    fn users(&self) -> &[DemoUser] {
        match self {
            Plan::GoOn { facts, .. } => &facts.users,
            Plan::Begin { users, .. } => users,
        }
    }

    async fn carry_out(self, app: &Arc<App>, outbox: &Outbox) -> anyhow::Result<DemoFacts> {
        let (file, facts, admin) = match self {
            Plan::GoOn { file, facts } => (file, facts, None),
            Plan::Begin { file, users } => {
                let (facts, admin) = Samples::new(app, outbox).people(users).await?;
                (file, facts, Some(admin))
            }
        };
        // Written before the agreements: a demo that is stopped in between can still be signed in to.
        fs::write(&file, serde_json::to_string_pretty(&facts)?)?;
        if let Some(admin) = admin {
            Samples::new(app, outbox).agreements(&admin).await?;
        }
        Ok(facts)
    }
}

async fn until_made(mut made: watch::Receiver<bool>) {
    // An error means that making them failed; then the demo ends.
    let _ = made.wait_for(|made| *made).await;
}

/// The sign-in page of a demo offers its users; only this machine sees them.
fn sign_ins(users: &[DemoUser]) -> Vec<web::DemoUser> {
    let sign_in = |user: &DemoUser| web::DemoUser {
        name: user.name.clone(),
        admin: user.role == "admin",
        email: user.email.clone(),
        password: user.password.clone(),
    };
    users.iter().map(sign_in).collect()
}

fn tell(facts: &DemoFacts, simulators: &Simulators, data: &Path) {
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
    println!(
        "Certificates and timestamps are test ones: validators warn, and should. Their CA, for podpis validate --trust: {}",
        data.join(TEST_CA).display()
    );
    println!("API key (Authorization: Bearer …): {}", facts.integration_key);
    tracing::info!(control = simulators.control_url(), "simulators");
}
