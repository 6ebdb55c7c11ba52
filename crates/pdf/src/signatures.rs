//! Lists the signatures of a document and judges what their byte ranges cover; it verifies no cryptography.
//!
//! A problem with a byte range is data, never an error: the caller decides what it means for the signature.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::form::{Node, acro_form, nodes};
use crate::lexer::decode_hex;
use crate::{Dictionary, Document, FieldLock, Object, ObjectId, Place, Resolve, Result};

/// A signature of the document.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Full name of its field.
    pub field: String,
    /// The field's object.
    pub field_id: ObjectId,
    /// The signature dictionary's object, if it is one of its own.
    pub value_id: Option<ObjectId>,
    /// A signature or a document timestamp.
    pub kind: SignatureKind,
    /// `ETSI.CAdES.detached`, `adbe.pkcs7.detached`, `ETSI.RFC3161`, …
    pub sub_filter: String,
    /// The four numbers of the byte range, if they are four numbers.
    pub byte_range: Option<[u64; 4]>,
    /// The signature's bytes with the padding of their place.
    pub contents: Vec<u8>,
    /// Who signed, as the dictionary claims.
    pub name: Option<String>,
    /// Why, as the dictionary claims.
    pub reason: Option<String>,
    /// Where, as the dictionary claims.
    pub location: Option<String>,
    /// How to reach the signer, as the dictionary claims.
    pub contact: Option<String>,
    /// When, as the dictionary claims: a PDF date.
    pub claimed_time: Option<String>,
    /// Certification: what it allows afterwards, 1 to 3.
    pub certification: Option<u8>,
    /// Fields that it locks.
    pub lock: Option<FieldLock>,
    /// How much of the file it covers.
    pub coverage: Coverage,
    /// The revision that it covers to its end, counted from 0.
    pub revision: Option<usize>,
    /// What is wrong with its form.
    pub problems: Vec<Problem>,
}

/// What a signature field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// Somebody's signature or seal.
    Signature,
    /// A timestamp over the document (ISO 32000-2 §12.8.5).
    DocumentTimestamp,
}

/// How much of the file a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Something is wrong, and nothing can be said.
    Unclear,
    /// Everything from the first byte on up to a place that is no end of a revision.
    Contiguous,
    /// A whole revision and all before it; something follows.
    EntireRevision,
    /// Every byte but the signature itself.
    EntireFile,
}

/// What can be wrong with the form of a signature: the traces of known attacks, among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// No byte range, or not four whole numbers (universal signature forgery).
    ByteRangeMissing,
    /// The byte range does not begin with the first byte.
    NotFromStart,
    /// The two parts overlap, or lie beyond the end.
    ByteRangeOutOfBounds,
    /// No signature, or it is no string (universal signature forgery).
    ContentsMissing,
    /// What is left out is more or other than one hexadecimal string (signature wrapping).
    GapIsNotContents,
    /// What is left out is not the value that the dictionary has (signature wrapping).
    GapIsElsewhere,
    /// The dictionary gives a key twice.
    DuplicateKeys,
    /// The field gives a key twice.
    DuplicateFieldKeys,
    /// Two fields have the same signature.
    SharedValue,
    /// The file's cross-reference was rebuilt, so places mean little (incremental saving attack).
    BrokenCrossReference,
    /// The revisions do not follow each other in the file.
    DisorderedRevisions,
}

/// Whether any signature field holds a value.
pub fn is_signed(document: &Document) -> Result<bool> {
    Ok(!signed_nodes(document)?.is_empty())
}

/// All signatures in the order in which their byte ranges end.
pub fn signatures(document: &Document) -> Result<Vec<Signature>> {
    let mut found = Vec::new();
    for node in signed_nodes(document)? {
        found.push(read(document, &node)?);
    }
    mark_shared(&mut found);
    found.sort_by_key(Signature::signed_end);
    Ok(found)
}

