//! Reads the text of foreign PDFs and takes a line out of each: `CORPUS=<folder> cargo test -p pdf --test corpus_text -- --nocapture`.
//!
//! `pdftotext`, where it is installed, says which words are there; the renderer says whether anything else moved. Without `CORPUS`
//! there is nothing to show and the test passes.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may read files and must stop at surprises"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pdf::text::{PageText, Reader, Removal};
use pdf::{Document, Limits, Rect, Rewrite};
use support::draw;

#[test]
fn foreign_text_is_read_as_another_reader_does() {
    let Ok(folder) = std::env::var("CORPUS") else {
        return;
    };
    let mut files = Vec::new();
    walk(Path::new(&folder), &mut files);
    files.sort();
    let (mut pages, mut time, mut faults) = (0, Duration::ZERO, Vec::new());
    for file in &files {
        let Ok(document) = Document::open(std::fs::read(file).unwrap(), None, &Limits::default()) else {
            continue;
        };
        let start = Instant::now();
        let texts = read(&document);
        let took = start.elapsed();
        (pages, time) = (pages + texts.len(), time + took);
        let recall = recall(file, &texts);
        let cut = cut(&document, &texts);
        println!(
            "{:>6} ms {:>5} pages {:>8} {:>40} {}",
            took.as_millis(),
            texts.len(),
            recall.map_or("-".into(), |recall| format!("{:.1} %", recall * 100.0)),
            cut.as_ref().map_or_else(Clone::clone, |said| said.clone()),
            file.file_name().unwrap().to_string_lossy()
        );
        faults.extend(cut.err().map(|fault| format!("{}: {fault}", file.display())));
    }
    println!("{} files, {pages} pages, {time:?}", files.len());
    assert!(faults.is_empty(), "{faults:#?}");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            files.push(path);
        }
    }
}

fn read(document: &Document) -> Vec<PageText> {
    let mut reader = Reader::new(document);
    let pages = document.pages().unwrap_or_default();
    pages.iter().filter_map(|page| reader.page(page).ok()).collect()
}

/// Which part of another reader's words is among ours, joined or not.
fn recall(file: &Path, texts: &[PageText]) -> Option<f64> {
    let output = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8"])
        .arg(file)
        .arg("-")
        .output()
        .ok()?;
    let theirs = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: BTreeSet<&str> = theirs
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= 4)
        .collect();
    let ours: String = texts
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| format!("{}\n", line.text))
        .collect();
    let found = words.iter().filter(|word| ours.contains(**word)).count();
    (!words.is_empty()).then(|| found as f64 / words.len() as f64)
}

/// Takes the longest line out of the first page: what is drawn elsewhere must stay.
fn cut(document: &Document, texts: &[PageText]) -> Result<String, String> {
    let Some(text) = texts.first() else {
        return Ok("no page".into());
    };
    let longest = text
        .lines()
        .iter()
        .enumerate()
        .max_by_key(|(_, line)| line.text.len());
    let Some((index, line)) = longest.filter(|(_, line)| line.text.trim().len() >= 4) else {
        return Ok("no text".into());
    };
    let glyphs = text.glyphs_of(index, 0..line.text.chars().count());
    let mut removal = Removal::new();
    removal.add(text, &glyphs);
    let Ok(mut rewrite) = Rewrite::new(document) else {
        return Ok("signed".into());
    };
    removal.apply(&mut rewrite).map_err(|error| error.to_string())?;
    let bytes = rewrite.finish().map_err(|error| error.to_string())?;
    let after = Document::open(bytes, None, &Limits::default()).map_err(|error| error.to_string())?;
    let small = |document: &Document| {
        document
            .page(0)
            .is_ok_and(|page| page.width < 2_000.0 && page.height < 2_000.0)
    };
    if !small(document) || !small(&after) {
        return Ok("not drawn".into());
    }
    let moved = moved(document, &after, text.bounds_of(&glyphs));
    if moved > 0 {
        return Err(format!("{moved} pixels changed outside"));
    }
    Ok("cut".into())
}

/// Pixels that changed outside this place and a margin for what stands out of it.
fn moved(before: &Document, after: &Document, place: Rect) -> usize {
    let drawn = |document: &Document| std::panic::catch_unwind(|| draw(document)).ok();
    let (Some(old), Some(new)) = (drawn(before), drawn(after)) else {
        return 0;
    };
    let width = (before.page(0).unwrap().width * 2.0).round() as usize;
    let margin = 4.0 + place.height * 0.6;
    let outside = |index: usize| {
        let (x, y) = ((index % width) as f64 / 2.0, (index / width) as f64 / 2.0);
        x < place.x - margin
            || x > place.x + place.width + margin
            || y < place.y - margin
            || y > place.y + place.height + margin
    };
    let pairs = old.pixels.iter().zip(&new.pixels).enumerate();
    pairs
        .filter(|(index, (old, new))| old != new && outside(*index))
        .count()
}
