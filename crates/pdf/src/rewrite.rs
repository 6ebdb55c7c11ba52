//! Writes a whole new file from what a document refers to: decrypted, repaired, renumbered; for unsigned documents only.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::object::write_integer;
use crate::update::{Changes, Edit};
use crate::{
    Dictionary, Document, Error, Name, Object, ObjectId, Resolve, Result, Stream, crypt, filter, signatures,
};

/// Pending changes of a document that is then written anew by [`Rewrite::finish`].
pub struct Rewrite<'a> {
    document: &'a Document,
    changes: Changes,
    info: Option<ObjectId>,
}

impl<'a> Rewrite<'a> {
    /// Begins to change a document, which must not carry a signature.
    pub fn new(document: &'a Document) -> Result<Rewrite<'a>> {
        if signatures::is_signed(document)? {
            return Err(Error::Signed);
        }
        Ok(Rewrite {
            document,
            changes: Changes::of(document),
            info: document.trailer().get_reference("Info"),
        })
    }

    /// Makes another object the document information dictionary.
    pub fn set_info(&mut self, id: ObjectId) {
        self.info = Some(id);
    }

    /// The object as it will be.
    pub fn get(&self, id: ObjectId) -> Result<Object> {
        self.changes.get(self.document, id)
    }

    /// The new file.
    pub fn finish(self) -> Result<Vec<u8>> {
        let root = self.document.catalog_id()?;
        let mut writer = Writer::new(&self);
        let mut trailer = Dictionary::new();
        trailer.set("Root", writer.reference(root));
        if let Some(info) = self.info {
            trailer.set("Info", writer.reference(info));
        }
        while let Some((id, number)) = writer.queue.pop_front() {
            writer.object(id, number)?;
        }
        trailer.set("ID", self.file_id(&writer.out)?);
        writer.finish(trailer)
    }

    /// ISO 32000-2 §14.4: the first part stays for the life of the document.
    fn file_id(&self, out: &[u8]) -> Result<Object> {
        let new = Object::string(crypt::fingerprint(&[out]));
        let old = self
            .document
            .lookup_array(self.document.trailer(), "ID")?
            .unwrap_or_default();
        let first = old.first().map(|id| self.document.resolve(id)).transpose()?;
        let first = first
            .filter(|id| id.as_string().is_some_and(|id| !id.is_empty()))
            .unwrap_or(new.clone());
        Ok(Object::Array(vec![first, new]))
    }

    fn is_present(&self, id: ObjectId) -> bool {
        match self.changes.objects.get(&id.number) {
            Some((_, object)) => object.is_some(),
            None => self.document.has(id),
        }
    }
}

impl Resolve for Rewrite<'_> {
    fn get(&self, id: ObjectId) -> Result<Object> {
        Rewrite::get(self, id)
    }
}

impl Edit for Rewrite<'_> {
    fn document(&self) -> &Document {
        self.document
    }

    fn reserve(&mut self) -> ObjectId {
        self.changes.reserve()
    }

    fn set(&mut self, id: ObjectId, object: Object) {
        self.changes
            .objects
            .insert(id.number, (id.generation, Some(object)));
    }

    fn remove(&mut self, id: ObjectId) {
        self.changes.objects.insert(id.number, (id.generation, None));
    }
}

/// Where an object of the new file is.
enum Place {
    At(usize),
    Within { stream: u32, rank: u16 },
}

struct Writer<'a> {
    source: &'a Rewrite<'a>,
    out: Vec<u8>,
    /// New numbers by old ones.
    numbers: HashMap<u32, u32>,
    queue: VecDeque<(ObjectId, u32)>,
    next: u32,
    places: BTreeMap<u32, Place>,
    /// Small objects that wait for their object stream; none where the source had no object streams.
    packed: Option<Vec<(u32, Vec<u8>)>>,
}

/// Objects in one object stream.
const PACK: usize = 100;

