//! DocuSeal's field tags (its API's documentation, "embedded text field tags"): `{{Name;type=signature;role=Buyer;required=false}}`.

use super::words::{common_kind, named_role, options, pair, points, readable, split, truth, unquoted};
use super::{ConditionEffect, Reading, Tag, TagCondition, TagKind, TagPattern, TagRole, Vendor};

/// Whether the text between the braces is DocuSeal's.
pub(super) fn is_own(inner: &str) -> bool {
    (inner.contains('=') && !inner.contains('|')) || implied(inner).is_some()
}

/// Two names say their type (DocuSeal's own examples).
fn implied(name: &str) -> Option<TagKind> {
    match name.trim().to_ascii_lowercase().as_str() {
        "signature" => Some(TagKind::Signature),
        "initials" => Some(TagKind::Initials),
        _ => None,
    }
}

/// Reads what stands between the braces; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    let parts = split(inner, ';');
    let name = parts
        .first()
        .copied()
        .filter(|first| pair(first).is_none())
        .unwrap_or_default();
    let mut tag = Tag::new(
        Vendor::Docuseal,
        implied(name).unwrap_or(TagKind::Text),
        TagRole::Party(1),
    );
    tag.required = Some(true);
    tag.name = name.chars().take(120).collect();
    tag.label = readable(name);
    for part in parts
        .iter()
        .skip(usize::from(!name.is_empty()))
        .filter(|part| !part.is_empty())
    {
        attribute(&mut tag, part)?;
    }
    if tag.kind.is_mark() {
        tag.label.clear();
    }
    Some(Reading::Field(Box::new(tag)))
}

/// A part that is no pair is nothing of DocuSeal's.
fn attribute(tag: &mut Tag, part: &str) -> Option<()> {
    let (key, value) = pair(part)?;
    let value = unquoted(value);
    match key.to_ascii_lowercase().as_str() {
        "type" => tag.kind = kind(&value, tag)?,
        "role" => tag.role = named_role(&value),
        "name" => {
            tag.label = readable(&value);
            tag.name = value;
        }
        "default" | "default_value" => tag.default = Some(value),
        "required" => tag.required = truth(&value),
        "readonly" => tag.read_only = truth(&value).unwrap_or(true),
        "options" => tag.options = options(&value, ','),
        "option" => tag.options.extend(options(&value, ',')),
        "condition" => tag.conditions.extend(condition(&value)),
        "width" => tag.width = points(&value),
        "height" => tag.height = points(&value),
        "format" => tag.format = Some(value),
        "font_size" => tag.font_size = points(&value),
        _ => tag.ignored.push(part.chars().take(80).collect()),
    }
    Some(())
}

fn kind(word: &str, tag: &mut Tag) -> Option<TagKind> {
    let lower = word.trim().to_ascii_lowercase();
    match lower.as_str() {
        "phone" => {
            tag.pattern = Some(TagPattern::Phone);
            Some(TagKind::Text)
        }
        "cells" => Some(TagKind::Text),
        "image" | "payment" | "stamp" | "verification" | "kba" => Some(TagKind::Other),
        _ => common_kind(&lower),
    }
}

/// `Field:value`.
fn condition(text: &str) -> Option<TagCondition> {
    let (field, value) = text.split_once(':')?;
    Some(TagCondition {
        effect: ConditionEffect::Show,
        any: false,
        field: field.trim().to_owned(),
        comparison: "=".to_owned(),
        value: value.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    /// The examples of DocuSeal's documentation.
    #[test]
    fn names_types_and_roles() {
        let tag = field("Buyer Signature;role=Buyer;type=signature");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Signature, TagRole::Named("Buyer".into()), Some(true))
        );
        let tag = field("Name;role=First Party;required=false;default=John Doe");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Text, TagRole::Party(1), Some(false))
        );
        assert_eq!(
            (tag.label.as_str(), tag.default.as_deref()),
            ("Name", Some("John Doe"))
        );
        let tag = field("type=checkbox");
        assert_eq!((tag.kind, tag.name.as_str()), (TagKind::Checkbox, ""));
        assert_eq!(field("Signature").kind, TagKind::Signature);
        let tag =
            field("Colour;type=select;options=Red,Green;width=80;height=14;color=red;condition=Agree:Yes");
        assert_eq!(
            (tag.options.len(), tag.width, tag.height),
            (2, Some(80.0), Some(14.0))
        );
        assert_eq!(tag.ignored, ["color=red"]);
        assert_eq!(
            tag.conditions
                .first()
                .map(|c| (c.field.as_str(), c.value.as_str())),
            Some(("Agree", "Yes"))
        );
        assert_eq!(field("Paid;type=payment").kind, TagKind::Other);
        assert_eq!(field("Day;type=datenow").kind, TagKind::SigningDate);
    }

    #[test]
    fn other_braces_are_not_docuseals() {
        assert!(!is_own("customer.name"));
        assert!(parse("Name;type=unicorn").is_none());
        assert!(parse("Name;whatever").is_none());
    }
}