impl Signature {
    /// The bytes that it signs, if its byte range lies within the file.
    pub fn signed_parts<'a>(&self, bytes: &'a [u8]) -> Option<[&'a [u8]; 2]> {
        let [a, b] = ranges(self.byte_range?)?;
        Some([bytes.get(a)?, bytes.get(b)?])
    }

    /// The first byte that it no longer covers.
    pub fn signed_end(&self) -> u64 {
        self.byte_range
            .map_or(u64::MAX, |[_, _, start, length]| start.saturating_add(length))
    }
}

fn signed_nodes(document: &Document) -> Result<Vec<Node>> {
    let Some(form) = acro_form(document, &document.catalog()?)? else {
        return Ok(Vec::new());
    };
    let mut signed = nodes(document, &form, document.limits())?;
    signed.retain(|node| is_signed_field(document, node));
    Ok(signed)
}

/// Whether a field of the form is a signature field with a signature in it.
pub(crate) fn is_signed_field(document: &Document, node: &Node) -> bool {
    node.attributes.contains("V")
        && document
            .lookup(&node.attributes, "FT")
            .is_ok_and(|kind| kind.as_name() == Some(b"Sig"))
}

fn read(document: &Document, node: &Node) -> Result<Signature> {
    let value_id = node.attributes.get_reference("V");
    let dictionary = document
        .lookup_dictionary(&node.attributes, "V")?
        .unwrap_or_default();
    let text = |key| -> Result<Option<String>> { Ok(document.lookup(&dictionary, key)?.as_text()) };
    let name = |key| -> Result<String> {
        Ok(document
            .lookup(&dictionary, key)?
            .as_name()
            .map(|name| String::from_utf8_lossy(name).into())
            .unwrap_or_default())
    };
    let contents = document.lookup(&dictionary, "Contents")?;
    let mut problems = Vec::new();
    note(
        &mut problems,
        !dictionary.duplicate_keys().is_empty(),
        Problem::DuplicateKeys,
    );
    note(
        &mut problems,
        !node.dictionary.duplicate_keys().is_empty(),
        Problem::DuplicateFieldKeys,
    );
    note(
        &mut problems,
        document.was_repaired(),
        Problem::BrokenCrossReference,
    );
    note(
        &mut problems,
        !document.has_orderly_revisions(),
        Problem::DisorderedRevisions,
    );
    let byte_range = byte_range(document, &dictionary)?;
    note(&mut problems, byte_range.is_none(), Problem::ByteRangeMissing);
    let contents = contents.as_string().unwrap_or_default().to_vec();
    note(&mut problems, contents.is_empty(), Problem::ContentsMissing);
    if let Some(range) = byte_range {
        let holder = value_id.unwrap_or(node.id);
        problems.extend(check_range(document, range, &contents, holder));
    }
    let (coverage, revision) = match (byte_range, problems.is_empty()) {
        (Some(range), true) => coverage(document, range),
        _ => (Coverage::Unclear, None),
    };
    let lock = match reference_parameters(document, &dictionary, b"FieldMDP")? {
        Some(parameters) => Some(parameters),
        None => document.lookup_dictionary(&node.dictionary, "Lock")?,
    };
    Ok(Signature {
        field: node.name.clone(),
        field_id: node.id,
        value_id,
        kind: kind(&name("Type")?, &name("SubFilter")?),
        sub_filter: name("SubFilter")?,
        byte_range,
        contents,
        name: text("Name")?,
        reason: text("Reason")?,
        location: text("Location")?,
        contact: text("ContactInfo")?,
        claimed_time: text("M")?,
        certification: certification(document, &dictionary)?,
        lock: lock.and_then(|lock| field_lock(document, &lock)),
        coverage,
        revision,
        problems,
    })
}

fn note(problems: &mut Vec<Problem>, present: bool, problem: Problem) {
    if present {
        problems.push(problem);
    }
}

fn kind(type_name: &str, sub_filter: &str) -> SignatureKind {
    match (type_name, sub_filter) {
        ("DocTimeStamp", _) | (_, "ETSI.RFC3161") => SignatureKind::DocumentTimestamp,
        _ => SignatureKind::Signature,
    }
}

