//! Documenso's placeholders (its documentation, "PDF placeholders"): `{{signature, r1, required=false}}`.

use super::words::{common_kind, numbered, options, pair, points, readable, split, truth, unquoted};
use super::{Reading, Tag, TagKind, TagPattern, TagRole, Vendor};

/// Whether the text between the braces is Documenso's: a type and `r1`.
pub(super) fn is_own(inner: &str) -> bool {
    let parts = split(inner, ',');
    let recipient = parts.get(1).is_some_and(|part| numbered(part, "r").is_some());
    recipient && parts.first().is_some_and(|kind| common_kind(kind).is_some())
}

/// Reads what stands between the braces; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    let parts = split(inner, ',');
    let kind = match common_kind(parts.first()?)? {
        // Documenso writes the day of signing there by itself.
        TagKind::Date => TagKind::SigningDate,
        kind => kind,
    };
    let number = numbered(parts.get(1)?, "r").filter(|number| *number > 0)?;
    let mut tag = Tag::new(Vendor::Documenso, kind, TagRole::Party(number));
    if kind.is_mark() {
        tag.required = Some(true);
    }
    for part in parts.iter().skip(2).filter(|part| !part.is_empty()) {
        attribute(&mut tag, part);
    }
    Some(Reading::Field(Box::new(tag)))
}

fn attribute(tag: &mut Tag, part: &str) {
    let Some((key, value)) = pair(part) else {
        return tag.ignored.push(part.chars().take(80).collect());
    };
    let value = unquoted(value);
    let bound = || value.parse::<f64>().is_ok().then(|| value.clone());
    match key.to_ascii_lowercase().as_str() {
        "required" => tag.required = truth(&value),
        "readonly" => tag.read_only = truth(&value).unwrap_or(true),
        "fontsize" => tag.font_size = points(&value),
        "label" => {
            tag.label = readable(&value);
            tag.name = value;
        }
        "placeholder" if tag.label.is_empty() => tag.label = readable(&value),
        "text" | "value" => tag.default = Some(value),
        "characterlimit" => tag.max_length = value.parse().ok(),
        "options" => tag.options = options(&value, '|'),
        "minvalue" => set_bounds(tag, |least, _| *least = bound()),
        "maxvalue" => set_bounds(tag, |_, most| *most = bound()),
        "numberformat" => tag.format = Some(value),
        _ => tag.ignored.push(part.chars().take(80).collect()),
    }
}

fn set_bounds(tag: &mut Tag, change: impl Fn(&mut Option<String>, &mut Option<String>)) {
    let (mut least, mut most) = match tag.pattern.take() {
        Some(TagPattern::Number { least, most }) => (least, most),
        _ => (None, None),
    };
    change(&mut least, &mut most);
    tag.pattern = Some(TagPattern::Number { least, most });
}

#[cfg(test)]
mod tests {
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    #[test]
    fn placeholders_of_the_documentation() {
        assert!(is_own("SIGNATURE, r1") && is_own("text,R12,label=City"));
        assert!(!is_own("signature") && !is_own("hello, r1") && !is_own("a, b"));
        let tag = field("SIGNATURE, r1");
        assert_eq!(
            (tag.kind, tag.role, tag.required),
            (TagKind::Signature, TagRole::Party(1), Some(true))
        );
        let tag = field(
            "number, r2, required=true, label=Amount, minValue=1, maxValue=10, fontSize=9, textAlign=right",
        );
        assert_eq!(
            (tag.label.as_str(), tag.required, tag.font_size),
            ("Amount", Some(true), Some(9.0))
        );
        let bounds = TagPattern::Number {
            least: Some("1".into()),
            most: Some("10".into()),
        };
        assert_eq!(
            (tag.pattern, tag.ignored),
            (Some(bounds), vec!["textAlign=right".to_owned()])
        );
        let tag = field("dropdown, r1, options=Red|Green|Blue");
        assert_eq!(tag.options.len(), 3);
        assert_eq!(field("date, r1").kind, TagKind::SigningDate);
        assert!(parse("signature, r0").is_none());
    }
}
