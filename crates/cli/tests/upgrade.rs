//! `podpis upgrade`: says what it would do, tries it on a copy, makes a backup first, and refuses what a newer program made.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::Store;
use store::testing::{Cluster, forget_newest_step, older_sqlite, pretend_newer};
use support::PODPIS;

fn podpis(folder: &Path, arguments: &[&str]) -> Output {
    let kek = folder.join("kek");
    if !kek.exists() {
        let made = Command::new(PODPIS)
            .args(["admin", "key-file"])
            .arg(&kek)
            .output();
        assert!(made.unwrap().status.success());
    }
    let mut command = Command::new(PODPIS);
    command.args(arguments).arg("--kek-file").arg(kek);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(all).unwrap()
}

/// A SQLite installation whose newest step was not taken yet.
async fn older(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    older_sqlite(&data.join("podpis.sqlite"));
    data
}

fn files(data: &Path) -> Vec<String> {
    let entries = fs::read_dir(data).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_dry_run_tries_the_steps_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = older(folder.path()).await;
    let dry = ["upgrade", "--dry-run", "--data", data.to_str().unwrap()];
    let before = fs::read(data.join("podpis.sqlite")).unwrap();
    for _ in 0..2 {
        let output = podpis(folder.path(), &dry);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("1 steps tried: they work. Nothing was changed."));
        assert!(said(&output).contains("step "));
    }
    assert_eq!(files(&data), ["podpis.sqlite"], "the copy is gone");
    assert!(
        fs::read(data.join("podpis.sqlite")).unwrap() == before,
        "byte for byte"
    );
}

#[tokio::test]
async fn an_upgrade_makes_a_backup_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = older(folder.path()).await;
    let (data, copy) = (data.to_str().unwrap(), folder.path().join("copy"));
    let bare = podpis(folder.path(), &["upgrade", "--data", data]);
    assert!(
        !bare.status.success() && said(&bare).contains("--backup DIR"),
        "{}",
        said(&bare)
    );
    let output = podpis(
        folder.path(),
        &["upgrade", "--data", data, "--backup", copy.to_str().unwrap()],
    );
    assert!(output.status.success(), "{}", said(&output));
    let again = podpis(folder.path(), &["upgrade", "--data", data]);
    assert!(
        again.status.success() && said(&again).contains("the newest one"),
        "{}",
        said(&again)
    );
    let dry = podpis(
        folder.path(),
        &["upgrade", "--dry-run", "--data", copy.to_str().unwrap()],
    );
    assert_eq!(
        dry.status.code(),
        Some(2),
        "the backup is from before: {}",
        said(&dry)
    );
}

/// A step that does not work is found out on the copy.
#[tokio::test]
async fn a_step_that_fails_is_found_out_without_harm() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let store = Store::open_sqlite(&data.join("podpis.sqlite")).await.unwrap();
    // What the step makes is there, and its record is not.
    forget_newest_step(&store).await;
    store.close().await;
    let output = podpis(
        folder.path(),
        &["upgrade", "--dry-run", "--data", data.to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("do not work; nothing was changed"),
        "{}",
        said(&output)
    );
    assert_eq!(files(&data), ["podpis.sqlite"]);
}

#[tokio::test]
async fn what_a_newer_program_made_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let store = Store::open_sqlite(&data.join("podpis.sqlite")).await.unwrap();
    pretend_newer(&store).await;
    store.close().await;
    for command in [&["upgrade", "--dry-run"][..], &["upgrade"], &["serve"]] {
        let mut arguments = command.to_vec();
        arguments.extend(["--data", data.to_str().unwrap()]);
        let output = podpis(folder.path(), &arguments);
        assert!(!output.status.success(), "{command:?}");
        assert!(
            said(&output).contains("made by a newer program"),
            "{command:?}: {}",
            said(&output)
        );
    }
}

#[tokio::test]
async fn postgres_is_tried_in_a_transaction_that_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let url = Cluster::of_this_process().empty_database().await;
    let config = folder.path().join("podpis.toml");
    fs::write(&config, format!("[database]\nurl = \"{url}\"\n")).unwrap();
    let dry = ["upgrade", "--dry-run", "--config", config.to_str().unwrap()];
    for _ in 0..2 {
        let output = podpis(folder.path(), &dry);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains("they work. Nothing was changed."),
            "{}",
            said(&output)
        );
    }
    let real = ["upgrade", "--config", config.to_str().unwrap()];
    let output = podpis(folder.path(), &real);
    assert!(said(&output).contains("pg_dump"), "{}", said(&output));
    let output = podpis(folder.path(), &[&real[..], &["--without-backup"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let output = podpis(folder.path(), &dry);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
