//! PandaDoc's field tags (its developers' guide, "Field tags"): `[textfield:user:name___]`, also between single braces. A star behind the
//! type says that the field need not be filled; underscores at the end make it wide.

use super::words::{named_role, readable};
use super::{Reading, Tag, TagKind, Vendor};

/// The types by their whole names; of the short ones the guide tells `s` alone.
const TYPES: [(&str, TagKind); 10] = [
    ("signature", TagKind::Signature),
    ("s", TagKind::Signature),
    ("initials", TagKind::Initials),
    ("textfield", TagKind::Text),
    ("text", TagKind::Text),
    ("date", TagKind::Date),
    ("checkbox", TagKind::Checkbox),
    ("dropdown", TagKind::Dropdown),
    ("radio", TagKind::Radio),
    ("file", TagKind::Attachment),
];

/// Whether what follows a bracket or a brace begins a tag: a type, and a role behind a colon.
pub(super) fn begins(rest: &str) -> bool {
    let Some((word, role)) = rest.split_once(':') else {
        return false;
    };
    kind(word).is_some() && role.starts_with(|c: char| c.is_alphanumeric())
}

fn kind(word: &str) -> Option<(TagKind, bool)> {
    let (word, optional) = match word.strip_suffix('*') {
        Some(word) => (word, true),
        None => (word, false),
    };
    let known = TYPES.iter().find(|(name, _)| *name == word)?;
    Some((known.1, optional))
}

/// Reads what stands between the brackets; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    let wide = inner.trim_end_matches('_');
    let parts: Vec<&str> = wide.trim_end_matches(':').split(':').map(str::trim).collect();
    let (kind, optional) = kind(parts.first()?)?;
    let plain =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c));
    let role = parts.get(1).filter(|role| plain(role) && !role.contains('_'))?;
    let id = match parts.as_slice() {
        [_, _] => "",
        [_, _, id] if plain(id) => id,
        _ => return None,
    };
    let mut tag = Tag::new(Vendor::Pandadoc, kind, named_role(role));
    tag.required = Some(!optional);
    tag.name = id.chars().take(120).collect();
    if !kind.is_mark() {
        tag.label = readable(id);
    }
    Some(Reading::Field(Box::new(tag)))
}

#[cfg(test)]
mod tests {
    use super::super::TagRole;
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    /// The examples of the guide.
    #[test]
    fn types_stars_roles_and_names() {
        let tag = field("textfield:user:name___");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Text, TagRole::Named("user".into()), Some(true))
        );
        assert_eq!((tag.name.as_str(), tag.label.as_str()), ("name", "name"));
        let tag = field("signature*:s1:sigBox17_____");
        assert_eq!(
            (tag.kind, tag.required, tag.name.as_str()),
            (TagKind::Signature, Some(false), "sigBox17")
        );
        assert_eq!(field("s:Client:____").name, "");
        assert_eq!(field("date:Client").kind, TagKind::Date);
        for wrong in [
            "textfield",
            "textfield::name",
            "unicorn:user",
            "s:a:b:c",
            "text:us_er:x",
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
        assert!(
            begins("s:Client]") && begins("checkbox*:a:b") && !begins("note: see") && !begins("text: see")
        );
    }
}
