//! What the server answers over HTTP when it is asked wrongly, by the wrong person, or too often; and each operation of the API.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that fails says where"
)]
#![expect(clippy::too_many_lines, reason = "a journey is told in one piece")]
#![expect(
    clippy::disallowed_methods,
    reason = "the server that is asked lives by the real clock"
)]

#[path = "../support/mod.rs"]
mod support;

mod account_login;
mod acting;
mod activity;
mod api;
mod api_parts;
mod bounces;
mod contacts;
mod fields;
mod integrator;
mod isolation;
mod mandate;
mod merge_info;
mod method_help;
mod methods;
mod oauth;

mod owner;
mod paper;
mod people;
mod person;
mod pins;
mod readers;
mod refusals;
mod remarks;
mod secretary;
mod settings;
mod signed_files;
mod tags;
mod templates;
mod verify;
mod webhook_pages;
