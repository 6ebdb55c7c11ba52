//! Logs: one JSON object a line, or plain text for people. Never a secret: those types cannot be printed.

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// For people.
    Text,
}

/// Starts logging to standard error. `level` is what is logged when the environment variable `PODPIS_LOG` says nothing else.
pub fn start(format: LogFormat, level: &str) {
    let filter = EnvFilter::try_from_env("PODPIS_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
        LogFormat::Text => subscriber.compact().init(),
    }
}
