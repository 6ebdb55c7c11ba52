//! Timestamping authorities.

pub mod http;
