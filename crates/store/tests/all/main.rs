//! The store's tests: each runs on SQLite and on PostgreSQL, blobs in a folder and on an S3 server.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod accounts;
mod agreements;
mod blobs;
mod contacts;
mod evidence;
mod fixture;
mod groups;
mod jobs;
mod lasting;
mod people;
mod programs;
mod raw;
mod schema;
mod seals;
mod tags;