fn byte_range(document: &Document, dictionary: &Dictionary) -> Result<Option<[u64; 4]>> {
    let items = document
        .lookup_array(dictionary, "ByteRange")?
        .unwrap_or_default();
    let numbers: Option<Vec<u64>> = items
        .iter()
        .map(|item| {
            document
                .resolve(item)
                .ok()?
                .as_integer()
                .and_then(|number| number.try_into().ok())
        })
        .collect();
    Ok(numbers.and_then(|numbers| numbers.try_into().ok()))
}

fn ranges([a, b, c, d]: [u64; 4]) -> Option<[Range<usize>; 2]> {
    let range = |start: u64, length: u64| {
        let end = start.checked_add(length)?;
        Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    };
    Some([range(a, b)?, range(c, d)?])
}

/// The checks against the attacks that move, widen or double the place of the signature.
fn check_range(document: &Document, byte_range: [u64; 4], contents: &[u8], holder: ObjectId) -> Vec<Problem> {
    let bytes = document.bytes();
    let Some([first, second]) = ranges(byte_range) else {
        return vec![Problem::ByteRangeOutOfBounds];
    };
    if first.start != 0 {
        return vec![Problem::NotFromStart];
    }
    let gap = first.end..second.start;
    if gap.start >= gap.end || second.end > bytes.len() {
        return vec![Problem::ByteRangeOutOfBounds];
    }
    let digits = bytes
        .get(gap.clone())
        .and_then(|gap| gap.strip_prefix(b"<")?.strip_suffix(b">"));
    let Some(digits) = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit)) else {
        return vec![Problem::GapIsNotContents];
    };
    let within = match document.place(holder) {
        Some(Place::InFile(place)) => place.start < gap.start && gap.end < place.end,
        _ => false,
    };
    if within && decode_hex(digits) == contents {
        Vec::new()
    } else {
        vec![Problem::GapIsElsewhere]
    }
}

fn coverage(document: &Document, [_, _, start, length]: [u64; 4]) -> (Coverage, Option<usize>) {
    let end = start.saturating_add(length) as usize;
    let ends_here =
        |revision: &crate::Revision| (revision.marker_end(document.bytes())..=revision.end).contains(&end);
    let revision = document.revisions().iter().position(ends_here);
    let coverage = match revision {
        _ if end == document.bytes().len() => Coverage::EntireFile,
        Some(_) => Coverage::EntireRevision,
        None => Coverage::Contiguous,
    };
    (coverage, revision)
}

/// Parameters of the transform `method`, if the signature has it (ISO 32000-2 §12.8.2).
fn reference_parameters(
    document: &Document,
    dictionary: &Dictionary,
    method: &[u8],
) -> Result<Option<Dictionary>> {
    for reference in document
        .lookup_array(dictionary, "Reference")?
        .unwrap_or_default()
    {
        let reference = document.resolve(&reference)?;
        let Some(reference) = reference.as_dictionary() else {
            continue;
        };
        if document.lookup(reference, "TransformMethod")?.as_name() == Some(method) {
            return Ok(Some(
                document
                    .lookup_dictionary(reference, "TransformParams")?
                    .unwrap_or_default(),
            ));
        }
    }
    Ok(None)
}

/// What a certification signature allows afterwards; 2 where it does not say (ISO 32000-2 Table 257).
pub(crate) fn certification(document: &Document, dictionary: &Dictionary) -> Result<Option<u8>> {
    let Some(parameters) = reference_parameters(document, dictionary, b"DocMDP")? else {
        return Ok(None);
    };
    let level = document.lookup(&parameters, "P")?.as_integer().unwrap_or(2);
    // An unknown level allows nothing.
    Ok(Some(
        u8::try_from(level)
            .ok()
            .filter(|level| (1..=3).contains(level))
            .unwrap_or(1),
    ))
}

