//! Texts with places for a message's values, each value escaped for where it lands. It knows no gateway.

/// The values of one message.
pub(super) struct Values<'a> {
    pub(super) to: &'a str,
    pub(super) text: &'a str,
    pub(super) language: &'a str,
    pub(super) reference: &'a str,
}

/// What a value must not break out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escaping {
    /// A JSON string.
    Json,
    /// Nothing: the whole is the value's own.
    None,
    /// A web address or a form.
    Percent,
    /// XML text or an attribute.
    Xml,
}

impl Escaping {
    /// The escaping that a media type asks for; `None` where it is not known.
    pub(super) fn for_media_type(media_type: &str) -> Option<Escaping> {
        let kind = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Some(Escaping::Percent),
            "text/plain" => Some(Escaping::None),
            "application/xml" | "text/xml" => Some(Escaping::Xml),
            json if json == "application/json" || json.ends_with("+json") => Some(Escaping::Json),
            _ => None,
        }
    }

    fn escape(self, value: &str) -> String {
        match self {
            Escaping::Json => json(value),
            Escaping::None => value.to_owned(),
            Escaping::Percent => percent(value),
            Escaping::Xml => xml(value),
        }
    }
}

/// Puts the values where `{to}`, `{to_digits}`, `{text}`, `{language}` and `{reference}` stand, in one pass: a value that looks like a place is
/// not one. Other braces stay.
pub(super) fn fill(template: &str, values: &Values<'_>, escaping: Escaping) -> String {
    let places = [
        ("{to}", values.to),
        ("{to_digits}", values.to.trim_start_matches('+')),
        ("{text}", values.text),
        ("{language}", values.language),
        ("{reference}", values.reference),
    ];
    let mut out = String::with_capacity(template.len() + values.text.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match places.iter().find(|(place, _)| rest.starts_with(place)) {
            Some((place, value)) => {
                out.push_str(&escaping.escape(value));
                rest = &rest[place.len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// RFC 8259 §7, without the quotation marks.
fn json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// RFC 3986 §2.1; good in addresses and in forms.
fn percent(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

pub(super) fn xml(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, escaping: Escaping, expected: &str) {
        let values = Values {
            to: "+38641234567",
            text: "č \"&<{to}+\n",
            language: "sl-SI",
            reference: "r/1",
        };
        assert_eq!(fill(template, &values, escaping), expected);
    }

    #[test]
    fn values_are_escaped_for_where_they_land() {
        check(
            r#"{"a":"{text}","b":{}}"#,
            Escaping::Json,
            r#"{"a":"č \"&<{to}+\n","b":{}}"#,
        );
        check(
            "to={to}&t={text}",
            Escaping::Percent,
            "to=%2B38641234567&t=%C4%8D%20%22%26%3C%7Bto%7D%2B%0A",
        );
        check(
            "<t>{text}</t>{",
            Escaping::Xml,
            "<t>č &quot;&amp;&lt;{to}+\n</t>{",
        );
        check("{reference} {to_digits}", Escaping::None, "r/1 38641234567");
    }

    #[test]
    fn media_types_choose_the_escaping() {
        let of = Escaping::for_media_type;
        assert_eq!(of("application/json; charset=utf-8"), Some(Escaping::Json));
        assert_eq!(of("application/vnd.x+json"), Some(Escaping::Json));
        assert_eq!(of("application/x-www-form-urlencoded"), Some(Escaping::Percent));
        assert_eq!(
            (of("text/xml"), of("text/plain")),
            (Some(Escaping::Xml), Some(Escaping::None))
        );
        assert_eq!(of("multipart/form-data"), None);
    }
}
