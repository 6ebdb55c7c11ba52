//! The certificate extensions that decide what a certificate may do, RFC 5280 §4.2. It never ignores a critical one that it
//! does not know: such are listed, and the chain check refuses them.

use super::names::{GeneralName, NameConstraints};
use super::policies::Policies;
use crate::asn1::reader::small_unsigned;
use crate::asn1::{Oid, Reader, oid, tag};
use crate::error::Error;

/// keyUsage bits, RFC 5280 §4.2.1.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(pub(crate) u32);

impl KeyUsage {
    /// Signing of data.
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// contentCommitment, formerly nonRepudiation.
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// Signing of certificates.
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// Signing of revocation lists.
    pub const CRL_SIGN: Self = Self(1 << 6);

    /// Both together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is as a seed value has it (ISO 32000-2 Table 238): a letter for each bit, `1` set, `0` not, anything else either.
    pub(crate) fn fits(self, letters: &str) -> bool {
        letters
            .chars()
            .take(9)
            .enumerate()
            .all(|(bit, letter)| match letter {
                '1' => self.0 & (1 << bit) != 0,
                '0' => self.0 & (1 << bit) == 0,
                _ => true,
            })
    }

    /// Whether at least one of these bits is set.
    pub const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

/// What was found in a certificate's extensions.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    /// Whether there are extensions at all; certificates of version 1 have none.
    pub present: bool,
    /// keyUsage, where present.
    pub key_usage: Option<KeyUsage>,
    /// basicConstraints: cA.
    pub is_authority: bool,
    /// basicConstraints: pathLenConstraint.
    pub path_length: Option<u64>,
    /// extKeyUsage purposes in dotted form, where present.
    pub purposes: Option<Vec<String>>,
    /// Whether extKeyUsage was critical.
    pub purposes_critical: bool,
    /// subjectKeyIdentifier.
    pub subject_key_identifier: Option<Vec<u8>>,
    /// authorityKeyIdentifier: keyIdentifier.
    pub authority_key_identifier: Option<Vec<u8>>,
    /// subjectAltName.
    pub(crate) alternative_names: Vec<GeneralName>,
    /// nameConstraints.
    pub(crate) name_constraints: Option<NameConstraints>,
    /// Policies and what is demanded of them.
    pub(crate) policies: Policies,
    /// Addresses of OCSP responders.
    pub ocsp: Vec<String>,
    /// Addresses of the issuer's certificate.
    pub issuers: Vec<String>,
    /// Addresses of revocation lists.
    pub revocation_lists: Vec<String>,
    /// id-pkix-ocsp-nocheck: nobody is asked about this responder's certificate, RFC 6960 §4.2.2.2.1.
    pub is_exempt_from_revocation: bool,
    /// Critical extensions that this crate does not process, in dotted form.
    pub unknown_critical: Vec<String>,
    /// Extensions that stand in the certificate more than once, RFC 5280 §4.2 forbids it.
    pub repeated: Vec<String>,
}

