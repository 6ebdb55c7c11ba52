//! All that the product wants to know of an upload, in one answer; it runs nothing and renders nothing.

use serde::{Deserialize, Serialize};

use crate::document::FileBytes;
use crate::form::{self, Field};
use crate::{
    Dictionary, Document, EncryptionFacts, Error, FieldLock, Limits, Object, ObjectId, Resolve, Result,
    Signature, signatures,
};

mod active;
mod bombs;
mod xfa;

pub use xfa::Xfa;
pub(crate) use xfa::kind as xfa_kind;

/// What is known of an uploaded document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inspection {
    /// Every page's size as displayed, in points.
    pub pages: Vec<PageSize>,
    /// How it is encrypted.
    pub encryption: Option<EncryptionFacts>,
    /// Its signatures, oldest first.
    pub signatures: Vec<FoundSignature>,
    /// Certification: what it still allows, 1 to 3.
    pub docmdp: Option<u8>,
    /// A signature locks all fields, or all but those that it names: no field of another name can be added (ISO 32000-2 Table 236).
    pub locks_new_fields: bool,
    /// Its form fields in the form's order.
    pub form_fields: Vec<Field>,
    /// Whether it is an XFA form.
    pub xfa: Xfa,
    /// What runs or leaves by itself, as stable words such as `javascript`.
    pub active_content: Vec<String>,
    /// The cross-reference was broken and has been rebuilt.
    pub repaired: bool,
    /// It is tagged for accessibility.
    pub tagged: bool,
    /// The PDF/A level that it claims, such as `2B`.
    pub pdfa: Option<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its language, such as `sl-SI`.
    pub language: Option<String>,
    /// How often it was saved.
    pub revisions: usize,
}

/// A page's size as displayed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
}

/// A signature that an upload carries, as it claims to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSignature {
    /// Full name of its field.
    pub field: String,
    /// Who signed, as it claims.
    pub name: Option<String>,
    /// Whether it covers the file up to its own end, and nothing is wrong with its form.
    pub sound: bool,
}

impl Inspection {
    /// Only the owner's restrictions stand in the way: it opens without a password, and something is withheld.
    pub fn has_owner_restrictions(&self) -> bool {
        self.encryption.as_ref().is_some_and(|facts| {
            facts.opens_without_password && !facts.opened_as_owner && !facts.permissions.everything()
        })
    }

    /// Whether it carries signatures, which may only be appended to.
    pub fn is_signed(&self) -> bool {
        !self.signatures.is_empty()
    }

    /// Signed or certified in a way that forbids every further signature (ISO 32000-2 §12.8.2).
    pub fn forbids_signing(&self) -> bool {
        self.docmdp == Some(1) || self.locks_new_fields
    }
}

/// Inspects a file, with a password if it needs one.
pub fn inspect(bytes: impl Into<FileBytes>, password: Option<&[u8]>, limits: &Limits) -> Result<Inspection> {
    let document = Document::open(bytes, password, limits)?;
    inspect_document(&document)
}

/// Inspects a document that is open already.
pub fn inspect_document(document: &Document) -> Result<Inspection> {
    if document.is_cut_off() {
        return Err(Error::Truncated);
    }
    let pages = document.pages()?;
    if pages.is_empty() {
        return Err(Error::malformed("there is no page"));
    }
    bombs::check(document)?;
    let catalog = document.catalog()?;
    let signatures = signatures::signatures(document)?;
    Ok(Inspection {
        pages: pages
            .iter()
            .map(|page| PageSize {
                width: page.width,
                height: page.height,
            })
            .collect(),
        encryption: document.encryption().map(|encryption| encryption.facts().clone()),
        signatures: signatures.iter().map(FoundSignature::of).collect(),
        docmdp: docmdp(document, &signatures)?,
        locks_new_fields: signatures
            .iter()
            .any(|signature| matches!(signature.lock, Some(FieldLock::All | FieldLock::Exclude(_)))),
        form_fields: form::fields(document)?,
        xfa: xfa::kind(document, &catalog)?,
        active_content: active::list(document, &catalog)?,
        repaired: document.was_repaired(),
        tagged: is_tagged(document, &catalog)?,
        pdfa: pdfa(document, &catalog),
        title: title(document)?,
        language: document
            .lookup(&catalog, "Lang")?
            .as_text()
            .filter(|language| !language.is_empty()),
        revisions: document.revisions().len(),
    })
}

impl FoundSignature {
    fn of(signature: &Signature) -> FoundSignature {
        FoundSignature {
            field: signature.field.clone(),
            name: signature.name.clone(),
            sound: signature.coverage >= signatures::Coverage::EntireRevision,
        }
    }
}

/// What the certification allows: the catalog names it, and some writers forget to.
fn docmdp(document: &Document, signatures: &[Signature]) -> Result<Option<u8>> {
    let named = match signatures::certifying_dictionary(document)? {
        Some(dictionary) => signatures::certification(document, &dictionary)?,
        None => None,
    };
    Ok(named.or(signatures
        .iter()
        .filter_map(|signature| signature.certification)
        .min()))
}

fn is_tagged(document: &Document, catalog: &Dictionary) -> Result<bool> {
    let marks = document
        .lookup_dictionary(catalog, "MarkInfo")?
        .unwrap_or_default();
    Ok(document.lookup(&marks, "Marked")?.as_bool() == Some(true))
}