/// A lock dictionary or the parameters of FieldMDP.
pub(crate) fn field_lock(document: &Document, dictionary: &Dictionary) -> Option<FieldLock> {
    let action = document.lookup(dictionary, "Action").ok()?;
    let fields = document
        .lookup_array(dictionary, "Fields")
        .ok()?
        .unwrap_or_default();
    let names = fields
        .iter()
        .filter_map(|name| document.resolve(name).ok()?.as_text())
        .collect();
    match action.as_name()? {
        b"All" => Some(FieldLock::All),
        b"Include" => Some(FieldLock::Include(names)),
        b"Exclude" => Some(FieldLock::Exclude(names)),
        _ => None,
    }
}

impl FieldLock {
    /// Whether the lock holds a field: by its own name or that of a field above it.
    pub fn holds(&self, field: &str) -> bool {
        let named = |names: &[String]| {
            names.iter().any(|name| {
                field == name
                    || field
                        .strip_prefix(name.as_str())
                        .is_some_and(|rest| rest.starts_with('.'))
            })
        };
        match self {
            FieldLock::All => true,
            FieldLock::Include(names) => named(names),
            FieldLock::Exclude(names) => !named(names),
        }
    }
}

fn mark_shared(found: &mut [Signature]) {
    let keys: Vec<_> = found
        .iter()
        .map(|signature| (signature.value_id, signature.byte_range))
        .collect();
    for (index, signature) in found.iter_mut().enumerate() {
        let shares = |(other, (id, range)): (usize, &(Option<ObjectId>, Option<[u64; 4]>))| {
            other != index
                && ((id.is_some() && *id == signature.value_id)
                    || (range.is_some() && *range == signature.byte_range))
        };
        if keys.iter().enumerate().any(shares) {
            signature.problems.push(Problem::SharedValue);
            signature.coverage = Coverage::Unclear;
        }
    }
}

