//! What the author of a form demands or suggests for the signature of a field (ISO 32000-2 §12.7.5.5); it judges nothing.

use crate::form::{acro_form, nodes};
use crate::signatures::field_lock;
use crate::{Dictionary, Document, Error, FieldLock, Object, Resolve, Result};

/// A value, and whether it is demanded or only suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<T> {
    /// What is wished for.
    pub value: T,
    /// It must be so.
    pub required: bool,
}

/// A seed value dictionary (ISO 32000-2 Table 237).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedValue {
    /// The signature handler.
    pub filter: Option<Wish<String>>,
    /// Forms of the signature, best first.
    pub sub_filters: Option<Wish<Vec<String>>>,
    /// Digests: `SHA256` and the like.
    pub digests: Option<Wish<Vec<String>>>,
    /// What a program must understand of seed values: 1 to 3.
    pub version: Option<Wish<i64>>,
    /// Reasons to choose from; none, or a single period, where there shall be no reason.
    pub reasons: Option<Wish<Vec<String>>>,
    /// 0: no certification; 1 to 3: a certification that allows so much afterwards.
    pub certification: Option<u8>,
    /// A timestamp, by the authority at this address; empty where any will do.
    pub timestamp: Option<Wish<String>>,
    /// Words about content that may change by itself; for certifications only.
    pub legal_attestations: Option<Wish<Vec<String>>>,
    /// Revocation data must be with the signature.
    pub revocation: Option<Wish<bool>>,
    /// Whether the document is to be locked: `true`, `false`, `auto`.
    pub lock_document: Option<Wish<String>>,
    /// An appearance by its name.
    pub appearance: Option<Wish<String>>,
    /// Whose certificate it may be.
    pub certificate: Option<CertificateSeed>,
}

/// What a subject's name must have: attributes in dotted form or by name, and their values.
pub type NameSeed = Vec<(String, String)>;

/// A certificate seed value dictionary (ISO 32000-2 Table 238).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateSeed {
    /// Certificates that may sign, DER.
    pub subjects: Option<Wish<Vec<Vec<u8>>>>,
    /// Certificates of which one must have issued, at any distance, DER.
    pub issuers: Option<Wish<Vec<Vec<u8>>>>,
    /// Certificate policies that must be there, in dotted form.
    pub policies: Option<Wish<Vec<String>>>,
    /// Names of which the subject must have all of one: attribute and value.
    pub names: Option<Wish<Vec<NameSeed>>>,
    /// Key usages of which one must fit: nine letters, `1`, `0` or `X`.
    pub key_usages: Option<Wish<Vec<String>>>,
    /// Where a certificate can be had.
    pub url: Option<String>,
    /// A signature policy that must be named, in dotted form.
    pub signature_policy: Option<String>,
}

/// What the author says of one signature field: seed values, and which fields its signature locks.
pub fn field_demands(document: &Document, field: &str) -> Result<(SeedValue, Option<FieldLock>)> {
    let Some(form) = acro_form(document, &document.catalog()?)? else {
        return Ok(Default::default());
    };
    let nodes = nodes(document, &form, document.limits())?;
    let Some(node) = nodes.iter().find(|node| node.name == field) else {
        return Ok(Default::default());
    };
    let lock = match document.lookup_dictionary(&node.dictionary, "Lock")? {
        // A lock that is not understood holds something that nobody could name: better no signature.
        Some(lock) => Some(
            field_lock(document, &lock).ok_or_else(|| Error::malformed("the lock of a signature field"))?,
        ),
        None => None,
    };
    let seed = document.lookup_dictionary(&node.dictionary, "SV")?;
    let seed = seed.map(|seed| Seeds::of(document, &seed).read()).transpose()?;
    Ok((seed.unwrap_or_default(), lock))
}

/// A dictionary of seed values with its flags.
struct Seeds<'a> {
    document: &'a Document,
    dictionary: &'a Dictionary,
    flags: i64,
}

