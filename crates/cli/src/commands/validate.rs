//! `podpis validate`: what a PDF's signatures are worth (EN 319 102-1), for people or as JSON.

use ades::validate::report::{CoverageReport, Indication, Report, SignatureReport};
use ades::validate::{Policy, validate};
use ades::x509::{Anchors, Certificate};
use anyhow::Context;
use app::ports::Clock;
use clap::Args;
use pdf::{Document, Limits};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Validate the signatures of a PDF.
#[derive(Args)]
pub struct Validate {
    /// PEM file of the authorities that are trusted; without it no chain can be accepted
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
    /// Password of an encrypted PDF, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// Do not ask for the state of certificates that name where it can be looked up (it is not fetched yet)
    #[arg(long)]
    without_revocation: bool,
    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,
    /// The PDF
    input: PathBuf,
}

/// Something is not valid.
const NOT_VALID: u8 = 1;
/// There is no signature.
const NO_SIGNATURE: u8 = 2;

impl Validate {
    /// Exit code 0: all valid; 1: something is not, or was changed afterwards; 2: no signature (decision 38).
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let bytes = fs::read(&self.input).with_context(|| format!("{} cannot be read", self.input.display()))?;
        let password = self.pdf_password_file.as_ref().map(fs::read_to_string).transpose()?;
        let password = password.as_deref().map(|text| text.trim_end_matches(['\r', '\n']).as_bytes());
        let document = Document::open(bytes, password, &Limits::default())?;
        let policy = if self.without_revocation { Policy::WITHOUT_REVOCATION } else { Policy::STANDARD };
        let report = validate(&document, &self.trusted()?, &policy, providers::clock::SystemClock.now())?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            show(&report);
        }
        Ok(code(&report))
    }

    fn trusted(&self) -> anyhow::Result<Anchors> {
        let mut certificates = Vec::new();
        for file in &self.anchors {
            let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            certificates.extend(Certificate::all_from_pem_or_der(&bytes)?);
        }
        Ok(Anchors::new(certificates))
    }
}

fn code(report: &Report) -> ExitCode {
    if report.signatures.is_empty() {
        return ExitCode::from(NO_SIGNATURE);
    }
    let passed = |signature: &SignatureReport| signature.conclusion.indication == Indication::TotalPassed;
    let good = report.signatures.iter().all(passed) && !report.document.modified_after_signing;
    if good { ExitCode::SUCCESS } else { ExitCode::from(NOT_VALID) }
}

fn show(report: &Report) {
    if report.signatures.is_empty() {
        println!("There is no signature.");
    }
    for signature in &report.signatures {
        show_signature(signature);
    }
    for timestamp in &report.timestamps {
        let time = timestamp.timestamp.time.map(|time| time.to_string()).unwrap_or_default();
        println!("{}: document timestamp {time}, {:?}", timestamp.id, timestamp.timestamp.conclusion.indication);
    }
    if report.document.modified_after_signing {
        println!("The document was changed after signing in a way that is not allowed.");
    }
}

fn show_signature(signature: &SignatureReport) {
    let verdict = match signature.conclusion.indication {
        Indication::TotalPassed => "valid",
        Indication::TotalFailed => "NOT VALID",
        Indication::Indeterminate => "cannot be decided",
    };
    let why = signature.conclusion.sub_indication.map(|why| format!(" ({why:?})")).unwrap_or_default();
    println!("{}: {verdict}{why}", signature.id);
    let facts = [
        ("signed by", signature.signed_by.clone()),
        ("reason", signature.reason.clone()),
        ("time", signature.best_signature_time.map(|time| time.to_string())),
        ("level", signature.level.map(|level| format!("{level:?}"))),
        ("covers", Some(covers(signature.coverage).to_owned())),
        ("later changes", Some(format!("{:?}", signature.change_level))),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            println!("  {name:<14} {value}");
        }
    }
    for change in signature.changes_after.iter().filter(|_| signature.modified_after_signing) {
        println!("  forbidden      {change}");
    }
}

fn covers(coverage: CoverageReport) -> &'static str {
    match coverage {
        CoverageReport::WholeFile => "the whole file",
        CoverageReport::Revision => "its revision; others follow",
        CoverageReport::Partial => "only a part",
    }
}
