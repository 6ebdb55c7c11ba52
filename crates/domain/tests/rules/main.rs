//! The rules of agreements, shown one by one (the ids are those of the requirements), as whole journeys, and under random commands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets what it did not expect should stop there"
)]
#![expect(clippy::too_many_lines, reason = "a table of cases is as long as its cases")]

mod account_login;
mod accounts;
mod asking;
mod chain;
mod drafts;
mod ending;
mod fields;
mod generator;
mod handing_over;
mod identity;
mod journeys;
mod links;
mod people;
mod pins;
mod properties;
mod refusals;
mod reminders;
mod replacing;
mod routing;
mod scenario;
mod signing;
mod tags;
mod templates;
mod withdrawing;
