//! Commands that look at an installation: nothing to look at is an error, and what the server will refuse is said before.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use std::path::Path;
use std::process::{Command, Output};
use support::PODPIS;

fn podpis(folder: &Path, arguments: &[&str]) -> Output {
    let kek = folder.join("kek");
    if !kek.exists() {
        assert!(
            Command::new(PODPIS)
                .args(["admin", "key-file"])
                .arg(&kek)
                .output()
                .unwrap()
                .status
                .success()
        );
    }
    Command::new(PODPIS)
        .args(arguments)
        .arg("--kek-file")
        .arg(kek)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn an_empty_folder_is_no_proof_that_nothing_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("mistyped");
    let verified = podpis(
        folder.path(),
        &["audit", "verify", "--data", data.to_str().unwrap()],
    );
    assert!(!verified.status.success());
    assert!(
        said(&verified).contains("holds no installation"),
        "{}",
        said(&verified)
    );
    assert!(!data.exists(), "a check makes nothing");
}

#[test]
fn a_backup_of_nothing_leaves_its_target_free() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (folder.path().join("mistyped"), folder.path().join("backup"));
    let arguments = [
        "backup",
        "--data",
        data.to_str().unwrap(),
        "--to",
        to.to_str().unwrap(),
    ];
    let backup = podpis(folder.path(), &arguments);
    assert!(!backup.status.success());
    assert!(
        said(&backup).contains("holds no installation"),
        "{}",
        said(&backup)
    );
    assert!(!to.exists());
}

#[test]
fn doctor_says_what_the_server_will_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("podpis.toml");
    let party = "[timestamp]\nurl = \"http://127.0.0.1:9/\"\nallow_private = true\nsimulated = true\n";
    let data = format!("data = \"{}\"\n", folder.path().join("data").display());
    for (allowed, wanted) in [
        ("", "MEND parties"),
        ("allow_test_parties = true\n", "ok   parties"),
    ] {
        std::fs::write(&config, format!("{data}{allowed}{party}")).unwrap();
        let looked = podpis(folder.path(), &["doctor", "--config", config.to_str().unwrap()]);
        assert!(said(&looked).contains(wanted), "{}", said(&looked));
    }
}

/// What doctor must see of `[sms]` before a code is to leave: a body that fits, and with GET an address that carries the text.
#[test]
fn doctor_complains_of_a_text_gateway_that_would_get_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("podpis.toml");
    let data = format!("data = \"{}\"\n", folder.path().join("data").display());
    for (sms, wanted) in [
        (
            "content_type = \"application/x-www-form-urlencoded\"",
            "sms.body must be given",
        ),
        ("method = \"GET\"", "hold no {to} or no {text}"),
    ] {
        let party = format!("[sms]\nurl = \"https://sms.example/send\"\n{sms}\n");
        std::fs::write(&config, format!("{data}{party}")).unwrap();
        let looked = podpis(folder.path(), &["doctor", "--config", config.to_str().unwrap()]);
        assert!(!looked.status.success());
        assert!(said(&looked).contains(wanted), "{}", said(&looked));
    }
}

#[test]
fn admin_promises_what_it_does() {
    let help = Command::new(PODPIS).args(["admin", "--help"]).output().unwrap();
    for command in [
        "add-account",
        "install-seal",
        "reset-password",
        "jobs",
        "retry-job",
    ] {
        assert!(said(&help).contains(command), "{command}: {}", said(&help));
    }
}
