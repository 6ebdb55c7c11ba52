//! Sets lines of text in the repertoire font, and in a further subset where that lacks a character.

use std::collections::BTreeSet;

use super::content::Content;
use crate::font::{Fonts, Subset};
use crate::{Dictionary, Object, ObjectId, Result};

/// The text of one revision: which characters it shows beyond the repertoire that the file already has.
pub(crate) struct Lettering<'f> {
    fonts: &'f Fonts,
    repertoire: Option<ObjectId>,
    further: BTreeSet<char>,
}

/// The repertoire font's name in every resource dictionary of ours, `/DR` among them.
pub(crate) const REPERTOIRE: &str = "PodpisText";
const FURTHER: &str = "PodpisMore";

impl<'f> Lettering<'f> {
    /// Text for a file that holds the repertoire font as this object, or not at all.
    pub(crate) fn new(fonts: &'f Fonts, repertoire: Option<ObjectId>) -> Lettering<'f> {
        Lettering {
            fonts,
            repertoire,
            further: BTreeSet::new(),
        }
    }

    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Draws one line with its baseline's start at (`x`, `y`), within a text object or not.
    pub(crate) fn line(&mut self, content: &mut Content, text: &str, size: f64, x: f64, y: f64) {
        let shown = self.fonts.presentable(text);
        let letters: Vec<(char, bool)> = shown
            .chars()
            .map(|letter| (letter, self.is_common(letter)))
            .collect();
        content.begin_text().text_at(x, y);
        for run in letters.chunk_by(|a, b| a.1 == b.1) {
            let common = run.first().is_some_and(|(_, common)| *common);
            let codes: Vec<u8> = run
                .iter()
                .flat_map(|(letter, _)| crate::font::code(*letter).to_be_bytes())
                .collect();
            content
                .font(if common { REPERTOIRE } else { FURTHER }, size)
                .show(&codes);
        }
        self.further.extend(
            letters
                .iter()
                .filter(|(_, common)| !common)
                .map(|(letter, _)| *letter),
        );
        content.end_text();
    }

    fn is_common(&self, letter: char) -> bool {
        self.repertoire.is_some() && self.fonts.repertoire().has(letter)
    }

    /// Embeds what is needed beyond the repertoire and returns the resources for everything set with this.
    pub(crate) fn resources(&self, add: &mut dyn FnMut(Object) -> ObjectId) -> Result<Dictionary> {
        let mut fonts = Dictionary::new();
        if let Some(repertoire) = self.repertoire {
            fonts.set(REPERTOIRE, repertoire);
        }
        if !self.further.is_empty() {
            let subset = Subset::new(self.fonts.text(), self.further.iter().copied())?;
            fonts.set(FURTHER, subset.embed(add));
        }
        Ok(if fonts.is_empty() {
            fonts
        } else {
            Dictionary::from_entries([("Font", fonts.into())])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::tests::fonts;

    fn fonts_used(text: &str, repertoire: Option<ObjectId>) -> (String, usize) {
        let mut lettering = Lettering::new(fonts(), repertoire);
        let mut content = Content::new();
        lettering.line(&mut content, text, 10.0, 0.0, 0.0);
        let mut added = 0;
        let resources = lettering.resources(&mut |_| {
            added += 1;
            ObjectId::new(100 + added)
        });
        resources.unwrap();
        let text = String::from_utf8(content.into_bytes()).unwrap();
        (
            text.lines()
                .filter(|line| line.ends_with("Tf"))
                .collect::<Vec<_>>()
                .join(" "),
            added as usize,
        )
    }

    #[test]
    fn a_further_font_is_embedded_only_when_needed() {
        let repertoire = Some(ObjectId::new(7));
        assert_eq!(fonts_used("čšž", repertoire), ("/PodpisText 10 Tf".into(), 0));
        let mixed = "/PodpisText 10 Tf /PodpisMore 10 Tf /PodpisText 10 Tf".to_owned();
        assert_eq!(fonts_used("aѪb", repertoire), (mixed, 6));
        assert_eq!(fonts_used("čšž", None), ("/PodpisMore 10 Tf".into(), 6));
    }

    #[test]
    fn a_code_is_the_characters_number() {
        let mut content = Content::new();
        Lettering::new(fonts(), Some(ObjectId::new(7))).line(&mut content, "č漢", 10.0, 1.0, 2.0);
        assert!(String::from_utf8_lossy(content.as_bytes()).contains("<010DFFFD> Tj"));
    }
}
