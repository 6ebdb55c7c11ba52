//! The text of pages: characters with their places on the displayed page and in the content streams that show them.
//!
//! [`Reader`] reads page after page, [`PageText`] is what one page says, [`Removal`] takes characters out again. Pages that ask for too
//! much are read in part and say so; nothing here fails on what a content stream says.

mod cmap;
mod encoding;
mod font;
mod interpret;
mod lines;
mod metrics;
mod operations;
mod remove;
mod state;

pub use interpret::Reader;
pub use lines::{Line, PageText};
pub use remove::{Removal, text_of};

use crate::{ObjectId, Rect};

/// What one page may cost, all forms that it draws included.
pub(crate) mod bounds {
    /// Operators of all pages together.
    pub(crate) const ALL_OPERATIONS: usize = 20_000_000;
    /// Operators of one page.
    pub(crate) const OPERATIONS: usize = 2_000_000;
    /// Characters.
    pub(crate) const GLYPHS: usize = 300_000;
    /// Forms within forms.
    pub(crate) const DEPTH: usize = 24;
    /// Graphics states that are saved.
    pub(crate) const SAVED: usize = 512;
    /// Bytes of content streams.
    pub(crate) const BYTES: usize = 64 << 20;
}

/// What one character code stands for, as text: a ligature is several characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Characters {
    characters: [char; 4],
    length: u8,
}

impl Characters {
    pub(crate) fn one(character: char) -> Characters {
        Characters::of([character])
    }

    /// The first four of these.
    pub(crate) fn of(characters: impl IntoIterator<Item = char>) -> Characters {
        let mut all = Characters::default();
        for (place, character) in all.characters.iter_mut().zip(characters) {
            *place = character;
            all.length += 1;
        }
        all
    }

    pub(crate) fn as_slice(&self) -> &[char] {
        self.characters
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }
}

/// A character on the page, in points from the top left corner of the page as displayed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) characters: Characters,
    /// Where its baseline begins.
    pub(crate) origin: (f64, f64),
    /// The direction of its baseline, of length 1.
    pub(crate) direction: (f64, f64),
    /// From the baseline up, of the length of the font's size.
    pub(crate) up: (f64, f64),
    /// Along the baseline to the next one, spacing included.
    pub(crate) advance: f64,
    /// Along the baseline, without spacing.
    pub(crate) width: f64,
    pub(crate) source: Source,
}

impl Glyph {
    /// The font's size as displayed.
    pub(crate) fn size(&self) -> f64 {
        self.up.0.hypot(self.up.1)
    }

    /// What it covers: from a little below the baseline to the height of capitals and braces.
    pub(crate) fn bounds(&self) -> Rect {
        let along = (self.direction.0 * self.width, self.direction.1 * self.width);
        let corners = [(0.0, -0.22), (0.0, 0.78), (1.0, -0.22), (1.0, 0.78)].map(|(across, up)| {
            (
                self.origin.0 + along.0 * across + self.up.0 * up,
                self.origin.1 + along.1 * across + self.up.1 * up,
            )
        });
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in corners {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        Rect {
            x: low.0,
            y: low.1,
            width: high.0 - low.0,
            height: high.1 - low.1,
        }
    }
}

/// The stream that shows a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StreamKey {
    /// The content streams of the page with this index, one behind the other.
    Page(usize),
    /// A form.
    Form(ObjectId),
}

/// Where in a content stream a character is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub(crate) stream: StreamKey,
    /// Where its operation begins.
    pub(crate) operation: usize,
    /// Which element of the operation's array; 0 where there is none.
    pub(crate) element: usize,
    /// Where in the string its code begins.
    pub(crate) offset: usize,
    /// How many bytes its code has.
    pub(crate) length: usize,
    /// The number in a `TJ` array that moves as far as the character does.
    pub(crate) adjustment: f64,
    /// Where the marked content begins whose property list says other words for what it shows.
    pub(crate) actual_text: Option<usize>,
}
