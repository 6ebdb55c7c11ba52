//! Watching over files that are to be checkable for decades: what waits too long for its proof, what was not renewed in time, what
//! can soon be checked no more, and, by looking at some files each night, what does not hold although it should.
//!
//! What is counted is read from the beginning of an index and no further than [`MOST`]; each night looks at [`FILES_A_NIGHT`] files,
//! those first that were not looked at for the longest time. So neither costs more with every document that was ever finished.

use crate::error::{Error, Result};
use crate::extending::evidence;
use crate::jobs::Job;
use crate::sealing::{file_word, off_thread};
use crate::verify::Trust;
use crate::{App, Caller};
use ades::pades::Level;
use ades::revocation::Evidence;
use ades::validate::report::{Level as Found, SignatureReport};
use ades::validate::{Facts, Policy, gather, judge, lookups};
use ades::x509::{Anchors, Certificate};
use bytes::Bytes;
use domain::agreement::{Lack, Lasting, SignedFile};
use domain::ids::{AccountId, AgreementId, UserId};
use jiff::{SignedDuration, Timestamp};
use pdf::{Document, Limits};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
pub use store::Lasting as TroubledFile;
use store::{LastingCounts, LastingLimits, Upkeep};

/// So long before a file can be checked no more somebody is told: it should have been renewed a month ago.
const WARNING: SignedDuration = SignedDuration::from_hours(24 * 60);
/// Files that are looked at in one night.
const FILES_A_NIGHT: usize = 200;
/// Their bytes together; the last one may go beyond.
const BYTES_A_NIGHT: u64 = 1 << 30;
/// Whatever was looked at more recently was looked at tonight.
const TONIGHT: SignedDuration = SignedDuration::from_hours(20);
/// No more than so many are counted.
pub const MOST: u32 = 1000;
/// Under which name the last night's look is remembered.
const LOOK: &str = "lasting";
/// What is noted of bytes that are not those that were kept.
const DAMAGED: &str = "DAMAGED";
/// What is noted of a file without a seal of ours.
const UNSEALED: &str = "NO_SEAL_OF_OURS";
/// Before what will hold no more after [`WARNING`], though it does today.
const SOON: &str = "SOON_";

/// What administrators are told of, once for each until it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Proof is pending for more than two days.
    Pending,
    /// A renewal is due for more than two days.
    Overdue,
    /// Files can soon be checked no more.
    Ending,
    /// Files do not hold, or soon will not.
    Found,
}

impl Alarm {
    /// All of them.
    pub const ALL: [Alarm; 4] = [Alarm::Pending, Alarm::Overdue, Alarm::Ending, Alarm::Found];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Alarm::Pending => "pending",
            Alarm::Overdue => "overdue",
            Alarm::Ending => "ending",
            Alarm::Found => "found",
        }
    }

    /// How many files it is about.
    pub fn of(self, counts: &LastingCounts) -> i64 {
        match self {
            Alarm::Pending => counts.pending_long,
            Alarm::Overdue => counts.overdue,
            Alarm::Ending => counts.ending,
            Alarm::Found => counts.found,
        }
    }
}

/// How long an account's finished files can be checked, for those who see to it.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// What files that are finished now reach.
    pub level: Level,
    /// Why not more.
    pub lacks: Option<Lack>,
    /// Files that want attention, no more than [`MOST`] of a kind.
    pub counts: LastingCounts,
    /// Some of them.
    pub troubled: Vec<store::Lasting>,
    /// The last night's look, and how many files were looked at.
    pub looked: Option<Upkeep>,
}

/// One night's looks.
struct Night {
    trust: Trust,
    /// What was said this night of certificates, by their fingerprints; each is asked about once.
    heard: BTreeMap<String, Vec<Evidence>>,
    now: Timestamp,
}

/// What one look at a file saw.
struct Seen {
    reaches: Option<Found>,
    finding: Option<String>,
}

impl App {
    /// How long the caller's account's files can be checked.
    pub async fn outlook(&self, caller: &Caller) -> Result<Outlook> {
        caller.must_be_admin()?;
        self.outlook_of(caller.account).await
    }

