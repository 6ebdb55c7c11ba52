//! What the child does with a document: opens, checks, decrypts, mends, merges, draws. It runs only within the bounds that the child
//! set itself, and only with `pdf`.
//!
//! Remarks that it makes: `ACTIVE_CONTENT:<what>` (see [`Inspection::active_content`]; `ACTIVE_CONTENT_KEPT:<what>` where signatures
//! forbid taking it out), `ENCRYPTION_REMOVED`, `FIELDS_LEFT_OUT`, `FIELDS_RENAMED`, `OWNER_RESTRICTIONS`, `REPAIRED`,
//! `TAGS_NOT_ALL_READ`, `XFA_REMOVED`.

use app::ports::DocumentRefusal;
use bytes::Bytes;
use domain::agreement::PageSize;
use domain::tags::TagWord;
use pdf::form::{Field, FieldKind};
use pdf::image::Picture;
use pdf::inspect::inspect_document;
use pdf::merge::{self, merge};
use pdf::render::Renderer;
use pdf::text::Removal;
use pdf::{Document, Error, FieldLock, Inspection, Limits, Rewrite, Xfa};

use super::tags::{self, Tags};
use super::verify;
use super::wire::{Answer, FileFacts, Opened, Question, Task};

/// Places and choices of a form together.
const MAX_FORM: usize = 20_000;

pub(super) type Outcome<T> = Result<T, DocumentRefusal>;

/// Does what is asked with the body.
pub(super) fn perform(question: &Question, body: Bytes) -> Outcome<(Answer, Vec<u8>)> {
    match &question.task {
        Task::Open { files, dictionary } => open(files, dictionary.as_deref(), body, &question.limits),
        Task::Find { needles } => {
            let document = Document::open(body, None, &question.limits).map_err(refusal)?;
            let places = tags::find(&document, needles).map_err(refusal)?;
            Ok((Answer::Found(places), Vec::new()))
        }
        Task::Render { page, width } => render(body, *page, *width, &question.limits),
        Task::Verify { password, terms } => {
            verify::verify(body, password.as_deref(), terms, &question.limits)
        }
    }
}

fn render(body: Bytes, page: usize, width: u32, limits: &Limits) -> Outcome<(Answer, Vec<u8>)> {
    let document = Document::open(body, None, limits).map_err(refusal)?;
    let image = Renderer::open(&document, None)
        .and_then(|renderer| renderer.page(page, width))
        .map_err(refusal)?;
    Ok((Answer::Rendered, image.png))
}

fn open(
    files: &[FileFacts],
    dictionary: Option<&[TagWord]>,
    mut body: Bytes,
    limits: &Limits,
) -> Outcome<(Answer, Vec<u8>)> {
    let mut parts = Vec::new();
    for file in files {
        if file.length > body.len() {
            return Err(refused("READER_FAILED", "the files are longer than the body"));
        }
        parts.push(Part::read(
            body.split_to(file.length),
            file.password.as_deref(),
            limits,
        )?);
    }
    match <[Part; 1]>::try_from(parts) {
        Ok([single]) => single.alone(dictionary, limits),
        Err(several) => together(several, limits),
    }
}

/// One upload that can be used.
struct Part {
    content: Content,
    remarks: Vec<String>,
}

enum Content {
    Document(Document, Box<Inspection>),
    Picture(Picture),
}

impl Part {
    fn read(bytes: Bytes, password: Option<&str>, limits: &Limits) -> Outcome<Part> {
        if is_picture(&bytes) {
            let picture = Picture::read(&bytes).map_err(refusal)?;
            return Ok(Part {
                content: Content::Picture(picture),
                remarks: Vec::new(),
            });
        }
        let document = Document::open(bytes, password.map(str::as_bytes), limits).map_err(refusal)?;
        let inspection = inspect_document(&document).map_err(refusal)?;
        check(&inspection)?;
        let remarks = remarks(&inspection);
        Ok(Part {
            content: Content::Document(document, Box::new(inspection)),
            remarks,
        })
    }

    fn is_signed(&self) -> bool {
        matches!(&self.content, Content::Document(_, inspection) if inspection.is_signed())
    }

    fn page_count(&self) -> usize {
        match &self.content {
            Content::Document(_, inspection) => inspection.pages.len(),
            Content::Picture(_) => 1,
        }
    }

