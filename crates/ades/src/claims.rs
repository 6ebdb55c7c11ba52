//! What signers say of themselves and of what their signature means, inside what is signed: commitment type and claimed roles,
//! EN 319 122-1 §5.2.3 and §5.2.6. Written and read; it never checks a claim.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::asn1::{Oid, Reader, Writer, oid, tag};
use crate::cms::{SignerInfo, attribute};
use crate::error::Error;
use crate::x509::directory_string;

/// More of them, in a signature that is read, are there to keep validators busy.
const MOST: usize = 50;

/// What a signature commits its signer to, EN 319 122-1 §5.2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Commitment {
    /// The signer made, approved and sent it.
    ProofOfOrigin,
    /// The signer received it.
    ProofOfReceipt,
    /// Whoever delivers it put it where the receiver gets it.
    ProofOfDelivery,
    /// The signer sent it, and did not have to make it.
    ProofOfSender,
    /// The signer approves of the content.
    ProofOfApproval,
    /// The signer made it, and need not approve of it nor send it.
    ProofOfCreation,
}

/// What a signer wants to have said in the signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// What the signature means. Not together with a reason in the dictionary: EN 319 142-1 §6.3.
    pub commitment: Option<Commitment>,
    /// As what the signer signs, such as "Managing director": nobody certifies it.
    pub roles: Vec<String>,
}

impl Commitment {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ProofOfOrigin,
        Self::ProofOfReceipt,
        Self::ProofOfDelivery,
        Self::ProofOfSender,
        Self::ProofOfApproval,
        Self::ProofOfCreation,
    ];

    fn oid(self) -> Oid {
        match self {
            Self::ProofOfOrigin => oid::PROOF_OF_ORIGIN,
            Self::ProofOfReceipt => oid::PROOF_OF_RECEIPT,
            Self::ProofOfDelivery => oid::PROOF_OF_DELIVERY,
            Self::ProofOfSender => oid::PROOF_OF_SENDER,
            Self::ProofOfApproval => oid::PROOF_OF_APPROVAL,
            Self::ProofOfCreation => oid::PROOF_OF_CREATION,
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ProofOfOrigin => "proofOfOrigin",
            Self::ProofOfReceipt => "proofOfReceipt",
            Self::ProofOfDelivery => "proofOfDelivery",
            Self::ProofOfSender => "proofOfSender",
            Self::ProofOfApproval => "proofOfApproval",
            Self::ProofOfCreation => "proofOfCreation",
        }
    }
}

impl fmt::Display for Commitment {
    /// In one short word, as the command line has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name().trim_start_matches("proofOf");
        f.write_str(&name.to_lowercase())
    }
}

impl FromStr for Commitment {
    type Err = Error;

    /// A short word, such as `approval`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|known| known.to_string() == text);
        known.ok_or(Error::Unsupported {
            what: "commitment type: origin, receipt, delivery, sender, approval or creation",
        })
    }
}

impl Claims {
    /// The encoded signed attributes.
    pub(crate) fn attributes(&self) -> Vec<Vec<u8>> {
        let mut attributes = Vec::new();
        if let Some(commitment) = self.commitment {
            attributes.push(attribute(oid::COMMITMENT_TYPE_INDICATION, |value| {
                value.sequence(|indication| indication.oid(commitment.oid()));
            }));
        }
        if !self.roles.is_empty() {
            attributes.push(attribute(oid::SIGNER_ATTRIBUTES_V2, |value| {
                write_roles(value, &self.roles);
            }));
        }
        attributes
    }
}

/// EN 319 122-1 §5.2.6.1: claimed attributes of X.520. The title is "the designated position or function of the object within an
/// organization" (X.520 §6.4.3).
fn write_roles(value: &mut Writer, roles: &[String]) {
    value.sequence(|attributes| {
        attributes.nested(tag::constructed(0), |claimed| {
            claimed.sequence(|claimed| {
                claimed.sequence(|title| {
                    title.oid(oid::TITLE);
                    let roles = roles.iter();
                    let encoded = roles
                        .map(|role| Writer::build(|writer| writer.value(tag::UTF8_STRING, role.as_bytes())));
                    title.set_of(tag::SET, encoded.collect());
                });
            });
        });
    });
}

