//! Fonts as the reader of text needs them: codes to characters and widths (ISO 32000-2 §9.5 to §9.10); it sees no outline.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Characters;
use super::cmap::CMap;
use super::encoding::{BaseEncoding, characters_of_name};
use super::metrics;
use crate::{Dictionary, Document, Object, Resolve, Result};

const WIDTHS: usize = 100_000;

/// A font.
#[derive(Debug)]
pub(crate) struct Font {
    kind: Kind,
    to_unicode: Option<CMap>,
}

#[derive(Debug)]
enum Kind {
    Simple(Box<Simple>),
    Composite(Box<Composite>),
}

#[derive(Debug)]
struct Simple {
    characters: [Option<Characters>; 256],
    /// In ems.
    widths: [f64; 256],
}

#[derive(Debug)]
struct Composite {
    codes: Codes,
    widths: HashMap<u32, f64>,
    default_width: f64,
    is_vertical: bool,
}

/// How the bytes of a string become character identifiers.
#[derive(Debug)]
enum Codes {
    /// Two bytes each are the identifier.
    Identity,
    /// Two bytes each are the character itself in UTF-16, as the names of some predefined maps say.
    Unicode,
    Map(Box<CMap>),
}

/// One code of a string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) length: usize,
    pub(crate) characters: Characters,
    /// Along the baseline, or down it, in ems.
    pub(crate) width: f64,
    /// Word spacing applies to it (ISO 32000-2 §9.3.3).
    pub(crate) is_space: bool,
}

impl Font {
    pub(crate) fn read(document: &Document, dictionary: &Dictionary) -> Result<Font> {
        let to_unicode = match document.lookup(dictionary, "ToUnicode")? {
            Object::Stream(stream) => document.decode(&stream).ok().map(|bytes| CMap::parse(&bytes)),
            _ => None,
        };
        let subtype = document.lookup(dictionary, "Subtype")?;
        let kind = if subtype.as_name() == Some(b"Type0") {
            Kind::Composite(Box::new(Composite::read(document, dictionary)?))
        } else {
            Kind::Simple(Box::new(Simple::read(document, dictionary, subtype.as_name())?))
        };
        Ok(Font { kind, to_unicode })
    }

    pub(crate) fn is_vertical(&self) -> bool {
        matches!(&self.kind, Kind::Composite(font) if font.is_vertical)
    }

    /// The code at the beginning of these bytes, of which there is at least one.
    pub(crate) fn code(&self, bytes: &[u8]) -> Code {
        let (code, length, known, width) = match &self.kind {
            Kind::Simple(font) => {
                let byte = bytes.first().copied().unwrap_or_default();
                let place = usize::from(byte);
                let characters = font.characters.get(place).copied().flatten();
                let width = font.widths.get(place).copied().unwrap_or_default();
                (u32::from(byte), 1, characters, width)
            }
            Kind::Composite(font) => font.code(bytes),
        };
        let stated = self.to_unicode.as_ref().and_then(|map| map.characters_of(code));
        let length = length.clamp(1, bytes.len().max(1));
        Code {
            length,
            characters: stated.or(known).unwrap_or_default(),
            width,
            is_space: length == 1 && code == 32,
        }
    }
}

impl Simple {
    fn read(document: &Document, font: &Dictionary, subtype: Option<&[u8]>) -> Result<Simple> {
        let characters = encoding(document, font)?;
        let unit = if subtype == Some(b"Type3") {
            let matrix = document.lookup_array(font, "FontMatrix")?.unwrap_or_default();
            matrix.first().and_then(Object::as_number).unwrap_or(0.001)
        } else {
            0.001
        };
        let widths = widths(document, font, unit, &characters)?;
        Ok(Simple { characters, widths })
    }
}