    fn as_merged(&self) -> merge::Part<'_> {
        match &self.content {
            Content::Document(document, _) => merge::Part::Document(document),
            Content::Picture(picture) => merge::Part::Picture(picture),
        }
    }

    /// A document stays as it is where that can be; else it is written anew. Signed: byte for byte or not at all (decision 8).
    fn alone(mut self, dictionary: Option<&[TagWord]>, limits: &Limits) -> Outcome<(Answer, Vec<u8>)> {
        let Content::Document(document, inspection) = &self.content else {
            return together(vec![self], limits);
        };
        let signatures = inspection.signatures.len();
        let tags = match dictionary {
            Some(words) => tags::read(document, words),
            None => Tags::none(),
        };
        let untagged = signatures == 0 && !tags.removal.is_empty();
        let must_change =
            signatures == 0 && (inspection.repaired || inspection.encryption.is_some() || untagged);
        let can_stay = !must_change && is_drawable(document, inspection.pages.len());
        if signatures > 0 && !can_stay {
            return Err(refused(
                "SIGNED_AND_BROKEN",
                "signed, and the renderer does not understand it",
            ));
        }
        let (bytes, pages) = if can_stay {
            (document.bytes().to_vec(), pages(inspection))
        } else {
            let bytes = rewritten(document, &tags.removal).map_err(refusal)?;
            let pages = pages_of_new(&bytes, limits)?;
            (bytes, pages)
        };
        if !can_stay && !must_change {
            self.remarks.push("REPAIRED".into());
        }
        if !tags.is_complete {
            self.remarks.push("TAGS_NOT_ALL_READ".into());
        }
        let pages_of = vec![pages.len()];
        let mut fields = bounded(inspection.form_fields.clone(), &mut self.remarks);
        if signatures > 0 {
            let locks = locks(document).map_err(refusal)?;
            fields.retain(|field| is_open(field, &locks));
        }
        Ok((
            Answer::Opened(Opened {
                pages,
                pages_of,
                signatures,
                remarks: self.remarks,
                tags: tags.tags,
                fields,
            }),
            bytes,
        ))
    }
}

/// The document written anew, without the tags that become fields.
fn rewritten(document: &Document, removal: &Removal) -> pdf::Result<Vec<u8>> {
    let mut rewrite = Rewrite::new(document)?;
    removal.apply(&mut rewrite)?;
    rewrite.finish()
}

/// What the signatures of a document lock.
fn locks(document: &Document) -> pdf::Result<Vec<FieldLock>> {
    let signatures = pdf::signatures::signatures(document)?;
    Ok(signatures
        .into_iter()
        .filter_map(|signature| signature.lock)
        .collect())
}

/// Whether a field of a signed document can still be answered: what was filled in or locked before somebody signed stays as it is
/// (ISO 32000-2 Table 236).
fn is_open(field: &Field, locks: &[FieldLock]) -> bool {
    let named = |names: &[String]| names.iter().any(|name| within(&field.name, name));
    let locked = locks.iter().any(|lock| match lock {
        FieldLock::All => true,
        FieldLock::Include(names) => named(names),
        FieldLock::Exclude(names) => !named(names),
    });
    let signed = field.kind == FieldKind::Signature { signed: true };
    !signed && field.value.is_none() && !field.read_only && !locked
}

/// Whether a name is this one, or of a field below it.
fn within(name: &str, above: &str) -> bool {
    name.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A form that is larger than an agreement takes is left as page content, and that is said.
fn bounded(fields: Vec<Field>, remarks: &mut Vec<String>) -> Vec<Field> {
    let options = |field: &Field| match &field.kind {
        FieldKind::Choice { options, .. } => options.len(),
        _ => field.widgets.len(),
    };
    if fields.iter().map(options).sum::<usize>() <= MAX_FORM {
        return fields;
    }
    remarks.push("FIELDS_LEFT_OUT".into());
    Vec::new()
}

/// What nobody could be shown, nobody may sign: the renderer must see the same pages.
fn is_drawable(document: &Document, pages: usize) -> bool {
    Renderer::open(document, None).is_ok_and(|renderer| renderer.page_count() == pages)
}

/// Portable Network Graphics (ISO/IEC 15948 §5.2) or JPEG (ISO/IEC 10918-1 §B.1.1.3).
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xFF\xD8\xFF")
}

/// One document of several uploads (M-60).
fn together(parts: Vec<Part>, limits: &Limits) -> Outcome<(Answer, Vec<u8>)> {
    if parts.iter().any(Part::is_signed) {
        return Err(refused(
            "SIGNED_CANNOT_MERGE",
            "a signature would not survive being merged",
        ));
    }
    let merged = merge(&parts.iter().map(Part::as_merged).collect::<Vec<_>>()).map_err(refusal)?;
    let pages = pages_of_new(&merged.bytes, limits)?;
    let pages_of = parts.iter().map(Part::page_count).collect();
    let mut remarks: Vec<String> = parts.into_iter().flat_map(|part| part.remarks).collect();
    if !merged.renamed.is_empty() {
        remarks.push("FIELDS_RENAMED".into());
    }
    let document = Document::open(Bytes::copy_from_slice(&merged.bytes), None, limits).map_err(refusal)?;
    let fields = bounded(pdf::form::fields(&document).map_err(refusal)?, &mut remarks);
    remarks.sort_unstable();
    remarks.dedup();
    Ok((
        Answer::Opened(Opened {
            pages,
            pages_of,
            signatures: 0,
            remarks,
            tags: Vec::new(),
            fields,
        }),
        merged.bytes,
    ))
}

