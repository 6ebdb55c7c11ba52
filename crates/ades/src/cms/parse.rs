//! Reads SignedData as it stands, RFC 5652 §5, BER included. It never judges: odd things are kept for the validator to see.

use std::borrow::Cow;

use crate::algorithm::AlgorithmIdentifier;
use crate::asn1::{Oid, Reader, oid, reader, tag};
use crate::error::Error;

const WHAT: &str = "CMS SignedData";

/// A SignedData with its content's place in the file's bytes.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    /// Whether lengths and strings are as DER has them.
    pub(crate) is_der: bool,
    pub(crate) content_type: Oid,
    pub(crate) content: Option<Cow<'a, [u8]>>,
    /// The DER of each X.509 certificate.
    pub(crate) certificates: Vec<&'a [u8]>,
    /// Each RevocationInfoChoice.
    pub(crate) revocation: Vec<&'a [u8]>,
    pub(crate) signers: Vec<SignerInfo<'a>>,
}

/// How a SignerInfo names its certificate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SignerIdentifier<'a> {
    /// The encoded issuer name and the serial number's octets.
    IssuerAndSerial {
        issuer: &'a [u8],
        serial: &'a [u8],
    },
    SubjectKeyIdentifier(&'a [u8]),
}

/// One SignerInfo.
#[derive(Debug)]
pub(crate) struct SignerInfo<'a> {
    pub(crate) identifier: SignerIdentifier<'a>,
    pub(crate) digest_algorithm: AlgorithmIdentifier,
    /// The field as it stands, with its implicit tag.
    pub(crate) signed_attributes_raw: Option<&'a [u8]>,
    pub(crate) signed_attributes: Vec<Attribute<'a>>,
    pub(crate) signature_algorithm: AlgorithmIdentifier,
    pub(crate) signature: Cow<'a, [u8]>,
    pub(crate) unsigned_attributes: Vec<Attribute<'a>>,
}

/// An attribute and its encoded values.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) kind: Oid,
    pub(crate) values: Vec<&'a [u8]>,
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo. Zero octets may follow: a PDF's /Contents is padded with them.
    pub(crate) fn read(input: &'a [u8]) -> Result<Self, Error> {
        let mut outer = Reader::new(input, WHAT);
        let element = outer.expect(tag::SEQUENCE)?;
        if outer.rest().iter().any(|octet| *octet != 0) {
            return Err(outer.malformed());
        }
        let mut content_info = Reader::new(element.content, WHAT);
        if content_info.oid()? != oid::SIGNED_DATA {
            return Err(content_info.malformed());
        }
        let mut fields = content_info.nested(tag::constructed(0))?.sequence()?;
        content_info.finish()?;
        fields.small()?;
        fields.nested(tag::SET)?;
        let (content_type, content) = read_content(&mut fields)?;
        let certificates = read_certificates(&mut fields)?;
        let revocation = read_revocation(&mut fields)?;
        let signers = read_signers(&mut fields)?;
        fields.finish()?;
        Ok(Self {
            is_der: reader::has_der_lengths(element.raw),
            content_type,
            content,
            certificates,
            revocation,
            signers,
        })
    }
}

impl<'a> SignerInfo<'a> {
    fn read(signers: &mut Reader<'a>) -> Result<Self, Error> {
        let mut fields = signers.sequence()?;
        fields.small()?;
        let identifier = read_identifier(&mut fields)?;
        let digest_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signed = fields.optional(tag::constructed(0))?;
        let signature_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signature = fields.octets()?;
        let unsigned = fields.optional(tag::constructed(1))?;
        fields.finish()?;
        Ok(Self {
            identifier,
            digest_algorithm,
            signed_attributes_raw: signed.map(|element| element.raw),
            signed_attributes: read_attributes(signed.map_or(&[], |element| element.content))?,
            signature_algorithm,
            signature,
            unsigned_attributes: read_attributes(unsigned.map_or(&[], |element| element.content))?,
        })
    }

    /// RFC 5652 §5.4: the exact octets that stand in the file, under the tag of a SET OF. Never an encoding made anew from
    /// what was understood: that is how two parsers come to disagree about what was signed.
    pub(crate) fn signed_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = self.signed_attributes_raw?.to_vec();
        *bytes.first_mut()? = tag::SET;
        Some(bytes)
    }

    /// The signed attributes of one kind.
    pub(crate) fn signed(&self, kind: Oid) -> impl Iterator<Item = &Attribute<'a>> {
        self.signed_attributes
            .iter()
            .filter(move |attribute| attribute.kind == kind)
    }

    /// The value of a signed attribute that must stand there once with one value.
    pub(crate) fn single_signed(&self, kind: Oid) -> Option<&'a [u8]> {
        let mut attributes = self.signed(kind);
        match (attributes.next()?.values.as_slice(), attributes.next()) {
            ([value], None) => Some(value),
            _ => None,
        }
    }
}

/// EncapsulatedContentInfo's type and, unless the signature is detached, its octets.
type Content<'a> = (Oid, Option<Cow<'a, [u8]>>);

fn read_content<'a>(fields: &mut Reader<'a>) -> Result<Content<'a>, Error> {
    let mut encapsulated = fields.sequence()?;
    let content_type = encapsulated.oid()?;
    let content = match encapsulated.optional_nested(tag::constructed(0))? {
        Some(mut explicit) => Some(explicit.octets()?),
        None => None,
    };
    encapsulated.finish()?;
    Ok((content_type, content))
}

/// Attribute certificates and other formats (tagged) are skipped.
fn read_certificates<'a>(fields: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, Error> {
    let mut certificates = Vec::new();
    if let Some(mut set) = fields.optional_nested(tag::constructed(0))? {
        while !set.is_empty() {
            let element = set.read()?;
            if element.tag == tag::SEQUENCE {
                certificates.push(element.raw);
            }
        }
    }
    Ok(certificates)
}

fn read_revocation<'a>(fields: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, Error> {
    let mut found = Vec::new();
    if let Some(mut set) = fields.optional_nested(tag::constructed(1))? {
        while !set.is_empty() {
            found.push(set.read()?.raw);
        }
    }
    Ok(found)
}

fn read_signers<'a>(fields: &mut Reader<'a>) -> Result<Vec<SignerInfo<'a>>, Error> {
    let mut set = fields.nested(tag::SET)?;
    let mut signers = Vec::new();
    while !set.is_empty() {
        signers.push(SignerInfo::read(&mut set)?);
    }
    Ok(signers)
}

fn read_identifier<'a>(fields: &mut Reader<'a>) -> Result<SignerIdentifier<'a>, Error> {
    if let Some(key) = fields.optional(tag::primitive(0))? {
        return Ok(SignerIdentifier::SubjectKeyIdentifier(key.content));
    }
    let mut pair = fields.sequence()?;
    let issuer = pair.expect(tag::SEQUENCE)?.raw;
    let serial = pair.integer()?;
    pair.finish()?;
    Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
}

/// No profile has more than a handful.
const MAX_ATTRIBUTES: usize = 100;

fn read_attributes(content: &[u8]) -> Result<Vec<Attribute<'_>>, Error> {
    let mut list = Reader::new(content, WHAT);
    let mut attributes = Vec::new();
    while !list.is_empty() {
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(list.malformed());
        }
        let mut fields = list.sequence()?;
        let kind = fields.oid()?;
        let mut set = fields.nested(tag::SET)?;
        fields.finish()?;
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.read()?.raw);
        }
        attributes.push(Attribute { kind, values });
    }
    Ok(attributes)
}
