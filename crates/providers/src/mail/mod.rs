//! Mail relays.

mod message;
pub mod smtp;
