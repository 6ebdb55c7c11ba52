//! Dropbox Sign's text tags (its developers' guide, "Text Tags"): `[sig|req|signer1|Label|UniqueId]`, `[def:$x|…]` and `[$x]`.

use super::words::{numbered, readable};
use super::{Reading, Tag, TagKind, TagPattern, TagRole, Vendor};

/// The words before the first bar.
const TYPES: [(&str, TagKind); 14] = [
    ("sig", TagKind::Signature),
    ("signature", TagKind::Signature),
    ("initial", TagKind::Initials),
    ("initials", TagKind::Initials),
    ("text", TagKind::Text),
    ("date", TagKind::SigningDate),
    ("date_signed", TagKind::SigningDate),
    ("check", TagKind::Checkbox),
    ("checkbox", TagKind::Checkbox),
    ("dropdown", TagKind::Dropdown),
    ("radio", TagKind::Radio),
    ("hyperlink", TagKind::Other),
    ("text-merge", TagKind::Text),
    ("checkbox-merge", TagKind::Checkbox),
];

/// Whether what follows a bracket begins a tag; brackets are common in prose.
pub(super) fn begins(rest: &str) -> bool {
    let lower = rest.trim_start().to_ascii_lowercase();
    let typed = TYPES.iter().any(|(word, _)| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with('|'))
    });
    let short = lower
        .strip_prefix('$')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    typed || short || lower.starts_with("def:$")
}

/// Reads what stands between the brackets; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    let inner = inner.trim();
    if let Some(name) = inner.strip_prefix('$') {
        return Some(Reading::Short {
            name: short_name(name)?,
            vendor: Vendor::Dropbox,
        });
    }
    if let Some(definition) = inner.strip_prefix("def:$") {
        let (name, text) = definition.split_once('|')?;
        return Some(Reading::Definition {
            name: short_name(name)?,
            tag: Box::new(tag(text)?),
        });
    }
    tag(inner).map(|tag| Reading::Field(Box::new(tag)))
}

fn short_name(text: &str) -> Option<String> {
    let name = text.trim();
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    ((1..=60).contains(&name.len()) && name.chars().all(plain)).then(|| name.to_owned())
}

fn tag(text: &str) -> Option<Tag> {
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    let word = parts.first()?.to_ascii_lowercase();
    let kind = TYPES.iter().find(|(name, _)| *name == word)?.1;
    let required = match parts.get(1)?.to_ascii_lowercase().as_str() {
        "req" => true,
        "noreq" | "opt" => false,
        _ => return None,
    };
    let who = parts.get(2)?.to_ascii_lowercase();
    let role = match who.as_str() {
        "sender" | "me" | "me_now" => TagRole::Owner,
        "signer" => TagRole::Party(1),
        who => TagRole::Party(numbered(who, "signer").filter(|number| *number > 0)?),
    };
    let mut tag = Tag::new(Vendor::Dropbox, kind, role);
    tag.required = Some(required);
    let label = parts.get(3).copied().unwrap_or_default();
    if !kind.is_mark() {
        tag.label = readable(label);
    }
    let name = parts
        .get(4)
        .copied()
        .filter(|name| !name.is_empty())
        .unwrap_or(label);
    tag.name = name.chars().take(120).collect();
    if let Some(rule) = parts.get(5).filter(|rule| !rule.is_empty()) {
        validation(&mut tag, rule);
    }
    tag.ignored.extend(
        parts
            .iter()
            .skip(6)
            .filter(|part| !part.is_empty())
            .map(|part| (*part).to_owned()),
    );
    Some(tag)
}

fn validation(tag: &mut Tag, rule: &str) {
    let pattern = match rule.to_ascii_lowercase().as_str() {
        "numbers_only" => TagPattern::Number {
            least: None,
            most: None,
        },
        "letters_only" => TagPattern::Letters,
        "phone_number" => TagPattern::Phone,
        "email_address" => TagPattern::Email,
        _ => return tag.ignored.push(rule.to_owned()),
    };
    tag.pattern = Some(pattern);
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
    fn tags_definitions_and_short_tags() {
        let tag = field("sig|req|signer1");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Signature, TagRole::Party(1), Some(true))
        );
        let tag = field("text|noreq|signer2|Zip code|zip1|numbers_only");
        assert_eq!(
            (tag.label.as_str(), tag.name.as_str(), tag.required),
            ("Zip code", "zip1", Some(false))
        );
        assert!(matches!(tag.pattern, Some(TagPattern::Number { .. })));
        assert_eq!(field("text-merge|req|sender|Rent|rent").role, TagRole::Owner);
        assert!(matches!(parse("$zip   "), Some(Reading::Short { name, .. }) if name == "zip"));
        assert!(
            matches!(parse("def:$zip|text|noreq|signer1|Zip|zip1"), Some(Reading::Definition { name, .. }) if name == "zip")
        );
        for wrong in [
            "sig|maybe|signer1",
            "sig|req|boss",
            "sig|req",
            "def:$x",
            "sig|req|signer0",
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
        assert!(
            begins("sig|req")
                && begins("$a]")
                && begins("def:$a|")
                && !begins("1]")
                && !begins("$5]")
                && !begins("sign here]")
        );
    }
}
