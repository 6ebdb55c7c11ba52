//! The store's tests: each runs on SQLite and on PostgreSQL.

mod accounts;
mod fixture;
mod schema;
