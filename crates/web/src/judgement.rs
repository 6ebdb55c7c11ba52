//! What a validation says, in words for people: on the verify page, and in the reports of `podpis validate`.

use crate::language::Words;
use app::verify::Verdict;
use app::verify::report::{
    ChangeReport, CoverageReport, DocumentTimestampReport, Indication, Report, SignatureReport,
    SubIndication, TimestampReport,
};
use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Says it in one language and one time zone.
#[derive(Clone)]
pub struct Judgement {
    /// The words.
    pub words: Words,
    /// The zone of all times.
    pub zone: TimeZone,
}

/// A file's verdict, with what it rests on.
#[derive(Clone, Debug)]
pub struct FileJudgement {
    /// The file's name.
    pub name: String,
    /// `good`, `wait` or `bad`.
    pub tone: &'static str,
    /// The verdict in a sentence.
    pub verdict: String,
    /// Its signatures, then its document timestamps.
    pub signatures: Vec<SignatureJudgement>,
}

/// One signature or document timestamp.
#[derive(Clone, Debug)]
pub struct SignatureJudgement {
    /// Who signed, or what it is.
    pub title: String,
    /// `good`, `wait` or `bad`.
    pub tone: &'static str,
    /// What it is worth, in a word or two.
    pub badge: String,
    /// Why not more; empty where nothing speaks against it.
    pub why: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// What came after it.
    pub changes: Vec<String>,
}

/// A page of its own, to be kept or printed: nothing in it is fetched from anywhere.
#[derive(Template)]
#[template(path = "judgement.html")]
struct JudgementPage<'a> {
    words: Words,
    title: String,
    made: String,
    files: &'a [FileJudgement],
}

impl Judgement {
    /// All about one file.
    pub fn file(&self, name: &str, report: &Report) -> FileJudgement {
        let signatures = report.signatures.iter().enumerate();
        let timestamps = report.timestamps.iter();
        FileJudgement {
            name: name.to_owned(),
            tone: tone(report.verdict()),
            verdict: self.verdict(report.verdict()),
            signatures: signatures
                .map(|(place, one)| self.signature(place, one))
                .chain(timestamps.map(|one| self.document_timestamp(one)))
                .collect(),
        }
    }

    /// A file that cannot be read.
    pub fn unreadable(&self, name: &str, why: &str) -> FileJudgement {
        FileJudgement {
            name: name.to_owned(),
            tone: "bad",
            verdict: self.words.with("verify-cannot", &[("why", &why)]),
            signatures: Vec::new(),
        }
    }

    /// The page about these files.
    pub fn page(&self, files: &[FileJudgement], made: Timestamp) -> Result<String, askama::Error> {
        let page = JudgementPage {
            words: self.words,
            title: self.title(),
            made: self.made(made),
            files,
        };
        page.render()
    }

    /// What a report of these judgements is called.
    pub fn title(&self) -> String {
        self.words.text("verify-report")
    }

    /// When it was judged.
    pub fn made(&self, at: Timestamp) -> String {
        format!("{}: {}", self.words.text("verify-judged"), self.exact(at))
    }

    /// The verdict in a sentence.
    pub(crate) fn verdict(&self, verdict: Verdict) -> String {
        let key = match verdict {
            Verdict::NotSigned => "verify-verdict-unsigned",
            Verdict::Altered => "verify-verdict-altered",
            Verdict::Invalid => "verify-verdict-invalid",
            Verdict::ValidThenAddedTo => "verify-verdict-added",
            Verdict::Undecided(Some(SubIndication::NoCertificateChainFound)) => "verify-verdict-nobody",
            Verdict::Undecided(why) => {
                let why = why.map(|why| self.why(why)).unwrap_or_default();
                return self.words.with("verify-verdict-undecided", &[("why", &why)]);
            }
            Verdict::Valid => "verify-verdict-valid",
        };
        self.words.text(key)
    }

    /// Why a signature is not passed.
    pub(crate) fn why(&self, why: SubIndication) -> String {
        self.words.text(&format!("verify-why-{}", code_of(&why)))
    }

    /// What a signature is worth: tone and words.
    pub(crate) fn worth(&self, indication: Indication) -> (&'static str, String) {
        let (tone, key) = match indication {
            Indication::TotalPassed => ("good", "verify-badge-valid"),
            Indication::TotalFailed => ("bad", "verify-badge-invalid"),
            Indication::Indeterminate => ("wait", "verify-badge-undecided"),
        };
        (tone, self.words.text(key))
    }

    /// A timestamp proves a time; a clock of the signer's only claims one.
    pub(crate) fn time(&self, report: &SignatureReport) -> String {
        let stamped = report
            .timestamps
            .iter()
            .find_map(|stamp| Some((stamp.time?, stamp)));
        match (stamped, report.claimed_time) {
            (Some((time, stamp)), _) => self.stamped(time, stamp),
            (None, Some(time)) => self
                .words
                .with("verify-time-claimed", &[("when", &self.exact(time))]),
            (None, None) => self.words.text("verify-time-none"),
        }
    }

    /// A time and whose timestamp it is.
    pub(crate) fn stamped(&self, time: Timestamp, stamp: &TimestampReport) -> String {
        let by = stamp.signed_by.clone().unwrap_or_default();
        let key = match stamp.conclusion.indication {
            Indication::TotalPassed => "verify-time-stamped",
            Indication::Indeterminate => "verify-time-stamped-unknown",
            Indication::TotalFailed => "verify-time-stamped-wrong",
        };
        self.words
            .with(key, &[("when", &self.exact(time)), ("authority", &by)])
    }

