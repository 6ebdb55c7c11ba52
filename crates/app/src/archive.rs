//! Many signed files as one ZIP, made while it is read: memory holds one agreement's files at a time, whatever their number.

use crate::error::{Error, Result};
use crate::uploads::Download;
use crate::{App, Caller};
use bytes::Bytes;
use domain::agreement::{Agreement, Status};
use domain::ids::AgreementId;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// The most agreements in one archive.
pub const MOST: usize = 500;
/// How much of the archive leaves at once.
const CHUNK: usize = 64 << 10;

/// A file of the archive, and the time that it bears.
struct Entry {
    file: Download,
    at: Timestamp,
}

impl App {
    /// The newest files of these agreements, and the audit reports of the completed ones, as a ZIP in pieces. All are checked before
    /// the first byte leaves; drafts have no file and are left out. An error in between ends the pieces with an error, so that
    /// nobody takes half an archive for a whole one.
    pub async fn archive(
        self: &Arc<App>,
        caller: &Caller,
        ids: &[AgreementId],
    ) -> Result<mpsc::Receiver<io::Result<Bytes>>> {
        if ids.len() > MOST {
            return Err(Error::BadInput {
                field: "ids",
                code: "TOO_MANY_AGREEMENTS",
            });
        }
        let mut wanted = Vec::new();
        for id in ids {
            let agreement = self.owned(caller, *id).await?;
            if !agreement.revisions.is_empty() {
                wanted.push(agreement.id);
            }
        }
        if wanted.is_empty() {
            return Err(Error::NotFound);
        }
        let (pieces, archive) = mpsc::channel(2);
        let (files, queue) = mpsc::channel(1);
        tokio::task::spawn_blocking(move || write(queue, pieces));
        let (app, caller) = (Arc::clone(self), caller.clone());
        tokio::spawn(async move { app.feed(&caller, wanted, files).await });
        Ok(archive)
    }

    async fn feed(&self, caller: &Caller, wanted: Vec<AgreementId>, files: mpsc::Sender<Result<Entry>>) {
        for id in wanted {
            let entries = match self.files_of(caller, id).await {
                Ok(entries) => entries.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            for entry in entries {
                // Nobody reads any more: the download was broken off.
                if files.send(entry).await.is_err() {
                    return;
                }
            }
        }
    }

    async fn files_of(&self, caller: &Caller, id: AgreementId) -> Result<Vec<Entry>> {
        let agreement = self.owned(caller, id).await?;
        let at = time_of(&agreement);
        let mut entries = vec![Entry {
            file: self.signed_file(&agreement).await?,
            at,
        }];
        if agreement.status == Status::Completed {
            let file = self.audit_report(caller, id, None).await?;
            entries.push(Entry { file, at });
        }
        Ok(entries)
    }
}

fn time_of(agreement: &Agreement) -> Timestamp {
    agreement
        .ended_at
        .or(agreement.sent_at)
        .unwrap_or(agreement.created_at)
}

fn write(mut queue: mpsc::Receiver<Result<Entry>>, pieces: mpsc::Sender<io::Result<Bytes>>) {
    if let Err(error) = write_all(&mut queue, &pieces) {
        tracing::warn!(%error, "an archive was not finished");
        let _ = pieces.blocking_send(Err(error));
    }
}

fn write_all(
    queue: &mut mpsc::Receiver<Result<Entry>>,
    pieces: &mpsc::Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(Pieces {
        to: pieces,
        waiting: Vec::with_capacity(CHUNK),
    });
    let mut names = BTreeSet::new();
    while let Some(entry) = queue.blocking_recv() {
        let entry = entry.map_err(io::Error::other)?;
        // PDF streams are compressed already.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(u32::try_from(entry.file.bytes.len()).is_err())
            .last_modified_time(dos_time(entry.at));
        zip.start_file(unlike(&mut names, &entry.file.name), options)?;
        zip.write_all(&entry.file.bytes)?;
    }
    zip.finish()?.into_inner().flush()
}

/// A ZIP knows no zone: UTC, in steps of two seconds, from 1980 on (APPNOTE 4.4.6).
fn dos_time(at: Timestamp) -> DateTime {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let time = DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or(0),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    time.unwrap_or_default()
}

/// A name that no file before had: `Pogodba.pdf`, `Pogodba (2).pdf`.
fn unlike(names: &mut BTreeSet<String>, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut free = name.to_owned();
    let mut number = 1;
    // File systems that fold case would write one over the other.
    while !names.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{stem} ({number}).{ending}");
    }
    free
}

/// Collects what is written and hands it on in pieces; waits when nobody takes them.
struct Pieces<'a> {
    to: &'a mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.waiting, Vec::with_capacity(CHUNK));
        if piece.is_empty() {
            return Ok(());
        }
        self.to
            .blocking_send(Ok(piece.into()))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_do_not_lie_over_each_other() {
        let mut names = BTreeSet::new();
        let given: Vec<String> = ["Pogodba.pdf", "pogodba.pdf", "Pogodba.pdf", "brez"]
            .iter()
            .map(|name| unlike(&mut names, name))
            .collect();
        assert_eq!(
            given,
            ["Pogodba.pdf", "pogodba (2).pdf", "Pogodba (3).pdf", "brez"]
        );
    }

    #[test]
    fn an_archive_that_fails_in_between_ends_with_an_error() {
        let (files, queue) = mpsc::channel(4);
        let (pieces, mut archive) = mpsc::channel(100);
        let file = Download {
            name: "a.pdf".into(),
            mime: "application/pdf",
            bytes: Bytes::from(vec![7; 3 * CHUNK]),
        };
        let at = "2026-11-22T10:20:30Z".parse().unwrap_or_default();
        files.blocking_send(Ok(Entry { file, at })).unwrap_or_default();
        files.blocking_send(Err(Error::NotFound)).unwrap_or_default();
        drop(files);
        write(queue, pieces);
        let mut last = None;
        while let Some(piece) = archive.blocking_recv() {
            last = Some(piece);
        }
        assert!(matches!(last, Some(Err(_))));
    }
}
