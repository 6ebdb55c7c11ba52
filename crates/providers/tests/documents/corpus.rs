//! Documents by others: every `*.pdf` below the folder that `CORPUS` names, where it names one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use app::ports::{DocumentReader, DocumentRefusal};

use crate::{file, reader, wait};

/// A reader that fails is our fault, whatever the document is.
pub(crate) fn foreign_documents_are_opened_and_drawn_or_refused_with_a_reason() {
    let Some(folder) = std::env::var_os("CORPUS") else {
        return;
    };
    let mut failed = 0;
    for path in documents(Path::new(&folder)) {
        let start = Instant::now();
        let outcome = open_and_draw(&path);
        let words = match &outcome {
            Ok(remarks) => remarks.join(" "),
            Err(refusal) => refusal.to_string(),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{name}: {} ms, {words}", start.elapsed().as_millis());
        failed += usize::from(outcome.is_err_and(|refusal| refusal.code == "READER_FAILED"));
    }
    assert_eq!(failed, 0);
}

fn open_and_draw(path: &Path) -> Result<Vec<String>, DocumentRefusal> {
    let reader = reader();
    let opened = wait(reader.open(vec![file(std::fs::read(path).unwrap())], None))?;
    wait(reader.render(opened.bytes, 0, 600))?;
    Ok(opened.remarks)
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    found
}
