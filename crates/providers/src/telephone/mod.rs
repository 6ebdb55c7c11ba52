//! Text message gateways, and gateways that call. Each names what it was refused for by number only: neither texts, which hold codes,
//! nor numbers of people, nor credentials come into an error.

mod account;
pub mod http;
mod template;
pub mod twilio;
pub mod vonage;
