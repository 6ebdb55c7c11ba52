//! Draws appearances: text, ink, ticks, boxes and signatures as content streams; it knows neither fields nor pages.
//!
//! Everything is drawn in points as displayed, origin at the lower left of the appearance, upright. Turning and scaling it onto
//! a page is the business of [`crate::form`].

pub mod content;
pub mod ink;
mod lettering;
mod signature;
mod text;
mod tick;

pub use content::Content;
pub use ink::{Ink, InkPoint};
pub(crate) use lettering::{Lettering, REPERTOIRE};
pub(crate) use signature::{Signing, signature};
pub(crate) use text::{TextStyle, comb, lines, text};
pub(crate) use tick::{dot, frame, ring, tick};

/// Nearly black; the ink of text and ticks.
pub(crate) const BLACK: content::Color = [0.0, 0.0, 0.0];
/// The blue of a pen, which tells a signature from the print.
pub(crate) const PEN: content::Color = [0.05, 0.13, 0.42];
/// Rules and boxes.
pub(crate) const GREY: content::Color = [0.45, 0.47, 0.5];
