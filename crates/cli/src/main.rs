//! `podpis`: the one binary. It reads configuration and environment, wires the parts together, and does nothing else of its own.

#![allow(
    clippy::print_stdout,
    reason = "what a command answers goes to standard output"
)]
#![allow(
    unreachable_pub,
    reason = "a program has no outside; `pub` says what a module offers the others"
)]

mod commands;
mod config;
mod keyfile;
mod logs;
mod outbox;
mod tls;
mod wire;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Electronic signatures, self-hosted: send documents, have them signed, prove it for decades.
#[derive(Parser)]
#[command(name = "podpis", version, about, max_term_width = 100)]
struct Podpis {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look after an installation: key file, seal certificate, mandates, a lost admin, stuck jobs
    #[command(subcommand)]
    Admin(commands::admin::Admin),
    /// Check the audit trail
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// Copy database and documents to a folder while the server runs
    Backup(commands::backup::Backup),
    /// Run a demo: test certificates, simulated mail and text messages, sample agreements
    Demo(commands::demo::Demo),
    /// Check mail, timestamps, certificate, key file, disk, clock and database, and say what to mend
    Doctor(commands::doctor::Doctor),
    /// Read one untrusted document; started by the server itself
    #[command(hide = true)]
    DocumentChild,
    /// Put a signature made elsewhere into a PDF
    Embed(commands::external::Embed),
    /// Make the signatures of PDFs last longer: a time, all that validation needs, an archive timestamp
    Extend(commands::extend::Extend),
    /// Say what is to be signed, for a key that is elsewhere
    Hash(commands::external::Hash),
    /// Put a backup back into an empty installation
    Restore(commands::backup::Restore),
    /// Serve pages and API, and work off jobs
    Serve(commands::serve::Serve),
    /// Sign PDFs with a key of your own: in a file or on a token
    Sign(Box<commands::sign::Sign>),
    /// Keep the organisation's key in a process of its own
    #[command(subcommand)]
    Signer(commands::signer::SignerCommand),
    /// Run the simulated outside parties alone
    Simulate(commands::simulate::Simulate),
    /// Put a timestamp over whole PDFs
    Timestamp(commands::extend::Timestamp),
    /// Bring the database to this program's schema, after a backup; or only try it
    Upgrade(commands::upgrade::Upgrade),
    /// Validate the signatures of a PDF
    Validate(commands::validate::Validate),
    /// Work off jobs without serving pages
    Worker(commands::serve::WorkerOnly),
}

fn main() -> ExitCode {
    let command = Podpis::parse().command;
    if let Command::DocumentChild = command {
        return providers::documents::serve_stdio();
    }
    // One TLS library for the whole process; `Err` would mean that it is chosen already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("podpis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    // What takes long runs on threads of its own (`spawn_blocking`, the children that read documents): the threads that serve need
    // no more than half the cores, and each one that is awake without need costs its wakers a switch (docs/benchmarks.md).
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_all()
            .build()
    };
    match command {
        Command::Admin(admin) => runtime()?.block_on(admin.run()),
        Command::Audit(audit) => runtime()?.block_on(audit.run()),
        Command::Backup(backup) => runtime()?.block_on(backup.run()),
        Command::Demo(demo) => runtime()?.block_on(demo.run()),
        Command::Doctor(doctor) => runtime()?.block_on(doctor.run()),
        Command::DocumentChild => Ok(providers::documents::serve_stdio()),
        Command::Embed(embed) => runtime()?.block_on(embed.run()),
        Command::Extend(extend) => runtime()?.block_on(extend.run()),
        Command::Hash(hash) => hash.run(),
        Command::Restore(restore) => restore.run(),
        Command::Serve(serve) => runtime()?.block_on(serve.run()),
        Command::Sign(sign) => runtime()?.block_on(sign.run()),
        Command::Signer(signer) => runtime()?.block_on(signer.run()),
        Command::Simulate(simulate) => runtime()?.block_on(simulate.run()),
        Command::Timestamp(timestamp) => runtime()?.block_on(timestamp.run()),
        Command::Upgrade(upgrade) => runtime()?.block_on(upgrade.run()),
        Command::Validate(validate) => runtime()?.block_on(validate.run()),
        Command::Worker(worker) => runtime()?.block_on(worker.run()),
    }
}
