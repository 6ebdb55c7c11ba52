//! Timestamping authorities.

pub mod http;
pub mod ordered;