impl<'a> Writer<'a> {
    fn new(source: &'a Rewrite<'a>) -> Writer<'a> {
        let newest = source.document.revisions().last();
        let packs = newest.is_some_and(|revision| revision.is_stream);
        let mut out = Vec::with_capacity(source.document.bytes().len() + 4096);
        out.extend_from_slice(header(source.document.bytes()));
        Writer {
            source,
            out,
            numbers: HashMap::new(),
            queue: VecDeque::new(),
            next: 1,
            places: BTreeMap::new(),
            packed: packs.then(Vec::new),
        }
    }

    /// The new reference for an old one; null for what is not there.
    fn reference(&mut self, old: ObjectId) -> Object {
        if let Some(number) = self.numbers.get(&old.number) {
            return ObjectId::new(*number).into();
        }
        if !self.source.is_present(old) {
            return Object::Null;
        }
        let number = self.take_number();
        self.numbers.insert(old.number, number);
        self.queue.push_back((old, number));
        ObjectId::new(number).into()
    }

    fn take_number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn object(&mut self, old: ObjectId, number: u32) -> Result<()> {
        let mut object = self.source.get(old)?;
        self.renumber(&mut object);
        if let Object::Stream(stream) = &mut object {
            drop_crypt_filter(&mut stream.dictionary);
        }
        let pack = !is_often_needed(&object);
        match &mut self.packed {
            Some(packed) if pack => {
                let mut bytes = Vec::new();
                object.write(&mut bytes);
                packed.push((number, bytes));
                if packed.len() >= PACK {
                    self.flush()
                } else {
                    Ok(())
                }
            }
            _ => {
                self.plain(number, &object);
                Ok(())
            }
        }
    }

    fn renumber(&mut self, object: &mut Object) {
        match object {
            Object::Reference(id) => *object = self.reference(*id),
            Object::Array(items) => items.iter_mut().for_each(|item| self.renumber(item)),
            Object::Dictionary(dictionary) => self.renumber_entries(dictionary),
            Object::Stream(stream) => {
                // The true length is written anew; an old indirect one would only be carried along.
                stream.dictionary.remove("Length");
                self.renumber_entries(&mut stream.dictionary);
            }
            _ => {}
        }
    }

    fn renumber_entries(&mut self, dictionary: &mut Dictionary) {
        // Readers disagree on which entry of a key given twice counts; they see the one that counted here.
        dictionary.drop_duplicates();
        dictionary.iter_mut().for_each(|(_, value)| self.renumber(value));
    }

    fn plain(&mut self, number: u32, object: &Object) {
        self.places.insert(number, Place::At(self.out.len()));
        write_integer(i64::from(number), &mut self.out);
        self.out.extend_from_slice(b" 0 obj\n");
        object.write(&mut self.out);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Writes the waiting objects as an object stream (ISO 32000-2 §7.5.7).
    fn flush(&mut self) -> Result<()> {
        let packed = self.packed.replace(Vec::new()).unwrap_or_default();
        if packed.is_empty() {
            return Ok(());
        }
        let stream_number = self.take_number();
        let (mut index, mut data) = (Vec::new(), Vec::new());
        for (rank, (number, bytes)) in packed.iter().enumerate() {
            index.extend_from_slice(format!("{number} {} ", data.len()).as_bytes());
            data.extend_from_slice(bytes);
            data.push(b'\n');
            self.places.insert(
                *number,
                Place::Within {
                    stream: stream_number,
                    rank: rank as u16,
                },
            );
        }
        let entries = [
            ("Type", Object::name("ObjStm")),
            ("N", Object::Integer(packed.len() as i64)),
            ("First", Object::Integer(index.len() as i64)),
            ("Filter", Object::name("FlateDecode")),
        ];
        let stream = Stream::new(
            Dictionary::from_entries(entries),
            filter::deflate(&[index, data].concat()),
        );
        self.plain(stream_number, &stream.into());
        Ok(())
    }

    fn finish(mut self, trailer: Dictionary) -> Result<Vec<u8>> {
        self.flush_last()?;
        let start = self.out.len();
        match self.packed {
            Some(_) => self.xref_stream(trailer)?,
            None => self.xref_table(trailer),
        }
        self.out
            .extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.out)
    }

    fn flush_last(&mut self) -> Result<()> {
        if self.packed.is_some() {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn xref_table(&mut self, mut trailer: Dictionary) {
        self.out
            .extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", self.next).as_bytes());
        for place in self.places.values() {
            // Without object streams every object is in the file itself, and every number is taken.
            if let Place::At(offset) = place {
                self.out
                    .extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
            }
        }
        trailer.set("Size", i64::from(self.next));
        self.out.extend_from_slice(b"trailer\n");
        trailer.write(&mut self.out);
    }

    fn xref_stream(&mut self, mut dictionary: Dictionary) -> Result<()> {
        let number = self.take_number();
        self.places.insert(number, Place::At(self.out.len()));
        let mut data = vec![0, 0, 0, 0, 0, 0xFF, 0xFF];
        for place in self.places.values() {
            let (kind, middle, last) = match place {
                Place::At(offset) => (1, u32::try_from(*offset).map_err(|_| too_long())?, 0),
                Place::Within { stream, rank } => (2, *stream, *rank),
            };
            data.push(kind);
            data.extend(middle.to_be_bytes());
            data.extend(last.to_be_bytes());
        }
        dictionary.set("Type", Object::name("XRef"));
        dictionary.set("Size", i64::from(self.next));
        dictionary.set("W", Object::Array([1, 4, 2].map(Object::Integer).to_vec()));
        dictionary.set("Filter", Object::name("FlateDecode"));
        let stream = Stream::new(dictionary, filter::deflate(&data));
        self.plain(number, &stream.into());
        Ok(())
    }
}

fn too_long() -> Error {
    Error::too_large("bytes in the file", u64::from(u32::MAX))
}

/// The old version where it is 2.0, else 1.7; then four bytes that say "binary" (ISO 32000-2 §7.5.2).
fn header(bytes: &[u8]) -> &'static [u8] {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    match memchr::memmem::find(head, b"%PDF-2") {
        Some(_) => b"%PDF-2.0\n%\xE2\xE3\xCF\xD3\n",
        None => b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n",
    }
}

