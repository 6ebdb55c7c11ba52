//! The document security store (ISO 32000-2 §12.8.4.3, EN 319 142-1 §5.4.2): read within limits, and grown by an incremental
//! update. It looks into no certificate, and what is stored already is never written again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use aws_lc_rs::digest;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::signatures::Signature;
use crate::{
    Dictionary, Document, Edit, Object, ObjectId, Place, Resolve, Result, Stream, Update, extensions,
};

/// What validators need beside the signatures, as it was stored: DER, not looked into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationData {
    /// Certificates.
    pub certificates: Vec<Bytes>,
    /// OCSP responses.
    pub ocsp_responses: Vec<Bytes>,
    /// Revocation lists.
    pub revocation_lists: Vec<Bytes>,
}

/// What belongs to one signature (ISO 32000-2 Table 262).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// Names the signature: see [`related_key`].
    pub key: String,
    /// When this was put together: a PDF date.
    pub created: Option<String>,
    /// The data, all of which go into the store, too.
    pub data: ValidationData,
}

/// A document's security store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityStore {
    /// All that it holds, whatever signature it is for, each thing once.
    pub data: ValidationData,
    /// The names of the signatures with an entry of their own.
    pub related: Vec<String>,
    /// The first byte of the file after each thing: what covers the file up to there proves that it existed.
    ends: BTreeMap<Bytes, u64>,
}

/// A store that holds more is there to keep validators busy.
const MAX_ITEMS: usize = 1_000;

/// Bytes that all of a store may decode to.
const MAX_BYTES: usize = 128 << 20;

