//! Text message gateways.

pub mod http;
mod template;
