//! Files in and out of the commands that add to PDFs: several at once, each whole or not at all, the inputs untouched.

use anyhow::{Context, bail};
use bytes::Bytes;
use clap::Args;
use std::collections::BTreeSet;
use std::fs;
use std::future::Future;
use std::io::{ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

/// Files of which this much is the original are written while they are worked on.
const LARGE: usize = 4 << 20;

/// Results that are written at once. A disk that is told to keep many files does it nearly as soon as one, so the processors need not
/// wait for it.
const WRITES: usize = 32;

/// Which files, and where to.
#[derive(Args, Clone)]
pub struct Files {
    /// Where the result goes: a file for one input, else a folder; nothing is overwritten
    #[arg(long, value_name = "FILE|FOLDER")]
    out: PathBuf,
    /// How many files at once; twice as many as there are processors, since disks and authorities are waited for
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Password of encrypted PDFs, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// The PDFs
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
}

/// What became of one file, and what there is to say.
pub struct Made {
    /// The file, in parts: most of it is what came in, and that is not copied.
    pub parts: Vec<Bytes>,
    /// One line.
    pub said: String,
}

impl Files {
    /// The password of the PDFs.
    pub fn password(&self) -> anyhow::Result<Option<Vec<u8>>> {
        Ok(super::password_in(self.pdf_password_file.as_deref())?.map(String::into_bytes))
    }

    /// How many files at once.
    pub fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| 2 * processors()).max(1)
    }

    /// Does `work` to every input. A file that fails is said and does not stop the others: the exit code tells.
    pub async fn each<W, F>(&self, work: W) -> anyhow::Result<ExitCode>
    where
        W: Fn(Bytes) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = anyhow::Result<Made>> + Send + 'static,
    {
        let targets = self.targets()?;
        let slots = Arc::new(Semaphore::new(self.jobs()));
        let writes = Arc::new(Semaphore::new(WRITES));
        let mut running = JoinSet::new();
        let mut failed = false;
        for (input, target) in targets {
            let slot = slots.clone().acquire_owned().await?;
            let (work, writes) = (work.clone(), writes.clone());
            running.spawn(async move {
                let done = one(&work, &input, &target, (slot, &writes)).await;
                (target, done.with_context(|| input.display().to_string()))
            });
            while let Some(done) = running.try_join_next() {
                failed |= !say(done?);
            }
        }
        while let Some(done) = running.join_next().await {
            failed |= !say(done?);
        }
        Ok(if failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }

    /// Each input's target: none exists, and no two are the same.
    fn targets(&self) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
        let is_folder = self.out.is_dir() || self.inputs.len() > 1 || ends_like_a_folder(&self.out);
        if is_folder {
            fs::create_dir_all(&self.out)
                .with_context(|| format!("{} cannot be made", self.out.display()))?;
        }
        let mut seen = BTreeSet::new();
        let mut targets = Vec::new();
        for input in &self.inputs {
            let target = match is_folder {
                true => {
                    let name = input
                        .file_name()
                        .with_context(|| format!("{} is no file", input.display()))?;
                    self.out.join(name)
                }
                false => self.out.clone(),
            };
            if target.exists() {
                bail!("{} exists already", target.display());
            }
            if !seen.insert(target.clone()) {
                bail!(
                    "two inputs are called {}: sign them into different folders",
                    target.display()
                );
            }
            targets.push((input.clone(), target));
        }
        Ok(targets)
    }
}

