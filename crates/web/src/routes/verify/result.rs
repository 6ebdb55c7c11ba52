//! From what was found in a file to the page that says so.

use super::{acted, fact, finished, proved};
use crate::judgement::{self, Judgement};
use crate::language::Words;
use crate::pages::Shell;
use crate::pages::agreement::Fact;
use crate::pages::sign::document::kind_word;
use crate::pages::verify::{After, Pair, ResultPage, Shot, Signature};
use app::App;
use app::ports::{ChangedPage, Picture, VisibleStep};
use app::verify::report::{
    ChangeLevel, ChangeReport, Conclusion, DocumentTimestampReport, Indication, SignatureReport,
};
use app::verify::{Asked, Heard, Record, Verification, VerifyCode, Voucher};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::agreement::{Agreement, Member};
use domain::language::Language;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What is said of a file that goes on after its end.
const BESIDE_REVISIONS: &str = "fileStructureUnclear";

/// Writes the page about one file.
pub(super) struct ResultWriter<'a> {
    pub(super) words: Words,
    pub(super) language: Language,
    pub(super) app: &'a App,
    pub(super) verification: &'a Verification,
    /// The code that the file was held against.
    pub(super) code: Option<VerifyCode>,
}

impl ResultWriter<'_> {
    pub(super) fn page(&self, shell: Shell) -> ResultPage {
        let tone = judgement::tone(self.verification.verdict);
        let icon = match tone {
            "good" => "circle-check",
            "bad" => "circle-x",
            _ => "triangle-alert",
        };
        let report = &self.verification.verified.report;
        ResultPage {
            words: self.words,
            shell,
            tone,
            icon,
            verdict: self.judgement().verdict(self.verification.verdict),
            notes: self.notes(),
            facts: self.file(),
            record: self
                .record()
                .map(|record| self.agreement(record))
                .unwrap_or_default(),
            signatures: report
                .signatures
                .iter()
                .enumerate()
                .map(|(place, signature)| self.signature(place, signature))
                .collect(),
            asked: self.asked(),
            timestamps: report
                .timestamps
                .iter()
                .map(|timestamp| self.timestamp(timestamp))
                .collect(),
        }
    }

    /// What was asked of authorities, and what came of it.
    fn asked(&self) -> Vec<String> {
        let Some(asked) = &self.verification.asked else {
            return vec![self.text("verify-revocation")];
        };
        if asked.is_empty() {
            return vec![self.text("verify-asked-nothing")];
        }
        asked.iter().map(|one| self.one_asked(one)).collect()
    }

    fn one_asked(&self, asked: &Asked) -> String {
        let places = asked.places.join(", ");
        let (key, when) = match &asked.heard {
            Ok(Heard {
                revoked: Some(since), ..
            }) => ("verify-asked-revoked", *since),
            Ok(Heard { at, .. }) => ("verify-asked-good", *at),
            Err(_) => ("verify-asked-silent", self.verification.at),
        };
        self.words.with(
            key,
            &[
                ("subject", &asked.subject),
                ("places", &places),
                ("when", &self.exact(when)),
            ],
        )
    }

    fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    fn record(&self) -> Option<&Record> {
        self.verification.record.as_ref()
    }

    /// Who vouches, whose file it is, and whether it is the one that was asked for.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let own_code = self
            .record()
            .and_then(|record| self.app.verify_code(&record.agreement));
        if let Some(code) = self.code {
            let key = match own_code == Some(code) {
                true if self.is_whole() => "verify-code-same",
                true => "verify-code-other-state",
                false => "verify-code-other",
            };
            notes.push(self.words.with(key, &[("code", &code.to_string())]));
        }
        if let Some(record) = self.record() {
            let organisation = &record.agreement.organisation;
            let key = match (record.is_exact, record.is_newest) {
                (true, true) => "verify-ours-exact",
                (true, false) => "verify-ours-earlier",
                (false, _) => "verify-ours-within",
            };
            notes.push(self.words.with(key, &[("organisation", organisation)]));
        }
        notes.extend(self.voucher_notes());
        notes
    }

    /// Whether the file is the finished one, byte for byte.
    fn is_whole(&self) -> bool {
        self.record()
            .is_some_and(|record| record.is_exact && record.is_newest)
    }

    fn voucher_notes(&self) -> Vec<String> {
        let vouchers = &self.verification.vouchers;
        let is_own = |voucher: &Voucher| matches!(voucher, Voucher::Records(_) | Voucher::OwnKey);
        let mut notes = Vec::new();
        if vouchers.iter().any(is_own) {
            let key = if self.verification.seal_is_test {
                "verify-own-seal-test"
            } else {
                "verify-own-seal"
            };
            notes.push(self.text(key));
        }
        let mut authorities: Vec<&str> = vouchers
            .iter()
            .filter_map(|voucher| match voucher {
                Voucher::Authority(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        authorities.sort_unstable();
        authorities.dedup();
        if !authorities.is_empty() {
            let names = authorities.join("; ");
            notes.push(self.words.with("verify-vouched", &[("authority", &names)]));
        }
        if vouchers.contains(&Voucher::Nobody) {
            notes.push(self.text("verify-vouched-nobody"));
        }
        notes
    }

    fn file(&self) -> Vec<Fact> {
        let verification = self.verification;
        let mut facts = vec![
            fact(self.words, "verify-name", verification.name.clone()),
            fact(self.words, "verify-size", self.words.bytes(verification.size)),
            Fact {
                code: true,
                ..fact(self.words, "verify-sha256", verification.sha256.clone())
            },
            fact(self.words, "verify-judged", self.exact(verification.at)),
        ];
        let count = verification.verified.report.signatures.len();
        facts.push(fact(self.words, "verify-signatures", count.to_string()));
        facts
    }

    /// Whoever has the file has read what it is called.
    fn agreement(&self, record: &Record) -> Vec<Fact> {
        let agreement = &record.agreement;
        let mut facts = vec![
            fact(self.words, "verify-organisation", agreement.organisation.clone()),
            fact(
                self.words,
                "verify-agreement-name",
                agreement.details.name.clone(),
            ),
        ];
        match self.app.verify_code(agreement) {
            Some(code) => {
                facts.push(fact(self.words, "verify-state", finished(self.words, agreement)));
                facts.push(fact(
                    self.words,
                    "verify-acts",
                    acted(agreement).count().to_string(),
                ));
                facts.push(Fact {
                    code: true,
                    ..fact(self.words, "verify-code", code.to_string())
                });
            }
            None => facts.push(fact(
                self.words,
                "verify-state",
                self.text("verify-state-unfinished"),
            )),
        }
        facts
    }

    fn signature(&self, place: usize, report: &SignatureReport) -> Signature {
        let voucher = self.verification.vouchers.get(place).unwrap_or(&Voucher::Nobody);
        let after = self.after(place, report);
        let (tone, badge) = self.badge(report, voucher, self.is_blamed(place, report, after.as_ref()));
        Signature {
            title: self.title(place, report, voucher),
            tone,
            badge,
            why: self.reason_against(report, voucher),
            facts: self.signature_facts(report, voucher),
            after,
        }
    }

    /// Whether a change that is not allowed is said of this signature: of all that it follows, the last. Where no such place is known,
    /// of every one that it concerns.
    fn is_blamed(&self, place: usize, report: &SignatureReport, after: Option<&After>) -> bool {
        if !report.modified_after_signing {
            return false;
        }
        let is_bad = |after: &After| after.tone == "bad";
        let later = self.verification.verified.report.signatures.iter().enumerate();
        let mut later = later.skip(place + 1);
        after.is_some_and(is_bad)
            || !later.any(|(place, report)| self.after(place, report).as_ref().is_some_and(is_bad))
    }

    fn badge(&self, report: &SignatureReport, voucher: &Voucher, is_blamed: bool) -> (&'static str, String) {
        if is_blamed {
            return ("bad", self.text("verify-badge-altered"));
        }
        let indication = match (report.conclusion.indication, voucher) {
            (Indication::Indeterminate, Voucher::Records(_)) => Indication::TotalPassed,
            (other, _) => other,
        };
        self.judgement().worth(indication)
    }

    fn title(&self, place: usize, report: &SignatureReport, voucher: &Voucher) -> String {
        let name = match voucher {
            Voucher::Records(Some(id)) => self.member(*id).map(|member| member.person.value.name.clone()),
            Voucher::Records(None) => Some(self.text("verify-closing-seal")),
            _ => report.signed_by.clone(),
        };
        let name = name.unwrap_or_else(|| self.text("verify-signer-unknown"));
        format!("{}. {name}", place + 1)
    }

    fn member(&self, id: domain::ids::ParticipantId) -> Option<&Member> {
        self.record()?.agreement.member(id)
    }

    fn reason_against(&self, report: &SignatureReport, voucher: &Voucher) -> String {
        let Conclusion {
            indication,
            sub_indication,
        } = report.conclusion;
        match (indication, sub_indication, voucher) {
            (Indication::TotalPassed, ..) | (Indication::Indeterminate, _, Voucher::Records(_)) => {
                String::new()
            }
            (_, Some(why), _) => self.judgement().why(why),
            (_, None, _) => String::new(),
        }
    }

    fn signature_facts(&self, report: &SignatureReport, voucher: &Voucher) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut say = |key: &str, value: Option<String>| {
            facts.extend(
                value
                    .filter(|value| !value.is_empty())
                    .map(|value| fact(self.words, key, value)),
            );
        };
        if let Some(record) = self.record().filter(|_| matches!(voucher, Voucher::Records(_))) {
            // Whose seal it is; who signed may be of no organisation at all.
            say("verify-sealed-by", Some(record.agreement.organisation.clone()));
        }
        if let Voucher::Records(Some(id)) = voucher {
            say("verify-how", self.member(*id).map(|member| self.proof(member)));
        }
        say("verify-time", Some(self.judgement().time(report)));
        say("verify-certificate", self.judgement().certificate(report));
        if !matches!(voucher, Voucher::Records(_)) {
            say("verify-how", Some(self.text("verify-how-certificate")));
        }
        say("verify-reason", report.reason.clone());
        say("verify-commitment", self.judgement().commitments(report));
        say("verify-role", Some(report.claimed_roles.join(", ")));
        say("verify-location", report.location.clone());
        say("verify-covers", Some(self.judgement().covers(report.coverage)));
        say("verify-vouches", Some(self.vouches(voucher)));
        facts
    }

    /// Whoever has the file has read the masked number in it.
    fn proof(&self, member: &Member) -> String {
        let methods = self.app.said_methods(member, self.language);
        let anew = member.act.as_ref().is_some_and(|act| act.fresh_factor.is_some());
        let kind = self.text(if member.user.is_some() {
            "verify-internal"
        } else {
            "verify-external"
        });
        let anew = if anew {
            format!(", {}", self.text("verify-proved-anew"))
        } else {
            String::new()
        };
        if methods.is_empty() {
            return format!("{} ({kind})", proved(self.words, member));
        }
        format!("{methods}{anew} ({kind})")
    }

    fn vouches(&self, voucher: &Voucher) -> String {
        match voucher {
            Voucher::Records(_) => self.text("verify-vouches-records"),
            Voucher::OwnKey => self.text("verify-vouches-own-key"),
            Voucher::Authority(name) => name.clone(),
            Voucher::Nobody => self.text("verify-vouches-nobody"),
        }
    }

    fn timestamp(&self, report: &DocumentTimestampReport) -> Signature {
        let (tone, badge) = if report.modified_after_signing {
            ("bad", self.text("verify-badge-altered"))
        } else {
            self.judgement().worth(report.timestamp.conclusion.indication)
        };
        let why = report.timestamp.conclusion.sub_indication;
        let mut facts = Vec::new();
        if let Some(time) = report.timestamp.time {
            facts.push(fact(
                self.words,
                "verify-time",
                self.judgement().stamped(time, &report.timestamp),
            ));
        }
        facts.push(fact(
            self.words,
            "verify-covers",
            self.judgement().covers(report.coverage),
        ));
        Signature {
            title: self.text("verify-document-timestamp"),
            tone,
            badge,
            why: why.map(|why| self.judgement().why(why)).unwrap_or_default(),
            facts,
            after: None,
        }
    }

    /// What came between this signature and the next one, or the end of the file.
    fn after(&self, place: usize, report: &SignatureReport) -> Option<After> {
        let covered = (*self.verification.verified.covers.get(place)?)?;
        let verified = &self.verification.verified;
        let step = verified.steps.iter().find(|step| step.from == covered);
        let to = step.map_or(covered, |step| step.to);
        let last = !verified.covers.iter().flatten().any(|other| *other > covered);
        // Several signatures may end at the same place: what follows is said once.
        if verified.covers.get(place + 1).copied().flatten() == Some(covered) {
            return None;
        }
        // Reports count revisions from 1; bytes that are no revision came after the last signature.
        let belongs = |change: &&ChangeReport| match change.kind.as_str() {
            BESIDE_REVISIONS => last,
            _ => change.revision <= to + 1,
        };
        let here: Vec<&ChangeReport> = report.changes_after.iter().filter(belongs).collect();
        // Bytes that are no saving are said once, after the last signature that they follow.
        let unclear = last && here.is_empty() && report.modified_after_signing && step.is_none();
        if step.is_none() && !unclear && here.is_empty() {
            return None;
        }
        // Of a signature that cannot be right nothing is said that sounds as if it were.
        let broken = !unclear && matches!(report.conclusion.indication, Indication::TotalFailed);
        if broken && !here.iter().any(|change| change.level > ChangeLevel::FormFilling) {
            return None;
        }
        // A certification may forbid what is allowed otherwise.
        let worst = report.modified_after_signing.then_some(report.change_level);
        let is_bad = unclear
            || here
                .iter()
                .any(|change| change.level > ChangeLevel::FormFilling || Some(change.level) == worst);
        let sentence = match (is_bad, last) {
            (true, _) => "verify-after-bad",
            (false, true) => "verify-after-last",
            (false, false) => "verify-after-next",
        };
        Some(After {
            tone: if is_bad { "bad" } else { "" },
            sentence: self.text(sentence),
            changes: self.judgement().changes(&here, |fields| self.fields_said(fields)),
            pages: step.map(|step| self.pairs(step)).unwrap_or_default(),
            more: step.map(|step| self.more(step)).unwrap_or_default(),
        })
    }

    /// Fields as people know them: of our own files what they are for, of others the names that stand in the file.
    fn fields_said(&self, names: &[&str]) -> String {
        let mut said: Vec<String> = names.iter().map(|name| self.field_said(name)).collect();
        said.dedup();
        said.join(", ")
    }

    fn field_said(&self, name: &str) -> String {
        let Some(record) = self.record() else {
            return self.words.with("verify-field-named", &[("name", &name)]);
        };
        let agreement = &record.agreement;
        if name == agreement.closing_seal_field() {
            return self.text("verify-closing-seal");
        }
        let field = agreement
            .fields
            .iter()
            .find(|field| field.pdf_name.as_deref() == Some(name));
        let Some(field) = field else {
            return approved_by(agreement, name).map_or_else(
                || self.words.with("verify-field-named", &[("name", &name)]),
                |member| {
                    self.words
                        .with("verify-approval-of", &[("name", &member.person.value.name)])
                },
            );
        };
        let kind = self.text(&kind_word(field.kind));
        let what = Some(field.label.trim()).filter(|label| !label.is_empty());
        let owner = agreement.sets.iter().find(|set| set.id == field.assignee);
        let owner = owner.and_then(|set| set.members.first());
        match owner {
            Some(owner) => self.words.with(
                "sign-other",
                &[
                    ("kind", &what.unwrap_or(&kind)),
                    ("name", &owner.person.value.name),
                ],
            ),
            None => what.map_or(kind.clone(), str::to_owned),
        }
    }

    fn pairs(&self, step: &VisibleStep) -> Vec<Pair> {
        let pair = |page: &ChangedPage| Pair {
            title: self.words.with("verify-page", &[("page", &(page.page + 1))]),
            before: page.before.as_ref().map(shot),
            after: page.after.as_ref().map(shot),
            places: page.places.clone(),
        };
        step.pages.iter().map(pair).collect()
    }

    fn more(&self, step: &VisibleStep) -> String {
        match (step.not_drawn, step.pages.is_empty()) {
            (0, true) => self.text("verify-nothing-visible"),
            (0, false) => String::new(),
            (more, _) => self.words.count("verify-more-pages", more),
        }
    }

    /// In the agreement's zone where there is one.
    fn judgement(&self) -> Judgement {
        let zone = self
            .record()
            .and_then(|record| TimeZone::get(&record.agreement.details.time_zone).ok());
        Judgement {
            words: self.words,
            zone: zone.unwrap_or(TimeZone::UTC),
        }
    }

    fn exact(&self, at: Timestamp) -> String {
        self.judgement().exact(at)
    }
}

/// Whose approval an invisible signature of ours is, by the number in its name.
fn approved_by<'a>(agreement: &'a Agreement, name: &str) -> Option<&'a Member> {
    let mut members = agreement.members();
    members.find(|member| agreement.approval_field(member) == name)
}

fn shot(picture: &Picture) -> Shot {
    Shot {
        png: STANDARD.encode(&picture.png),
        width: picture.width,
        height: picture.height,
    }
}
