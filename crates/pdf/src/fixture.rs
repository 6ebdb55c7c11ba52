//! Small files that the unit tests are made of; it exists only in tests.

use crate::object::write_hex_byte;
use crate::{
    Dictionary, Document, Edit, Limits, Object, ObjectId, Resolve, SignatureDictionary, SubFilter, Update,
};

/// A file of these objects with a classic cross-reference table.
pub(crate) fn file(objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    append(b"%PDF-1.7\n", objects, trailer)
}

/// `original` and one more saving.
pub(crate) fn append(original: &[u8], objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let mut out = original.to_vec();
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(format!("trailer\n<<{trailer}>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// The offset that the last `startxref` names.
pub(crate) fn last_xref(bytes: &[u8]) -> usize {
    let at = memchr::memmem::rfind(bytes, b"startxref").unwrap();
    crate::lexer::Lexer::new(bytes, at + 9).take_unsigned().unwrap() as usize
}

/// One page with a content stream, a text field, and an empty signature field that is seen.
pub(crate) const FORM: [(u32, &str); 8] = [
    (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"),
    (2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 300]>>"),
    (
        3,
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[6 0 R 7 0 R]>>",
    ),
    (4, "<</Length 16>>stream\n(Pay 10 euro) Tj\nendstream"),
    (5, "<</Fields[6 0 R 7 0 R]/SigFlags 3>>"),
    (
        6,
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[10 10 90 30]/F 4/P 3 0 R/AP<</N 8 0 R>>>>",
    ),
    (
        7,
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(sign)/Rect[100 10 190 30]/F 4/P 3 0 R>>",
    ),
    (
        8,
        "<</Type/XObject/Subtype/Form/BBox[0 0 80 20]/Length 3>>stream\nq Q\nendstream",
    ),
];

/// The trailer of [`FORM`].
pub(crate) const TRAILER: &str = "/Root 1 0 R/Size 9/ID[<01><02>]";

/// The file of [`FORM`].
pub(crate) fn form() -> Vec<u8> {
    file(&FORM, TRAILER)
}

/// Opens with default limits and no password.
pub(crate) fn open(bytes: &[u8]) -> Document {
    Document::open(bytes, None, &Limits::default()).unwrap()
}

/// Appends these objects as one more saving by hand, keeping the chain.
pub(crate) fn change(original: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let size = open(original)
        .next_number()
        .max(objects.iter().map(|(number, _)| number + 1).max().unwrap_or(0));
    append(
        original,
        objects,
        &format!("/Root 1 0 R/Size {size}/Prev {}", last_xref(original)),
    )
}

/// Signs the field of this name with zeros that nobody could verify; the byte range is right.
pub(crate) fn sign(original: &[u8], field: u32, dictionary: SignatureDictionary) -> Vec<u8> {
    let document = open(original);
    let mut update = Update::new(&document).unwrap();
    let value = update.add_signature(dictionary);
    let mut changed = document.dictionary(ObjectId::new(field)).unwrap();
    changed.set("V", value);
    update.set(ObjectId::new(field), changed.into());
    let prepared = update.finish_prepared().unwrap();
    [original, &prepared.embed(&[0x30, 0x01, 0x00]).unwrap()].concat()
}

/// A signature dictionary with little room.
pub(crate) fn signature() -> SignatureDictionary {
    SignatureDictionary::new(SubFilter::CadesDetached, 64)
}

/// [`form`] with its signature field signed.
pub(crate) fn signed_form() -> Vec<u8> {
    sign(&form(), 7, signature())
}

/// One more saving by [`Update`] that changes entries of an object.
pub(crate) fn set(original: &[u8], number: u32, entries: &[(&str, Object)]) -> Vec<u8> {
    let document = open(original);
    let mut update = Update::new(&document).unwrap();
    let mut dictionary: Dictionary = document.dictionary(ObjectId::new(number)).unwrap();
    entries
        .iter()
        .for_each(|(key, value)| dictionary.set(key, value.clone()));
    update.set(ObjectId::new(number), dictionary.into());
    [original, &update.finish().unwrap()].concat()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    bytes.iter().for_each(|byte| write_hex_byte(*byte, &mut out));
    String::from_utf8(out).unwrap()
}