/// The arrays of the store, and of an entry for one signature.
const ARRAYS: [(Kind, &str, &str); 3] = [
    (Kind::Certificate, "Certs", "Cert"),
    (Kind::OcspResponse, "OCSPs", "OCSP"),
    (Kind::RevocationList, "CRLs", "CRL"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Certificate,
    OcspResponse,
    RevocationList,
}

/// Where each thing of a store stands.
type Stored = BTreeMap<(Kind, Bytes), ObjectId>;

impl ValidationData {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Adds what is not there yet.
    pub fn merge(&mut self, other: &ValidationData) {
        for (kind, item) in other.iter() {
            let list = self.list_mut(kind);
            if !list.contains(item) {
                list.push(item.clone());
            }
        }
    }

    fn list(&self, kind: Kind) -> &Vec<Bytes> {
        match kind {
            Kind::Certificate => &self.certificates,
            Kind::OcspResponse => &self.ocsp_responses,
            Kind::RevocationList => &self.revocation_lists,
        }
    }

    fn list_mut(&mut self, kind: Kind) -> &mut Vec<Bytes> {
        match kind {
            Kind::Certificate => &mut self.certificates,
            Kind::OcspResponse => &mut self.ocsp_responses,
            Kind::RevocationList => &mut self.revocation_lists,
        }
    }

    fn iter(&self) -> impl Iterator<Item = (Kind, &Bytes)> {
        ARRAYS
            .into_iter()
            .flat_map(|(kind, _, _)| self.list(kind).iter().map(move |item| (kind, item)))
    }
}

impl SecurityStore {
    /// The first byte of the file after a thing of the store.
    pub fn end_of(&self, item: &Bytes) -> Option<u64> {
        self.ends.get(item).copied()
    }
}

/// The name of a signature's entry: the SHA-1 of its Contents as they stand, padding included, in upper-case hexadecimal
/// digits (ISO 32000-2 Table 261).
pub fn related_key(signature: &Signature) -> String {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &signature.contents);
    digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The store of a document; an empty one where there is none. What is no stream in it is passed over.
pub fn security_store(document: &Document) -> Result<SecurityStore> {
    let store = store_dictionary(document)?;
    let mut read = SecurityStore::default();
    let mut left = MAX_BYTES;
    let entries = document.lookup_dictionary(&store, "VRI")?.unwrap_or_default();
    for (kind, key, _) in ARRAYS {
        read_array(document, &store, (kind, key), &mut left, &mut read)?;
    }
    for (name, entry) in entries.iter().take(MAX_ITEMS) {
        let Object::Dictionary(entry) = document.resolve(entry)? else {
            continue;
        };
        for (kind, _, key) in ARRAYS {
            read_array(document, &entry, (kind, key), &mut left, &mut read)?;
        }
        read.related
            .push(String::from_utf8_lossy(name.as_bytes()).into_owned());
    }
    Ok(read)
}

/// Adds to the document's store what it does not hold yet, and entries for signatures that have none yet: one incremental
/// update, or nothing where there is nothing new. Entries that exist stay as they are: validators call a rewritten one a
/// modification.
pub fn add_validation_data(
    document: &Document,
    data: &ValidationData,
    related: &[Related],
) -> Result<Option<Vec<u8>>> {
    let mut update = Update::new(document)?;
    let mut store = store_dictionary(document)?;
    let mut stored = stored_objects(document, &store)?;
    let before = stored.len();
    let mut whole = data.clone();
    related.iter().for_each(|entry| whole.merge(&entry.data));
    for (kind, key, _) in ARRAYS {
        grow_array(
            &mut update,
            &mut store,
            key,
            (kind, whole.list(kind)),
            &mut stored,
        )?;
    }
    let entries = add_related(&mut update, &mut store, related, &stored)?;
    if stored.len() == before && !entries {
        return Ok(None);
    }
    put_store(&mut update, store)?;
    extensions::declare(&mut update)?;
    update.finish().map(Some)
}

fn store_dictionary(source: &Document) -> Result<Dictionary> {
    Ok(source
        .lookup_dictionary(&source.catalog()?, "DSS")?
        .unwrap_or_default())
}

fn read_array(
    document: &Document,
    holder: &Dictionary,
    (kind, key): (Kind, &str),
    left: &mut usize,
    read: &mut SecurityStore,
) -> Result<()> {
    for item in document.lookup_array(holder, key)?.unwrap_or_default() {
        if read.ends.len() >= MAX_ITEMS {
            return Ok(());
        }
        let Some(bytes) = content(document, &item) else {
            continue;
        };
        *left = match left.checked_sub(bytes.len()) {
            Some(left) => left,
            None => return Ok(()),
        };
        let end = end_in_file(document, &item);
        match read.ends.entry(bytes) {
            Entry::Vacant(new) => {
                read.data.list_mut(kind).push(new.key().clone());
                new.insert(end);
            }
            Entry::Occupied(mut known) => *known.get_mut() = end.min(*known.get()),
        }
    }
    Ok(())
}

/// Where an item ends; the end of all files where it stands nowhere, so that nothing is proven of it.
fn end_in_file(document: &Document, item: &Object) -> u64 {
    match item.as_reference().and_then(|id| document.place(id)) {
        Some(Place::InFile(range)) => range.end as u64,
        _ => u64::MAX,
    }
}

/// What stands in a stream; nothing where it cannot be read, which helps nobody and harms nobody.
fn content(document: &Document, item: &Object) -> Option<Bytes> {
    let object = document.resolve(item).ok()?;
    document.decode(object.as_stream()?).ok().map(Bytes::from)
}

/// Everything that the store's arrays hold, by content.
fn stored_objects(document: &Document, store: &Dictionary) -> Result<Stored> {
    let mut stored = Stored::new();
    for (kind, key, _) in ARRAYS {
        let items = document.lookup_array(store, key)?.unwrap_or_default();
        for item in items.iter().take(MAX_ITEMS) {
            if let (Some(id), Some(bytes)) = (item.as_reference(), content(document, item)) {
                stored.entry((kind, bytes)).or_insert(id);
            }
        }
    }
    Ok(stored)
}

/// The references that are there stay; new streams follow.
fn grow_array(
    update: &mut Update<'_>,
    store: &mut Dictionary,
    key: &str,
    (kind, items): (Kind, &[Bytes]),
    stored: &mut Stored,
) -> Result<()> {
    let mut array = update.lookup_array(store, key)?.unwrap_or_default();
    let before = array.len();
    for item in items {
        if let Entry::Vacant(place) = stored.entry((kind, item.clone())) {
            let stream = Stream::new(Dictionary::new(), item.clone());
            let id = update.add(Object::Stream(Box::new(stream)));
            array.push(id.into());
            place.insert(id);
        }
    }
    if array.len() == before {
        return Ok(());
    }
    match store.get_reference(key) {
        Some(id) => update.set(id, array.into()),
        None => store.set(key, array),
    }
    Ok(())
}

/// Whether an entry was added.
fn add_related(
    update: &mut Update<'_>,
    store: &mut Dictionary,
    related: &[Related],
    stored: &Stored,
) -> Result<bool> {
    let mut entries = update.lookup_dictionary(store, "VRI")?.unwrap_or_default();
    let before = entries.len();
    for entry in related {
        if !entries.contains(&entry.key) {
            let id = update.add(related_entry(entry, stored).into());
            entries.set(&entry.key, id);
        }
    }
    if entries.len() == before {
        return Ok(false);
    }
    match store.get_reference("VRI") {
        Some(id) => update.set(id, entries.into()),
        None => store.set("VRI", entries),
    }
    Ok(true)
}

fn related_entry(entry: &Related, stored: &Stored) -> Dictionary {
    let mut dictionary = Dictionary::from_entries([("Type", Object::name("VRI"))]);
    for (kind, _, key) in ARRAYS {
        let references: Vec<Object> = entry
            .data
            .list(kind)
            .iter()
            .filter_map(|item| stored.get(&(kind, item.clone())))
            .map(|id| Object::Reference(*id))
            .collect();
        if !references.is_empty() {
            dictionary.set(key, references);
        }
    }
    if let Some(created) = &entry.created {
        dictionary.set("TU", Object::text(created));
    }
    dictionary
}

/// The store is an object of its own, so that it can grow without touching the catalog.
fn put_store(update: &mut Update<'_>, mut store: Dictionary) -> Result<()> {
    let catalog_id = update.document().catalog_id()?;
    let mut catalog = update.dictionary(catalog_id)?;
    store.set("Type", Object::name("DSS"));
    match catalog.get_reference("DSS") {
        Some(id) => update.set(id, store.into()),
        None => {
            let id = update.add(store.into());
            catalog.set("DSS", id);
            update.set(catalog_id, catalog.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{change, open, signed_form};
    use crate::{Comparison, ModificationLevel, compare, signatures, timestamp_place};

    fn data(
        certificates: &[&'static [u8]],
        ocsp: &[&'static [u8]],
        lists: &[&'static [u8]],
    ) -> ValidationData {
        let bytes = |items: &[&'static [u8]]| items.iter().copied().map(Bytes::from_static).collect();
        ValidationData {
            certificates: bytes(certificates),
            ocsp_responses: bytes(ocsp),
            revocation_lists: bytes(lists),
        }
    }

    fn related(file: &[u8], data: ValidationData) -> Related {
        Related {
            key: related_key(&signatures::signatures(&open(file)).unwrap()[0]),
            created: Some("D:20261122080000Z".into()),
            data,
        }
    }

    fn added(file: &[u8], data: &ValidationData, related: &[Related]) -> Vec<u8> {
        let appended = add_validation_data(&open(file), data, related).unwrap().unwrap();
        [file, &appended].concat()
    }

    fn level(file: &[u8], base: usize) -> ModificationLevel {
        let Comparison { level, .. } = compare(&open(file), base).unwrap();
        level
    }

    #[test]
    fn a_store_is_read_as_it_was_written_and_the_signature_stays() {
        let signed = signed_form();
        let whole = data(&[b"root", b"seal"], &[b"answer"], &[b"list"]);
        let own = related(&signed, data(&[b"seal"], &[b"answer"], &[]));
        assert!(
            own.key.len() == 40
                && own
                    .key
                    .chars()
                    .all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c))
        );
        let file = added(&signed, &whole, std::slice::from_ref(&own));
        assert!(file.starts_with(&signed));
        let read = security_store(&open(&file)).unwrap();
        let ends = whole.certificates.iter().map(|item| read.end_of(item));
        let ends: Vec<u64> = ends.flatten().collect();
        assert!(
            ends.len() == 2
                && ends
                    .iter()
                    .all(|end| (signed.len()..file.len()).contains(&(*end as usize)))
        );
        assert_eq!((read.data, read.related), (whole, vec![own.key]));
        assert_eq!(level(&file, 1), ModificationLevel::LtaUpdates);
        let catalog = open(&file).catalog().unwrap();
        let declared = catalog
            .get_dictionary("Extensions")
            .unwrap()
            .get_dictionary("ESIC")
            .unwrap();
        assert_eq!(declared.get_integer("ExtensionLevel"), Some(5));
    }

    #[test]
    fn growing_keeps_what_is_there_and_repeats_nothing() {
        let signed = signed_form();
        let first = added(&signed, &data(&[b"root"], &[], &[b"old list"]), &[]);
        let again = data(&[b"root"], &[], &[b"old list"]);
        assert_eq!(add_validation_data(&open(&first), &again, &[]).unwrap(), None);
        let more = data(&[b"root", b"seal"], &[b"answer"], &[b"new list"]);
        let second = added(&first, &more, &[]);
        let read = security_store(&open(&second)).unwrap().data;
        assert_eq!(
            read,
            data(&[b"root", b"seal"], &[b"answer"], &[b"old list", b"new list"])
        );
        let count = memchr::memmem::find_iter(&second, b"root").count();
        assert_eq!(count, 1, "nothing is stored twice");
        assert_eq!(level(&second, 1), ModificationLevel::LtaUpdates);
    }

    #[test]
    fn an_entry_that_exists_stays_as_it_is() {
        let signed = signed_form();
        let first = added(
            &signed,
            &data(&[], &[], &[]),
            &[related(&signed, data(&[b"root"], &[], &[]))],
        );
        let other = related(&signed, data(&[b"seal"], &[], &[]));
        let second = added(&first, &data(&[b"seal"], &[], &[]), &[other]);
        assert_eq!(level(&second, 1), ModificationLevel::LtaUpdates);
        assert_eq!(level(&second, 2), ModificationLevel::LtaUpdates);
    }

    #[test]
    fn foreign_shapes_of_a_store_grow_too() {
        // A store inside the catalog, with an array of its own object, as some writers have it.
        let store = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<</Certs 20 0 R>>>>";
        let objects = [
            (1, store),
            (20, "[21 0 R]"),
            (21, "<</Length 4>>stream\nroot\nendstream"),
        ];
        let file = change(&signed_form(), &objects);
        let file = added(&file, &data(&[b"root", b"seal"], &[], &[]), &[]);
        assert_eq!(
            security_store(&open(&file)).unwrap().data,
            data(&[b"root", b"seal"], &[], &[])
        );
        assert_eq!(level(&file, 1), ModificationLevel::LtaUpdates);
    }

    #[test]
    fn a_timestamp_place_is_made_without_touching_anything_else() {
        let file = added(&signed_form(), &data(&[b"root"], &[], &[]), &[]);
        let prepared = timestamp_place(&open(&file), 64).unwrap();
        let file = [file.as_slice(), &prepared.embed(&[0x30, 1, 0]).unwrap()].concat();
        let found = signatures::signatures(&open(&file)).unwrap();
        assert_eq!(found[1].sub_filter, "ETSI.RFC3161");
        assert_eq!(found[1].coverage, crate::Coverage::EntireFile);
        assert_eq!(level(&file, 1), ModificationLevel::LtaUpdates);
        // A second one finds another name.
        let again = timestamp_place(&open(&file), 64).unwrap();
        let file = [file.as_slice(), &again.embed(&[0x30, 1, 0]).unwrap()].concat();
        let found = signatures::signatures(&open(&file)).unwrap();
        assert_ne!(found[1].field, found[2].field);
        assert_eq!(level(&file, 1), ModificationLevel::LtaUpdates);
    }

    #[test]
    fn what_is_no_store_is_an_empty_one() {
        for store in ["7", "[1 2]", "<</Certs 7/VRI[1]>>", "<</Certs[1 0 R 99 0 R 7]>>"] {
            let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS {store}>>");
            let file = change(&signed_form(), &[(1, &catalog)]);
            assert_eq!(
                security_store(&open(&file)).unwrap(),
                SecurityStore::default(),
                "{store}"
            );
        }
    }
}