    /// Whose certificate it is, and whose word that is.
    pub(crate) fn certificate(&self, report: &SignatureReport) -> Option<String> {
        let certificate = report.chain.first()?;
        Some(self.words.with(
            "verify-certificate-of",
            &[("subject", &certificate.subject), ("issuer", &certificate.issuer)],
        ))
    }

    /// What a signature means by its commitment types; unknown ones by their identifiers.
    pub(crate) fn commitments(&self, report: &SignatureReport) -> Option<String> {
        let said = report.commitments.iter().map(|name| {
            let key = format!(
                "verify-commitment-{}",
                kebab(name.trim_start_matches("proofOf")).trim_start_matches('-')
            );
            match self.words.has(&key) {
                true => self.words.text(&key),
                false => name.clone(),
            }
        });
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// How much of the file a signature covers.
    pub(crate) fn covers(&self, coverage: CoverageReport) -> String {
        self.words.text(match coverage {
            CoverageReport::WholeFile => "verify-covers-whole",
            CoverageReport::Revision => "verify-covers-revision",
            CoverageReport::Partial => "verify-covers-partial",
        })
    }

    /// Changes by kind; `fields` says which fields they concern.
    pub(crate) fn changes(
        &self,
        changes: &[&ChangeReport],
        fields_said: impl Fn(&[&str]) -> String,
    ) -> Vec<String> {
        let mut kinds: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
        for change in changes {
            let (count, fields) = kinds.entry(&change.kind).or_default();
            *count += 1;
            fields.extend(change.field.as_deref());
        }
        let said = |(kind, (count, mut fields)): (&str, (usize, Vec<&str>))| {
            let what = self.words.text(&format!("verify-change-{}", kebab(kind)));
            fields.sort_unstable();
            fields.dedup();
            match (fields.len(), count) {
                (0, 1) => what,
                (0, count) => format!("{what} ({count} ×)"),
                (1..=6, _) => format!("{what}: {}", fields_said(&fields)),
                (more, _) => format!("{what} ({more} ×)"),
            }
        };
        kinds.into_iter().map(said).collect()
    }

    /// To the second, in the zone.
    pub(crate) fn exact(&self, at: Timestamp) -> String {
        self.words.exact(at, &self.zone)
    }

    fn signature(&self, place: usize, report: &SignatureReport) -> SignatureJudgement {
        let name = report
            .signed_by
            .clone()
            .unwrap_or_else(|| self.words.text("verify-signer-unknown"));
        let (tone, badge) = match report.modified_after_signing {
            true => ("bad", self.words.text("verify-badge-altered")),
            false => self.worth(report.conclusion.indication),
        };
        let facts = [
            ("verify-time", Some(self.time(report))),
            ("verify-certificate", self.certificate(report)),
            (
                "verify-level",
                report.level.map(|level| format!("PAdES {}", level.name())),
            ),
            ("verify-reason", report.reason.clone()),
            ("verify-commitment", self.commitments(report)),
            ("verify-role", Some(report.claimed_roles.join(", "))),
            ("verify-location", report.location.clone()),
            ("verify-covers", Some(self.covers(report.coverage))),
            ("verify-field", Some(report.id.clone())),
        ];
        let changes: Vec<&ChangeReport> = report.changes_after.iter().collect();
        SignatureJudgement {
            title: format!("{}. {name}", place + 1),
            tone,
            badge,
            why: self.reason_against(report.conclusion.sub_indication),
            facts: self.facts(facts),
            changes: self.changes(&changes, |fields| fields.join(", ")),
        }
    }

    fn document_timestamp(&self, report: &DocumentTimestampReport) -> SignatureJudgement {
        let (tone, badge) = match report.modified_after_signing {
            true => ("bad", self.words.text("verify-badge-altered")),
            false => self.worth(report.timestamp.conclusion.indication),
        };
        let time = report.timestamp.time;
        let facts = [
            (
                "verify-time",
                time.map(|time| self.stamped(time, &report.timestamp)),
            ),
            ("verify-covers", Some(self.covers(report.coverage))),
        ];
        SignatureJudgement {
            title: self.words.text("verify-document-timestamp"),
            tone,
            badge,
            why: self.reason_against(report.timestamp.conclusion.sub_indication),
            facts: self.facts(facts),
            changes: Vec::new(),
        }
    }

    fn reason_against(&self, why: Option<SubIndication>) -> String {
        why.map(|why| self.why(why)).unwrap_or_default()
    }

    fn facts<const N: usize>(&self, facts: [(&str, Option<String>); N]) -> Vec<(String, String)> {
        let said = facts.into_iter().filter_map(|(key, value)| Some((key, value?)));
        said.filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (self.words.text(key), value))
            .collect()
    }
}

/// How a verdict looks.
pub(crate) fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "good",
        Verdict::ValidThenAddedTo | Verdict::NotSigned | Verdict::Undecided(_) => "wait",
        Verdict::Altered | Verdict::Invalid => "bad",
    }
}

/// `NO_CERTIFICATE_CHAIN_FOUND` becomes `no-certificate-chain-found`.
fn code_of(why: &SubIndication) -> String {
    let code = serde_json::to_value(why).ok();
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    code.to_lowercase().replace('_', "-")
}

/// `fieldFilled` becomes `field-filled`.
fn kebab(camel: &str) -> String {
    let mut text = String::new();
    for letter in camel.chars() {
        if letter.is_uppercase() {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Language;

    #[test]
    fn every_reason_has_a_sentence_in_every_language() {
        for language in Language::ALL {
            let words = Words::of(language);
            for why in SubIndication::ALL {
                let key = format!("verify-why-{}", code_of(why));
                assert!(words.has(&key), "{language:?}: {key}");
            }
        }
    }
}
