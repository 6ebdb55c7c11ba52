//! SignNow's simple text tags (its help centre, "Automate fields with text tags"): `{{t:s;r:y;o:"CEO";w:100;h:15;}}`, also between
//! single braces or brackets.

use super::words::{named_role, options, points, readable, split, truth, unquoted};
use super::{Reading, Tag, TagKind, Vendor};

/// Whether the text is SignNow's: it begins with a type, which begins with `t:`.
pub(super) fn is_own(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    let short = first.chars().count() < 8 && text.contains(';');
    short && key(first).is_some_and(|(key, value)| key == "t" && kind(value).is_some())
}

/// `key:value`, cut at the first colon.
fn key(part: &str) -> Option<(&str, &str)> {
    let (key, value) = part.split_once(':')?;
    Some((key.trim(), value.trim()))
}

fn kind(word: &str) -> Option<TagKind> {
    Some(match word.trim() {
        "s" => TagKind::Signature,
        "i" => TagKind::Initials,
        "t" => TagKind::Text,
        "d" => TagKind::Dropdown,
        "c" => TagKind::Checkbox,
        "f" => TagKind::Attachment,
        _ => return None,
    })
}

/// Reads what stands between the braces; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    let parts = split(inner, ';');
    let (first, word) = key(parts.first()?)?;
    let kind = kind(word).filter(|_| first == "t")?;
    let mut tag = Tag::new(Vendor::Signnow, kind, named_role("First Party"));
    for part in parts.iter().skip(1).filter(|part| !part.is_empty()) {
        attribute(&mut tag, part)?;
    }
    Some(Reading::Field(Box::new(tag)))
}

/// A part that is no pair is nothing of SignNow's.
fn attribute(tag: &mut Tag, part: &str) -> Option<()> {
    let (key, value) = key(part)?;
    let value = unquoted(value);
    match key {
        "r" => tag.required = truth(&value),
        "o" => tag.role = named_role(&value),
        "l" => {
            if !tag.kind.is_mark() {
                tag.label = readable(&value);
            }
            tag.name = value.chars().take(120).collect();
        }
        "dd" => tag.options = options(&value, ','),
        "w" => tag.width = points(&value),
        "h" => tag.height = points(&value),
        _ => tag.ignored.push(part.chars().take(80).collect()),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::TagRole;
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    /// The examples of the help centre.
    #[test]
    fn types_roles_and_sizes() {
        let tag = field(r#"t:s;r:y;o:"CEO";w:100;h:15;"#);
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Signature, TagRole::Named("CEO".into()), Some(true))
        );
        assert_eq!((tag.width, tag.height), (Some(100.0), Some(15.0)));
        let tag = field(r#"t:d;r:n;o:"Second Party";l:"Year";dd:"2012,2013,2014";"#);
        assert_eq!((tag.role, tag.required), (TagRole::Party(2), Some(false)));
        assert_eq!((tag.label.as_str(), tag.options.len()), ("Year", 3));
        let tag = field(r#"t:t;r:y;o:"CEO";l:"Phone";v:"13435fa6";"#);
        assert_eq!(tag.ignored, [r#"v:"13435fa6""#]);
        assert!(
            is_own(r#"t:s;r:y"#) && !is_own("t:sig|n:Name") && !is_own("t:x;r:y") && !is_own("time: 5; no")
        );
        assert!(parse("t:s;whatever").is_none());
    }
}
