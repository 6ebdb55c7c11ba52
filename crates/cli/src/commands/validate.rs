//! `podpis validate`: what a PDF's signatures are worth (EN 319 102-1), for a terminal, for programs, for people.

mod paper;

use super::authorities::{Places, trusted};
use super::draft::write_whole;
use ades::validate::report::{Conclusion, CoverageReport, Indication, Report, SignatureReport};
use ades::validate::{Facts, Policy, Verdict, gather, judge, lookups};
use ades::x509::Anchors;
use anyhow::{Context, bail};
use app::extending::evidence;
use app::ports::Clock;
use clap::{Args, ValueEnum};
use domain::language::Language;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pdf::{Document, Limits};
use providers::clock::{MovedClock, SystemClock};
use providers::revocation::HttpRevocationSource;
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use web::judgement::{FileJudgement, Judgement};
use web::language::Words;

/// Validate the signatures of a PDF.
#[derive(Args)]
pub struct Validate {
    /// PEM file of the authorities that are trusted; without it no chain can be accepted
    #[arg(long, value_name = "FILE", alias = "anchors")]
    trust: Vec<PathBuf>,
    /// Judge as at this time (RFC 3339) and not as of now; nobody is asked then
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Password of an encrypted PDF, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// Ask nobody: judge by what stands in the files alone
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    places: Places,
    /// Do not demand the state of certificates that name where it can be looked up
    #[arg(long)]
    without_revocation: bool,
    /// How many hours older than the signature's proven time revocation data may be; without it, as old as they allow
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32))]
    max_revocation_age: Option<u32>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Language of a page or a PDF: en, sl or cs
    #[arg(long, default_value = "en", value_parser = language, value_name = "LANGUAGE")]
    language: Language,
    /// Where the report goes instead of standard output; it must not exist
    #[arg(long, value_name = "FILE", required_if_eq("format", "pdf"))]
    out: Option<PathBuf>,
    /// File that says by how many seconds the clock is ahead (tests only)
    #[arg(long, hide = true, value_name = "FILE")]
    clock: Option<PathBuf>,
    /// The PDFs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for a terminal.
    Text,
    /// All of it, for programs.
    Json,
    /// A page that can be kept or printed.
    Html,
    /// The same as a tagged PDF.
    Pdf,
}

fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "en, sl or cs".to_owned())
}

/// What was found in one file.
#[derive(Serialize)]
struct Found {
    file: String,
    error: Option<String>,
    #[serde(flatten)]
    report: Option<Report>,
}

/// Some signature cannot be valid, or a file was changed in a forbidden way.
const NOT_VALID: u8 = 1;
/// Something cannot be decided, or there is no signature.
const UNDECIDED: u8 = 2;
/// A file could not be read.
const UNREADABLE: u8 = 3;

impl Validate {
    /// Exit code 0: all passed; 1: something failed or was changed afterwards; 2: undecided or no signature; 3: unreadable (decision 38).
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            bail!("{} exists already", out.display());
        }
        let anchors = Anchors::new(trusted(&self.trust)?);
        let source = match self.offline || self.without_revocation || self.at.is_some() {
            true => None,
            false => Some(self.places.source(self.clock())?),
        };
        let mut found = Vec::new();
        for input in &self.inputs {
            found.push(self.look(input, &anchors, source.as_ref()).await);
        }
        let report = match self.format {
            Format::Text => found
                .iter()
                .map(|one| one.lines(self.inputs.len() > 1))
                .collect::<String>()
                .into_bytes(),
            Format::Json => (serde_json::to_string_pretty(&found)? + "\n").into_bytes(),
            Format::Html | Format::Pdf => self.for_people(&found)?,
        };
        match &self.out {
            Some(out) => write_whole(out, &[report.into()])?,
            None => std::io::stdout().write_all(&report)?,
        }
        let code = found
            .iter()
            .map(Found::code)
            .max_by_key(|code| [0, 2, 1, 3].iter().position(|known| known == code));
        Ok(ExitCode::from(code.unwrap_or(UNREADABLE)))
    }

    /// A page, or the same as a PDF.
    fn for_people(&self, found: &[Found]) -> anyhow::Result<Vec<u8>> {
        let judgement = Judgement {
            words: Words::of(self.language),
            zone: TimeZone::system(),
        };
        let now = self.now();
        let files: Vec<FileJudgement> = found
            .iter()
            .map(|one| match (&one.report, &one.error) {
                (Some(report), _) => judgement.file(&one.file, report),
                (None, why) => judgement.unreadable(&one.file, why.as_deref().unwrap_or_default()),
            })
            .collect();
        if self.format == Format::Html {
            return Ok(judgement.page(&files, now)?.into_bytes());
        }
        let report = paper::report(&judgement, &files, now);
        Ok(pdf::compose::compose(&report, &crate::wire::fonts()?)?)
    }

    fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(|| self.clock().now())
    }

    fn clock(&self) -> Arc<dyn Clock> {
        match &self.clock {
            None => Arc::new(SystemClock),
            Some(file) => Arc::new(MovedClock::new(file.clone())),
        }
    }

    async fn look(&self, input: &Path, anchors: &Anchors, source: Option<&HttpRevocationSource>) -> Found {
        let file = input.display().to_string();
        match self.report(input, anchors, source).await {
            Ok(report) => Found {
                file,
                error: None,
                report: Some(report),
            },
            Err(error) => Found {
                file,
                error: Some(format!("{error:#}")),
                report: None,
            },
        }
    }

    async fn report(
        &self,
        input: &Path,
        anchors: &Anchors,
        source: Option<&HttpRevocationSource>,
    ) -> anyhow::Result<Report> {
        let bytes = fs::read(input).with_context(|| format!("{} cannot be read", input.display()))?;
        let password = super::password_in(self.pdf_password_file.as_deref())?;
        let password = password.as_deref().map(str::as_bytes);
        let mut facts = gather(&Document::open(bytes, password, &Limits::default())?)?;
        let now = self.now();
        if let Some(source) = source {
            learn(&mut facts, anchors, source, now).await;
        }
        let policy = Policy {
            max_revocation_age: self
                .max_revocation_age
                .map(|hours| SignedDuration::from_hours(hours.into())),
            ..match self.without_revocation {
                true => Policy::WITHOUT_REVOCATION,
                false => Policy::STANDARD,
            }
        };
        Ok(judge(&facts, anchors, &policy, now))
    }
}

