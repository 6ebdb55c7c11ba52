//! Which character a code or a glyph's name stands for (ISO 32000-2 Annex D, Adobe Glyph List); it reads no font program.

use super::Characters;

/// An encoding that the standard names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BaseEncoding {
    MacRoman,
    Standard,
    WinAnsi,
}

impl BaseEncoding {
    pub(crate) fn named(name: &[u8]) -> Option<BaseEncoding> {
        match name {
            b"MacRomanEncoding" => Some(BaseEncoding::MacRoman),
            b"StandardEncoding" => Some(BaseEncoding::Standard),
            b"WinAnsiEncoding" => Some(BaseEncoding::WinAnsi),
            _ => None,
        }
    }

    pub(crate) fn character(self, code: u8) -> Option<char> {
        let upper = |table: &str| {
            let found = table.chars().nth(usize::from(code.checked_sub(128)?))?;
            (found != NONE).then_some(found)
        };
        match (self, code) {
            (BaseEncoding::Standard, b'\'') => Some('’'),
            (BaseEncoding::Standard, b'`') => Some('‘'),
            (_, b' '..=b'~') => Some(char::from(code)),
            (BaseEncoding::WinAnsi, 0xA0..) => Some(char::from(code)),
            (BaseEncoding::WinAnsi, _) => upper(WIN_ANSI),
            (BaseEncoding::MacRoman, _) => upper(MAC_ROMAN),
            (BaseEncoding::Standard, _) => upper(STANDARD),
        }
    }
}

const NONE: char = '\u{FFFD}';

/// 0x80 to 0x9F.
const WIN_ANSI: &str = "€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ";

/// 0x80 to 0xFF.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨\u{FFFD}ÆØ\u{FFFD}±\u{FFFD}\u{FFFD}¥µ\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}ªº\u{FFFD}æø¿¡¬\u{FFFD}ƒ\u{FFFD}\u{FFFD}«»…\u{A0}ÀÃÕŒœ–—“”‘’÷\u{FFFD}ÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{FFFD}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// 0x80 to 0xFF.
const STANDARD: &str = "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\u{FFFD}–†‡·\u{FFFD}¶•‚„”»…‰\u{FFFD}¿\u{FFFD}`´ˆ˜¯˘˙¨\u{FFFD}˚¸\u{FFFD}˝˛ˇ—";

/// The characters of a glyph's name: `A`, `ccaron`, `f_i`, `uni010D`, `u1F600`, `one.oldstyle`.
pub(crate) fn characters_of_name(name: &str) -> Option<Characters> {
    let base = name.split('.').next().unwrap_or_default();
    let mut all = Vec::new();
    for part in base.split('_') {
        match part_of_name(part) {
            Some(characters) => all.extend_from_slice(characters.as_slice()),
            None => return None,
        }
    }
    Some(Characters::of(all))
}

fn part_of_name(name: &str) -> Option<Characters> {
    let mut letters = name.chars();
    if let (Some(letter @ ('A'..='Z' | 'a'..='z')), None) = (letters.next(), letters.next()) {
        return Some(Characters::one(letter));
    }
    if let Ok(place) = NAMES.binary_search_by_key(&name, |(name, _)| *name) {
        return NAMES
            .get(place)
            .map(|(_, characters)| Characters::of(characters.chars()));
    }
    let hexadecimal = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    if let Some(digits) = name
        .strip_prefix("uni")
        .filter(|digits| digits.len() >= 4 && digits.is_ascii())
    {
        let units = (0..digits.len() / 4).filter_map(|unit| hexadecimal(digits.get(unit * 4..unit * 4 + 4)?));
        return Some(Characters::of(units));
    }
    let digits = name
        .strip_prefix('u')
        .filter(|digits| (4..=6).contains(&digits.len()))?;
    hexadecimal(digits).map(Characters::one)
}

/// Sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("AE", "Æ"),
    ("Aacute", "Á"),
    ("Abreve", "Ă"),
    ("Acircumflex", "Â"),
    ("Adieresis", "Ä"),
    ("Agrave", "À"),
    ("Amacron", "Ā"),
    ("Aogonek", "Ą"),
    ("Aring", "Å"),
    ("Atilde", "Ã"),
    ("Cacute", "Ć"),
    ("Ccaron", "Č"),
    ("Ccedilla", "Ç"),
    ("Dcaron", "Ď"),
    ("Dcroat", "Đ"),
    ("Eacute", "É"),
    ("Ecaron", "Ě"),
    ("Ecircumflex", "Ê"),
    ("Edieresis", "Ë"),
    ("Egrave", "È"),
    ("Eogonek", "Ę"),
    ("Eth", "Ð"),
    ("Euro", "€"),
    ("Iacute", "Í"),
    ("Icircumflex", "Î"),
    ("Idieresis", "Ï"),
    ("Igrave", "Ì"),
    ("Lacute", "Ĺ"),
    ("Lcaron", "Ľ"),
    ("Lslash", "Ł"),
    ("Nacute", "Ń"),
    ("Ncaron", "Ň"),
    ("Ntilde", "Ñ"),
    ("OE", "Œ"),
    ("Oacute", "Ó"),
    ("Ocircumflex", "Ô"),
    ("Odieresis", "Ö"),
    ("Ograve", "Ò"),
    ("Ohungarumlaut", "Ő"),
    ("Oslash", "Ø"),
    ("Otilde", "Õ"),
    ("Racute", "Ŕ"),
    ("Rcaron", "Ř"),
    ("Sacute", "Ś"),
    ("Scaron", "Š"),
    ("Scedilla", "Ş"),
    ("Tcaron", "Ť"),
    ("Thorn", "Þ"),
    ("Uacute", "Ú"),
    ("Ucircumflex", "Û"),
    ("Udieresis", "Ü"),
    ("Ugrave", "Ù"),
    ("Uhungarumlaut", "Ű"),
    ("Uring", "Ů"),
    ("Yacute", "Ý"),
    ("Ydieresis", "Ÿ"),
    ("Zacute", "Ź"),
    ("Zcaron", "Ž"),
    ("Zdotaccent", "Ż"),
    ("aacute", "á"),
    ("abreve", "ă"),
    ("acircumflex", "â"),
    ("acute", "´"),
    ("adieresis", "ä"),
    ("ae", "æ"),
    ("agrave", "à"),
    ("amacron", "ā"),
    ("ampersand", "&"),
    ("aogonek", "ą"),
    ("aring", "å"),
    ("asciicircum", "^"),
    ("asciitilde", "~"),
    ("asterisk", "*"),
    ("at", "@"),
    ("atilde", "ã"),
    ("backslash", "\\"),
    ("bar", "|"),
    ("braceleft", "{"),
    ("braceright", "}"),
    ("bracketleft", "["),
    ("bracketright", "]"),
    ("brokenbar", "¦"),
    ("bullet", "•"),
    ("cacute", "ć"),
    ("ccaron", "č"),
    ("ccedilla", "ç"),
    ("cent", "¢"),
    ("colon", ":"),
    ("comma", ","),
    ("copyright", "©"),
    ("currency", "¤"),
    ("dagger", "†"),
    ("daggerdbl", "‡"),
    ("dcaron", "ď"),
    ("dcroat", "đ"),
    ("degree", "°"),
    ("dieresis", "¨"),
    ("divide", "÷"),
    ("dollar", "$"),
    ("eacute", "é"),
    ("ecaron", "ě"),
    ("ecircumflex", "ê"),
    ("edieresis", "ë"),
    ("egrave", "è"),
    ("eight", "8"),
    ("ellipsis", "…"),
    ("emdash", "—"),
    ("endash", "–"),
    ("eogonek", "ę"),
    ("equal", "="),
    ("eth", "ð"),
    ("exclam", "!"),
    ("exclamdown", "¡"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("fi", "fi"),
    ("five", "5"),
    ("fl", "fl"),
    ("florin", "ƒ"),
    ("four", "4"),
    ("fraction", "⁄"),
    ("germandbls", "ß"),
    ("grave", "`"),
    ("greater", ">"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("hyphen", "-"),
    ("iacute", "í"),
    ("icircumflex", "î"),
    ("idieresis", "ï"),
    ("igrave", "ì"),
    ("lacute", "ĺ"),
    ("lcaron", "ľ"),
    ("less", "<"),
    ("logicalnot", "¬"),
    ("lslash", "ł"),
    ("minus", "−"),
    ("mu", "µ"),
    ("multiply", "×"),
    ("nacute", "ń"),
    ("nbspace", "\u{A0}"),
    ("ncaron", "ň"),
    ("nine", "9"),
    ("nonbreakingspace", "\u{A0}"),
    ("ntilde", "ñ"),
    ("numbersign", "#"),
    ("oacute", "ó"),
    ("ocircumflex", "ô"),
    ("odieresis", "ö"),
    ("oe", "œ"),
    ("ograve", "ò"),
    ("ohungarumlaut", "ő"),
    ("one", "1"),
    ("onehalf", "½"),
    ("onequarter", "¼"),
    ("ordfeminine", "ª"),
    ("ordmasculine", "º"),
    ("oslash", "ø"),
    ("otilde", "õ"),
    ("paragraph", "¶"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("percent", "%"),
    ("period", "."),
    ("periodcentered", "·"),
    ("perthousand", "‰"),
    ("plus", "+"),
    ("plusminus", "±"),
    ("question", "?"),
    ("questiondown", "¿"),
    ("quotedbl", "\""),
    ("quotedblbase", "„"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotesinglbase", "‚"),
    ("quotesingle", "'"),
    ("racute", "ŕ"),
    ("rcaron", "ř"),
    ("registered", "®"),
    ("sacute", "ś"),
    ("scaron", "š"),
    ("scedilla", "ş"),
    ("section", "§"),
    ("semicolon", ";"),
    ("seven", "7"),
    ("sfthyphen", "\u{AD}"),
    ("six", "6"),
    ("slash", "/"),
    ("softhyphen", "\u{AD}"),
    ("space", " "),
    ("sterling", "£"),
    ("tcaron", "ť"),
    ("thorn", "þ"),
    ("three", "3"),
    ("threequarters", "¾"),
    ("trademark", "™"),
    ("two", "2"),
    ("uacute", "ú"),
    ("ucircumflex", "û"),
    ("udieresis", "ü"),
    ("ugrave", "ù"),
    ("uhungarumlaut", "ű"),
    ("underscore", "_"),
    ("uring", "ů"),
    ("yacute", "ý"),
    ("ydieresis", "ÿ"),
    ("yen", "¥"),
    ("zacute", "ź"),
    ("zcaron", "ž"),
    ("zdotaccent", "ż"),
    ("zero", "0"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_have_their_length_and_their_characters() {
        assert_eq!(WIN_ANSI.chars().count(), 32);
        assert_eq!(MAC_ROMAN.chars().count(), 128);
        assert_eq!(BaseEncoding::WinAnsi.character(0x8A), Some('Š'));
        assert_eq!(BaseEncoding::WinAnsi.character(0xE8), Some('è'));
        assert_eq!(BaseEncoding::MacRoman.character(0xD3), Some('”'));
        assert_eq!(BaseEncoding::MacRoman.character(0xFF), Some('ˇ'));
        assert_eq!(BaseEncoding::Standard.character(0xAE), Some('ﬁ'));
        assert_eq!(BaseEncoding::Standard.character(0xD0), Some('—'));
        assert_eq!(BaseEncoding::Standard.character(0x80), None);
    }

    #[test]
    fn names_of_every_form() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
        let text =
            |name: &str| characters_of_name(name).map(|found| found.as_slice().iter().collect::<String>());
        for (name, meant) in [
            ("A", "A"),
            ("ccaron", "č"),
            ("f_f_i", "ffi"),
            ("uni010D", "č"),
            ("uni00660069", "fi"),
            ("u0160", "Š"),
            ("one.oldstyle", "1"),
            ("braceleft", "{"),
        ] {
            assert_eq!(text(name).as_deref(), Some(meant), "{name}");
        }
        assert_eq!(text("g17"), None);
        assert_eq!(text(".notdef"), None);
    }
}
