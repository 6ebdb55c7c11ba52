//! Several documents and pictures become one document, in order, before any signature; it keeps forms and changes no page.
//!
//! The first document keeps its outline, layers and names; of the others come the pages and their fields.

mod copy;
mod forms;
mod picture;

use serde::{Deserialize, Serialize};

use crate::document::FileBytes;
use crate::image::Picture;
use crate::{Dictionary, Document, Edit, Error, Limits, Object, ObjectId, Result, Rewrite};
use copy::Copy;

/// One part of the document to be made.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// All pages of a document that carries no signature.
    Document(&'a Document),
    /// A picture, which becomes a page.
    Picture(&'a Picture),
}

/// The document made of all parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// Fields that got another name because theirs was taken.
    pub renamed: Vec<Renamed>,
}

/// A field that got another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The part, from 0.
    pub part: usize,
    /// The name that was taken.
    pub from: String,
    /// The name that it has now.
    pub to: String,
}

/// A document without pages, to begin with.
const EMPTY: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\n\
endobj\nxref\n0 3\n0000000000 65535 f \n0000000015 00000 n \n0000000062 00000 n \ntrailer\n<</Size 3/Root 1 0 R>>\nstartxref\n111\n%%EOF\n";

/// Makes one document of all parts.
pub fn merge(parts: &[Part<'_>]) -> Result<Merged> {
    let empty = Document::open(FileBytes::from(EMPTY.to_vec()), None, &Limits::default())?;
    let (base, rest) = match parts {
        [Part::Document(first), ..] => (*first, 1),
        _ => (&empty, 0),
    };
    let mut rewrite = Rewrite::new(base)?;
    let mut renamed = Vec::new();
    let mut count = if rest == 0 { 0 } else { base.pages()?.len() };
    for (index, part) in parts.iter().enumerate().skip(rest) {
        let pages = match part {
            Part::Picture(picture) => vec![picture::page(&mut rewrite, picture)],
            Part::Document(document) => append(&mut rewrite, document, index, &mut renamed)?,
        };
        count += pages.len();
        add_pages(&mut rewrite, pages)?;
    }
    let limit = base.limits().pages;
    if count > limit {
        return Err(Error::too_large("pages", limit as u64));
    }
    if parts.len() > 1 {
        forget_claims(&mut rewrite)?;
    }
    Ok(Merged {
        bytes: rewrite.finish()?,
        renamed,
    })
}

/// Makes a document of one picture.
pub fn image_to_pdf(bytes: &[u8]) -> Result<Vec<u8>> {
    let picture = Picture::read(bytes)?;
    Ok(merge(&[Part::Picture(&picture)])?.bytes)
}

/// Copies a document's pages and fields and returns the pages.
fn append(
    edit: &mut dyn Edit,
    document: &Document,
    index: usize,
    renamed: &mut Vec<Renamed>,
) -> Result<Vec<ObjectId>> {
    if crate::signatures::is_signed(document)? {
        return Err(Error::Signed);
    }
    let pages = document.pages()?;
    let root = edit
        .dictionary(edit.document().catalog_id()?)?
        .get_reference("Pages");
    let mut copy = Copy::new(
        edit,
        document,
        root.ok_or_else(|| Error::malformed("there is no page tree"))?,
    );
    let copied = copy.pages(&pages)?;
    forms::append(&mut copy, index, renamed)?;
    copy.finish()?;
    Ok(copied)
}

/// Puts pages at the end of the tree, below a root that passes nothing on to them.
fn add_pages(edit: &mut dyn Edit, pages: Vec<ObjectId>) -> Result<()> {
    let catalog_id = edit.document().catalog_id()?;
    let mut catalog = edit.dictionary(catalog_id)?;
    let old = catalog
        .get_reference("Pages")
        .ok_or_else(|| Error::malformed("there is no page tree"))?;
    let mut old_root = edit.dictionary(old)?;
    let before = edit.lookup(&old_root, "Count")?.as_integer().unwrap_or(0);
    let added = pages.len() as i64;
    let (root, branch) = (edit.reserve(), edit.reserve());
    for page in &pages {
        let mut dictionary = edit.dictionary(*page)?;
        dictionary.set("Parent", branch);
        edit.set(*page, dictionary.into());
    }
    old_root.set("Parent", root);
    edit.set(old, old_root.into());
    edit.set(branch, node(Some(root), pages, added).into());
    edit.set(root, node(None, vec![old, branch], before + added).into());
    catalog.set("Pages", root);
    edit.set(catalog_id, catalog.into());
    Ok(())
}

// ISO 32000-2 §7.7.3.2
fn node(parent: Option<ObjectId>, kids: Vec<ObjectId>, count: i64) -> Dictionary {
    let kids: Vec<Object> = kids.into_iter().map(Object::Reference).collect();
    let mut node = Dictionary::from_entries([
        ("Type", Object::name("Pages")),
        ("Kids", kids.into()),
        ("Count", Object::Integer(count)),
    ]);
    parent.into_iter().for_each(|parent| node.set("Parent", parent));
    node
}

/// What was true of the first part alone: PDF/A, tags for all that is shown, page labels to the end.
fn forget_claims(edit: &mut dyn Edit) -> Result<()> {
    let id = edit.document().catalog_id()?;
    let mut catalog = edit.dictionary(id)?;
    for key in ["Metadata", "MarkInfo", "OutputIntents", "PageLabels"] {
        catalog.remove(key);
    }
    edit.set(id, catalog.into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::fields;

    fn document(pages: &str, form: &str) -> Document {
        let bytes = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R{form}>>endobj \
             2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 300 400]/Resources<</Font<<>>>>>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R{pages}/Annots[5 0 R]/Contents 4 0 R>>endobj \
             4 0 obj<</Length 22>>stream\n1 0 0 rg 0 0 9 9 re f \nendstream endobj \
             5 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ana)/P 3 0 R/Rect[10 10 90 30]>>endobj\n\
             trailer<</Root 1 0 R/Size 6>>\n%%EOF"
        );
        Document::open(bytes.into_bytes(), None, &Limits::default()).unwrap()
    }

    fn with_form(pages: &str) -> Document {
        document(pages, "/AcroForm<</Fields[5 0 R]/DA(/Helv 9 Tf)>>")
    }

    #[test]
    fn pages_follow_each_other_as_they_were() {
        let png = crate::image::tests::a_png(400, 200);
        let picture = Picture::read(&png).unwrap();
        let (first, second) = (with_form(""), with_form("/Rotate 90/UserUnit 2"));
        let merged = merge(&[
            Part::Document(&first),
            Part::Picture(&picture),
            Part::Document(&second),
        ])
        .unwrap();
        let document = Document::open(merged.bytes, None, &Limits::default()).unwrap();
        let sizes: Vec<_> = document
            .pages()
            .unwrap()
            .iter()
            .map(|page| (page.width, page.height, page.rotate))
            .collect();
        assert_eq!(
            sizes,
            [(300.0, 400.0, 0), (841.89, 595.28, 0), (800.0, 600.0, 90)]
        );
    }

    #[test]
    fn fields_keep_their_values_and_get_another_name_where_theirs_is_taken() {
        let (first, second) = (with_form(""), with_form(""));
        let merged = merge(&[Part::Document(&first), Part::Document(&second)]).unwrap();
        let document = Document::open(merged.bytes, None, &Limits::default()).unwrap();
        let found = fields(&document).unwrap();
        let seen: Vec<_> = found
            .iter()
            .map(|field| (field.name.as_str(), field.widgets[0].page))
            .collect();
        assert_eq!(seen, [("name", 0), ("part2_name", 1)]);
        assert!(found.iter().all(|field| field.value.as_deref() == Some("Ana")));
        assert_eq!(
            merged.renamed,
            [Renamed {
                part: 1,
                from: "name".into(),
                to: "part2_name".into()
            }]
        );
    }

    #[test]
    fn a_form_comes_along_when_the_first_part_has_none() {
        let (first, second) = (document("", ""), with_form(""));
        let merged = merge(&[Part::Document(&first), Part::Document(&second)]).unwrap();
        let document = Document::open(merged.bytes, None, &Limits::default()).unwrap();
        assert_eq!(fields(&document).unwrap()[0].name, "name");
    }

    #[test]
    fn a_picture_alone_fills_a_page() {
        let bytes = image_to_pdf(&crate::image::tests::a_png(100, 300)).unwrap();
        let document = Document::open(bytes, None, &Limits::default()).unwrap();
        let page = document.page(0).unwrap();
        assert_eq!((page.width, page.height), (595.28, 841.89));
    }

    #[test]
    fn nothing_gives_an_empty_document_and_too_many_pages_are_refused() {
        assert!(merge(&[]).is_ok());
        let limits = Limits {
            pages: 1,
            ..Limits::default()
        };
        let bytes = image_to_pdf(&crate::image::tests::a_png(10, 10)).unwrap();
        let one = Document::open(bytes, None, &limits).unwrap();
        assert_eq!(
            merge(&[Part::Document(&one), Part::Document(&one)])
                .unwrap_err()
                .code(),
            "too_large"
        );
    }
}
