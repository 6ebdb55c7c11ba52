//! Name constraints, RFC 5280 §4.2.1.10: for which names an authority may issue. A form of name that cannot be compared here is
//! never taken for permitted.

use super::{Certificate, Name};
use crate::asn1::{Element, Reader, oid, tag};
use crate::error::Error;

/// More names or subtrees are there to keep validators busy.
const MAX_NAMES: usize = 500;

/// A GeneralName, RFC 5280 §4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Directory(Name),
    Email(String),
    Host(String),
    Uri(String),
    /// Of a name: an address; of a subtree: address and mask.
    Address(Vec<u8>),
    /// Some other form, by its number.
    Other(u8),
}

/// What an authority's certificate says of the names below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    permitted: Vec<GeneralName>,
    excluded: Vec<GeneralName>,
}

impl GeneralName {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Error> {
        const DIRECTORY: u8 = tag::constructed(4);
        let text = || String::from_utf8_lossy(element.content).into_owned();
        Ok(match element.tag {
            0x81 => Self::Email(text()),
            0x82 => Self::Host(text()),
            0x86 => Self::Uri(text()),
            0x87 => Self::Address(element.content.to_vec()),
            DIRECTORY => Self::Directory(Name::from_der(element.content)?),
            other => Self::Other(other & 0x1f),
        })
    }

    /// A list of them, as a subject alternative name has it.
    pub(crate) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, Error> {
        let mut list = reader.sequence()?;
        let mut names = Vec::new();
        while !list.is_empty() {
            if names.len() == MAX_NAMES {
                return Err(list.malformed());
            }
            names.push(Self::read(list.read()?)?);
        }
        Ok(names)
    }

    fn is_of_form(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Other(one), Self::Other(another)) => one == another,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Whether this name lies in a subtree. `None`: that cannot be said of this form.
    fn is_within(&self, base: &Self) -> Option<bool> {
        Some(match (self, base) {
            (Self::Directory(name), Self::Directory(base)) => name.is_within(base),
            (Self::Email(name), Self::Email(base)) => email_is_within(name, base),
            (Self::Host(name), Self::Host(base)) => host_is_within(name, base),
            (Self::Uri(name), Self::Uri(base)) => uri_is_within(name, base)?,
            (Self::Address(name), Self::Address(base)) => address_is_within(name, base),
            (Self::Other(_), _) => return None,
            _ => false,
        })
    }
}

impl NameConstraints {
    /// Reads the extension's value.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence()?;
        let permitted = subtrees(&mut fields, 0)?;
        let excluded = subtrees(&mut fields, 1)?;
        fields.finish()?;
        Ok(Self { permitted, excluded })
    }

    /// The first name of a certificate that the authority may not issue for. RFC 5280 §6.1.3 (b), (c).
    pub(crate) fn violated_by(&self, certificate: &Certificate) -> Option<String> {
        let names = names_of(certificate);
        names.iter().find(|name| !self.permits(name)).map(shown)
    }

    fn permits(&self, name: &GeneralName) -> bool {
        let excluded = self.excluded.iter().filter(|base| base.is_of_form(name));
        if excluded.clone().any(|base| name.is_within(base) != Some(false)) {
            return false;
        }
        let mut permitted = self
            .permitted
            .iter()
            .filter(|base| base.is_of_form(name))
            .peekable();
        permitted.peek().is_none() || permitted.any(|base| name.is_within(base) == Some(true))
    }
}

/// GeneralSubtrees. Profiles have no distances: minimum is 0, maximum absent.
fn subtrees(fields: &mut Reader<'_>, number: u8) -> Result<Vec<GeneralName>, Error> {
    let mut found = Vec::new();
    let Some(mut list) = fields.optional_nested(tag::constructed(number))? else {
        return Ok(found);
    };
    while !list.is_empty() {
        let mut subtree = list.sequence()?;
        let base = GeneralName::read(subtree.read()?)?;
        if let Some(minimum) = subtree.optional(tag::primitive(0))?
            && minimum.content.iter().any(|octet| *octet != 0)
        {
            return Err(subtree.malformed());
        }
        subtree.finish()?;
        if found.len() == MAX_NAMES {
            return Err(list.malformed());
        }
        found.push(base);
    }
    Ok(found)
}

/// All names that a certificate is for: subject, alternative names, and the addresses that old certificates have in the subject.
fn names_of(certificate: &Certificate) -> Vec<GeneralName> {
    let subject = certificate.subject();
    let mut names = certificate.extensions().alternative_names.clone();
    if names.is_empty() {
        let emails = subject.all(oid::EMAIL_ADDRESS).into_iter();
        names.extend(emails.map(GeneralName::Email));
    }
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject.clone()));
    }
    names
}

fn shown(name: &GeneralName) -> String {
    match name {
        GeneralName::Directory(name) => name.to_string(),
        GeneralName::Email(text) | GeneralName::Host(text) | GeneralName::Uri(text) => text.clone(),
        GeneralName::Address(_) => "a network address".to_owned(),
        GeneralName::Other(number) => format!("a name of form {number}"),
    }
}