fn title(document: &Document) -> Result<Option<String>> {
    let info = document
        .lookup_dictionary(document.trailer(), "Info")?
        .unwrap_or_default();
    let title = document.lookup(&info, "Title")?.as_text();
    Ok(title
        .map(|title| title.trim().to_owned())
        .filter(|title| !title.is_empty()))
}

/// ISO 19005-1 §6.7.11: part and conformance stand in the metadata, as attributes or as elements.
fn pdfa(document: &Document, catalog: &Dictionary) -> Option<String> {
    let Ok(Object::Stream(stream)) = document.lookup(catalog, "Metadata") else {
        return None;
    };
    let metadata = String::from_utf8_lossy(&document.decode(&stream).ok()?).into_owned();
    let part = xmp_value(&metadata, "pdfaid:part")?;
    let conformance = xmp_value(&metadata, "pdfaid:conformance").unwrap_or_default();
    Some(format!("{part}{}", conformance.to_uppercase()))
}

fn xmp_value(metadata: &str, name: &str) -> Option<String> {
    let (_, after) = metadata.split_once(name)?;
    let value = after
        .trim_start()
        .trim_start_matches(['=', '>', ' '])
        .trim_start_matches(['"', '\'']);
    let value: String = value
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(4)
        .collect();
    (!value.is_empty()).then_some(value)
}

/// Every object of the document that can be read, one after another.
fn each_object(document: &Document, visit: &mut dyn FnMut(ObjectId, &Object) -> Result<()>) -> Result<()> {
    for number in document.object_numbers() {
        let id = ObjectId::new(number);
        match document.get(id) {
            Ok(object) => visit(id, &object)?,
            Err(too_large @ Error::TooLarge { .. }) => return Err(too_large),
            // What nobody can read, nobody is shown.
            Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{FORM, TRAILER, file, form, sign, signature, signed_form};
    use crate::{SignatureDictionary, form::FieldKind};

    fn inspected(objects: &[(u32, &str)]) -> Inspection {
        inspect(file(objects, TRAILER), None, &Limits::default()).unwrap()
    }

    #[test]
    fn a_plain_form_is_described() {
        let found = inspect(form(), None, &Limits::default()).unwrap();
        assert_eq!(
            found.pages,
            [PageSize {
                width: 200.0,
                height: 300.0
            }]
        );
        assert_eq!(
            found
                .form_fields
                .iter()
                .map(|field| field.name.as_str())
                .collect::<Vec<_>>(),
            ["amount", "sign"]
        );
        assert_eq!(found.form_fields[1].kind, FieldKind::Signature { signed: false });
        assert!(!found.is_signed() && !found.forbids_signing() && !found.tagged && !found.repaired);
        assert_eq!((found.xfa, found.docmdp, found.revisions), (Xfa::None, None, 1));
        assert!(found.active_content.is_empty() && found.pdfa.is_none() && found.encryption.is_none());
    }

    #[test]
    fn signatures_and_what_they_forbid_are_found() {
        let found = inspect(signed_form(), None, &Limits::default()).unwrap();
        assert!(found.is_signed() && found.signatures[0].sound && !found.forbids_signing());
        let closed = SignatureDictionary {
            certification: Some(1),
            ..signature()
        };
        assert!(
            inspect(sign(&form(), 7, closed), None, &Limits::default())
                .unwrap()
                .forbids_signing()
        );
        let names = || vec!["amount".to_owned()];
        for (lock, forbids) in [
            (FieldLock::All, true),
            (FieldLock::Exclude(names()), true),
            (FieldLock::Include(names()), false),
        ] {
            let locked = SignatureDictionary {
                lock: Some(lock.clone()),
                ..signature()
            };
            let found = inspect(sign(&form(), 7, locked), None, &Limits::default()).unwrap();
            assert_eq!(found.forbids_signing(), forbids, "{lock:?}");
        }
    }

    #[test]
    fn active_content_and_dynamic_forms_are_named() {
        let mut objects = FORM;
        objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OpenAction<</S/JavaScript/JS(x)>>/NeedsRendering true>>";
        objects[4].1 = "<</Fields[]/XFA(x)>>";
        let found = inspected(&objects);
        assert_eq!(found.active_content, ["javascript", "open_action"]);
        assert_eq!(found.xfa, Xfa::Dynamic);
        objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OpenAction[3 0 R/Fit]>>";
        objects[3].1 = "<</Length 50>>stream\n<config><dynamicRender>required</dynamicRender>    \nendstream";
        objects[4].1 = "<</Fields[]/XFA[(config)4 0 R]>>";
        let found = inspected(&objects);
        assert_eq!((found.xfa, found.active_content.len()), (Xfa::Dynamic, 0));
        objects[3].1 = "<</Length 50>>stream\n<config><dynamicRender>forbidden</dynamicRender>   \nendstream";
        assert_eq!(inspected(&objects).xfa, Xfa::Static);
    }

    #[test]
    fn the_claimed_archive_level_is_read_in_both_spellings() {
        assert_eq!(
            xmp_value("<x pdfaid:part=\"2\" pdfaid:conformance='b'>", "pdfaid:part"),
            Some("2".into())
        );
        assert_eq!(
            xmp_value("<pdfaid:part>3</pdfaid:part>", "pdfaid:part"),
            Some("3".into())
        );
        assert_eq!(xmp_value("nothing", "pdfaid:part"), None);
    }
}