    /// The same of every account, for the console: the account's name beside it.
    pub async fn outlooks(&self) -> Result<Vec<(String, Outlook)>> {
        let mut all = Vec::new();
        for account in self.store.accounts().await? {
            let id = account
                .id
                .parse()
                .map_err(|_| Error::Damaged("account id".into()))?;
            all.push((account.name, self.outlook_of(id).await?));
        }
        Ok(all)
    }

    async fn outlook_of(&self, account: AccountId) -> Result<Outlook> {
        let (level, lacks) = match self.wanted_level(account).await {
            // Without a seal nothing is finished at all, and that is said elsewhere.
            Err(Error::Signer(_)) => (Level::BT, Some(Lack::NoSource)),
            wanted => wanted?,
        };
        let (account, limits) = (account.to_string(), self.limits());
        Ok(Outlook {
            level,
            lacks,
            counts: self.store.lasting_counts(&account, &limits).await?,
            troubled: self.store.lasting_troubles(&account, &limits, 20).await?,
            looked: self.store.upkeep(LOOK).await?,
        })
    }

    /// What all accounts have together, for metrics.
    pub async fn lasting_totals(&self) -> Result<LastingCounts> {
        let (mut total, limits) = (LastingCounts::default(), self.limits());
        for account in self.store.accounts().await? {
            let counts = self.store.lasting_counts(&account.id, &limits).await?;
            total.pending += counts.pending;
            total.pending_long += counts.pending_long;
            total.overdue += counts.overdue;
            total.ending += counts.ending;
            total.found += counts.found;
        }
        Ok(total)
    }

    /// How many files of an account an alarm is about.
    pub(crate) async fn alarm_count(&self, account: &str, alarm: Alarm) -> Result<i64> {
        let counts = self.store.lasting_counts(account, &self.limits()).await?;
        Ok(alarm.of(&counts))
    }

    fn limits(&self) -> LastingLimits {
        let now = self.ports.clock.now();
        let ago = now.saturating_sub(Lasting::PATIENCE).unwrap_or(now);
        LastingLimits {
            pending_since: ago,
            due_by: ago,
            ends_by: now.saturating_add(WARNING).unwrap_or(now),
            most: MOST,
        }
    }

    /// Tells administrators of what is new, and forgets what is over, so that it is told again when it comes again.
    pub(crate) async fn raise_alarms(&self) -> Result<()> {
        let limits = self.limits();
        for account in self.store.accounts().await? {
            let counts = self.store.lasting_counts(&account.id, &limits).await?;
            for alarm in Alarm::ALL {
                self.raise(&account.id, alarm, alarm.of(&counts)).await?;
            }
        }
        Ok(())
    }