/// The commitments of a signature: by name, or unknown ones by their identifier.
pub(crate) fn commitments(signer: &SignerInfo<'_>) -> Vec<String> {
    let values = signer.signed(oid::COMMITMENT_TYPE_INDICATION);
    let values = values.flat_map(|attribute| &attribute.values).take(MOST);
    let named = values.filter_map(|value| {
        let mut fields = Reader::only(value, tag::SEQUENCE, "commitment type").ok()?;
        let found = fields.oid().ok()?;
        let known = Commitment::ALL.into_iter().find(|known| known.oid() == found);
        Some(known.map_or_else(|| found.to_string(), |known| known.name().to_owned()))
    });
    named.collect()
}

/// What the signer claims to be. The older attribute has the same form in this part.
pub(crate) fn claimed_roles(signer: &SignerInfo<'_>) -> Vec<String> {
    let of_kind = |kind| signer.signed(kind);
    let values = of_kind(oid::SIGNER_ATTRIBUTES_V2).chain(of_kind(oid::SIGNER_ATTRIBUTES));
    let values = values.flat_map(|attribute| &attribute.values);
    let roles = values.filter_map(|value| read_roles(value).ok()).flatten();
    roles.take(MOST).collect()
}

fn read_roles(value: &[u8]) -> Result<Vec<String>, Error> {
    let mut roles = Vec::new();
    let mut parts = Reader::only(value, tag::SEQUENCE, "signer attributes")?;
    let Some(mut explicit) = parts.optional_nested(tag::constructed(0))? else {
        return Ok(roles);
    };
    let mut claimed = explicit.sequence()?;
    while !claimed.is_empty() {
        let mut one = claimed.sequence()?;
        let kind = one.oid()?;
        let mut values = one.nested(tag::SET)?;
        while !values.is_empty() {
            let value = values.read()?;
            match kind {
                oid::ROLE => roles.extend(role_name(value.raw)),
                _ => roles.extend(directory_string(value)),
            }
        }
    }
    Ok(roles)
}

/// RFC 5755 §4.4.5: RoleSyntax, whose name is a GeneralName.
fn role_name(value: &[u8]) -> Option<String> {
    let mut fields = Reader::only(value, tag::SEQUENCE, "role").ok()?;
    fields.optional(tag::constructed(0)).ok()?;
    let mut name = fields.optional_nested(tag::constructed(1)).ok()??;
    Some(String::from_utf8_lossy(name.read().ok()?.content).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_and_names_are_those_of_the_standard() {
        for known in Commitment::ALL {
            assert_eq!(known.to_string().parse::<Commitment>().unwrap(), known);
            let name = serde_json::to_value(known).unwrap();
            assert_eq!(name, known.name());
        }
        assert!("proofOfOrigin".parse::<Commitment>().is_err());
    }

    #[test]
    fn roles_of_other_writers_are_read() {
        // A name (as one widespread library writes roles), and a RoleSyntax with a URI.
        let value = Writer::build(|writer| {
            writer.sequence(|attributes| {
                attributes.nested(tag::constructed(0), |claimed| {
                    claimed.sequence(|list| {
                        list.sequence(|one| {
                            one.oid(Oid::new_unwrap("2.5.4.41"));
                            one.nested(tag::SET, |set| set.value(tag::BMP_STRING, &[1, 0x0d]));
                        });
                        list.sequence(|one| {
                            one.oid(oid::ROLE);
                            one.nested(tag::SET, |set| {
                                set.sequence(|role| {
                                    role.nested(tag::constructed(1), |name| {
                                        name.value(tag::primitive(6), b"urn:clerk");
                                    });
                                });
                            });
                        });
                    });
                });
            });
        });
        assert_eq!(read_roles(&value).unwrap(), ["č", "urn:clerk"]);
        assert!(read_roles(&value[..9]).is_err());
    }
}
