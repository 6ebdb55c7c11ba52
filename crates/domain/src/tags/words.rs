//! Small tools for reading tags: smart quotes made plain, text cut outside quotes and brackets, names of roles.

use super::{TagKind, TagOption, TagRole};

/// The most of anything in one tag.
pub(super) const MAX_PARTS: usize = 100;

/// Word processors turn quotes and dashes into others.
pub(super) fn plain(character: char) -> char {
    match character {
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‘' | '’' | '‚' | '′' => '\'',
        '–' | '—' | '−' | '‐' | '‑' => '-',
        other => other,
    }
}

/// Cuts at a separator that stands outside quotes and round brackets.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut quoted, mut depth, mut start) = (false, 0u32, 0);
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            c if c == separator && !quoted && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + c.len_utf8();
                if parts.len() >= MAX_PARTS {
                    return parts;
                }
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// `name(arguments)`, or a bare word.
pub(super) fn call(text: &str) -> (&str, Option<&str>) {
    match text.split_once('(') {
        Some((name, rest)) => (name.trim(), Some(rest.strip_suffix(')').unwrap_or(rest).trim())),
        None => (text.trim(), None),
    }
}

/// Without the quotes around it.
pub(super) fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text).trim().to_owned()
}

/// `a=b`, cut at the first `=` outside quotes.
pub(super) fn pair(text: &str) -> Option<(&str, &str)> {
    match split(text, '=').as_slice() {
        [key, _, ..] => {
            let rest = text
                .trim_start()
                .get(key.len()..)?
                .trim_start()
                .strip_prefix('=')?;
            Some((key, rest.trim()))
        }
        _ => None,
    }
}

/// `yes`, `1`, `y` and the like.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" => Some(true),
        "false" | "no" | "n" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// A length in points.
pub(super) fn points(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches("px").trim_end_matches("pt").trim();
    number
        .parse()
        .ok()
        .filter(|points: &f64| (1.0..=5_000.0).contains(points))
}

/// Values that stand behind each other.
pub(super) fn options(text: &str, separator: char) -> Vec<TagOption> {
    let parts = split(text, separator);
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| TagOption::same(&unquoted(part)))
        .collect()
}

/// The number behind a word: `signer12`, `r2`.
pub(super) fn numbered(text: &str, word: &str) -> Option<u32> {
    let rest = text
        .get(..word.len())
        .filter(|start| start.eq_ignore_ascii_case(word))
        .and(text.get(word.len()..))?;
    let digits = !rest.is_empty() && rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| rest.parse().ok()).flatten()
}

/// The party that a name of a role says: DocuSeal's own names count people.
pub(super) fn named_role(text: &str) -> TagRole {
    const FIRST: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    let name = text.trim();
    let lower = name.to_lowercase();
    let counted = lower
        .strip_suffix(" party")
        .and_then(|word| FIRST.iter().position(|first| *first == word));
    match counted {
        Some(place) => TagRole::Party(place as u32 + 1),
        None if matches!(lower.as_str(), "sender" | "owner" | "me") => TagRole::Owner,
        None => TagRole::Named(name.chars().take(80).collect()),
    }
}

/// A label for people from a name for machines.
pub(super) fn readable(name: &str) -> String {
    name.replace('_', " ").trim().chars().take(200).collect()
}

/// What several languages call the same.
pub(super) fn common_kind(word: &str) -> Option<TagKind> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "signature" | "sig" | "sign" => TagKind::Signature,
        "initials" | "initial" | "init" => TagKind::Initials,
        "text" => TagKind::Text,
        "multiline" | "textarea" => TagKind::Multiline,
        "date" => TagKind::Date,
        "datenow" | "signdate" | "datesigned" => TagKind::SigningDate,
        "checkbox" | "check" => TagKind::Checkbox,
        "radio" => TagKind::Radio,
        "select" | "dropdown" => TagKind::Dropdown,
        "multiple" | "list" => TagKind::List,
        "number" => TagKind::Number,
        "name" | "fullname" => TagKind::Name,
        "email" => TagKind::Email,
        "company" => TagKind::Company,
        "title" => TagKind::Title,
        "file" | "attachment" => TagKind::Attachment,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_respects_quotes_and_brackets() {
        assert_eq!(
            split("a:b(\"x:y\",1:2):\"c:d\"", ':'),
            ["a", "b(\"x:y\",1:2)", "\"c:d\""]
        );
        assert_eq!(pair("options = A,B=C"), Some(("options", "A,B=C")));
        assert_eq!(pair("none"), None);
        assert_eq!(numbered("Signer12", "signer"), Some(12));
        assert_eq!(numbered("signer", "signer"), None);
        assert_eq!(named_role("Second Party"), TagRole::Party(2));
    }
}
