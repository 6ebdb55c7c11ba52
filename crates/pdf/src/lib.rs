//! Reads, draws on and extends PDF files; it knows nothing of certificates and opens no file, socket or clock.
//!
//! Start at [`Document`] to read and at [`Update`] to append; [`inspect()`] answers all that an upload asks.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test that cannot go on must stop"
    )
)]

pub mod draw;
pub mod error;
pub mod font;
pub mod geometry;
pub mod image;
pub mod limits;
pub mod object;
pub mod resolve;

pub use draw::{Ink, InkPoint};
pub use error::{Error, Result};
pub use font::Fonts;
pub use geometry::{PageSpace, Rect};
pub use limits::Limits;
pub use object::{Dictionary, Name, Object, ObjectId, Stream, decode_text, encode_text};
pub use resolve::Resolve;
