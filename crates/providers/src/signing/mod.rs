//! The organisation's key: held in this process, or by a signer in a process of its own that is spoken to over a Unix socket.
//!
//! ```text
//! web, worker ──authorisation + what is to be signed──► socket ──► serve ──► uses (written down first) ──► local ──► key
//! ```
//! The signer's process alone holds key material; what it is asked is written into a log that nobody else can reach.

pub mod folder;
pub mod local;
pub mod remote;
pub mod serve;
pub mod uses;
mod wire;
