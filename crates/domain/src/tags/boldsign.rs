//! BoldSign's text tags (its developers' guide, "Text tags"): `{{text|1|*|Enter name|field_1}}`. What `{{@id}}` means is said in its
//! request, not in the document.

use super::words::readable;
use super::{Reading, Tag, TagKind, TagRole, Vendor};

/// The words before the first bar.
const TYPES: [(&str, TagKind); 7] = [
    ("text", TagKind::Text),
    ("sign", TagKind::Signature),
    ("init", TagKind::Initials),
    ("date", TagKind::SigningDate),
    ("editdate", TagKind::Date),
    ("title", TagKind::Title),
    ("company", TagKind::Company),
];

/// Whether the text between the braces is BoldSign's: a type and a signer's number behind a bar, or a definition's name.
pub(super) fn is_own(inner: &str) -> bool {
    let mut parts = inner.split('|').map(str::trim);
    let word = parts.next().unwrap_or_default();
    let numbered = parts.next().is_some_and(|number| number.parse::<u32>().is_ok());
    inner.starts_with('@') || (numbered && word.chars().all(char::is_alphabetic))
}

/// Reads what stands between the braces; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    if let Some(name) = inner.strip_prefix('@') {
        let name = name.split(':').next().unwrap_or_default().trim();
        return (!name.is_empty()).then(|| Reading::Short {
            name: name.chars().take(60).collect(),
            vendor: Vendor::Boldsign,
        });
    }
    let parts: Vec<&str> = inner.split('|').map(str::trim).collect();
    let word = parts.first()?.to_ascii_lowercase();
    let kind = TYPES.iter().find(|(name, _)| *name == word)?.1;
    let number: u32 = parts.get(1)?.parse().ok().filter(|number| *number > 0)?;
    let mut tag = Tag::new(Vendor::Boldsign, kind, TagRole::Party(number));
    tag.required = match parts.get(2).copied().unwrap_or_default() {
        "*" => Some(true),
        "" => Some(false),
        _ => return None,
    };
    let fourth = parts.get(3).copied().unwrap_or_default();
    if kind == TagKind::Date && !fourth.is_empty() {
        tag.format = Some(fourth.to_owned());
    } else if !kind.is_mark() {
        tag.label = readable(fourth);
    }
    let id = parts.get(4).copied().unwrap_or_default();
    tag.name = id.chars().take(120).collect();
    tag.ignored.extend(
        parts
            .iter()
            .skip(5)
            .filter(|part| !part.is_empty())
            .map(|part| (*part).to_owned()),
    );
    Some(Reading::Field(Box::new(tag)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    /// The tags of the developers' guide.
    #[test]
    fn types_signers_and_what_must_be_filled() {
        let tag = field("text|1|*|Enter name|field_1");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Text, TagRole::Party(1), Some(true))
        );
        assert_eq!((tag.label.as_str(), tag.name.as_str()), ("Enter name", "field_1"));
        assert_eq!(field("sign|2|*").role, TagRole::Party(2));
        for optional in ["text|1", "text|1| |"] {
            assert_eq!(field(optional).required, Some(false), "{optional}");
        }
        let tag = field("editdate|1|*|yyyy,MMM dd");
        assert_eq!(
            (tag.kind, tag.format.as_deref()),
            (TagKind::Date, Some("yyyy,MMM dd"))
        );
        assert!(
            matches!(parse("@tag1:Your name|first"), Some(Reading::Short { name, .. }) if name == "tag1")
        );
        for wrong in ["text|0|*", "text|1|!", "unicorn|1|*", "@"] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
        assert!(is_own("sign|1|*") && !is_own("t:sig|n:Name") && !is_own("a|b"));
    }
}
