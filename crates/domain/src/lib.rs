//! The rules of agreements: who may do what, when, and what follows from it.
//!
//! Everything here is a function of its input. No clock, no randomness, no database, no PDF, no network: times and ids come in as
//! arguments, so every rule can be tested and every history replayed.
//!
//! The way in is [`agreement::decide`]: a state, a command and the time give a [`agreement::Decision`] (events and effects) or a
//! [`Refusal`]. The way on is [`agreement::apply`]: it folds events into the next state and never fails.

pub mod account;
pub mod agreement;
pub mod audit;
pub mod contact;
pub mod evidence;
pub mod fields;
pub mod identity;
pub mod ids;
pub mod language;
pub mod level;
pub mod personal;
pub mod refusal;
pub mod routing;
pub mod schedule;
pub mod seal;
pub mod settings;
pub mod tags;

pub use personal::Personal;
pub use refusal::Refusal;
