//! Small PDF files for tests, and the plainest way to put a signature place into one. It is not compiled into the product.

use pdf::{
    Dictionary, Document, Edit, Error, Limits, Object, ObjectId, PreparedRevision, Resolve,
    SignatureDictionary, Update,
};

/// A PDF with so many pages, each with a little text.
pub fn pdf(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {pages} /Kids [{}] >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for page in 0..pages {
        let content = format!("BT /F1 24 Tf 72 700 Td (Page {}) Tj ET", page + 1);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * page
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    assemble(&objects)
}

/// A PDF with an empty signature field `sign` that has these entries, too.
pub fn with_seed(entries: &str) -> Vec<u8> {
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sign) /F 132 /Rect [0 0 0 0] /P 3 0 R {entries} >>"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 0 >> >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] /Resources << >> >>".to_owned(),
        field,
    ];
    assemble(&objects)
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let xref = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    offsets
        .iter()
        .for_each(|offset| file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes()));
    let trailer = format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    );
    file.extend_from_slice(trailer.as_bytes());
    file
}

/// One revision with a new, invisible signature field.
pub fn with_place(
    file: &[u8],
    field: &str,
    dictionary: SignatureDictionary,
) -> Result<PreparedRevision, Error> {
    let document = Document::open(file.to_vec(), None, &Limits::default())?;
    let mut update = Update::new(&document)?;
    let page = document.page(0)?.id;
    let signature = update.add_signature(dictionary);
    let widget = update.add(Object::Dictionary(Dictionary::from_entries([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("FT", Object::name("Sig")),
        ("T", Object::text(field)),
        ("F", Object::Integer(132)),
        ("Rect", Object::rectangle([0.0; 4])),
        ("P", Object::Reference(page)),
        ("V", Object::Reference(signature)),
    ])));
    append_to(&mut update, page, "Annots", widget)?;
    add_field(&mut update, &document, widget)?;
    update.finish_prepared()
}

fn add_field(update: &mut Update<'_>, document: &Document, widget: ObjectId) -> Result<(), Error> {
    let catalog = document.catalog_id()?;
    let mut dictionary = document.catalog()?;
    let mut form = document
        .lookup_dictionary(&dictionary, "AcroForm")?
        .unwrap_or_default();
    let mut fields = document.lookup_array(&form, "Fields")?.unwrap_or_default();
    fields.push(Object::Reference(widget));
    form.set("Fields", fields);
    form.set("SigFlags", 3);
    dictionary.set("AcroForm", form);
    update.set(catalog, Object::Dictionary(dictionary));
    Ok(())
}

fn append_to(update: &mut Update<'_>, id: ObjectId, key: &str, item: ObjectId) -> Result<(), Error> {
    let mut object = update.get(id)?;
    if let Some(dictionary) = object.as_dictionary_mut() {
        let mut items = dictionary
            .get_array(key)
            .map(<[Object]>::to_vec)
            .unwrap_or_default();
        items.push(Object::Reference(item));
        dictionary.set(key, items);
    }
    update.set(id, object);
    Ok(())
}

/// Lists a new field in the form that the document has.
#[cfg(test)]
pub(crate) fn add_to_form(document: &Document, update: &mut Update<'_>, field: ObjectId) {
    let mut catalog = document.catalog().unwrap();
    let mut form = catalog.get_dictionary("AcroForm").unwrap().clone();
    let mut fields = form.get_array("Fields").unwrap().to_vec();
    fields.push(Object::Reference(field));
    form.set("Fields", fields);
    catalog.set("AcroForm", form);
    update.set(document.catalog_id().unwrap(), catalog.into());
}
