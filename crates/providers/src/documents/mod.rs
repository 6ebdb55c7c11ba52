//! Reading uploads in a child process that may crash, hang or be taken over without harm.

pub mod child;
mod confine;
#[cfg(fuzzing)]
pub mod fuzzing;
mod read;
mod serve;
mod tags;
mod verify;
mod wire;

pub use serve::serve_stdio;
pub use tags::{Tags, read as read_tags};
