//! A file that is being written: it lies under a name beside its own until it is whole and on the disk, so that nobody ever finds a
//! half of it, and is taken away where it is not finished.

use anyhow::{Context, bail};
use bytes::Bytes;
use rustix::fs::{CWD, OFlags, RenameFlags, fcntl_getfl, fcntl_setfl, renameat_with};
use rustix::io::Errno;
use std::fs;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// What is read at once of a large file, and written while the next is read.
const BLOCK: usize = 4 << 20;

/// Where in memory and in the file the parts of a direct writing begin: what every disk is content with.
const ALIGNMENT: usize = 4096;

/// A file on its way.
pub struct Draft {
    file: fs::File,
    beside: PathBuf,
    /// What it begins with already.
    begun: Option<Bytes>,
    has_its_name: bool,
}

/// Writes a file whole or not at all; it is on the disk when this returns.
pub fn write_whole(target: &Path, parts: &[Bytes]) -> anyhow::Result<()> {
    Draft::begin(target)?.finish(target, parts)?;
    synchronise(folder_of(target))
}

/// Where a file lies.
pub fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Returns when the names in a folder are on the disk.
pub fn synchronise(folder: &Path) -> anyhow::Result<()> {
    let synchronised = fs::File::open(folder).and_then(|opened| opened.sync_all());
    match synchronised {
        // Some file systems keep no names apart, and say so in this way.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other.with_context(|| format!("the folder {} cannot be synchronised", folder.display())),
    }
}

impl Draft {
    /// An empty one.
    pub fn begin(target: &Path) -> anyhow::Result<Draft> {
        let name = target
            .file_name()
            .context("the target is no file")?
            .to_string_lossy();
        let beside = target.with_file_name(format!(".{name}.{}", std::process::id()));
        let opened = fs::OpenOptions::new().write(true).create_new(true).open(&beside);
        Ok(Draft {
            file: opened.with_context(|| unwritable(target))?,
            beside,
            begun: None,
            has_its_name: false,
        })
    }

    /// Reads a file of this length and writes what was read, both at once. What is returned is what was written, whatever becomes of
    /// the file meanwhile.
    pub fn copy(
        &mut self,
        (input, from): (&Path, &mut fs::File),
        (target, length): (&Path, usize),
    ) -> anyhow::Result<Bytes> {
        let mut room = vec![0; length.saturating_add(ALIGNMENT)];
        let start = room.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        let place = start..start + length;
        let bytes = room
            .get_mut(place.clone())
            .context("there is no room for the file")?;
        let file = &self.file;
        let (read, written) = thread::scope(|scope| {
            let (sender, blocks) = mpsc::channel();
            let writer = scope.spawn(move || write_blocks(file, &blocks));
            let mut pieces = bytes.chunks_mut(BLOCK);
            let read = pieces.try_for_each(|block| {
                from.read_exact(block)?;
                // Where nobody takes it the writer has failed, and says why.
                let _ = sender.send(&*block);
                Ok(())
            });
            drop(sender);
            let written = writer
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("the writer is gone")));
            (read, written)
        });
        let read: io::Result<()> = read;
        read.with_context(|| format!("{} cannot be read", input.display()))?;
        if from.read(&mut [0])? > 0 {
            bail!("{} became longer while it was read", input.display());
        }
        written
            .with_context(|| unwritable(target))
            .with_context(|| as_it_was(input))?;
        let bytes = Bytes::from(room).slice(place);
        self.begun = Some(bytes.clone());
        Ok(bytes)
    }

    /// Has the disk keep what is there so far, so that less is left to wait for. Whether it did is asked at the end.
    pub fn keep_ahead(&self) {
        let _ = self.file.sync_data();
    }

    /// Writes the rest and gives it its name, when it is on the disk. That the name is there as well, [`synchronise`] sees to.
    pub fn finish(mut self, target: &Path, parts: &[Bytes]) -> anyhow::Result<()> {
        self.write(parts)
            .and_then(|()| self.name(target))
            .with_context(|| unwritable(target))
    }

    fn write(&mut self, parts: &[Bytes]) -> io::Result<()> {
        let is_begun =
            |one: &Bytes, begun: &Bytes| one.as_ptr() == begun.as_ptr() && one.len() == begun.len();
        let left = match (&self.begun, parts.split_first()) {
            (Some(begun), Some((first, rest))) if is_begun(first, begun) => rest,
            (Some(_), _) => {
                self.file.set_len(0)?;
                self.file.rewind()?;
                parts
            }
            (None, _) => parts,
        };
        for part in left {
            self.file.write_all(part)?;
        }
        self.file.sync_all()
    }

    /// A name that somebody took in the meantime is left to them.
    fn name(&mut self, target: &Path) -> io::Result<()> {
        match renameat_with(CWD, &self.beside, CWD, target, RenameFlags::NOREPLACE) {
            Ok(()) => {
                self.has_its_name = true;
                return Ok(());
            }
            Err(Errno::EXIST) => return Err(Errno::EXIST.into()),
            // Not every file system can.
            Err(_) => {}
        }
        match fs::hard_link(&self.beside, target) {
            Err(taken) if taken.kind() == ErrorKind::AlreadyExists => Err(taken),
            // Nor has every one links.
            Err(_) => fs::rename(&self.beside, target),
            Ok(()) => Ok(()),
        }
    }
}

impl Drop for Draft {
    /// What was linked has its name still; where it was renamed nothing is left here.
    fn drop(&mut self) {
        if !self.has_its_name {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// Writes each block as it comes, where the file system lets it straight to the disk: to copy a large file into the system's memory
/// first takes longer than to write it, and drives out what others have there.
fn write_blocks(file: &fs::File, blocks: &Receiver<&[u8]>) -> io::Result<()> {
    let mut direct = set_direct(file, true).is_ok();
    for block in blocks {
        write_block(file, block, &mut direct)?;
    }
    set_direct(file, false)
}

/// What cannot be written straight to the disk, as a rule the end of the file, goes the usual way.
fn write_block(mut file: &fs::File, mut block: &[u8], direct: &mut bool) -> io::Result<()> {
    while !block.is_empty() {
        match file.write(block) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => block = block.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::InvalidInput && *direct => {
                *direct = false;
                set_direct(file, false)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn set_direct(file: &fs::File, direct: bool) -> io::Result<()> {
    let mut flags = fcntl_getfl(file)?;
    flags.set(OFlags::DIRECT, direct);
    Ok(fcntl_setfl(file, flags)?)
}

/// What somebody wants to hear first when something went wrong.
pub fn as_it_was(input: &Path) -> String {
    format!("{} is as it was", input.display())
}

fn unwritable(target: &Path) -> String {
    format!("{} cannot be written", target.display())
}