/// Refusals that hold for one file whatever happens to it.
fn check(inspection: &Inspection) -> Outcome<()> {
    if inspection.xfa == Xfa::Dynamic {
        return Err(refused(
            "DYNAMIC_XFA",
            "the form is made up by a program while it is shown",
        ));
    }
    if !inspection.is_signed() {
        return Ok(());
    }
    if inspection.repaired {
        return Err(refused(
            "SIGNED_AND_BROKEN",
            "signed, and its cross-reference is broken",
        ));
    }
    if inspection.locks_new_fields && inspection.docmdp != Some(1) {
        return Err(refused(
            "LOCKED_BY_SIGNATURE",
            "a signature in it locks every field that could be added",
        ));
    }
    if inspection.forbids_signing() {
        return Err(refused(
            "LOCKED_BY_CERTIFICATION",
            "a signature in it forbids every further one",
        ));
    }
    // The password is not kept, and without it nothing could be shown or appended.
    if inspection
        .encryption
        .as_ref()
        .is_some_and(|facts| !facts.opens_without_password)
    {
        return Err(refused(
            "SIGNED_NEEDS_PASSWORD",
            "whoever signs would need it too",
        ));
    }
    Ok(())
}

/// What the owner should know.
fn remarks(inspection: &Inspection) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut say = |applies: bool, remark: &str| {
        if applies {
            remarks.push(remark.to_owned());
        }
    };
    say(inspection.has_owner_restrictions(), "OWNER_RESTRICTIONS");
    say(
        inspection.encryption.is_some() && !inspection.is_signed(),
        "ENCRYPTION_REMOVED",
    );
    say(inspection.repaired, "REPAIRED");
    say(
        inspection.xfa == Xfa::Static && !inspection.is_signed(),
        "XFA_REMOVED",
    );
    let active = if inspection.is_signed() {
        "ACTIVE_CONTENT_KEPT"
    } else {
        "ACTIVE_CONTENT"
    };
    for what in &inspection.active_content {
        say(true, &format!("{active}:{what}"));
    }
    remarks
}

fn pages(inspection: &Inspection) -> Vec<PageSize> {
    inspection
        .pages
        .iter()
        .map(|page| PageSize {
            width: page.width,
            height: page.height,
        })
        .collect()
}

/// The pages of a file that was just written, read back as the parent and the renderer will.
fn pages_of_new(bytes: &[u8], limits: &Limits) -> Outcome<Vec<PageSize>> {
    let document = Document::open(Bytes::copy_from_slice(bytes), None, limits).map_err(refusal)?;
    let pages = document.pages().map_err(refusal)?;
    if !is_drawable(&document, pages.len()) {
        return Err(refused("BROKEN", "the renderer does not understand the file"));
    }
    Ok(pages
        .iter()
        .map(|page| PageSize {
            width: page.width,
            height: page.height,
        })
        .collect())
}

pub(super) fn refusal(error: Error) -> DocumentRefusal {
    let code = match &error {
        Error::Empty => "EMPTY_FILE",
        Error::NotPdf => "NOT_A_PDF",
        Error::Truncated => "TRUNCATED",
        Error::TooLarge { what, .. } if what == "bytes in the file" => "TOO_LARGE",
        Error::TooLarge { .. } => "TOO_COMPLEX",
        Error::NeedsPassword => "NEEDS_PASSWORD",
        Error::WrongPassword => "WRONG_PASSWORD",
        Error::UnsupportedEncryption(_) => "UNSUPPORTED_ENCRYPTION",
        Error::DynamicXfa => "DYNAMIC_XFA",
        Error::Signed => "SIGNED_CANNOT_MERGE",
        Error::CannotExtendRepaired => "SIGNED_AND_BROKEN",
        Error::NoSuchPage(_) => "NO_SUCH_PAGE",
        _ => "BROKEN",
    };
    refused(code, &error.to_string())
}

pub(super) fn refused(code: &str, detail: &str) -> DocumentRefusal {
    DocumentRefusal {
        code: code.to_owned(),
        detail: detail.to_owned(),
    }
}
