//! Distinguished names: read for people, compared by RFC 5280. It never re-encodes a name that it read.

use crate::asn1::{Element, Oid, Reader, Writer, oid, tag};
use crate::error::Error;

/// One attribute of a distinguished name to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// C, ISO 3166 alpha-2.
    Country,
    /// O.
    Organization,
    /// organizationIdentifier, EN 319 412-1 §5.1.4.
    OrganizationIdentifier,
    /// OU.
    OrganizationalUnit,
    /// CN.
    CommonName,
    /// GN.
    GivenName,
    /// SN.
    Surname,
    /// serialNumber, EN 319 412-1 §5.1.3.
    SerialNumber,
    /// emailAddress.
    EmailAddress,
}

impl Attribute {
    fn oid(self) -> Oid {
        match self {
            Self::Country => oid::COUNTRY,
            Self::Organization => oid::ORGANIZATION,
            Self::OrganizationIdentifier => oid::ORGANIZATION_IDENTIFIER,
            Self::OrganizationalUnit => oid::ORGANIZATIONAL_UNIT,
            Self::CommonName => oid::COMMON_NAME,
            Self::GivenName => oid::GIVEN_NAME,
            Self::Surname => oid::SURNAME,
            Self::SerialNumber => oid::SERIAL_NUMBER,
            Self::EmailAddress => oid::EMAIL_ADDRESS,
        }
    }

    /// RFC 5280 appendix A: these must not be UTF8String.
    fn string_tag(self) -> u8 {
        match self {
            Self::Country | Self::SerialNumber => tag::PRINTABLE_STRING,
            Self::EmailAddress => tag::IA5_STRING,
            _ => tag::UTF8_STRING,
        }
    }
}

/// A distinguished name, kept as it was encoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    der: Vec<u8>,
}

impl Name {
    /// A new name, most general attribute first.
    pub fn new(attributes: &[(Attribute, &str)]) -> Self {
        let der = Writer::build(|writer| {
            writer.sequence(|names| {
                for (attribute, value) in attributes {
                    names.nested(tag::SET, |set| write_attribute(set, *attribute, value));
                }
            });
        });
        Self { der }
    }

    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
        Reader::only(der, tag::SEQUENCE, "Name")?;
        Ok(Self { der: der.to_vec() })
    }

    /// The name's encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Whether both mean the same subject: equal encodings or, as old authorities mix string types, equal attributes by
    /// RFC 5280 §7.1 (letter case and runs of spaces do not count).
    pub fn matches(&self, other: &Self) -> bool {
        self == other || {
            let (own, others) = (self.values(), other.values());
            !own.is_empty()
                && own.len() == others.len()
                && own.iter().zip(&others).all(|(a, b)| same_value(a, b))
        }
    }

    /// Whether the name has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.values().is_empty()
    }

    /// The common name, the most specific one if there are several.
    pub fn common_name(&self) -> Option<String> {
        self.last(oid::COMMON_NAME)
    }

    /// The organisation.
    pub fn organization(&self) -> Option<String> {
        self.last(oid::ORGANIZATION)
    }

    /// What to call the subject in one line: common name, else organisation, else the whole name.
    pub fn display_name(&self) -> String {
        self.common_name()
            .or_else(|| self.organization())
            .unwrap_or_else(|| self.to_string())
    }

    /// Whether this name begins with all of `base`: whether it lies in that subtree of the directory.
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        let (own, base) = (self.values(), base.values());
        own.len() >= base.len() && own.iter().zip(&base).all(|(a, b)| same_value(a, b))
    }

    /// All values of one attribute.
    pub(crate) fn all(&self, wanted: Oid) -> Vec<String> {
        let values = self.values().into_iter();
        values
            .filter(|(oid, _)| *oid == wanted)
            .map(|(_, value)| value)
            .collect()
    }

    /// Whether an attribute, by its short name or in dotted form, has this value.
    pub(crate) fn has(&self, attribute: &str, value: &str) -> bool {
        let is_named =
            |oid: Oid| short_name(oid).eq_ignore_ascii_case(attribute) || oid.to_string() == attribute;
        self.values()
            .iter()
            .any(|own| is_named(own.0) && same_value(own, &(own.0, value.to_owned())))
    }

    fn last(&self, wanted: Oid) -> Option<String> {
        self.values()
            .into_iter()
            .rev()
            .find(|(oid, _)| *oid == wanted)
            .map(|(_, value)| value)
    }

    fn values(&self) -> Vec<(Oid, String)> {
        read_values(&self.der).unwrap_or_default()
    }
}

impl std::fmt::Display for Name {
    /// RFC 4514: most specific attribute first.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self
            .values()
            .iter()
            .rev()
            .map(|(oid, value)| format!("{}={}", short_name(*oid), escape(value)))
            .collect();
        f.write_str(&parts.join(","))
    }
}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Name({self})")
    }
}

