//! Runs foreign PDFs through what the product does: open, place two people's fields, prepare, two acts, closing seal.
//!
//! `corpus FOLDER OUT` does it with every PDF below the folder, each in a process of its own with limits of time and memory, and
//! writes `OUT/results.json` for the judges. Files that need one are tried with the passwords that makers of test files like.
#![allow(clippy::print_stdout, reason = "a program for a person who waits")]

mod through;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What one file may cost.
const TIME: Duration = Duration::from_secs(60);
const MEMORY_KIB: u64 = 4 << 20;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, file, target] if word == "one" => through::one(Path::new(file), Path::new(target)),
        [folder, out] => all(Path::new(folder), Path::new(out)),
        _ => anyhow::bail!("usage: corpus FOLDER OUT"),
    }
}

fn all(folder: &Path, out: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(out)?;
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.sort();
    let (next, results) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some((number, file)) = take(&next, &files) {
            let result = file_through(file, &out.join(format!("{number:04}.pdf")));
            results
                .lock()
                .map(|mut results| results.insert(number, result))
                .ok();
        }
    };
    thread::scope(|scope| (0..workers()).for_each(|_| drop(scope.spawn(work))));
    let results: Vec<Value> = results.into_inner()?.into_values().collect();
    anyhow::ensure!(results.len() == files.len(), "a worker died");
    let whole = json!({ "folder": folder, "root": through::write_root(out)?, "at": through::judged_at(), "files": results });
    fs::write(out.join("results.json"), serde_json::to_string_pretty(&whole)?)?;
    println!("{} files run through", files.len());
    Ok(())
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn take<'a>(next: &AtomicUsize, files: &'a [PathBuf]) -> Option<(usize, &'a PathBuf)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    files.get(number).map(|file| (number, file))
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
        {
            files.push(path);
        }
    }
    Ok(())
}

/// What became of a file: the child's own words, or how it ended.
fn file_through(file: &Path, target: &Path) -> Value {
    let started = Instant::now();
    let mut result = child(file, target)
        .unwrap_or_else(|error| json!({ "outcome": "failed", "detail": error.to_string() }));
    if let Some(result) = result.as_object_mut() {
        result.insert("file".into(), json!(file));
        result.insert("milliseconds".into(), json!(started.elapsed().as_millis() as u64));
    }
    result
}

fn child(file: &Path, target: &Path) -> anyhow::Result<Value> {
    let said = target.with_extension("json");
    let errors = target.with_extension("txt");
    // The shell sets the limit, which is kept by what it becomes.
    let limited = format!("ulimit -v {MEMORY_KIB}; exec \"$0\" one \"$1\" \"$2\"");
    let mut child = Command::new("sh")
        .args(["-c", &limited])
        .arg(std::env::current_exe()?)
        .args([file, target])
        .stdout(fs::File::create(&said)?)
        .stderr(fs::File::create(&errors)?)
        .stdin(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if started.elapsed() > TIME => {
                child.kill()?;
                child.wait()?;
                return Ok(json!({ "outcome": "failed", "detail": "took too long" }));
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    if status.success() {
        return Ok(serde_json::from_slice(&fs::read(&said)?)?);
    }
    let words = fs::read_to_string(&errors)?;
    Ok(json!({ "outcome": "failed", "detail": format!("{status}: {}", words.trim()) }))
}