impl<'a> Seeds<'a> {
    fn of(document: &'a Document, dictionary: &'a Dictionary) -> Seeds<'a> {
        Seeds {
            document,
            dictionary,
            flags: dictionary.get_integer("Ff").unwrap_or_default(),
        }
    }

    fn read(&self) -> Result<SeedValue> {
        let certificate = self.document.lookup_dictionary(self.dictionary, "Cert")?;
        Ok(SeedValue {
            filter: self.wish("Filter", 1, |object| self.word(object))?,
            sub_filters: self.list("SubFilter", 2)?,
            version: self.wish("V", 3, |object| Some(object.as_number()?.ceil() as i64))?,
            reasons: self.list("Reasons", 4)?,
            legal_attestations: self.list("LegalAttestation", 5)?,
            revocation: self.wish("AddRevInfo", 6, Object::as_bool)?,
            digests: self.list("DigestMethod", 7)?,
            lock_document: self.wish("LockDocument", 8, |object| self.word(object))?,
            appearance: self.wish("AppearanceFilter", 9, |object| self.word(object))?,
            certification: self.certification()?,
            timestamp: self.timestamp()?,
            certificate: certificate
                .map(|one| Seeds::of(self.document, &one).certificate())
                .transpose()?,
        })
    }

    fn certificate(&self) -> Result<CertificateSeed> {
        let text = |key: &str| -> Result<Option<String>> { Ok(self.word(&self.look(key)?)) };
        let octets = |object: &Object| object.as_string().map(<[u8]>::to_vec);
        Ok(CertificateSeed {
            subjects: self.wish("Subject", 1, |list| self.all(list, octets))?,
            issuers: self.wish("Issuer", 2, |list| self.all(list, octets))?,
            policies: self.list("OID", 3)?,
            names: self.wish("SubjectDN", 4, |list| self.all(list, |one| self.name(one)))?,
            key_usages: self.list("KeyUsage", 6)?,
            url: text("URL")?,
            signature_policy: text("SignaturePolicyOID")?,
        })
    }

    fn look(&self, key: &str) -> Result<Object> {
        self.document.lookup(self.dictionary, key)
    }

    /// Bit positions are counted from 1.
    fn wish<T>(&self, key: &str, bit: u32, read: impl Fn(&Object) -> Option<T>) -> Result<Option<Wish<T>>> {
        let object = self.look(key)?;
        if object.is_null() {
            return Ok(None);
        }
        let required = self.flags & (1 << (bit - 1)) != 0;
        match read(&object) {
            Some(value) => Ok(Some(Wish { value, required })),
            None if required => Err(Error::malformed("a required seed value")),
            None => Ok(None),
        }
    }

    fn list(&self, key: &str, bit: u32) -> Result<Option<Wish<Vec<String>>>> {
        self.wish(key, bit, |list| self.all(list, |one| self.word(one)))
    }

    /// An array whose every item is readable; a single item counts as one of its own.
    fn all<T>(&self, list: &Object, read: impl Fn(&Object) -> Option<T>) -> Option<Vec<T>> {
        let Some(items) = list.as_array() else {
            return Some(vec![read(list)?]);
        };
        let resolved = items.iter().map(|item| read(&self.document.resolve(item).ok()?));
        resolved.collect()
    }

    /// A name or a text.
    fn word(&self, object: &Object) -> Option<String> {
        let name = object
            .as_name()
            .map(|name| String::from_utf8_lossy(name).into_owned());
        name.or_else(|| object.as_text())
            .or_else(|| object.as_bool().map(|value| value.to_string()))
    }

    fn name(&self, object: &Object) -> Option<Vec<(String, String)>> {
        let dictionary = object.as_dictionary()?;
        let entries = dictionary.iter().map(|(key, value)| {
            let value = self.document.resolve(value).ok()?.as_text()?;
            Some((String::from_utf8_lossy(key.as_bytes()).into_owned(), value))
        });
        entries.collect()
    }

    /// Table 237: without P there is no demand.
    fn certification(&self) -> Result<Option<u8>> {
        let rules = self.document.lookup_dictionary(self.dictionary, "MDP")?;
        let level = rules.as_ref().and_then(|rules| rules.get_integer("P"));
        match level.map(u8::try_from) {
            None => Ok(None),
            Some(Ok(level @ 0..=3)) => Ok(Some(level)),
            Some(_) => Err(Error::malformed("the certification that a seed value demands")),
        }
    }

    /// Its flag stands in its own dictionary.
    fn timestamp(&self) -> Result<Option<Wish<String>>> {
        let stamp = self.document.lookup_dictionary(self.dictionary, "TimeStamp")?;
        Ok(stamp.map(|stamp| Wish {
            value: stamp.get("URL").and_then(Object::as_text).unwrap_or_default(),
            required: stamp.get_integer("Ff") == Some(1),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TRAILER, file, open};

    fn demands(field: &str) -> Result<(SeedValue, Option<FieldLock>)> {
        let mut objects = crate::fixture::FORM.to_vec();
        objects[6].1 = field;
        field_demands(&open(&file(&objects, TRAILER)), "sign")
    }

    #[test]
    fn seed_values_are_read_with_what_is_required_of_them() {
        let (seed, lock) = demands(
            "<</FT/Sig/T(sign)/Lock<</Action/Include/Fields[(amount)]>>/SV<</Ff 74/SubFilter[/ETSI.CAdES.detached]\
             /DigestMethod[/SHA384(SHA512)]/Reasons[(Agreed)(Seen)]/MDP<</P 2>>/TimeStamp<</URL(http://t/)/Ff 1>>\
             /Cert<</Ff 8/SubjectDN[<</CN(Ana)/O(Podpis)>>]/KeyUsage[(X1XXXXXXX)]>>>>>>",
        )
        .unwrap();
        assert_eq!(lock, Some(FieldLock::Include(vec!["amount".into()])));
        let sub_filters = seed.sub_filters.unwrap();
        assert!(sub_filters.required && sub_filters.value == ["ETSI.CAdES.detached"]);
        let digests = seed.digests.unwrap();
        assert!(digests.required && digests.value == ["SHA384", "SHA512"]);
        let reasons = seed.reasons.unwrap();
        assert!(reasons.required && reasons.value == ["Agreed", "Seen"]);
        assert_eq!(seed.certification, Some(2));
        assert!(
            seed.timestamp
                .is_some_and(|stamp| stamp.required && stamp.value == "http://t/")
        );
        let certificate = seed.certificate.unwrap();
        let names = certificate.names.unwrap();
        assert!(names.required && names.value[0].contains(&("CN".into(), "Ana".into())));
        assert!(certificate.key_usages.is_some_and(|usages| !usages.required));
        assert_eq!((seed.filter, seed.revocation), (None, None));
    }

    #[test]
    fn what_is_required_and_not_understood_is_an_error() {
        assert!(demands("<</FT/Sig/T(sign)/SV<</SubFilter[7]>>>>").is_ok());
        assert!(demands("<</FT/Sig/T(sign)/SV<</Ff 2/SubFilter[7]>>>>").is_err());
        assert!(demands("<</FT/Sig/T(sign)/SV<</MDP<</P 9>>>>>>").is_err());
        assert!(demands("<</FT/Sig/T(sign)/Lock<</Action/Some>>>>").is_err());
        assert_eq!(demands("<</FT/Sig/T(sign)>>").unwrap(), Default::default());
    }
}
