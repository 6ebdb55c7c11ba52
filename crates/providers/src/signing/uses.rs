//! The signer's own log: what was asked of it, and what became of it. Each line names the one before by its hash, and stands on the
//! disk before the key is touched. From it the signer knows, after a restart too, which authorisations were used and how often.

use app::keys::sha256_hex;
use app::ports::{Authorisation, Grounds};
use jiff::{SignedDuration, Timestamp};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use uuid::Uuid;

/// Authorisations live for a minute; those used within a day are remembered, so that a clock that is set back a little gives none of
/// them back.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// No authorisation may be good for longer: whoever makes them could otherwise make some for later.
pub const LONGEST_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
    /// The authorisation.
    pub authorisation: Uuid,
    /// The key that it names.
    pub key: String,
    /// The digests that it names, in hexadecimal.
    pub digests: Vec<String>,
    /// On what it rests.
    pub grounds: Grounds,
    /// The user of the system whose process asked.
    pub asked_by: u32,
    /// SHA-256 of the line before, in hexadecimal.
    pub before: String,
}

/// What is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The authorisation is used up; the key may be touched.
    Used,
    /// The signatures were made and verified.
    Signed,
    /// There is no signature, for this reason.
    Refused(String),
}

/// Why an authorisation is not used.
#[derive(Debug, thiserror::Error)]
pub enum UseFault {
    /// It was used before.
    #[error("the authorisation was used before")]
    Replayed,
    /// It has ended, or would be good for too long.
    #[error("the authorisation is not for now")]
    NotNow,
    /// The mandate or binding that it rests on has ended.
    #[error("the mandate or binding has ended")]
    RightEnded,
    /// The signer's own limit is reached.
    #[error("the signer's own limit of {0} uses in an hour is reached")]
    TooMany(u32),
    /// It could not be written down.
    #[error("the use cannot be written down: {0}")]
    Disk(#[from] io::Error),
    /// Another signer has it.
    #[error("another signer uses this folder")]
    InUse,
    /// The log is not what it was.
    #[error("the log of uses is damaged at line {0}")]
    Damaged(u64),
}

/// The log.
#[derive(Debug)]
pub struct UseLog {
    file: File,
    /// Where the last whole line ends.
    end: u64,
    /// A line could not be taken back: nothing is written behind it, and so nothing is signed.
    torn: bool,
    number: u64,
    last: String,
    used: BTreeMap<Uuid, Timestamp>,
    per_hour: u32,
}

impl UseLog {
    /// Opens the log, for one signer at a time, and reads what it remembers. A last line that a power cut left unfinished is taken away:
    /// nothing was done for it.
    pub fn open(path: &Path, per_hour: u32, now: Timestamp) -> Result<UseLog, UseFault> {
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(path)?;
        // Two signers over one log would each believe that an authorisation is new.
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| UseFault::InUse)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let Checked { entries, last, whole } = check(&text)?;
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::Start(whole as u64))?;
        file.sync_all()?;
        let used = entries.iter().filter(|entry| entry.event == Event::Used);
        let mut log = UseLog {
            file,
            end: whole as u64,
            torn: false,
            number: entries.len() as u64,
            last,
            used: used.map(|entry| (entry.authorisation, entry.at)).collect(),
            per_hour,
        };
        log.forget(now);
        Ok(log)
    }

    /// Uses an authorisation up. When this returns, the disk knows it.
    pub fn use_up(
        &mut self,
        authorisation: &Authorisation,
        asked_by: u32,
        now: Timestamp,
    ) -> Result<(), UseFault> {
        let ends = authorisation.expires_at();
        if now >= ends || ends.duration_since(now) > LONGEST_LIFE {
            return Err(UseFault::NotNow);
        }
        if authorisation.grounds().until.is_some_and(|until| now >= until) {
            return Err(UseFault::RightEnded);
        }
        self.forget(now);
        if self.used.contains_key(&authorisation.id()) {
            return Err(UseFault::Replayed);
        }
        let hour_ago = ago(now, SignedDuration::from_hours(1));
        let lately = self.used.values().filter(|at| **at > hour_ago).count();
        if lately >= self.per_hour as usize {
            return Err(UseFault::TooMany(self.per_hour));
        }
        self.write(Event::Used, authorisation, asked_by, now)?;
        self.used.insert(authorisation.id(), now);
        Ok(())
    }

    /// Writes down what became of it.
    pub fn write(
        &mut self,
        event: Event,
        authorisation: &Authorisation,
        asked_by: u32,
        now: Timestamp,
    ) -> Result<(), UseFault> {
        let entry = Entry {
            number: self.number + 1,
            at: now,
            event,
            authorisation: authorisation.id(),
            key: authorisation.key().to_owned(),
            digests: authorisation.digests().iter().map(hex::encode).collect(),
            grounds: authorisation.grounds().clone(),
            asked_by,
            before: self.last.clone(),
        };
        let line = serde_json::to_string(&entry).map_err(io::Error::from)?;
        self.append(format!("{line}\n").as_bytes())?;
        self.number += 1;
        self.last = sha256_hex(line.as_bytes());
        Ok(())
    }

    /// A line that is not whole, on a full disk for one, is taken back, so that the next one does not stand behind a half.
    fn append(&mut self, line: &[u8]) -> Result<(), UseFault> {
        if self.torn {
            return Err(io::Error::other("a line before could not be taken back").into());
        }
        let written = self.file.write_all(line).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.torn = self.take_back().is_err();
            return Err(error.into());
        }
        self.end += line.len() as u64;
        Ok(())
    }

    fn take_back(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.sync_all()
    }

    fn forget(&mut self, now: Timestamp) {
        let day_ago = ago(now, REMEMBERED);
        self.used.retain(|_, at| *at > day_ago);
    }
}

