//! What somebody does on the pages of a fresh installation before it can seal.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use crate::support::{Session, between};
use reqwest::StatusCode;
use std::path::Path;

const PASSWORD: &str = "correct horse battery staple";

/// Sets the account up at this address by the link that a server's console printed.
pub async fn first_admin(address: &str, printed: &Path) -> Session {
    let printed = std::fs::read_to_string(printed).unwrap();
    let path = format!("/welcome/{}", between(&printed, "/welcome/", "\n").trim());
    let mut admin = Session::new(address);
    let account = [
        ("organisation", "Dva d.o.o."),
        ("time_zone", "Europe/Ljubljana"),
        ("name", "Ada"),
        ("email", "ada@nodes.example"),
    ];
    let password = [("password", PASSWORD), ("again", PASSWORD)];
    let answer = admin.form(&path, &[&account[..], &password[..]].concat()).await;
    let status = answer.status();
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap());
    admin
}

/// A key for the API that may do everything.
pub async fn new_key(admin: &mut Session) -> String {
    let scopes = app::integration::SCOPES.map(|scope| ("scopes", scope));
    let answer = admin
        .form("/settings/keys", &[&[("name", "Test")][..], &scopes[..]].concat())
        .await;
    between(&answer.text().await.unwrap(), "id=\"fresh-key\" value=\"", "\"")
}

/// Approves the mandate that was granted at the console.
pub async fn approve_mandate(admin: &mut Session) {
    let id = between(
        &admin.page("/settings/seal").await,
        "/settings/seal/mandates/",
        "/approve",
    );
    let answer = admin
        .form(&format!("/settings/seal/mandates/{id}/approve"), &[])
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}
