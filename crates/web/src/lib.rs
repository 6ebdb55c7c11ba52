//! The web side: HTML pages, their JSON under `/ui/`, and the REST API, over the use cases of `app`.
//!
//! Only this crate knows HTTP status codes and HTML. It holds no rule of its own: it turns a request into one call and an answer
//! into a view model, which a template renders.

pub mod assets;
pub mod language;
pub mod mail;
pub mod pages;
