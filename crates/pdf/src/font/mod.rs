//! The faces that text is set in: measured, wrapped, embedded; it draws nothing and reads no file, the caller hands in the bytes.
//!
//! [`Fonts`] costs some milliseconds to make and is then shared by everything that a process draws.

mod embed;
mod face;
mod outline;
mod repertoire;
mod wrap;

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::Result;
pub(crate) use embed::{Subset, code};
pub(crate) use face::Face;
pub(crate) use outline::Outline;

/// The two faces, and the text face's repertoire ready to be embedded. Make it once per process.
#[derive(Debug)]
pub struct Fonts {
    text: Face,
    hand: Face,
    repertoire: Subset,
}

impl Fonts {
    /// Reads the face for text and the face for typed signatures, both TrueType, and cuts the repertoire out of the first.
    pub fn new(text: impl Into<Arc<[u8]>>, hand: impl Into<Arc<[u8]>>) -> Result<Fonts> {
        let (text, hand) = (Face::new(text.into())?, Face::new(hand.into())?);
        let characters = text
            .characters()
            .filter(|character| repertoire::contains(*character));
        let repertoire = Subset::new(&text, characters)?;
        Ok(Fonts {
            text,
            hand,
            repertoire,
        })
    }

    /// The characters of `text` that the text face cannot show; a page refuses them before anything is signed.
    pub fn unsupported(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = normalize(text)
            .chars()
            .filter(|character| *character != '\n' && !self.text.has(*character))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Width of one line of `text` at `size`, in points.
    pub fn width(&self, text: &str, size: f64) -> f64 {
        self.text.width(&self.presentable(text), size)
    }

    /// `text` in lines no wider than `width`, broken between words and, where a word is too long, within it.
    pub fn wrap(&self, text: &str, size: f64, width: f64) -> Vec<String> {
        self.wrap_keeping_spaces(text, size, width)
            .iter()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// The same, each line with the space at which it was broken: a reading machine needs it.
    pub(crate) fn wrap_keeping_spaces(&self, text: &str, size: f64, width: f64) -> Vec<String> {
        wrap::wrap(&self.text, &self.presentable(text), size, width)
    }

    /// `text` as it will be seen: composed, without invisible characters, a sign in place of each unsupported one.
    pub fn presentable(&self, text: &str) -> String {
        let stand_in = self.text.fallback();
        let seen = |character: char| {
            if character == '\n' || self.text.has(character) {
                character
            } else {
                stand_in
            }
        };
        normalize(text).chars().map(seen).collect()
    }

    pub(crate) fn text(&self) -> &Face {
        &self.text
    }

    pub(crate) fn repertoire(&self) -> &Subset {
        &self.repertoire
    }

    /// The hand face's outlines of `text`; characters that it lacks come from the text face.
    pub(crate) fn handwriting(&self, text: &str) -> Outline {
        outline::of_line(&self.presentable(text), &self.hand, &self.text)
    }
}

/// Text in Unicode's composed form, with `\n` as its only control character and without invisible ones.
pub fn normalize(text: &str) -> String {
    text.replace("\r\n", "\n").nfc().filter_map(plain).collect()
}

fn plain(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        // Formatting characters and selectors have no glyph and would hide text or turn its direction.
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => None,
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => None,
        character if character.is_control() => None,
        character => Some(character),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::OnceLock;

    /// The product's own faces, as the interface's build puts them there.
    pub(crate) fn fonts() -> &'static Fonts {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS.get_or_init(|| Fonts::new(face("NotoSans-Regular"), face("Caveat-Regular")).unwrap())
    }

    fn face(name: &str) -> Vec<u8> {
        let path = format!("{}/../web/ui/dist/fonts/{name}.ttf", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{path}: {error}; `npm run build` in crates/web/ui makes it"))
    }

    #[test]
    fn the_seed_languages_are_supported() {
        assert_eq!(
            fonts().unsupported("ČŠŽ čšž řěů đć äöß ελ жщ €\nse\u{30C}t"),
            Vec::<char>::new()
        );
        assert_eq!(fonts().unsupported("漢a字漢"), vec!['字', '漢']);
    }

    #[test]
    fn text_is_composed_and_made_visible() {
        assert_eq!(normalize("c\u{30C}\t\u{200B}a\r\nb\u{7}"), "č a\nb");
        let shown = fonts().presentable("a漢");
        assert!(
            shown.starts_with('a') && shown.chars().count() == 2 && fonts().unsupported(&shown).is_empty()
        );
    }

    #[test]
    fn widths_grow_with_size_and_text() {
        let fonts = fonts();
        assert!((fonts.width("čšž", 20.0) - 2.0 * fonts.width("čšž", 10.0)).abs() < 1e-9);
        assert!(fonts.width("WWW", 10.0) > fonts.width("iii", 10.0));
    }
}
