//! `podpis audit verify --evidence FILE`: the evidence of one agreement, checked from files alone, without an installation.

use ades::validate::report::{ChangeLevel, Indication, SignatureReport};
use ades::validate::{Policy, validate};
use ades::x509::Anchors;
use anyhow::Context;
use app::ports::Clock;
use clap::Args;
use domain::evidence::{Checked, Evidence};
use pdf::{Document, Limits, ModificationLevel};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A file could not be read.
const UNREADABLE: u8 = 3;
/// How the evidence is called within a report.
const ATTACHED: &str = "evidence.json";

/// Which files to check.
#[derive(Args)]
pub struct Files {
    /// Check this evidence.json, or the sealed audit report (PDF) that carries one, without an installation
    #[arg(long, value_name = "FILE", conflicts_with = "agreement")]
    pub evidence: Option<PathBuf>,
    /// The signed document: every revision must be the one that the evidence names
    #[arg(long, value_name = "FILE", requires = "evidence")]
    document: Option<PathBuf>,
    /// The sealed audit report: its chain must be the beginning of that of the evidence
    #[arg(long, value_name = "FILE", requires = "evidence")]
    report: Option<PathBuf>,
    /// The head of the chain as it is printed in the audit report
    #[arg(long, value_name = "HASH", requires = "evidence")]
    head: Option<String>,
}

/// What was found.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    #[serde(flatten)]
    checked: Checked,
    /// Who sealed the report that vouches for the chain; nobody, where no report was given.
    sealed_by: Option<String>,
    /// Something outside the evidence itself says that the chain is the one of that time.
    vouched_for: bool,
}

/// A sealed report: what it carries, who sealed it, what is wrong with its seal.
struct Report {
    evidence: Evidence,
    sealed_by: Option<String>,
    faults: Vec<String>,
}

impl Files {
    /// Exit code 0: nothing was changed; 1: something was; 3: a file cannot be read.
    pub fn check(&self, evidence: &Path, json: bool) -> ExitCode {
        let found = match self.look(evidence) {
            Ok(found) => found,
            Err(error) => {
                eprintln!("podpis: {error:#}");
                return ExitCode::from(UNREADABLE);
            }
        };
        if json {
            match serde_json::to_string_pretty(&found) {
                Ok(text) => println!("{text}"),
                Err(error) => eprintln!("podpis: {error}"),
            }
        } else {
            found.show();
        }
        if found.checked.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn look(&self, path: &Path) -> anyhow::Result<Found> {
        let bytes = read(path)?;
        let (evidence, own) = if is_pdf(&bytes) {
            let report = open(&bytes).with_context(|| format!("{} is no audit report", path.display()))?;
            (report.evidence.clone(), Some(report))
        } else {
            let evidence = serde_json::from_slice(&bytes);
            (
                evidence.with_context(|| format!("{} is no evidence", path.display()))?,
                None,
            )
        };
        let mut checked = evidence.check();
        let mut vouching = own;
        if let Some(path) = &self.report {
            let bytes = read(path)?;
            let report = open(&bytes).with_context(|| format!("{} is no audit report", path.display()))?;
            let theirs = report.evidence.check();
            if theirs.faults.is_empty() {
                evidence.check_head(&theirs.head, &mut checked);
            } else {
                checked.fault("the chain within the report is broken".to_owned());
            }
            let named = evidence.report_hashes();
            if !named.is_empty() && !named.contains(&app::keys::sha256_hex(&bytes)) {
                checked.fault("the report is not the one that the chain names".to_owned());
            }
            vouching = Some(report);
        }
        if let Some(head) = &self.head {
            evidence.check_head(head, &mut checked);
        }
        if let Some(path) = &self.document {
            let document = read(path)?;
            if let Some(end) = evidence.check_document(&document, &mut checked)
                && !only_lasts_longer(&document, end)
            {
                checked.fault(format!(
                    "{} bytes of the document belong to no revision",
                    document.len() - end
                ));
            }
        }
        let vouched_for = vouching.is_some() || self.head.is_some();
        let sealed_by = vouching.as_ref().and_then(|report| report.sealed_by.clone());
        let seal = vouching.into_iter().flat_map(|report| report.faults);
        seal.for_each(|fault| checked.fault(fault));
        Ok(Found {
            checked,
            sealed_by,
            vouched_for,
        })
    }
}

/// Whether what follows in a document is nothing but what makes it last: validation data, and timestamps over all of it. An audit
/// report was made before these.
fn only_lasts_longer(document: &[u8], end: usize) -> bool {
    let opened = Document::open(document.to_vec(), None, &Limits::default());
    let Ok(document) = opened else { return false };
    let base = document
        .revisions()
        .iter()
        .position(|revision| revision.end == end);
    let compared = base.and_then(|base| pdf::compare(&document, base).ok());
    compared.is_some_and(|compared| compared.level <= ModificationLevel::LtaUpdates)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// A PDF says so within its first kilobyte.
fn is_pdf(bytes: &[u8]) -> bool {
    let start = bytes.get(..1024).unwrap_or(bytes);
    start.windows(5).any(|part| part == b"%PDF-")
}

/// Reads a report: its seal must be whole to the last byte; whether its authority is trusted is for `podpis validate --trust` to say.
fn open(bytes: &[u8]) -> anyhow::Result<Report> {
    let document = Document::open(bytes.to_vec(), None, &Limits::default())?;
    let attached = pdf::attachments(&document)?;
    let data = attached.into_iter().find(|file| file.name == ATTACHED);
    let data = data.with_context(|| format!("no {ATTACHED} is attached"))?.data;
    let evidence = serde_json::from_slice(&data).context("the attached evidence cannot be read")?;
    let now = providers::clock::SystemClock.now();
    let judged = validate(
        &document,
        &Anchors::new(Vec::new()),
        &Policy::WITHOUT_REVOCATION,
        now,
    )?;
    let mut faults = Vec::new();
    // What makes it last may follow; nothing else.
    let goes_on =
        |one: &SignatureReport| one.modified_after_signing || one.change_level > ChangeLevel::LongTermUpdates;
    let failed = |one: &SignatureReport| one.conclusion.indication == Indication::TotalFailed;
    if judged.signatures.is_empty() {
        faults.push("the report is not sealed".to_owned());
    } else if judged.signatures.iter().any(failed) || judged.signatures.iter().any(goes_on) {
        faults.push("the report was changed after it was sealed".to_owned());
    }
    Ok(Report {
        evidence,
        sealed_by: judged.signatures.first().and_then(|one| one.signed_by.clone()),
        faults,
    })
}

impl Found {
    fn show(&self) {
        let checked = &self.checked;
        println!("Agreement {}", checked.agreement);
        println!("{} records, head {}", checked.records, or_dash(&checked.head));
        println!(
            "{} personal values compared with their commitments, {} withheld",
            checked.values, checked.withheld
        );
        match checked.revisions_in_document {
            Some(held) => println!(
                "{} revisions, of which the document holds {held}",
                checked.revisions
            ),
            None => println!(
                "{} revisions; none compared, as no --document was given",
                checked.revisions
            ),
        }
        if let Some(sealed_by) = &self.sealed_by {
            println!("The report is sealed by {sealed_by}");
        }
        if !self.vouched_for {
            println!(
                "Nothing but the file itself vouches for the chain: compare its head with the one printed in the sealed audit report, or say --report"
            );
        }
        for fault in &checked.faults {
            println!("CHANGED: {fault}");
        }
        match checked.faults.len() {
            0 => println!("Nothing was changed"),
            1 => println!("1 fault"),
            count => println!("{count} faults"),
        }
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}
