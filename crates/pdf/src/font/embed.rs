//! Cuts a face down to some characters and makes the font objects of it (ISO 32000-2 §9.7); it never draws.
//!
//! A glyph's code is its character's number in Unicode's first plane. So codes mean the same in every subset ever written, the
//! `ToUnicode` map is the identity, and two characters that share a glyph (Latin and Cyrillic `A`) are still told apart.

use subsetter::GlyphRemapper;

use super::Face;
use crate::draw::content::well_deflated;
use crate::{Dictionary, Error, Object, ObjectId, Result, Stream};

/// Part of a face, ready to be embedded. Cloning its streams is cheap.
#[derive(Debug)]
pub(crate) struct Subset {
    name: String,
    characters: Vec<char>,
    file: Stream,
    glyph_map: Stream,
    to_unicode: Stream,
    widths: Vec<Object>,
    descriptor: Dictionary,
}

impl Subset {
    /// The glyphs of these characters, as far as the face has them.
    pub(crate) fn new(face: &Face, characters: impl IntoIterator<Item = char>) -> Result<Subset> {
        let mut characters: Vec<char> = characters
            .into_iter()
            .filter(|character| face.has(*character))
            .collect();
        characters.sort_unstable();
        characters.dedup();
        let mut remapper = GlyphRemapper::new();
        let glyphs: Vec<(u16, u16, f64)> = characters
            .iter()
            .filter_map(|character| Some((*character, face.glyph(*character)?)))
            .map(|(character, glyph)| (code(character), remapper.remap(glyph.id), glyph.advance))
            .collect();
        let font = subsetter::subset(face.data(), 0, &remapper)
            .map_err(|_| Error::Font("cannot be subset".into()))?;
        let glyph_map = glyph_map(&glyphs);
        let name = format!("{}+{}", tag(&[&font, &glyph_map]), face.name);
        let length = Dictionary::from_entries([("Length1", Object::Integer(font.len() as i64))]);
        Ok(Subset {
            descriptor: descriptor(&name, face),
            file: well_deflated(length, &font),
            glyph_map: well_deflated(Dictionary::new(), &glyph_map),
            to_unicode: well_deflated(Dictionary::new(), to_unicode(&characters).as_bytes()),
            widths: widths(&glyphs),
            name,
            characters,
        })
    }

    /// The name under which it is embedded; its tag tells subsets apart by content.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the subset shows this character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.characters.binary_search(&character).is_ok()
    }

    /// Hands the font's objects to `add` and returns the number of the font itself.
    pub(crate) fn embed(&self, add: &mut dyn FnMut(Object) -> ObjectId) -> ObjectId {
        let mut descriptor = self.descriptor.clone();
        descriptor.set("FontFile2", add(self.file.clone().into()));
        let descendant = Dictionary::from_entries([
            ("Type", Object::name("Font")),
            ("Subtype", Object::name("CIDFontType2")),
            ("BaseFont", Object::name(&self.name)),
            ("CIDSystemInfo", system_info().into()),
            ("FontDescriptor", add(descriptor.into()).into()),
            ("DW", Object::Integer(600)),
            ("W", self.widths.clone().into()),
            ("CIDToGIDMap", add(self.glyph_map.clone().into()).into()),
        ]);
        let descendant = add(descendant.into());
        let to_unicode = add(self.to_unicode.clone().into());
        add(Object::Dictionary(Dictionary::from_entries([
            ("Type", Object::name("Font")),
            ("Subtype", Object::name("Type0")),
            ("BaseFont", Object::name(&self.name)),
            ("Encoding", Object::name("Identity-H")),
            ("DescendantFonts", vec![descendant.into()].into()),
            ("ToUnicode", to_unicode.into()),
        ])))
    }
}

/// The code of a character in all our fonts; faces hold no character beyond the first plane.
pub(crate) fn code(character: char) -> u16 {
    u16::try_from(u32::from(character)).unwrap_or(0xFFFD)
}

fn system_info() -> Dictionary {
    Dictionary::from_entries([
        ("Registry", Object::string("Adobe")),
        ("Ordering", Object::string("Identity")),
        ("Supplement", Object::Integer(0)),
    ])
}