/// The character of each code, by `/Encoding`; a font that says nothing is taken for Western text, which subsets mostly are.
fn encoding(document: &Document, font: &Dictionary) -> Result<[Option<Characters>; 256]> {
    let mut base = None;
    let mut differences = Vec::new();
    match document.lookup(font, "Encoding")? {
        Object::Name(name) => base = BaseEncoding::named(name.as_bytes()),
        Object::Dictionary(encoding) => {
            let name = document.lookup(&encoding, "BaseEncoding")?;
            base = name.as_name().and_then(BaseEncoding::named);
            differences = document
                .lookup_array(&encoding, "Differences")?
                .unwrap_or_default();
        }
        _ => {}
    }
    let is_true_type = font.get_name("Subtype") == Some(b"TrueType");
    let base = base.unwrap_or(if is_true_type {
        BaseEncoding::WinAnsi
    } else {
        BaseEncoding::Standard
    });
    let mut characters = [None; 256];
    for (code, place) in (0..=255u8).zip(characters.iter_mut()) {
        *place = base.character(code).map(Characters::one);
    }
    let mut code = 0usize;
    for difference in differences {
        match document.resolve(&difference)? {
            Object::Integer(number) => code = usize::try_from(number).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(place) = characters.get_mut(code) {
                    *place = std::str::from_utf8(name.as_bytes())
                        .ok()
                        .and_then(characters_of_name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Ok(characters)
}

fn widths(
    document: &Document,
    font: &Dictionary,
    unit: f64,
    characters: &[Option<Characters>; 256],
) -> Result<[f64; 256]> {
    let mut widths = [0.0; 256];
    let Some(stated) = document.lookup_array(font, "Widths")? else {
        let name = document.lookup(font, "BaseFont")?;
        let name: Cow<'_, str> = String::from_utf8_lossy(name.as_name().unwrap_or_default());
        for (width, character) in widths.iter_mut().zip(characters) {
            let first = character.and_then(|character| character.as_slice().first().copied());
            *width = first.map_or(0.0, |character| metrics::width(&name, character));
        }
        return Ok(widths);
    };
    let descriptor = document
        .lookup_dictionary(font, "FontDescriptor")?
        .unwrap_or_default();
    let missing = document
        .lookup(&descriptor, "MissingWidth")?
        .as_number()
        .unwrap_or(0.0);
    widths.fill(bounded(missing * unit));
    let first = document.lookup(font, "FirstChar")?.as_integer().unwrap_or(0);
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    for (width, stated) in widths.iter_mut().skip(first).zip(&stated) {
        *width = bounded(document.resolve(stated)?.as_number().unwrap_or(missing) * unit);
    }
    Ok(widths)
}

/// Nothing on a page is as wide as this.
fn bounded(width: f64) -> f64 {
    if width.is_finite() {
        width.clamp(-100.0, 100.0)
    } else {
        0.0
    }
}

impl Composite {
    fn read(document: &Document, font: &Dictionary) -> Result<Composite> {
        let mut is_vertical = false;
        let codes = match document.lookup(font, "Encoding")? {
            Object::Name(name) => {
                is_vertical = name.as_bytes().ends_with(b"-V");
                let holds = |word: &[u8]| memchr::memmem::find(name.as_bytes(), word).is_some();
                if holds(b"UCS2") || holds(b"UTF16") {
                    Codes::Unicode
                } else {
                    Codes::Identity
                }
            }
            Object::Stream(stream) => {
                let map = CMap::parse(&document.decode(&stream).unwrap_or_default());
                is_vertical = map.is_vertical;
                if map.has_spaces() {
                    Codes::Map(Box::new(map))
                } else {
                    Codes::Identity
                }
            }
            _ => Codes::Identity,
        };
        let descendants = document
            .lookup_array(font, "DescendantFonts")?
            .unwrap_or_default();
        let descendant = descendants
            .first()
            .map(|font| document.resolve(font))
            .transpose()?;
        let descendant = descendant
            .as_ref()
            .and_then(Object::as_dictionary)
            .cloned()
            .unwrap_or_default();
        let (widths, default_width) = if is_vertical {
            // ISO 32000-2 §9.7.4.3: down by a whole em where nothing else is said.
            (HashMap::new(), -1.0)
        } else {
            let default = document.lookup(&descendant, "DW")?.as_number().unwrap_or(1000.0);
            (
                composite_widths(document, &descendant)?,
                bounded(default / 1000.0),
            )
        };
        Ok(Composite {
            codes,
            widths,
            default_width,
            is_vertical,
        })
    }

    fn code(&self, bytes: &[u8]) -> (u32, usize, Option<Characters>, f64) {
        let pair = || match bytes {
            [high, low, ..] => (u32::from(*high) << 8 | u32::from(*low), 2),
            _ => (bytes.first().copied().map_or(0, u32::from), 1),
        };
        let (code, length, identifier, characters) = match &self.codes {
            Codes::Identity => {
                let (code, length) = pair();
                (code, length, code, None)
            }
            Codes::Unicode => {
                let (code, length) = pair();
                (code, length, code, char::from_u32(code).map(Characters::one))
            }
            Codes::Map(map) => {
                let (code, length) = map.code(bytes);
                (code, length, map.identifier(code).unwrap_or(0), None)
            }
        };
        let width = self
            .widths
            .get(&identifier)
            .copied()
            .unwrap_or(self.default_width);
        (code, length, characters, width)
    }
}

/// ISO 32000-2 §9.7.4.3: `first [w w w]` and `first last w`.
fn composite_widths(document: &Document, font: &Dictionary) -> Result<HashMap<u32, f64>> {
    let mut widths = HashMap::new();
    let stated = document.lookup_array(font, "W")?.unwrap_or_default();
    let mut items = stated.iter();
    while let (Some(first), Some(second)) = (items.next(), items.next()) {
        let Some(first) = document
            .resolve(first)?
            .as_integer()
            .and_then(|first| u32::try_from(first).ok())
        else {
            break;
        };
        match document.resolve(second)? {
            Object::Array(list) => {
                for (identifier, width) in (first..).zip(&list) {
                    let width = document.resolve(width)?.as_number().unwrap_or(0.0);
                    widths.insert(identifier, bounded(width / 1000.0));
                }
            }
            last => {
                let last = last
                    .as_integer()
                    .and_then(|last| u32::try_from(last).ok())
                    .unwrap_or(first);
                let width = items.next().map(|width| document.resolve(width)).transpose()?;
                let width = bounded(width.and_then(|width| width.as_number()).unwrap_or(0.0) / 1000.0);
                for identifier in first..=last.min(first.saturating_add(0xFFFF)) {
                    widths.insert(identifier, width);
                }
            }
        }
        if widths.len() > WIDTHS {
            break;
        }
    }
    Ok(widths)
}