fn write_attribute(set: &mut Writer, attribute: Attribute, value: &str) {
    set.sequence(|pair| {
        pair.oid(attribute.oid());
        pair.value(attribute.string_tag(), value.as_bytes());
    });
}

fn read_values(der: &[u8]) -> Result<Vec<(Oid, String)>, Error> {
    let mut values = Vec::new();
    let mut names = Reader::only(der, tag::SEQUENCE, "Name")?;
    while !names.is_empty() {
        let mut set = names.nested(tag::SET)?;
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            values.push((pair.oid()?, text(pair.read()?)));
        }
    }
    Ok(values)
}

/// A string of a directory's attribute, if it is one.
pub(crate) fn directory_string(element: Element<'_>) -> Option<String> {
    let is_text = matches!(
        element.tag,
        tag::UTF8_STRING
            | tag::PRINTABLE_STRING
            | tag::IA5_STRING
            | tag::TELETEX_STRING
            | tag::BMP_STRING
            | tag::UNIVERSAL_STRING
    );
    is_text.then(|| text(element))
}

/// A DirectoryString or IA5String for people. What is not text is shown as hexadecimal digits, RFC 4514 §2.4.
fn text(element: Element<'_>) -> String {
    match element.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING => {
            String::from_utf8_lossy(element.content).into_owned()
        }
        // T.61 in name only: writers put Latin-1 into it.
        tag::TELETEX_STRING => element.content.iter().map(|octet| char::from(*octet)).collect(),
        tag::BMP_STRING => utf16(element.content),
        tag::UNIVERSAL_STRING => utf32(element.content),
        _ => element
            .raw
            .iter()
            .fold("#".to_owned(), |text, octet| format!("{text}{octet:02x}")),
    }
}

fn utf16(content: &[u8]) -> String {
    let units = content
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn utf32(content: &[u8]) -> String {
    content
        .chunks_exact(4)
        .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn same_value(a: &(Oid, String), b: &(Oid, String)) -> bool {
    let normal = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    a.0 == b.0 && normal(&a.1) == normal(&b.1)
}

fn short_name(oid: Oid) -> String {
    let known = match oid {
        oid::COMMON_NAME => "CN",
        oid::SURNAME => "SN",
        oid::SERIAL_NUMBER => "serialNumber",
        oid::COUNTRY => "C",
        oid::LOCALITY => "L",
        oid::STATE => "ST",
        oid::STREET => "STREET",
        oid::ORGANIZATION => "O",
        oid::ORGANIZATIONAL_UNIT => "OU",
        oid::TITLE => "title",
        oid::GIVEN_NAME => "GN",
        oid::PSEUDONYM => "pseudonym",
        oid::ORGANIZATION_IDENTIFIER => "organizationIdentifier",
        oid::EMAIL_ADDRESS => "emailAddress",
        oid::DOMAIN_COMPONENT => "DC",
        oid::USER_ID => "UID",
        _ => return oid.to_string(),
    };
    known.to_owned()
}

/// RFC 4514 §2.4.
fn escape(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(value.len());
    for (index, character) in value.chars().enumerate() {
        let at_edge = (index == 0 && matches!(character, ' ' | '#')) || (index == last && character == ' ');
        if at_edge || matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_they_were_written() {
        let name = Name::new(&[
            (Attribute::Country, "SI"),
            (Attribute::Organization, "Žagar, d.o.o."),
            (Attribute::CommonName, "Podpis čšž"),
        ]);
        assert_eq!(name.to_string(), "CN=Podpis čšž,O=Žagar\\, d.o.o.,C=SI");
        assert_eq!(name.display_name(), "Podpis čšž");
        assert_eq!(name.organization().as_deref(), Some("Žagar, d.o.o."));
        assert_eq!(Name::from_der(name.as_der()).unwrap(), name);
        assert!(Name::new(&[]).is_empty());
        let shouted = Name::new(&[
            (Attribute::Country, "SI"),
            (Attribute::Organization, "ŽAGAR,  d.o.o."),
            (Attribute::CommonName, "Podpis čšž"),
        ]);
        assert!(name.matches(&shouted) && name != shouted);
        assert!(!name.matches(&Name::new(&[(Attribute::CommonName, "Podpis čšž")])));
    }

    #[test]
    fn old_string_types_are_text() {
        let element = |tag, content: &'static [u8]| Element {
            tag,
            raw: content,
            content,
        };
        assert_eq!(text(element(tag::BMP_STRING, &[0x01, 0x0d])), "č");
        assert_eq!(text(element(tag::TELETEX_STRING, &[0xe9])), "é");
        assert_eq!(text(element(tag::UNIVERSAL_STRING, &[0, 0, 0x01, 0x61])), "š");
    }
}