    async fn raise(&self, account: &str, alarm: Alarm, count: i64) -> Result<()> {
        let name = format!("alarm:{}:{account}", alarm.name());
        let is_known = self.store.upkeep(&name).await?.is_some();
        if is_known == (count > 0) {
            return Ok(());
        }
        let now = self.ports.clock.now();
        let users = self.store.users(account).await?;
        let mut transaction = self.store.begin().await?;
        if count == 0 {
            transaction.forget_upkeep(&name).await?;
            return Ok(transaction.commit().await?);
        }
        let begun = Upkeep {
            name: name.clone(),
            detail: count.to_string(),
            at: now,
        };
        // Two nodes, or two kinds of job, may see it at the same moment.
        if !transaction.begin_upkeep(&begun).await? {
            return Ok(());
        }
        let alarm_name = alarm.name();
        tracing::warn!(account, alarm_name, count, "finished files may not last");
        for user in users.iter().filter(|user| is_admin(user)) {
            let id: UserId = user.id.parse().map_err(|_| Error::Damaged("user id".into()))?;
            let job = Job::MailAlarm { user: id, alarm };
            let key = format!("{name}:{}:{}", user.id, now.as_microsecond());
            self.enqueue(&mut transaction, account.to_owned(), job, key, now)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Looks at some files, as they would be looked at elsewhere: now, and as if it were two months later.
    pub(crate) async fn look_at_files(&self) -> Result<()> {
        let now = self.ports.clock.now();
        let before = now.saturating_sub(TONIGHT).unwrap_or(now);
        let mut night = Night {
            trust: self.trust().await?,
            heard: BTreeMap::new(),
            now,
        };
        let (mut looked, mut bytes) = (0, 0);
        while looked < FILES_A_NIGHT && bytes < BYTES_A_NIGHT {
            let rows = self.store.lasting_to_look_at(before, 10).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                bytes += self.look_at(row, &mut night).await?;
                looked += 1;
            }
        }
        let done = Upkeep {
            name: LOOK.to_owned(),
            detail: looked.to_string(),
            at: now,
        };
        let mut transaction = self.store.begin().await?;
        transaction.note_upkeep(&done).await?;
        Ok(transaction.commit().await?)
    }

    /// How many bytes were looked at.
    async fn look_at(&self, mut row: store::Lasting, night: &mut Night) -> Result<u64> {
        let file = match row.file.as_str() {
            "report" => SignedFile::Report,
            _ => SignedFile::Document,
        };
        let read = self.file_bytes(&row.agreement_id, file).await;
        let size = read.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let facts = match read {
            // What the storage says of the file is a finding; that it says nothing is not.
            Err(Error::Store(error)) if !is_of_the_file(&error) => return Err(Error::Store(error)),
            Err(error) => Err(error),
            Ok(bytes) => off_thread(move || facts_of(bytes)).await?,
        };
        let seen = match facts {
            Ok(facts) => self.judge_file(facts, &row.reaches, night).await?,
            Err(error) => {
                tracing::error!(agreement = row.agreement_id, %error, "a kept file is not what it was");
                Seen {
                    reaches: None,
                    finding: Some(DAMAGED.to_owned()),
                }
            }
        };
        let was = row.reaches.clone();
        if let Some(level) = seen.reaches {
            row.reaches = level.name().to_lowercase();
        }
        row.looked_at = night.now;
        row.finding = seen.finding;
        self.begin_late(&row, (file, &was), night.now).await?;
        Ok(size)
    }

    /// Whether the newest timestamp's authority was revoked must be asked; the rest stands in the file. Where that cannot be learned,
    /// or the file has no such data, revocation is left out: a silent responder is no fault of the file.
    async fn judge_file(&self, mut facts: Facts, reaches: &str, night: &mut Night) -> Result<Seen> {
        let anchors = anchors(&facts, &night.trust.anchors_pem);
        let mut policy = Policy::WITHOUT_REVOCATION;
        if ["b-lt", "b-lta"].contains(&reaches) {
            policy = Policy::STANDARD;
            for lookup in lookups(&facts, &anchors, night.now) {
                let name = lookup.certificate.fingerprint_hex();
                if !night.heard.contains_key(&name) {
                    let source = self.ports.revocation.as_ref();
                    let heard = evidence(source, &lookup.certificate, &lookup.issuer, None).await;
                    night.heard.insert(name.clone(), heard.0);
                }
                let heard = night.heard.get(&name).map(Vec::as_slice).unwrap_or_default();
                if heard.is_empty() {
                    policy = Policy::WITHOUT_REVOCATION;
                }
                heard.iter().for_each(|one| facts.learn(one.clone()));
            }
        }
        let (own, now) = (night.trust.own.clone(), night.now);
        off_thread(move || seen(&facts, &anchors, &own, (policy, now))).await
    }

    async fn file_bytes(&self, agreement: &str, file: SignedFile) -> Result<Bytes> {
        let id: AgreementId = agreement
            .parse()
            .map_err(|_| Error::Damaged("agreement id".into()))?;
        match file {
            SignedFile::Report => Ok(self.report_bytes(id).await?.0),
            SignedFile::Document => {
                let agreement = self.load(id).await?;
                let last = agreement.last_revision().ok_or(Error::NotFound)?;
                self.revision_bytes(id, last.number).await
            }
        }
    }

    /// Keeps what was seen. What was finished before anything was added to finished files, or while nothing could be, is begun now.
    async fn begin_late(
        &self,
        row: &store::Lasting,
        (file, was): (SignedFile, &str),
        now: Timestamp,
    ) -> Result<()> {
        let id: AgreementId = row
            .agreement_id
            .parse()
            .map_err(|_| Error::Damaged("agreement id".into()))?;
        let agreement = self.load(id).await?;
        let never = agreement.lasting_of(file).is_none() && row.pending_since.is_none();
        let begins = never && self.wanted_level(agreement.account).await?.0 >= Level::BLt;
        let mut transaction = self.store.begin().await?;
        transaction.note_look(row, was).await?;
        if begins {
            let row = store::Lasting {
                pending_since: Some(now),
                lacks: None,
                ..row.clone()
            };
            transaction.save_lasting(&row).await?;
            let job = Job::Extend {
                agreement: id,
                file,
                at: now,
            };
            let key = format!("begin-late:{id}:{}", file_word(file));
            self.enqueue(&mut transaction, row.account_id, job, key, now)
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}

fn is_of_the_file(error: &store::Error) -> bool {
    matches!(error, store::Error::BlobMissing(_) | store::Error::Damaged(_))
}

fn is_admin(user: &store::User) -> bool {
    user.role == store::Role::Admin && user.state == store::UserState::Active
}

fn facts_of(bytes: Bytes) -> Result<Facts> {
    let document = Document::open(bytes, None, &Limits::default())?;
    Ok(gather(&document)?)
}

/// Judges a file of ours, now and later. Later nothing is asked about revocation: nobody knows yet.
fn seen(
    facts: &Facts,
    anchors: &Anchors,
    own: &BTreeSet<String>,
    (policy, now): (Policy, Timestamp),
) -> Seen {
    let at = |policy: &Policy, time| {
        let report = judge(facts, anchors, policy, time);
        let ours = report.signatures.into_iter().filter(|one| is_own(one, own));
        ours.collect::<Vec<_>>()
    };
    let today = at(&policy, now);
    let later = || {
        let later = now.saturating_add(WARNING).unwrap_or(now);
        at(&Policy::WITHOUT_REVOCATION, later)
    };
    let open = |reports: &[SignatureReport]| {
        let first = reports.iter().find(|one| !one.conclusion.is_passed())?;
        Some(
            first
                .conclusion
                .sub_indication
                .and_then(|why| serde_json::to_value(why).ok()?.as_str().map(str::to_owned))
                .unwrap_or_default(),
        )
    };
    let finding = match (today.is_empty(), open(&today)) {
        (true, _) => Some(UNSEALED.to_owned()),
        (false, Some(why)) => Some(why),
        (false, None) => open(&later()).map(|why| format!("{SOON}{why}")),
    };
    Seen {
        reaches: today.iter().map(|one| one.level.unwrap_or(Found::B)).min(),
        finding,
    }
}

fn is_own(report: &SignatureReport, own: &BTreeSet<String>) -> bool {
    report
        .chain
        .first()
        .is_some_and(|certificate| own.contains(&certificate.sha256))
}

/// Whom we believe, and whoever vouches for the timestamps that we ourselves asked for: the question here is whether it still holds
/// together, not who trusts whom.
fn anchors(facts: &Facts, pem: &str) -> Anchors {
    let mut all = Certificate::all_from_pem(pem.as_bytes()).unwrap_or_default();
    let cms = facts.signatures.iter().filter_map(|one| one.cms.as_ref());
    let tokens = cms.flat_map(|cms| {
        let own = cms.signer.iter().flat_map(|signer| &signer.timestamps);
        own.chain(&cms.document_timestamp)
            .flat_map(|token| &token.certificates)
    });
    let roots = facts.certificates.iter().chain(tokens);
    all.extend(roots.filter(|one| one.is_self_issued()).cloned());
    Anchors::new(all)
}
