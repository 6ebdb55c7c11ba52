//! `podpis doctor`: looks at everything an installation needs and says what to mend.

use super::seal_check;
use crate::config::{Common, Config};
use crate::wire;
use ades::algorithm::DigestAlgorithm;
use ades::timestamp::Request;
use ades::x509::Certificate;
use app::App;
use app::keys::random_bytes;
use app::lasting::Alarm;
use app::system::Finding;
use clap::Args;
use domain::agreement::Lack;
use domain::ids::AccountId;
use jiff::SignedDuration;
use std::process::ExitCode;
use store::KeyPurpose;

/// Check mail, timestamps, certificate, key file, disk, clock and database, and say what to mend.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    common: Common,
}

const LEAST_SPACE: u64 = 1 << 30;
const SOON: SignedDuration = SignedDuration::from_hours(24 * 60);
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(5);

impl Doctor {
    /// Exit code 0: all is well; 1: something needs mending.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(&self.common)?;
        let allowed = config.allow_test_parties;
        let config = Config {
            allow_test_parties: true,
            ..config
        };
        let app = match wire::open(&config, None, None).await {
            Ok(app) => app,
            Err(error) => {
                show(&[finding(
                    "installation",
                    Err(format!("{error:#}")),
                    "mend what the line above says, and run doctor again",
                )]);
                return Ok(ExitCode::FAILURE);
            }
        };
        let findings = [
            parties(&config, allowed),
            key_file(&app).await,
            database(&app).await,
            blobs(&app).await,
            disk(&config),
            signer(&app, &config).await,
            certificate(&app).await,
            issuer(&app, &config, allowed).await,
            mail(&app).await,
            sms(&app).await,
            voice(&app).await,
            timestamps(&app).await,
            lasting(&app).await,
            own_authority(&app).await,
            jobs(&app).await,
        ];
        show(&findings);
        // A database that takes no writes is a finding, and no reason to end otherwise.
        if let Err(error) = app.remember_look(&findings).await {
            println!("the page System keeps its last result: {error}");
        }
        Ok(if findings.iter().all(|finding| finding.good) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn finding(what: &'static str, result: Result<String, String>, mend: &'static str) -> Finding {
    let good = result.is_ok();
    Finding {
        what: what.to_owned(),
        good,
        says: result.unwrap_or_else(|error| error),
        mend: mend.to_owned(),
    }
}

fn show(findings: &[Finding]) {
    for finding in findings {
        println!(
            "{} {:<14} {}",
            if finding.good { "ok  " } else { "MEND" },
            finding.what,
            finding.says
        );
        if !finding.good {
            println!("     {:<14} → {}", "", finding.mend);
        }
    }
}

/// A server refuses what is simulated unless it is told that this is a trial.
fn parties(config: &Config, allowed: bool) -> Finding {
    let simulated = [
        ("mail", config.mail.as_ref().is_some_and(|mail| mail.simulated)),
        ("sms", config.sms.as_ref().is_some_and(|sms| sms.simulated)),
        (
            "voice",
            config.voice.as_ref().is_some_and(|voice| voice.simulated),
        ),
        (
            "timestamp",
            config.timestamp.iter().any(|timestamp| timestamp.simulated),
        ),
        (
            "reference of [tsa]",
            config.tsa.as_ref().is_some_and(|tsa| tsa.reference.simulated),
        ),
    ];
    let names: Vec<&str> = simulated
        .into_iter()
        .filter(|(_, simulated)| *simulated)
        .map(|(name, _)| name)
        .collect();
    let result = match (names.is_empty(), allowed) {
        (true, _) => Ok("none is simulated".to_owned()),
        (false, true) => Ok(format!(
            "simulated, as allow_test_parties says: {}",
            names.join(", ")
        )),
        (false, false) => Err(format!(
            "simulated: {}; the server will not start",
            names.join(", ")
        )),
    };
    finding(
        "parties",
        result,
        "name real ones, or say allow_test_parties = true for a trial",
    )
}

/// The key file fits when it opens a key that is kept; without any key there is nothing to compare with yet.
async fn key_file(app: &App) -> Finding {
    let look = async {
        let rows = app
            .store
            .signing_keys(KeyPurpose::Seal, None)
            .await
            .map_err(|error| error.to_string())?;
        let kept = |row: &&store::SigningKey| !row.wrapped_private_key.is_empty();
        for row in rows.iter().filter(kept) {
            wire::unwrap_identity(&app.keys, row)
                .map_err(|_| "the key file is not the one this data was made with".to_owned())?;
        }
        Ok(format!(
            "fingerprint {}, opens {} keys",
            app.keys.fingerprint(),
            rows.iter().filter(kept).count()
        ))
    };
    finding(
        "key file",
        look.await,
        "name the right file with --kek-file; without it nothing can be read",
    )
}

async fn database(app: &App) -> Finding {
    let look = async {
        let health = app.store.check().await.map_err(|error| error.to_string())?;
        let faults = app.store.integrity().await.map_err(|error| error.to_string())?;
        if !health.writeable {
            return Err("the database cannot be written".to_owned());
        }
        match faults.first() {
            None => Ok(format!(
                "{:?} {}, {} bytes",
                health.dialect, health.server_version, health.size_bytes
            )),
            Some(fault) => Err(format!("the database is damaged: {fault}")),
        }
    };
    finding(
        "database",
        look.await,
        "check disk and rights; restore the last backup if it is damaged",
    )
}

async fn blobs(app: &App) -> Finding {
    let look = app
        .blobs
        .check()
        .await
        .map(|()| "can be written and read".to_owned())
        .map_err(|error| error.to_string());
    finding(
        "documents",
        look,
        "check the folder's rights, or the S3 endpoint, bucket and key",
    )
}

fn disk(config: &Config) -> Finding {
    let look = rustix::fs::statvfs(&config.data)
        .map_err(|error| error.to_string())
        .and_then(|disk| {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let says = format!("{} MiB free in {}", free >> 20, config.data.display());
            if free < LEAST_SPACE { Err(says) } else { Ok(says) }
        });
    finding("disk", look, "make room; below 1 GiB uploads and seals may fail")
}

async fn certificate(app: &App) -> Finding {
    let look = async {
        let rows = app
            .store
            .signing_keys(KeyPurpose::Seal, None)
            .await
            .map_err(|error| error.to_string())?;
        let row = rows
            .iter()
            .find(|row| row.retired_at.is_none())
            .ok_or("no seal certificate is installed")?;
        let chain = chain_of(row)?;
        let certificate = chain.first().ok_or("the seal has no certificate")?;
        let left = certificate.not_after().duration_since(app.ports.clock.now());
        let says = format!("{} until {}", certificate.subject(), certificate.not_after());
        if left < SOON { Err(says) } else { Ok(says) }
    };
    finding(
        "seal",
        look.await,
        "install a certificate with `podpis admin install-seal`, or where a signer has it with `podpis signer install`; renew it 60 days before its end",
    )
}

fn chain_of(row: &store::SigningKey) -> Result<Vec<Certificate>, String> {
    Certificate::all_from_pem(row.certificate_chain_pem.as_bytes()).map_err(|error| error.to_string())
}

/// Who holds the organisation's key, where it is not in the database.
async fn signer(app: &App, config: &Config) -> Finding {
    let look = async {
        let who = match (&config.seal.signer, &config.seal.token) {
            (None, None) => return Ok("this program holds the key, wrapped in the database".to_owned()),
            (Some(_), _) => "signer",
            (None, Some(_)) => "token",
        };
        let any = AccountId(uuid::Uuid::nil());
        let identity = app
            .ports
            .signer
            .identity(any)
            .await
            .map_err(|error| error.to_string())?;
        let rows = app.store.signing_keys(KeyPurpose::Seal, None).await;
        let rows = rows.map_err(|error| error.to_string())?;
        match rows
            .iter()
            .filter(|row| !row.wrapped_private_key.is_empty())
            .count()
        {
            0 => Ok(format!("the {who} answers, with key {}", identity.key)),
            left => Err(format!("{left} seal keys still lie in the database, wrapped")),
        }
    };
    finding(
        "signer",
        look.await,
        "see [seal] in docs/config.md and start `podpis signer serve`; `podpis admin forget-seal-keys` takes old keys out of the database",
    )
}

/// Whose the seal is: what a validator elsewhere will ask first.
async fn issuer(app: &App, config: &Config, allowed: bool) -> Finding {
    let look = async {
        let anchors = config.seal_anchors().map_err(|error| format!("{error:#}"))?;
        let rows = app
            .store
            .signing_keys(KeyPurpose::Seal, None)
            .await
            .map_err(|error| error.to_string())?;
        // That there is none is said in the line before.
        let Some(row) = rows.iter().find(|row| row.retired_at.is_none()) else {
            return Ok("there is no seal to ask about".to_owned());
        };
        match seal_check::judge(&chain_of(row)?, &anchors, app.ports.clock.now()) {
            Ok(Err(says)) if allowed => Ok(format!("{says}, as allow_test_parties allows")),
            Ok(judged) => judged,
            Err(error) => Err(error.to_string()),
        }
    };
    finding(
        "seal's issuer",
        look.await,
        "install a certificate of an authority that your recipients' readers know, and name it in seal_anchors",
    )
}

async fn mail(app: &App) -> Finding {
    let look = app
        .ports
        .mail
        .check()
        .await
        .map(|()| labelled("the relay answers", app.ports.mail.is_simulated()));
    finding(
        "mail",
        look.map_err(|error| error.to_string()),
        "see [mail] in docs/config.md: host, port, security, user, password_file",
    )
}

async fn sms(app: &App) -> Finding {
    let look = app
        .ports
        .sms
        .check()
        .await
        .map(|()| labelled("the gateway answers", app.ports.sms.is_simulated()));
    finding(
        "text messages",
        look.map_err(|error| error.to_string()),
        "see [sms] in docs/config.md; needed only for codes by telephone",
    )
}

async fn voice(app: &App) -> Finding {
    let look = match &app.ports.voice {
        None => Ok("not configured: nobody is offered a call".to_owned()),
        Some(voice) => voice
            .check()
            .await
            .map(|()| labelled("the gateway answers", voice.is_simulated())),
    };
    finding(
        "calls",
        look.map_err(|error| error.to_string()),
        "see [voice] in docs/config.md",
    )
}

/// Asks for a real timestamp, checks it, and compares the clocks (C-05).
async fn timestamps(app: &App) -> Finding {
    let look = async {
        let (digest, nonce): ([u8; 32], [u8; 16]) = (random_bytes(), random_bytes());
        let request = Request::new(DigestAlgorithm::Sha256, &digest, &nonce);
        let der = request.to_der().map_err(|error| error.to_string())?;
        let response = app
            .ports
            .timestamps
            .timestamp(&der)
            .await
            .map_err(|error| error.to_string())?;
        let now = app.ports.clock.now();
        let token = request
            .accept(&response, now)
            .map_err(|error| error.to_string())?;
        let drift = token.time().duration_since(now).abs();
        if drift > CLOCK_TOLERANCE {
            return Err(format!("this machine's clock is {} s off", drift.as_secs()));
        }
        Ok(labelled(
            &format!("{} answers, clocks agree", app.ports.timestamps.name()),
            app.ports.timestamps.is_simulated(),
        ))
    };
    finding(
        "timestamps",
        look.await,
        "see [timestamp] in docs/config.md; keep the clock right with NTP",
    )
}

/// How long completed documents can be checked by themselves, and why not longer.
async fn lasting(app: &App) -> Finding {
    let look = async {
        let outlooks = app.outlooks().await.map_err(|error| error.to_string())?;
        let (mut said, mut troubles) = (Vec::new(), Vec::new());
        for (account, outlook) in &outlooks {
            said.push(format!(
                "{account}: completed documents reach {}{}",
                outlook.level,
                outlook.lacks.map(why_not_more).unwrap_or_default()
            ));
            for alarm in Alarm::ALL {
                let count = alarm.of(&outlook.counts);
                if count > 0 {
                    troubles.push(format!("{account}: {count} {}", trouble(alarm)));
                }
            }
        }
        match (troubles.is_empty(), said.is_empty()) {
            (false, _) => Err(troubles.join("; ")),
            (true, true) => Ok("there is no account yet".to_owned()),
            (true, false) => Ok(said.join("; ")),
        }
    };
    finding(
        "lasting",
        look.await,
        "see docs/guides/lasting.md, and the page System for which they are",
    )
}

fn why_not_more(lack: Lack) -> String {
    let why = match lack {
        Lack::NotWanted => "completed_level says so",
        Lack::NoService => "no timestamping authority is configured",
        Lack::NoSource => "the seal's certificate names no place where its revocation could be looked up",
        Lack::NoTimestamp => "the timestamping authority gives no timestamp",
        Lack::NothingBetter => "a new timestamp would end no later than the newest one",
        Lack::Unanswered => "an authority does not answer",
        Lack::ProofPending => "what authorities say is from before the signatures",
        Lack::Incomplete => "the data of some signature cannot be had",
    };
    format!(", not more: {why}")
}

fn trouble(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Pending => "files wait for their proof for more than two days",
        Alarm::Overdue => "files were not renewed in time",
        Alarm::Ending => "files can be checked no more within two months",
        Alarm::Found => "files do not hold, or will not in two months",
    }
}

/// Whether the built-in authority would answer.
async fn own_authority(app: &App) -> Finding {
    let look = match &app.tsa {
        None => Ok("not configured: there is no /tsa".to_owned()),
        Some(tsa) => tsa
            .compare()
            .await
            .map(|()| "its clock agrees with the reference's".to_owned()),
    };
    finding(
        "own timestamps",
        look,
        "see [tsa] in docs/config.md; keep the clock right with NTP",
    )
}

async fn jobs(app: &App) -> Finding {
    let look = async {
        let dead = app
            .store
            .dead_jobs(None, 100)
            .await
            .map_err(|error| error.to_string())?;
        match dead.first() {
            None => Ok("none was given up".to_owned()),
            Some(job) => Err(format!(
                "{} given up, the first: {} ({})",
                dead.len(),
                job.kind,
                job.last_error.clone().unwrap_or_default()
            )),
        }
    };
    finding(
        "jobs",
        look.await,
        "mend the cause, then press \"Retry now\" on the page System, or run `podpis admin retry-job`",
    )
}

fn labelled(says: &str, simulated: bool) -> String {
    if simulated {
        format!("{says} (simulated)")
    } else {
        says.to_owned()
    }
}