/// All lines of a log, checked, and the hash of the last: what to write down elsewhere, so that a tail that is cut off is seen. A line that
/// is being written just now is left out. It changes nothing, and may be called while a signer runs.
pub fn read(path: &Path) -> Result<(Vec<Entry>, String), UseFault> {
    let checked = check(&fs::read_to_string(path)?)?;
    Ok((checked.entries, checked.last))
}

struct Checked {
    entries: Vec<Entry>,
    last: String,
    /// Octets of whole lines.
    whole: usize,
}

fn check(text: &str) -> Result<Checked, UseFault> {
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let (mut entries, mut last): (Vec<Entry>, String) = (Vec::new(), String::new());
    for line in text.get(..whole).unwrap_or_default().lines() {
        let number = entries.len() as u64;
        entries.push(next(line, number, &last).ok_or(UseFault::Damaged(number + 1))?);
        last = sha256_hex(line.as_bytes());
    }
    Ok(Checked { entries, last, whole })
}

fn next(line: &str, number: u64, last: &str) -> Option<Entry> {
    let entry: Entry = serde_json::from_str(line).ok()?;
    (entry.number == number + 1 && entry.before == last).then_some(entry)
}

fn ago(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ades::test_pki::now;
    use jiff::ToSpan;

    fn permit(id: u128) -> Authorisation {
        permit_until(id, now() + 1.minute())
    }

    fn permit_until(id: u128, ends: Timestamp) -> Authorisation {
        Authorisation::for_tests(Uuid::from_u128(id), "seal".into(), vec![vec![1; 32]], ends)
    }

    #[test]
    fn a_replay_is_refused_after_a_restart_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("uses.jsonl");
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        log.use_up(&permit(1), 7, now()).unwrap();
        assert!(matches!(
            log.use_up(&permit(1), 7, now()),
            Err(UseFault::Replayed)
        ));
        drop(log);
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        assert!(matches!(
            log.use_up(&permit(1), 7, now()),
            Err(UseFault::Replayed)
        ));
        log.use_up(&permit(2), 7, now()).unwrap();
        let (entries, _) = read(&path).unwrap();
        assert_eq!((entries.len(), entries[1].asked_by, entries[1].number), (2, 7, 2));
        // A power cut in the middle of a line.
        let mut torn = fs::read(&path).unwrap();
        torn.extend(b"{\"number\":3,");
        drop(log);
        fs::write(&path, &torn).unwrap();
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        assert!(matches!(
            log.use_up(&permit(2), 7, now()),
            Err(UseFault::Replayed)
        ));
        log.use_up(&permit(3), 7, now()).unwrap();
        assert_eq!(read(&path).unwrap().0.len(), 3);
    }

    #[test]
    fn a_line_that_could_not_be_written_is_taken_back_or_ends_it_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("uses.jsonl");
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        log.use_up(&permit(1), 7, now()).unwrap();
        // A disk that took half a line.
        log.file.write_all(b"{\"number\":2,").unwrap();
        log.take_back().unwrap();
        log.use_up(&permit(2), 7, now()).unwrap();
        assert_eq!(read(&path).unwrap().0.len(), 2);
        // One that takes nothing, and gives nothing back.
        log.file = File::open(&path).unwrap();
        for id in [3, 4] {
            assert!(matches!(
                log.use_up(&permit(id), 7, now()),
                Err(UseFault::Disk(_))
            ));
        }
        assert!(log.torn);
        drop(log);
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        log.use_up(&permit(3), 7, now()).unwrap();
        assert_eq!(read(&path).unwrap().0.len(), 3);
    }

    #[test]
    fn neither_old_nor_far_future_authorisations_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = UseLog::open(&folder.path().join("uses.jsonl"), 10, now()).unwrap();
        for ends in [now(), now() - 1.second(), now() + 6.minutes()] {
            let refused = log.use_up(&permit_until(1, ends), 7, now());
            assert!(matches!(refused, Err(UseFault::NotNow)), "{ends}");
        }
        log.use_up(&permit_until(1, now() + 5.minutes()), 7, now())
            .unwrap();
    }

    #[test]
    fn the_signer_has_a_limit_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("uses.jsonl");
        let mut log = UseLog::open(&path, 2, now()).unwrap();
        log.use_up(&permit(1), 7, now()).unwrap();
        drop(log);
        let mut log = UseLog::open(&path, 2, now()).unwrap();
        log.use_up(&permit(2), 7, now()).unwrap();
        assert!(matches!(
            log.use_up(&permit(3), 7, now()),
            Err(UseFault::TooMany(2))
        ));
        let later = now() + 1.hour();
        log.use_up(&permit_until(3, later + 1.minute()), 7, later)
            .unwrap();
    }

    #[test]
    fn a_log_that_was_edited_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("uses.jsonl");
        let mut log = UseLog::open(&path, 10, now()).unwrap();
        for id in 1..=3 {
            log.use_up(&permit(id), 7, now()).unwrap();
        }
        assert!(matches!(UseLog::open(&path, 10, now()), Err(UseFault::InUse)));
        drop(log);
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let edits = [
            (text.replace("\"asked_by\":7", "\"asked_by\":8"), 2),
            (format!("{}\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n{}\n", lines[1], lines[2]), 1),
            (format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]), 2),
        ];
        for (edited, line) in edits {
            fs::write(&path, edited).unwrap();
            assert!(
                matches!(read(&path), Err(UseFault::Damaged(at)) if at == line),
                "line {line}"
            );
            assert!(matches!(
                UseLog::open(&path, 10, now()),
                Err(UseFault::Damaged(_))
            ));
        }
    }
}