/// The signature that certifies the document, by the catalog's permissions (ISO 32000-2 §12.8.6).
pub(crate) fn certifying_dictionary(document: &Document) -> Result<Option<Dictionary>> {
    let permissions = document
        .lookup_dictionary(&document.catalog()?, "Perms")?
        .unwrap_or_default();
    match document.lookup(&permissions, "DocMDP")? {
        Object::Dictionary(dictionary) => Ok(Some(dictionary)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{change, form, hex, open, signed_form};

    fn only(bytes: &[u8]) -> Signature {
        signatures(&open(bytes)).unwrap().remove(0)
    }

    /// Writes other numbers into the byte range.
    fn with_byte_range(bytes: &[u8], new: impl Fn([u64; 4]) -> String) -> Vec<u8> {
        let old = only(bytes).byte_range.unwrap();
        let text = format!("[{} {} {} {}", old[0], old[1], old[2], old[3]);
        let at = memchr::memmem::find(bytes, text.as_bytes()).unwrap();
        let mut changed = bytes.to_vec();
        let new = new(old);
        changed[at + 1..at + 35].fill(b' ');
        changed[at + 1..at + 1 + new.len()].copy_from_slice(new.as_bytes());
        changed
    }

    fn problem(new: impl Fn([u64; 4]) -> String) -> Problem {
        let signature = only(&with_byte_range(&signed_form(), new));
        assert_eq!(
            (signature.coverage, signature.problems.len()),
            (Coverage::Unclear, 1)
        );
        signature.problems[0]
    }

    #[test]
    fn coverage_tells_what_follows() {
        let bytes = signed_form();
        assert_eq!(
            (only(&bytes).coverage, only(&bytes).revision),
            (Coverage::EntireFile, Some(1))
        );
        let later = change(&bytes, &[(20, "(later)")]);
        assert_eq!(
            (only(&later).coverage, only(&later).revision),
            (Coverage::EntireRevision, Some(1))
        );
        let shorter = with_byte_range(&bytes, |[a, b, c, d]| format!("{a} {b} {c} {}", d - 20));
        assert_eq!(
            (only(&shorter).coverage, only(&shorter).revision),
            (Coverage::Contiguous, None)
        );
    }

    #[test]
    fn byte_ranges_of_known_attacks_are_named() {
        assert_eq!(
            problem(|[_, b, c, d]| format!("1 {} {c} {d}", b - 1)),
            Problem::NotFromStart
        );
        assert_eq!(
            problem(|[a, b, c, d]| format!("{a} {} {c} {d}", b - 5)),
            Problem::GapIsNotContents
        );
        assert_eq!(
            problem(|[a, b, c, d]| format!("{a} {b} {} {}", c + 9, d - 9)),
            Problem::GapIsNotContents
        );
        assert_eq!(
            problem(|[a, b, c, d]| format!("{a} {b} {c} {}", d + 1)),
            Problem::ByteRangeOutOfBounds
        );
        assert_eq!(
            problem(|[a, b, _, d]| format!("{a} {b} {b} {d}")),
            Problem::ByteRangeOutOfBounds
        );
        assert_eq!(
            problem(|[a, b, c, _]| format!("{a} {b} {c}")),
            Problem::ByteRangeMissing
        );
        assert_eq!(
            problem(|[a, b, c, d]| format!("{a} {b} {c} -{d}")),
            Problem::ByteRangeMissing
        );
        assert_eq!(
            problem(|[a, b, c, d]| format!("{a} {b} {c} {d} 0")),
            Problem::ByteRangeMissing
        );
    }

    #[test]
    fn a_gap_elsewhere_in_the_file_is_no_place_for_a_signature() {
        // A hexadecimal string of the same content stands in another object (signature wrapping).
        let contents = only(&signed_form()).contents;
        let copy = format!("<<{}/Copy<{}>>>", "", hex(&contents));
        let original = change(&form(), &[(20, &copy)]);
        let bytes = crate::fixture::sign(&original, 7, crate::fixture::signature());
        let at = memchr::memmem::find(&bytes, b"/Copy<").unwrap() as u64 + 5;
        let end = at + 2 * contents.len() as u64 + 2;
        let moved = with_byte_range(&bytes, |[a, _, c, d]| format!("{a} {at} {end} {}", c + d - end));
        assert_eq!(only(&moved).problems, [Problem::GapIsElsewhere]);
    }

    #[test]
    fn contents_that_are_missing_are_named() {
        let value = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]>>";
        let field = "<</FT/Sig/T(sign)/V 20 0 R>>";
        let bytes = change(&form(), &[(7, field), (20, value)]);
        assert!(only(&bytes).problems.contains(&Problem::ContentsMissing));
        let bytes = change(&form(), &[(7, field), (20, "null")]);
        assert!(only(&bytes).problems.contains(&Problem::ByteRangeMissing));
    }

    #[test]
    fn two_fields_never_share_a_signature() {
        let bytes = signed_form();
        let value = only(&bytes).value_id.unwrap().number;
        let second = format!("<</FT/Sig/T(second)/V {value} 0 R>>");
        let bytes = change(&bytes, &[(5, "<</Fields[6 0 R 7 0 R 20 0 R]>>"), (20, &second)]);
        let found = signatures(&open(&bytes)).unwrap();
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|signature| signature.problems.contains(&Problem::SharedValue))
        );
    }

    #[test]
    fn a_key_given_twice_makes_a_signature_unclear() {
        let field = "<</FT/Sig/T(sign)/V 20 0 R/V 21 0 R>>";
        let bytes = change(
            &form(),
            &[(7, field), (20, "<<>>"), (21, "<</Type/Sig/Type/Sig>>")],
        );
        let problems = only(&bytes).problems;
        assert!(
            problems.contains(&Problem::DuplicateKeys) && problems.contains(&Problem::DuplicateFieldKeys)
        );
    }

    #[test]
    fn a_signature_in_a_rebuilt_file_covers_nothing_for_sure() {
        let text = String::from_utf8(signed_form()).unwrap();
        let (before, _) = text.rsplit_once("startxref").unwrap();
        let signature = only(format!("{before}startxref\n7\n%%EOF\n").as_bytes());
        assert_eq!(
            (signature.coverage, signature.revision),
            (Coverage::Unclear, None)
        );
        assert!(signature.problems.contains(&Problem::BrokenCrossReference));
    }
}
