//! `podpis serve` and `podpis worker`.

use crate::config::{Common, Config};
use crate::logs::{self, LogFormat};
use crate::tls::{self, TlsListener};
use crate::wire;
use anyhow::Context;
use app::App;
use app::jobs::Worker;
use clap::Args;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serve pages and API, and work off jobs.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    common: Common,
    /// Where to listen
    #[arg(long, env = "PODPIS_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Under which address people reach this installation
    #[arg(long, env = "PODPIS_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Serve HTTPS with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<std::path::PathBuf>,
    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<std::path::PathBuf>,
    /// Leave jobs to `podpis worker`
    #[arg(long)]
    no_worker: bool,
    /// How log lines look
    #[arg(long, value_enum, default_value_t)]
    log: LogFormat,
    /// Stop at this point, as a power cut would (tests only)
    #[arg(long, hide = true, value_name = "NAME")]
    failpoint: Option<String>,
}

/// Work off jobs without serving pages.
#[derive(Args)]
pub struct WorkerOnly {
    #[command(flatten)]
    common: Common,
    /// Under which address people reach this installation
    #[arg(long, env = "PODPIS_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// How log lines look
    #[arg(long, value_enum, default_value_t)]
    log: LogFormat,
    /// Stop at this point, as a power cut would (tests only)
    #[arg(long, hide = true, value_name = "NAME")]
    failpoint: Option<String>,
}

impl Serve {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        logs::start(self.log, "info");
        let mut config = Config::load(&self.common)?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(url) = self.public_url {
            config.public_url = Some(url);
        }
        if let (Some(certificate), Some(key)) = (self.tls_cert, self.tls_key) {
            config.tls = Some(crate::config::Tls { certificate, key });
        }
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("{} cannot be listened on", config.listen))?;
        config.listen = listener.local_addr()?;
        let app = Arc::new(wire::open(&config, None, self.failpoint).await?);
        if let Some(link) = app.first_admin_link().await? {
            println!("This installation has no account yet. Set it up within 24 hours at\n  {link}");
        }
        tracing::info!(address = %config.listen, url = app.config.public_url, "listening");
        let settings = web_settings(&config);
        let worker = (!self.no_worker).then(|| std::future::ready(()));
        run(app, &config, settings, listener, worker, until_told()).await
    }
}

impl WorkerOnly {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        logs::start(self.log, "info");
        let mut config = Config::load(&self.common)?;
        if let Some(url) = self.public_url {
            config.public_url = Some(url);
        }
        let app = Arc::new(wire::open(&config, None, self.failpoint).await?);
        app.schedule_recurring().await?;
        tracing::info!("working off jobs");
        Worker::new(app, worker_name(), config.jobs_at_once)
            .run(until_told())
            .await;
        Ok(ExitCode::SUCCESS)
    }
}

/// What the web side alone needs to know.
pub fn web_settings(config: &Config) -> web::Settings {
    web::Settings {
        trusted_proxies: config.trusted_proxies.clone(),
        ..web::Settings::default()
    }
}

/// Serves until `stop`; then finishes what it has begun. `worker` says when jobs may be worked off; `None`: elsewhere.
pub async fn run(
    app: Arc<App>,
    config: &Config,
    settings: web::Settings,
    listener: TcpListener,
    worker: Option<impl Future<Output = ()> + Send + 'static>,
    stop: CancellationToken,
) -> anyhow::Result<ExitCode> {
    let router = web::router(Arc::clone(&app), settings)?;
    let worker = worker.map(|begin| {
        let worker = Worker::new(Arc::clone(&app), worker_name(), config.jobs_at_once);
        let (app, stop) = (Arc::clone(&app), stop.clone());
        tokio::spawn(async move {
            begin.await;
            if let Err(error) = app.schedule_recurring().await {
                tracing::error!(%error, "recurring jobs could not be scheduled");
            }
            worker.run(stop).await;
        })
    });
    let watch = app.tsa.clone().map(|tsa| {
        let stop = stop.clone();
        tokio::spawn(async move { tsa.watch(stop).await })
    });
    let stopped = stop.clone().cancelled_owned();
    match &config.tls {
        None => {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(stopped)
                .await?;
        }
        Some(tls) => {
            let listener = TlsListener::start(tls, listener)?;
            let service = tls::with_peer(router).into_make_service_with_connect_info::<tls::Peer>();
            axum::serve(listener, service)
                .with_graceful_shutdown(stopped)
                .await?;
        }
    }
    for task in [worker, watch].into_iter().flatten() {
        task.await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Told by Ctrl-C or SIGTERM.
pub fn until_told() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminate => {}
        }
        told.cancel();
    });
    stop
}

fn worker_name() -> String {
    let host = fs_hostname();
    format!("{host}:{}", std::process::id())
}

fn fs_hostname() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "node".to_owned(), |name| name.trim().to_owned())
}