/// Asks what is not known yet. What cannot be had is said, and then missing from the judgement.
async fn learn(facts: &mut Facts, anchors: &Anchors, source: &HttpRevocationSource, now: Timestamp) {
    for lookup in lookups(facts, anchors, now) {
        let (found, failures) = evidence(source, &lookup.certificate, &lookup.issuer, None).await;
        found.into_iter().for_each(|one| facts.learn(one));
        failures.iter().for_each(|failure| eprintln!("{failure}"));
    }
}

impl Found {
    fn code(&self) -> u8 {
        let Some(report) = &self.report else {
            return UNREADABLE;
        };
        match report.verdict() {
            Verdict::Altered | Verdict::Invalid => NOT_VALID,
            Verdict::NotSigned | Verdict::Undecided(_) => UNDECIDED,
            Verdict::Valid | Verdict::ValidThenAddedTo => 0,
        }
    }

    fn lines(&self, named: bool) -> String {
        let head = if named {
            format!("{}\n", self.file)
        } else {
            String::new()
        };
        let rest = match (&self.report, &self.error) {
            (Some(report), _) => lines(report),
            (None, error) => format!("cannot be read: {}\n", error.as_deref().unwrap_or_default()),
        };
        head + &rest
    }
}

/// What matters most, in one line: what came after, before what each signature is worth.
fn headline(report: &Report) -> String {
    let count = report.signatures.len();
    if count == 0 {
        return "There is no signature.".to_owned();
    }
    if report.document.modified_after_signing {
        let changes = report
            .signatures
            .iter()
            .flat_map(|signature| &signature.changes_after);
        let worst = changes.max_by_key(|change| change.level);
        let what = worst.map(|change| format!(": {change}")).unwrap_or_default();
        return format!("CHANGED after signing in a way that is not allowed{what}.");
    }
    let is = |wanted: Indication| {
        let concluded = report
            .signatures
            .iter()
            .map(|signature| signature.conclusion.indication);
        concluded.filter(|found| *found == wanted).count()
    };
    let worth = match (is(Indication::TotalFailed), is(Indication::Indeterminate)) {
        (0, 0) => format!("{count} of {count} signatures are valid"),
        (0, open) => format!("{open} of {count} signatures cannot be decided"),
        (failed, _) => format!("{failed} of {count} signatures are NOT VALID"),
    };
    if report.document.covered_to_the_end {
        format!("{worth}; nothing was added after the last one.")
    } else {
        format!("{worth}; something that is allowed was added after the last one.")
    }
}

fn lines(report: &Report) -> String {
    let mut lines = vec![headline(report)];
    report
        .signatures
        .iter()
        .for_each(|one| lines.extend(signature_lines(one)));
    for timestamp in &report.timestamps {
        let time = timestamp
            .timestamp
            .time
            .map(|time| time.to_string())
            .unwrap_or_default();
        let worth = worth(timestamp.timestamp.conclusion);
        lines.push(format!("{}: document timestamp {time}, {worth}", timestamp.id));
    }
    lines.join("\n") + "\n"
}

/// `valid`, `NOT VALID (…)` or `cannot be decided (…)`.
fn worth(conclusion: Conclusion) -> String {
    let verdict = match conclusion.indication {
        Indication::TotalPassed => "valid",
        Indication::TotalFailed => "NOT VALID",
        Indication::Indeterminate => "cannot be decided",
    };
    match conclusion.sub_indication {
        Some(why) => format!("{verdict} ({why:?})"),
        None => verdict.to_owned(),
    }
}

fn signature_lines(signature: &SignatureReport) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", signature.id, worth(signature.conclusion))];
    let against = signature
        .checks
        .iter()
        .find(|check| check.sub_indication.is_some());
    let facts = [
        ("signed by", signature.signed_by.clone()),
        ("because", against.and_then(|check| check.detail.clone())),
        ("reason", signature.reason.clone()),
        ("commitment", joined(&signature.commitments)),
        ("claimed role", joined(&signature.claimed_roles)),
        ("place", signature.location.clone()),
        ("time", signature.best_signature_time.map(|time| time.to_string())),
        ("level", signature.level.map(|level| level.name().to_owned())),
        ("covers", Some(covers(signature.coverage).to_owned())),
        ("later changes", Some(format!("{:?}", signature.change_level))),
    ];
    lines.extend(
        facts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("  {name:<14} {}", value?))),
    );
    if signature.modified_after_signing {
        let changes = signature.changes_after.iter();
        lines.extend(changes.map(|change| format!("  forbidden      {change}")));
    }
    lines
}

fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(", "))
}

fn covers(coverage: CoverageReport) -> &'static str {
    match coverage {
        CoverageReport::WholeFile => "the whole file",
        CoverageReport::Revision => "its revision; others follow",
        CoverageReport::Partial => "only a part",
    }
}