/// Reads, works, writes; disks are waited for where nobody else has to. The next file's turn comes when this one is worked on and
/// may be written, so that no more files lie in memory than are worked on and written.
async fn one<W, F>(
    work: &W,
    input: &Path,
    target: &Path,
    (slot, writes): (OwnedSemaphorePermit, &Semaphore),
) -> anyhow::Result<String>
where
    W: Fn(Bytes) -> F,
    F: Future<Output = anyhow::Result<Made>>,
{
    let file = input.to_owned();
    let read = tokio::task::spawn_blocking(move || fs::read(file)).await?;
    let original = Bytes::from(read.with_context(|| format!("{} cannot be read", input.display()))?);
    // What is large is kept, nearly always, as it is with something behind it: its writing need not wait for what that is.
    let ahead = (original.len() >= LARGE).then(|| {
        let (file, begun) = (target.to_owned(), original.clone());
        tokio::task::spawn_blocking(move || Draft::begin(&file, Some(begun)))
    });
    let made = work(original).await;
    let ahead = match ahead {
        Some(ahead) => Some(ahead.await?),
        None => None,
    };
    let made = made?;
    let _write = writes.acquire().await?;
    if ahead.is_none() {
        drop(slot);
    }
    let file = target.to_owned();
    let written = tokio::task::spawn_blocking(move || {
        let draft = ahead.unwrap_or_else(|| Draft::begin(&file, None));
        draft.and_then(|draft| draft.finish(&file, &made.parts))
    });
    written
        .await?
        .with_context(|| format!("{} is as it was", input.display()))?;
    Ok(made.said)
}

fn say((target, done): (PathBuf, anyhow::Result<String>)) -> bool {
    match &done {
        Ok(said) => println!("{}: {said}", target.display()),
        Err(error) => eprintln!("podpis: {error:#}"),
    }
    done.is_ok()
}

/// Writes a file under another name first, so that nobody ever finds a half of it under its own.
pub fn write_whole(target: &Path, parts: &[Bytes]) -> anyhow::Result<()> {
    Draft::begin(target, None)?.finish(target, parts)
}

/// A file that is being written, under a name beside its own. It is taken away where it is not finished.
struct Draft {
    file: fs::File,
    beside: PathBuf,
    begun: Option<Bytes>,
}

impl Draft {
    /// `begun`: what the file begins with in all likelihood; it is on the disk when this returns.
    fn begin(target: &Path, begun: Option<Bytes>) -> anyhow::Result<Draft> {
        let name = target
            .file_name()
            .context("the target is no file")?
            .to_string_lossy();
        let beside = target.with_file_name(format!(".{name}.{}", std::process::id()));
        let unwritable = || format!("{} cannot be written", target.display());
        let opened = fs::OpenOptions::new().write(true).create_new(true).open(&beside);
        let mut draft = Draft {
            file: opened.with_context(unwritable)?,
            beside,
            begun: None,
        };
        if let Some(begun) = begun {
            let written = draft.file.write_all(&begun).and_then(|()| draft.file.sync_data());
            written.with_context(unwritable)?;
            draft.begun = Some(begun);
        }
        Ok(draft)
    }

    /// Gives it its name.
    fn finish(mut self, target: &Path, parts: &[Bytes]) -> anyhow::Result<()> {
        self.write_and_rename(target, parts)
            .with_context(|| format!("{} cannot be written", target.display()))
    }

    fn write_and_rename(&mut self, target: &Path, parts: &[Bytes]) -> std::io::Result<()> {
        let (first, rest) = parts
            .split_first()
            .map_or((None, parts), |(first, rest)| (Some(first), rest));
        let is_same = |begun: &Bytes| {
            first.is_some_and(|one| one.as_ptr() == begun.as_ptr() && one.len() == begun.len())
        };
        let left = match &self.begun {
            Some(begun) if is_same(begun) => rest,
            Some(_) => {
                self.file.set_len(0)?;
                self.file.rewind()?;
                parts
            }
            None => parts,
        };
        for part in left {
            self.file.write_all(part)?;
        }
        self.file.sync_all()?;
        // A name that somebody took in the meantime is left to them.
        match fs::hard_link(&self.beside, target) {
            Ok(()) => Ok(()),
            Err(taken) if taken.kind() == ErrorKind::AlreadyExists => Err(taken),
            // Not every file system has links.
            Err(_) => fs::rename(&self.beside, target),
        }
    }
}

impl Drop for Draft {
    /// What got its name has it still; where it was renamed nothing is left here.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

fn ends_like_a_folder(path: &Path) -> bool {
    path.as_os_str()
        .to_string_lossy()
        .ends_with(std::path::MAIN_SEPARATOR)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