/// One mailbox, all of one host, or, with a leading period, of all hosts below.
fn email_is_within(name: &str, base: &str) -> bool {
    let Some((local, host)) = name.rsplit_once('@') else {
        return false;
    };
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => local == base_local && host.eq_ignore_ascii_case(base_host),
        None if base.starts_with('.') => ends_with(host, base),
        None => host.eq_ignore_ascii_case(base),
    }
}

/// The host itself, or any below it.
fn host_is_within(name: &str, base: &str) -> bool {
    let base = base.strip_prefix('.').unwrap_or(base);
    base.is_empty() || name.eq_ignore_ascii_case(base) || ends_with(name, &format!(".{base}"))
}

/// By its host; `None` where the URI names none.
fn uri_is_within(name: &str, base: &str) -> Option<bool> {
    let authority = name.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host
        .split(':')
        .next()
        .filter(|host| !host.is_empty() && !host.starts_with('['))?;
    Some(match base.starts_with('.') {
        true => ends_with(host, base),
        false => host.eq_ignore_ascii_case(base),
    })
}

fn address_is_within(name: &[u8], base: &[u8]) -> bool {
    let (address, mask) = base.split_at(base.len() / 2);
    name.len() == address.len()
        && mask.len() == address.len()
        && name
            .iter()
            .zip(address)
            .zip(mask)
            .all(|((name, address), mask)| name & mask == address & mask)
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    let tail = start
        .filter(|start| *start > 0)
        .and_then(|start| text.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::Attribute;

    fn within(name: &GeneralName, base: &GeneralName) -> Option<bool> {
        name.is_within(base)
    }

    #[test]
    fn names_lie_within_their_subtrees() {
        let email = |text: &str| GeneralName::Email(text.into());
        for (name, base, wanted) in [
            ("ana@banka.si", "ana@banka.si", true),
            ("ANA@banka.si", "ana@banka.si", false),
            ("ana@Banka.SI", "banka.si", true),
            ("ana@posta.banka.si", "banka.si", false),
            ("ana@posta.banka.si", ".banka.si", true),
            ("ana@banka.si", ".banka.si", false),
            ("ana@nebanka.si", ".banka.si", false),
            ("ana", "banka.si", false),
        ] {
            assert_eq!(
                within(&email(name), &email(base)),
                Some(wanted),
                "{name} in {base}"
            );
        }
        let host = |text: &str| GeneralName::Host(text.into());
        for (name, base, wanted) in [
            ("www.banka.si", "banka.si", true),
            ("banka.si", "banka.si", true),
            ("nebanka.si", "banka.si", false),
        ] {
            assert_eq!(within(&host(name), &host(base)), Some(wanted), "{name} in {base}");
        }
        let uri = |text: &str| GeneralName::Uri(text.into());
        for (name, base, wanted) in [
            ("https://www.banka.si/x", ".banka.si", Some(true)),
            ("https://ana@banka.si:443/", "banka.si", Some(true)),
            ("https://banka.si.evil.si/", "banka.si", Some(false)),
            ("urn:banka.si", "banka.si", None),
        ] {
            assert_eq!(within(&uri(name), &uri(base)), wanted, "{name} in {base}");
        }
        let address = |octets: &[u8]| GeneralName::Address(octets.to_vec());
        let net = address(&[10, 1, 0, 0, 255, 255, 0, 0]);
        assert_eq!(within(&address(&[10, 1, 7, 7]), &net), Some(true));
        assert_eq!(within(&address(&[10, 2, 7, 7]), &net), Some(false));
    }

    #[test]
    fn directory_names_begin_with_their_subtree() {
        let name = |attributes: &[(Attribute, &str)]| GeneralName::Directory(Name::new(attributes));
        let base = name(&[(Attribute::Country, "SI"), (Attribute::Organization, "Banka")]);
        let inside = name(&[
            (Attribute::Country, "si"),
            (Attribute::Organization, "BANKA"),
            (Attribute::CommonName, "Ana"),
        ]);
        let outside = name(&[(Attribute::Country, "SI"), (Attribute::Organization, "Druga")]);
        assert_eq!(within(&inside, &base), Some(true));
        assert_eq!(within(&outside, &base), Some(false));
        assert_eq!(within(&base, &inside), Some(false));
    }

    #[test]
    fn excluded_wins_and_what_cannot_be_compared_is_refused() {
        let host = |text: &str| GeneralName::Host(text.into());
        let constraints = NameConstraints {
            permitted: vec![host("banka.si"), GeneralName::Other(0)],
            excluded: vec![host("test.banka.si"), GeneralName::Other(3)],
        };
        assert!(constraints.permits(&host("www.banka.si")));
        assert!(!constraints.permits(&host("www.test.banka.si")));
        assert!(!constraints.permits(&host("druga.si")));
        assert!(!constraints.permits(&GeneralName::Other(0)));
        assert!(!constraints.permits(&GeneralName::Other(3)));
        // Nothing is said of this form.
        assert!(constraints.permits(&GeneralName::Email("ana@druga.si".into())));
    }
}
