//! One TrueType face: which glyph shows a character and how wide it is; it changes nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::{Error, Result};

/// A face and what had to be looked up in it once.
pub(crate) struct Face {
    data: Arc<[u8]>,
    glyphs: BTreeMap<char, Glyph>,
    /// How the face measures, in thousandths of an em.
    pub(crate) metrics: Metrics,
    /// Its PostScript name.
    pub(crate) name: String,
    fallback: char,
}

/// What shows a character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    /// Thousandths of an em.
    pub(crate) advance: f64,
}

/// Measures of a face in thousandths of an em, as a font descriptor wants them (ISO 32000-2 §9.8).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metrics {
    pub(crate) ascent: f64,
    pub(crate) descent: f64,
    pub(crate) cap_height: f64,
    pub(crate) bounds: [f64; 4],
}

impl Face {
    /// Reads a TrueType face.
    pub(crate) fn new(data: Arc<[u8]>) -> Result<Face> {
        let font = FontRef::new(&data).map_err(|_| Error::Font("not a TrueType font".into()))?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        if metrics.units_per_em == 0 || font.outline_glyphs().format().is_none() {
            return Err(Error::Font("no outlines".into()));
        }
        let scale = 1000.0 / f64::from(metrics.units_per_em);
        let glyphs = glyphs(&font, scale);
        let fallback = ['\u{FFFD}', '\u{25A1}', '?']
            .into_iter()
            .find(|mark| glyphs.contains_key(mark));
        let fallback = fallback.ok_or(Error::Font("no question mark".into()))?;
        let name = font
            .localized_strings(StringId::POSTSCRIPT_NAME)
            .english_or_first();
        let name = name.map_or_else(
            || "Embedded".to_owned(),
            |name| name.chars().filter(char::is_ascii_graphic).collect(),
        );
        Ok(Face {
            metrics: Metrics::new(&metrics, scale),
            glyphs,
            name,
            fallback,
            data: Arc::clone(&data),
        })
    }

    /// The face's file.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    /// The same, to be shared.
    pub(crate) fn shared(&self) -> Arc<[u8]> {
        Arc::clone(&self.data)
    }

    /// Whether the face shows this character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.glyphs.contains_key(&character)
    }

    /// What shows this character, if anything.
    pub(crate) fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }

    /// All characters that the face shows.
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        self.glyphs.keys().copied()
    }

    /// The mark that stands for what the face lacks.
    pub(crate) fn fallback(&self) -> char {
        self.fallback
    }

    /// Width of one line of supported characters, in points.
    pub(crate) fn width(&self, text: &str, size: f64) -> f64 {
        text.chars()
            .filter_map(|character| self.glyph(character))
            .map(|glyph| glyph.advance)
            .sum::<f64>()
            * size
            / 1000.0
    }
}

impl Metrics {
    fn new(metrics: &skrifa::metrics::Metrics, scale: f64) -> Metrics {
        let scaled = |value: f32| f64::from(value) * scale;
        let bounds = metrics.bounds.map_or([0.0; 4], |bounds| {
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled)
        });
        let ascent = scaled(metrics.ascent);
        let cap_height = metrics.cap_height.map_or(ascent * 0.7, scaled);
        Metrics {
            ascent,
            descent: scaled(metrics.descent),
            cap_height,
            bounds,
        }
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Face({}, {} characters)", self.name, self.glyphs.len())
    }
}

/// Characters of the Basic Multilingual Plane only: their code is the character's number (see [`super::Subset`]).
fn glyphs(font: &FontRef<'_>, scale: f64) -> BTreeMap<char, Glyph> {
    let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let mappings = font.charmap().mappings().filter_map(|(code, id)| {
        let character = char::from_u32(code).filter(|character| u32::from(*character) <= 0xFFFF)?;
        let advance = f64::from(widths.advance_width(id)?) * scale;
        Some((
            character,
            Glyph {
                id: u16::try_from(id.to_u32()).ok()?,
                advance,
            },
        ))
    });
    mappings.filter(|(_, glyph)| glyph.id != 0).collect()
}