impl Extensions {
    /// Reads an `Extensions` value.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut found = Self {
            present: true,
            ..Self::default()
        };
        let mut seen: Vec<Oid> = Vec::new();
        let mut list = reader.sequence()?;
        while !list.is_empty() {
            let mut fields = list.sequence()?;
            let id = fields.oid()?;
            let critical = fields.peek() == Some(tag::BOOLEAN) && fields.boolean()?;
            let value = fields.octets()?;
            if seen.contains(&id) {
                found.repeated.push(id.to_string());
            }
            seen.push(id);
            found.take(id, critical, &value)?;
        }
        Ok(found)
    }

    /// Whether extKeyUsage names this purpose.
    pub(crate) fn has_purpose(&self, purpose: Oid) -> bool {
        let purpose = purpose.to_string();
        self.purposes.iter().flatten().any(|named| *named == purpose)
    }

    /// Whether the certificate says where its revocation can be looked up.
    pub fn names_revocation_source(&self) -> bool {
        !self.ocsp.is_empty() || !self.revocation_lists.is_empty()
    }

    fn take(&mut self, id: Oid, critical: bool, value: &[u8]) -> Result<(), Error> {
        let mut reader = Reader::new(value, "certificate extension");
        match id {
            oid::KEY_USAGE => self.key_usage = Some(KeyUsage(reader.flags()?)),
            oid::BASIC_CONSTRAINTS => self.take_basic_constraints(&mut reader)?,
            oid::EXTENDED_KEY_USAGE => self.take_purposes(&mut reader, critical)?,
            oid::SUBJECT_KEY_IDENTIFIER => self.subject_key_identifier = Some(reader.octets()?.into_owned()),
            oid::AUTHORITY_KEY_IDENTIFIER => self.take_authority_key(&mut reader)?,
            oid::AUTHORITY_INFO_ACCESS => self.take_information_access(&mut reader)?,
            oid::CRL_DISTRIBUTION_POINTS => self.take_distribution_points(&mut reader)?,
            oid::OCSP_NO_CHECK => self.is_exempt_from_revocation = true,
            oid::SUBJECT_ALT_NAME => self.alternative_names = GeneralName::read_all(&mut reader)?,
            oid::NAME_CONSTRAINTS => self.name_constraints = Some(NameConstraints::read(&mut reader)?),
            oid::CERTIFICATE_POLICIES => self.policies.stated = Some(stated_policies(&mut reader)?),
            oid::POLICY_MAPPINGS => self.policies.mappings = policy_mappings(&mut reader)?,
            oid::POLICY_CONSTRAINTS => self.take_policy_constraints(&mut reader)?,
            oid::INHIBIT_ANY_POLICY => self.policies.inhibit_any = Some(reader.small()?),
            // Read elsewhere.
            oid::QC_STATEMENTS => {}
            _ if critical => self.unknown_critical.push(id.to_string()),
            _ => {}
        }
        Ok(())
    }

    /// RFC 5280 §4.2.1.9.
    fn take_basic_constraints(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut fields = reader.sequence()?;
        self.is_authority = fields.peek() == Some(tag::BOOLEAN) && fields.boolean()?;
        self.path_length = if fields.is_empty() {
            None
        } else {
            Some(fields.small()?)
        };
        Ok(())
    }

    /// RFC 5280 §4.2.1.12.
    fn take_purposes(&mut self, reader: &mut Reader<'_>, critical: bool) -> Result<(), Error> {
        let mut list = reader.sequence()?;
        let mut purposes = Vec::new();
        while !list.is_empty() {
            purposes.push(list.oid()?.to_string());
        }
        self.purposes = Some(purposes);
        self.purposes_critical = critical;
        Ok(())
    }

    /// RFC 5280 §4.2.1.1.
    fn take_authority_key(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let key = reader.sequence()?.optional(tag::primitive(0))?;
        self.authority_key_identifier = key.map(|element| element.content.to_vec());
        Ok(())
    }

    /// RFC 5280 §4.2.1.11.
    fn take_policy_constraints(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut fields = reader.sequence()?;
        let mut limit = |number| -> Result<Option<u64>, Error> {
            let element = fields.optional(tag::primitive(number))?;
            element
                .map(|element| {
                    small_unsigned(element.content).ok_or(Error::Malformed {
                        what: "policy constraints",
                    })
                })
                .transpose()
        };
        self.policies.require_explicit = limit(0)?;
        self.policies.inhibit_mapping = limit(1)?;
        Ok(())
    }

    /// RFC 5280 §4.2.2.1.
    fn take_information_access(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut list = reader.sequence()?;
        while !list.is_empty() {
            let mut access = list.sequence()?;
            let method = access.oid()?;
            let Some(address) = uri(&mut access)? else {
                continue;
            };
            match method {
                oid::ACCESS_OCSP => self.ocsp.push(address),
                oid::ACCESS_CA_ISSUERS => self.issuers.push(address),
                _ => {}
            }
        }
        Ok(())
    }

    /// RFC 5280 §4.2.1.13.
    fn take_distribution_points(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut list = reader.sequence()?;
        while !list.is_empty() {
            let mut point = list.sequence()?;
            let Some(mut name) = point.optional_nested(tag::constructed(0))? else {
                continue;
            };
            let Some(mut full) = name.optional_nested(tag::constructed(0))? else {
                continue;
            };
            while !full.is_empty() {
                self.revocation_lists.extend(uri(&mut full)?);
            }
        }
        Ok(())
    }
}

/// RFC 5280 §4.2.1.4: the identifiers; qualifiers are for people.
fn stated_policies(reader: &mut Reader<'_>) -> Result<Vec<String>, Error> {
    let mut list = reader.sequence()?;
    let mut policies = Vec::new();
    while !list.is_empty() {
        policies.push(list.sequence()?.oid()?.to_string());
    }
    Ok(policies)
}

/// RFC 5280 §4.2.1.5.
fn policy_mappings(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>, Error> {
    let mut list = reader.sequence()?;
    let mut mappings = Vec::new();
    while !list.is_empty() {
        let mut pair = list.sequence()?;
        mappings.push((pair.oid()?.to_string(), pair.oid()?.to_string()));
    }
    Ok(mappings)
}

/// A GeneralName if it is a URI.
fn uri(reader: &mut Reader<'_>) -> Result<Option<String>, Error> {
    let name = reader.read()?;
    Ok((name.tag == tag::primitive(6)).then(|| String::from_utf8_lossy(name.content).into_owned()))
}
