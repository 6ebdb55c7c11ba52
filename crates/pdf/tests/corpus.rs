//! Runs the crate over foreign PDFs: `CORPUS=<folder> cargo test -p pdf --test corpus -- --nocapture`.
//!
//! Every file is opened, extended by one changed object and opened again; `qpdf --check` judges where it is installed.
//! Without `CORPUS` there is nothing to show and the test passes.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may read files and must stop at surprises"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use pdf::{Document, Edit, Error, Limits, Object, Rewrite, Update};

#[test]
fn foreign_files_are_read_and_extended() {
    let Ok(folder) = std::env::var("CORPUS") else {
        return;
    };
    let mut files = Vec::new();
    walk(Path::new(&folder), &mut files);
    files.sort();
    let mut worse = Vec::new();
    for file in &files {
        let start = std::time::Instant::now();
        let (line, bad) = one(file);
        println!(
            "{:>5} ms {:<72} {line}",
            start.elapsed().as_millis(),
            file.file_name().unwrap().to_string_lossy()
        );
        worse.extend(bad.map(|why| (file.clone(), why)));
    }
    println!("{} files, {} bad", files.len(), worse.len());
    assert!(worse.is_empty(), "{worse:#?}");
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

/// A line of the table, and what is bad: a fault of ours, not of the file.
fn one(file: &Path) -> (String, Option<String>) {
    let bytes = std::fs::read(file).unwrap();
    let document = match open(&bytes) {
        Ok(document) => document,
        Err(error) => return (format!("refused: {error}"), None),
    };
    let pages = document.pages().map(|pages| pages.len());
    let facts = format!(
        "pages {pages:?} revisions {} {}{}",
        document.revisions().len(),
        if document.was_repaired() { "repaired " } else { "" },
        document
            .encryption()
            .map_or(String::new(), |encryption| encryption.facts().algorithm.clone()),
    );
    let facts = format!(
        "{facts}{}{}",
        signature_words(&document),
        inspection_words(&document)
    );
    if let Some(bad) = rewritten_worse(&document) {
        return (facts, Some(bad));
    }
    if document.was_repaired() {
        return (facts, None);
    }
    let extended = extend(&document);
    if !extended.starts_with(&bytes) {
        return (facts, Some("the original is no prefix".into()));
    }
    let again = match open(&extended) {
        Ok(again) => again,
        Err(error) => return (facts, Some(format!("cannot be opened again: {error}"))),
    };
    if again.catalog().unwrap().get_string("PodpisTest") != Some(b"changed") || again.was_repaired() {
        return (facts, Some("the change is not seen".into()));
    }
    if again.pages().map(|pages| pages.len()) != pages {
        return (facts, Some("the pages changed".into()));
    }
    (facts, judged_worse(&bytes, &extended))
}

/// Opens with the passwords that the makers of test files like to use.
fn open(bytes: &[u8]) -> Result<Document, Error> {
    let mut result = Document::open(bytes, None, &Limits::default());
    for password in PASSWORDS {
        if matches!(result, Err(Error::NeedsPassword | Error::WrongPassword)) {
            result = Document::open(bytes, Some(password), &Limits::default());
        }
    }
    result
}

const PASSWORDS: [&[u8]; 4] = [b"ownersecret", b"usersecret", b"openpassword", b"secret"];

fn signature_words(document: &Document) -> String {
    match pdf::signatures::signatures(document) {
        Ok(signatures) => signatures
            .iter()
            .map(|signature| one_signature(document, signature))
            .collect(),
        Err(error) => format!(" signatures: {error}"),
    }
}

fn one_signature(document: &Document, signature: &pdf::Signature) -> String {
    let after = signature
        .revision
        .map(|revision| pdf::compare(document, revision));
    let after = match after {
        Some(Ok(comparison)) if comparison.level == pdf::ModificationLevel::Other => {
            let others = comparison
                .changes
                .iter()
                .filter(|change| change.level == comparison.level);
            let words =
                others.map(|change| format!("{:?} {:?} {}; ", change.kind, change.object, change.detail));
            format!("Other: {}", words.collect::<String>())
        }
        Some(Ok(comparison)) => format!("{:?}", comparison.level),
        Some(Err(error)) => error.to_string(),
        None => "-".into(),
    };
    format!(
        "\n    [{} {:?} {:?}] {after}",
        signature.field, signature.coverage, signature.problems
    )
}

fn inspection_words(document: &Document) -> String {
    match pdf::inspect::inspect_document(document) {
        Ok(found) => format!(
            " fields {} xfa {:?} active {:?} tagged {} pdfa {:?} docmdp {:?}{}",
            found.form_fields.len(),
            found.xfa,
            found.active_content,
            found.tagged,
            found.pdfa,
            found.docmdp,
            if found.has_owner_restrictions() {
                " owner-restricted"
            } else {
                ""
            },
        ),
        Err(error) => format!(" inspection: {error}"),
    }
}

/// What is wrong with the whole file written anew.
fn rewritten_worse(document: &Document) -> Option<String> {
    let rewrite = match Rewrite::new(document) {
        Ok(rewrite) => rewrite,
        Err(Error::Signed) => return None,
        Err(error) => return Some(format!("cannot be rewritten: {error}")),
    };
    let new = match rewrite.finish() {
        Ok(new) => new,
        Err(error) => return Some(format!("cannot be rewritten: {error}")),
    };
    let again = match Document::open(new.clone(), None, &Limits::default()) {
        Ok(again) => again,
        Err(error) => return Some(format!("rewritten, it cannot be opened: {error}")),
    };
    if again.was_repaired() || again.encryption().is_some() {
        return Some("rewritten, it is broken or encrypted".into());
    }
    if again.pages().map(|pages| pages.len()) != document.pages().map(|pages| pages.len()) {
        return Some("rewritten, it has other pages".into());
    }
    judged_worse(document.bytes(), &new).map(|words| format!("rewritten: {words}"))
}

fn extend(document: &Document) -> Vec<u8> {
    let mut update = Update::new(document).unwrap();
    let id = document.catalog_id().unwrap();
    let mut catalog = document.catalog().unwrap();
    catalog.set("PodpisTest", Object::string("changed"));
    update.set(id, catalog.into());
    [document.bytes(), &update.finish().unwrap()].concat()
}

/// What qpdf says of the second that it does not say of the first.
fn judged_worse(before: &[u8], after: &[u8]) -> Option<String> {
    let (before, after) = (qpdf_with(before)?, qpdf_with(after)?);
    (before.0 < after.0).then(|| format!("qpdf: {}", after.1))
}

/// The verdict with the first password that qpdf takes.
fn qpdf_with(bytes: &[u8]) -> Option<(i32, String)> {
    let first = qpdf(bytes, &[])?;
    if !first.1.contains("password") {
        return Some(first);
    }
    let passwords = PASSWORDS
        .iter()
        .map(|password| format!("--password={}", String::from_utf8_lossy(password)));
    passwords
        .filter_map(|password| qpdf(bytes, &[password]))
        .find(|(_, words)| !words.contains("password"))
}

fn qpdf(bytes: &[u8], password: &[String]) -> Option<(i32, String)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let output = Command::new("qpdf")
        .args(password)
        .arg("--check")
        .arg(file.path())
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&output.stderr).replace(&*file.path().to_string_lossy(), "file");
    Some((output.status.code()?, words))
}
