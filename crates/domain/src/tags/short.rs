//! The short form of this product: `[[S1]]`, `[[P2]]`, `[[T1:address]]`.
//!
//! `[[` kind, number of the party, `*` or `?`, `:name`, `=default`, `|choice|choice`, `@width x height` `]]`. The kind is a letter or an
//! English word; without a number signatures and initials are bound in the order of reading, all others to Party 1; 0 is the owner.

use super::words::{common_kind, points, readable};
use super::{Fault, Reading, Tag, TagKind, TagOption, TagRole, Vendor};

/// The letters, for the catalogue of tags.
pub const LETTERS: [(&str, TagKind); 16] = [
    ("S", TagKind::Signature),
    ("P", TagKind::Initials),
    ("I", TagKind::Initials),
    ("N", TagKind::Name),
    ("E", TagKind::Email),
    ("F", TagKind::Company),
    ("J", TagKind::Title),
    ("SD", TagKind::SigningDate),
    ("T", TagKind::Text),
    ("M", TagKind::Multiline),
    ("Q", TagKind::Number),
    ("D", TagKind::Date),
    ("C", TagKind::Checkbox),
    ("R", TagKind::Radio),
    ("L", TagKind::Dropdown),
    ("A", TagKind::Attachment),
];

/// Reads what stands between the brackets.
pub(super) fn parse(inner: &str) -> Reading {
    tag(inner.trim()).map_or(Reading::Fault(Fault::NotUnderstood), |tag| {
        Reading::Field(Box::new(tag))
    })
}

fn tag(text: &str) -> Option<Tag> {
    let letters = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(letters);
    let kind = LETTERS
        .iter()
        .find(|(letter, _)| letter.eq_ignore_ascii_case(word))
        .map(|(_, kind)| *kind)
        .or_else(|| common_kind(word).filter(|_| word.len() > 3))?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, mut rest) = rest.split_at(digits);
    let role = match number.parse::<u32>() {
        Ok(0) => TagRole::Owner,
        Ok(number) if digits <= 4 => TagRole::Party(number),
        Ok(_) => return None,
        Err(_) => TagRole::Order,
    };
    let mut tag = Tag::new(Vendor::Podpis, kind, role);
    rest = rest.trim_start();
    if let Some(after) = rest.strip_prefix('*') {
        (tag.required, rest) = (Some(true), after);
    } else if let Some(after) = rest.strip_prefix('?') {
        (tag.required, rest) = (Some(false), after);
    }
    details(&mut tag, rest.trim()).map(|()| tag)
}

/// `:name=default|choice|choice@120x30`, each part at most once.
fn details(tag: &mut Tag, text: &str) -> Option<()> {
    let text = match text.rsplit_once('@') {
        Some((before, size)) if size.contains(['x', '×']) => {
            let (width, height) = size.split_once(['x', '×'])?;
            (tag.width, tag.height) = (Some(points(width)?), Some(points(height)?));
            before.trim()
        }
        _ => text,
    };
    if text.is_empty() {
        return Some(());
    }
    let rest = text.strip_prefix(':')?;
    let mut parts = rest.split('|');
    let first = parts.next()?.trim();
    let (name, default) = match first.split_once('=') {
        Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
        None => (first, None),
    };
    tag.options = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .take(super::words::MAX_PARTS)
        .map(TagOption::same)
        .collect();
    if name.is_empty() {
        return None;
    }
    tag.name = name.chars().take(80).collect();
    tag.label = readable(name);
    tag.default = default.filter(|default| !default.is_empty());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inner: &str) -> Option<Tag> {
        match parse(inner) {
            Reading::Field(tag) => Some(*tag),
            _ => None,
        }
    }

    #[test]
    fn letters_numbers_and_words() {
        for (text, kind, role) in [
            ("S1", TagKind::Signature, TagRole::Party(1)),
            ("s", TagKind::Signature, TagRole::Order),
            ("S0", TagKind::Signature, TagRole::Owner),
            ("P2", TagKind::Initials, TagRole::Party(2)),
            (" I 3 ", TagKind::Initials, TagRole::Order),
            ("SD12", TagKind::SigningDate, TagRole::Party(12)),
            ("signature2", TagKind::Signature, TagRole::Party(2)),
            ("C", TagKind::Checkbox, TagRole::Order),
        ] {
            let tag = read(text);
            if text == " I 3 " {
                assert!(tag.is_none(), "a number stands at its letter");
                continue;
            }
            let tag = tag.unwrap();
            assert_eq!((tag.kind, tag.role), (kind, role), "{text}");
        }
        for wrong in [
            "",
            "X1",
            "S1 S2",
            "1",
            "S12345",
            "S1:",
            "date of birth",
            "T1|a",
            "see",
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn names_defaults_choices_and_sizes() {
        let tag = read("T1*:street_address=Slovenska 1 @ 120 x 30").unwrap();
        assert_eq!(
            (
                tag.name.as_str(),
                tag.label.as_str(),
                tag.default.as_deref(),
                tag.required
            ),
            (
                "street_address",
                "street address",
                Some("Slovenska 1"),
                Some(true)
            )
        );
        assert_eq!((tag.width, tag.height), (Some(120.0), Some(30.0)));
        let tag = read("L2?:size=M|S|M|L").unwrap();
        let values: Vec<&str> = tag.options.iter().map(|option| option.value.as_str()).collect();
        assert_eq!(
            (values, tag.default.as_deref(), tag.required),
            (vec!["S", "M", "L"], Some("M"), Some(false))
        );
        assert_eq!(read("T1:mail@home").unwrap().name, "mail@home");
    }
}