/// Streams cannot be packed; catalog, pages and fields stay outside so that an act finds them without inflating.
fn is_often_needed(object: &Object) -> bool {
    let Some(dictionary) = object.as_dictionary() else {
        return false;
    };
    matches!(object, Object::Stream(_))
        || matches!(dictionary.get_name("Type"), Some(b"Catalog" | b"Page" | b"Pages"))
        || dictionary.get_name("Subtype") == Some(b"Widget")
        || ["FT", "Fields", "Producer"]
            .iter()
            .any(|key| dictionary.contains(key))
}

/// A crypt filter means nothing in a file that is not encrypted.
fn drop_crypt_filter(dictionary: &mut Dictionary) {
    let crypt = Object::Name(Name::new("Crypt"));
    if dictionary.get("Filter") == Some(&crypt) {
        dictionary.remove("Filter");
        dictionary.remove("DecodeParms");
    }
    let place = dictionary
        .get_array("Filter")
        .and_then(|filters| filters.iter().position(|filter| *filter == crypt));
    let Some(place) = place else { return };
    for key in ["Filter", "DecodeParms"] {
        if let Some(Object::Array(items)) = dictionary.get_mut(key)
            && place < items.len()
        {
            items.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_is_written_once() {
        let mut objects = crate::fixture::FORM;
        objects[2].1 = "<</Type/Page/Parent 2 0 R/Contents 8 0 R/Annots[6 0 R 7 0 R]/PieceInfo<</A 1/A 2>>/Contents 4 0 R>>";
        let document = crate::fixture::open(&crate::fixture::file(&objects, crate::fixture::TRAILER));
        let written = crate::fixture::open(&Rewrite::new(&document).unwrap().finish().unwrap());
        let page = written.page(0).unwrap().dictionary;
        assert!(page.duplicate_keys().is_empty());
        let inner = page.get_dictionary("PieceInfo").unwrap();
        assert_eq!((inner.len(), inner.get_integer("A")), (1, Some(2)));
        let content = written.lookup(&page, "Contents").unwrap();
        assert_eq!(&*content.as_stream().unwrap().data, b"(Pay 10 euro) Tj");
    }

    #[test]
    fn the_crypt_filter_goes_and_the_others_stay() {
        let filters = vec![Object::name("Crypt"), Object::name("FlateDecode")];
        let mut dictionary = Dictionary::from_entries([("Filter", Object::Array(filters))]);
        drop_crypt_filter(&mut dictionary);
        assert_eq!(
            dictionary.get_array("Filter"),
            Some(&[Object::name("FlateDecode")][..])
        );
    }
}