// ISO 32000-2 §9.8
fn descriptor(name: &str, face: &Face) -> Dictionary {
    let whole = |value: f64| Object::Integer(value.round() as i64);
    Dictionary::from_entries([
        ("Type", Object::name("FontDescriptor")),
        ("FontName", Object::name(name)),
        ("Flags", Object::Integer(4)),
        ("FontBBox", face.metrics.bounds.map(whole).to_vec().into()),
        ("ItalicAngle", Object::Integer(0)),
        ("Ascent", whole(face.metrics.ascent)),
        ("Descent", whole(face.metrics.descent)),
        ("CapHeight", whole(face.metrics.cap_height)),
        ("StemV", Object::Integer(80)),
    ])
}

/// Two bytes for each code up to the highest: the glyph in the subset (ISO 32000-2 Table 115, CIDToGIDMap).
fn glyph_map(glyphs: &[(u16, u16, f64)]) -> Vec<u8> {
    let highest = glyphs.last().map_or(0, |(code, ..)| usize::from(*code));
    let mut map = vec![0; (highest + 1) * 2];
    for (code, glyph, _) in glyphs {
        let place = usize::from(*code) * 2;
        if let Some(pair) = map.get_mut(place..place + 2) {
            pair.copy_from_slice(&glyph.to_be_bytes());
        }
    }
    map
}

/// `first [w w w]` for each run of neighbouring codes (ISO 32000-2 §9.7.4.3).
fn widths(glyphs: &[(u16, u16, f64)]) -> Vec<Object> {
    glyphs
        .chunk_by(|before, after| before.0 + 1 == after.0)
        .flat_map(|run| {
            let first = run.first().map_or(0, |(code, ..)| i64::from(*code));
            let widths = run
                .iter()
                .map(|(.., advance)| Object::Integer(advance.round() as i64))
                .collect();
            [Object::Integer(first), Object::Array(widths)]
        })
        .collect()
}

/// The identity on every block of 256 codes in use: a range must not cross one (ISO 32000-2 §9.10.3).
fn to_unicode(characters: &[char]) -> String {
    let mut blocks: Vec<u16> = characters.iter().map(|character| code(*character) >> 8).collect();
    blocks.dedup();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) \
         /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n\
         endcodespacerange\n",
    );
    for some in blocks.chunks(100) {
        map.push_str(&format!("{} beginbfrange\n", some.len()));
        some.iter()
            .for_each(|block| map.push_str(&format!("<{block:02X}00> <{block:02X}FF> <{block:02X}00>\n")));
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

/// Six letters that depend on the content (ISO 32000-2 §9.9.2), by FNV-1a.
fn tag(parts: &[&[u8]]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    let mut hash = parts.iter().copied().flatten().fold(0xCBF2_9CE4_8422_2325, step);
    let letters = std::iter::repeat_with(|| {
        let letter = b'A' + (hash % 26) as u8;
        hash /= 26;
        char::from(letter)
    });
    letters.take(6).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::fonts;
    use super::*;

    fn embedded(subset: &Subset) -> Vec<Object> {
        let mut objects = Vec::new();
        subset.embed(&mut |object| {
            objects.push(object);
            ObjectId::new(objects.len() as u32)
        });
        objects
    }

    #[test]
    fn the_repertoire_is_small_enough_to_go_into_every_file() {
        let size: usize = embedded(fonts().repertoire())
            .iter()
            .filter_map(Object::as_stream)
            .map(|stream| stream.data.len())
            .sum();
        assert!((20_000..80_000).contains(&size), "{size}");
        assert!(fonts().repertoire().has('č') && !fonts().repertoire().has('\u{10FFFF}'));
    }

    #[test]
    fn a_font_has_all_that_the_standard_asks() {
        let objects = embedded(&Subset::new(fonts().text(), "čšžA".chars()).unwrap());
        let font = objects.last().and_then(Object::as_dictionary).unwrap();
        assert_eq!(font.get_name("Encoding"), Some(&b"Identity-H"[..]));
        let descendant = objects
            .iter()
            .filter_map(Object::as_dictionary)
            .find(|each| each.contains("W"))
            .unwrap();
        let mut widths = Vec::new();
        Object::Array(descendant.get_array("W").unwrap().to_vec()).write(&mut widths);
        assert_eq!(
            String::from_utf8(widths).unwrap(),
            "[65 [639] 269 [480] 353 [479] 382 [470]]"
        );
    }

    #[test]
    fn the_tag_tells_subsets_apart() {
        let (one, other) = (
            Subset::new(fonts().text(), ['a']).unwrap(),
            Subset::new(fonts().text(), ['b']).unwrap(),
        );
        assert_ne!(one.name(), other.name());
        assert_eq!(
            one.name(),
            Subset::new(fonts().text(), ['a', 'a']).unwrap().name()
        );
    }
}
