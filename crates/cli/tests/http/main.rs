//! What the server answers over HTTP when it is asked wrongly, by the wrong person, or too often; and each operation of the API.

#[path = "../support/mod.rs"]
mod support;

mod api;
mod isolation;
mod person;
mod refusals;
mod remarks;
