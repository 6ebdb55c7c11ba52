//! Keys that sign for organisations and people.

pub mod local;
