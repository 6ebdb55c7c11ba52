//! Makes signed files for outside judges, by the same calls as the product, with test certificates.
//!
//! `files papers FOLDER` writes the papers to begin with; `files FOLDER` seals them, and what other programs made of them in
//! `FOLDER/foreign`, and says in `FOLDER/manifest.json` what judges should find.
#![allow(clippy::print_stdout, reason = "a program for a person who waits")]

mod cases;
mod kinds;
mod people;

use std::fs;
use std::path::{Path, PathBuf};

use ades::test_pki::TestPki;
use anyhow::Context;
use serde::Serialize;
use testkit::paper::{self, CrossReference, document};

/// What a judge should find in a file.
#[derive(Serialize, Default)]
pub(crate) struct Expected {
    /// The file's name.
    pub(crate) file: String,
    /// Signatures, all good.
    pub(crate) signatures: usize,
    /// Every signature of ours has a timestamp.
    pub(crate) timestamps: bool,
    /// What the file says, in whatever order.
    pub(crate) texts: Vec<String>,
    /// What it must not say any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) absent: Vec<String>,
}

#[derive(Serialize)]
struct Manifest {
    /// Anchors, as files beside the manifest.
    roots: Vec<String>,
    /// The moment to judge at.
    at: String,
    files: Vec<Expected>,
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, folder] if word == "papers" => papers(&Path::new(folder).join("papers")),
        [folder] => seal(Path::new(folder)),
        _ => anyhow::bail!("usage: files [papers] FOLDER"),
    }
}

fn papers(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let contract = paper::contract(3, 12);
    for (name, places) in [
        ("contract.pdf", CrossReference::Table),
        ("streams.pdf", CrossReference::Stream),
    ] {
        fs::write(folder.join(name), document(&contract, places))?;
    }
    fs::write(folder.join("structured.pdf"), paper::structured())?;
    fs::write(
        folder.join("archive.pdf"),
        paper::archive(&testkit::faces::fonts()?)?,
    )?;
    Ok(())
}

/// Where inputs come from and files go to.
pub(crate) struct Desk {
    folder: PathBuf,
    files: Vec<Expected>,
}

impl Desk {
    /// What another program made.
    pub(crate) fn foreign(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let path = self.folder.join("foreign").join(name);
        fs::read(&path)
            .with_context(|| format!("{} is missing; tests/judge/foreign.py makes it", path.display()))
    }

    /// Keeps a finished file for the judges.
    pub(crate) fn keep(&mut self, file: &[u8], expected: Expected) -> anyhow::Result<()> {
        fs::write(self.folder.join(&expected.file), file)?;
        self.files.push(expected);
        Ok(())
    }
}

fn seal(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let pki = TestPki::new()?;
    fs::write(folder.join("root.pem"), pki.root.to_pem())?;
    let mut desk = Desk {
        folder: folder.to_owned(),
        files: Vec::new(),
    };
    cases::all(&mut desk, &pki)?;
    let manifest = Manifest {
        roots: vec!["root.pem".into(), "foreign/root.pem".into()],
        at: (ades::test_pki::now() + jiff::SignedDuration::from_hours(48)).to_string(),
        files: desk.files,
    };
    fs::write(
        folder.join("manifest.json"),
        serde_json::to_string_pretty(&manifest)?,
    )?;
    println!("{} files in {}", manifest.files.len(), folder.display());
    Ok(())
}
