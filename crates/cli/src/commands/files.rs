//! Files in and out of the commands that add to PDFs: several at once, each whole or not at all, the inputs untouched.

use crate::commands::draft::{Draft, as_it_was, folder_of, synchronise};
use anyhow::{Context, bail};
use bytes::Bytes;
use clap::Args;
use std::collections::BTreeSet;
use std::fs;
use std::future::Future;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files of this size are written while they are read and worked on.
const LARGE: u64 = 4 << 20;

/// Threads beyond those that work. A disk that is told to keep many files does it nearly as soon as one, so the processors need
/// not wait for it.
const WRITERS: usize = 32;

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
        W: Fn(Bytes) -> F + Send + Sync + 'static,
        F: Future<Output = anyhow::Result<Made>>,
    {
        let targets = self.targets()?;
        let folder = match self.out.is_dir() {
            true => self.out.clone(),
            false => folder_of(&self.out).to_owned(),
        };
        let threads = self.jobs().saturating_add(WRITERS).min(targets.len());
        let line = Line {
            targets: Mutex::new(targets.into_iter()),
            slots: Arc::new(Semaphore::new(self.jobs())),
            runtime: Handle::current(),
            work,
        };
        let all_went_well = tokio::task::spawn_blocking(move || line.work_off(threads, &folder));
        Ok(match all_went_well.await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
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

/// The files that wait for their turn, and what is done to each.
struct Line<W> {
    targets: Mutex<std::vec::IntoIter<(PathBuf, PathBuf)>>,
    slots: Arc<Semaphore>,
    runtime: Handle,
    work: W,
}

/// What became of one file: where it went, and what there is to say.
type Done = (PathBuf, anyhow::Result<String>);

impl<W, F> Line<W>
where
    W: Fn(Bytes) -> F + Sync,
    F: Future<Output = anyhow::Result<Made>>,
{
    /// Whether all went well.
    fn work_off(&self, threads: usize, folder: &Path) -> bool {
        thread::scope(|scope| {
            let (sender, done) = mpsc::channel();
            for _ in 0..threads {
                let sender = sender.clone();
                scope.spawn(move || self.take_turns(&sender));
            }
            drop(sender);
            say_all(&done, folder)
        })
    }

    /// Takes one file after the other from its beginning to its end on this very thread: to hand it on would cost more than most of
    /// the steps.
    fn take_turns(&self, done: &Sender<Done>) {
        while let Some((input, target)) = self.next() {
            let said = self.one(&input, &target);
            let said = said.with_context(|| input.display().to_string());
            if done.send((target, said)).is_err() {
                return;
            }
        }
    }

    fn next(&self) -> Option<(PathBuf, PathBuf)> {
        self.targets.lock().ok()?.next()
    }

    /// Leave to have one more file in memory and to work on it.
    fn slot(&self) -> anyhow::Result<OwnedSemaphorePermit> {
        match self.slots.clone().try_acquire_owned() {
            Ok(slot) => Ok(slot),
            Err(_) => Ok(self.runtime.block_on(self.slots.clone().acquire_owned())?),
        }
    }

    /// Reads, works, writes. The next file's turn comes when this one is worked on, or written if it is large, so that no more lies
    /// in memory than some files that are worked on and some small ones that are written.
    fn one(&self, input: &Path, target: &Path) -> anyhow::Result<String> {
        let slot = self.slot()?;
        let unreadable = || format!("{} cannot be read", input.display());
        let mut file = fs::File::open(input).with_context(unreadable)?;
        let about = file.metadata().with_context(unreadable)?;
        let (made, written) = if about.is_file() && about.len() >= LARGE {
            self.large((input, file), usize::try_from(about.len())?, target)?
        } else {
            let mut original = Vec::new();
            file.read_to_end(&mut original).with_context(unreadable)?;
            let made = self.runtime.block_on((self.work)(original.into()))?;
            drop(slot);
            let written = Draft::begin(target).and_then(|draft| draft.finish(target, &made.parts));
            (made, written)
        };
        written.with_context(|| as_it_was(input))?;
        Ok(made.said)
    }

    /// What is large is kept, nearly always, as it is with something behind it: its writing need not wait for what that is.
    fn large(
        &self,
        (input, mut file): (&Path, fs::File),
        length: usize,
        target: &Path,
    ) -> anyhow::Result<(Made, anyhow::Result<()>)> {
        let mut draft = Draft::begin(target).with_context(|| as_it_was(input))?;
        let original = draft.copy((input, &mut file), (target, length))?;
        let made = thread::scope(|scope| {
            scope.spawn(|| draft.keep_ahead());
            self.runtime.block_on((self.work)(original))
        })?;
        let written = draft.finish(target, &made.parts);
        Ok((made, written))
    }
}

/// Says what became of the files as they come, and of none that it is written before its name is on the disk, too: one word to the
/// disk does for all that came meanwhile.
fn say_all(done: &Receiver<Done>, folder: &Path) -> bool {
    let mut all_went_well = true;
    while let Ok(first) = done.recv() {
        let batch: Vec<Done> = std::iter::once(first).chain(done.try_iter()).collect();
        let kept = match batch.iter().any(|(_, said)| said.is_ok()) {
            true => synchronise(folder),
            false => Ok(()),
        };
        for (target, said) in batch {
            let lost = kept.as_ref().err();
            let said = match lost.filter(|_| said.is_ok()) {
                Some(why) => Err(anyhow::anyhow!(
                    "{} was written, and may be gone after a crash: {why:#}",
                    target.display()
                )),
                None => said,
            };
            match &said {
                Ok(said) => println!("{}: {said}", target.display()),
                Err(error) => eprintln!("podpis: {error:#}"),
            }
            all_went_well &= said.is_ok();
        }
    }
    all_went_well
}

fn ends_like_a_folder(path: &Path) -> bool {
    path.as_os_str()
        .to_string_lossy()
        .ends_with(std::path::MAIN_SEPARATOR)
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
