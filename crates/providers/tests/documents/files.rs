//! Documents for tests, good and bad, written out object by object.

use bytes::Bytes;

/// A file of these objects, numbered from 1; the first is the catalog.
pub(crate) fn pdf(objects: &[&str]) -> Bytes {
    let bodies: Vec<Vec<u8>> = objects.iter().map(|body| body.as_bytes().to_vec()).collect();
    pdf_of_bytes(&bodies)
}

fn pdf_of_bytes(objects: &[Vec<u8>]) -> Bytes {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, body) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    out.extend_from_slice(
        format!("{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    out.into()
}

/// The page tree with one page of a size, and its content as object 4.
fn page_objects(width: u32, height: u32, content: &str) -> [String; 3] {
    [
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R>>"),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ]
}

/// One page with a black square.
pub(crate) fn plain(width: u32, height: u32) -> Bytes {
    with_catalog("<</Type/Catalog/Pages 2 0 R>>", &[], width, height)
}

/// One page of 200 × 100 points below this catalog, and further objects from 5.
pub(crate) fn special(catalog: &str, more: &[&str]) -> Bytes {
    with_catalog(catalog, more, 200, 100)
}

/// One page of 600 × 800 points in Helvetica with this content.
pub(crate) fn lettered(content: &str) -> Bytes {
    pdf(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        &format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
}

fn with_catalog(catalog: &str, more: &[&str], width: u32, height: u32) -> Bytes {
    let [tree, page, content] = page_objects(width, height, "0 0 50 50 re f");
    pdf(&[&[catalog, &tree, &page, &content], more].concat())
}

/// Signed, as far as form goes; `value` stands in the signature dictionary, `catalog` in the catalog.
pub(crate) fn signed(catalog: &str, value: &str) -> Bytes {
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R]>>{catalog}>>");
    let dictionary = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents<00>{value}>>"
    );
    special(
        &catalog,
        &[
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/V 6 0 R/Rect[0 0 0 0]/P 3 0 R>>",
            &dictionary,
        ],
    )
}

/// Signed, with fields that are open, locked by the signature if `lock` says so, filled in, and read-only.
pub(crate) fn signed_form(lock: &str) -> Bytes {
    let text = |entries: &str| {
        format!("<</Type/Annot/Subtype/Widget/FT/Tx/DA(/Helv 9 Tf)/Rect[10 10 60 30]/P 3 0 R{entries}>>")
    };
    let lock = match lock {
        "" => String::new(),
        lock => format!(
            "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action{lock}>>>>]"
        ),
    };
    special(
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R 7 0 R 8 0 R 9 0 R 10 0 R 11 0 R]>>>>",
        &[
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/V 6 0 R/Rect[0 0 0 0]/P 3 0 R>>",
            &format!(
                "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents<00>{lock}>>"
            ),
            &text("/T(open)"),
            &text("/T(locked)"),
            "<</T(also)/Kids[12 0 R]>>",
            &text("/T(filled)/V(said)"),
            &text("/T(shut)/Ff 1"),
            &text("/T(locked)/Parent 9 0 R"),
        ],
    )
}

/// The same with a page in Helvetica with this content.
pub(crate) fn signed_lettered(content: &str) -> Bytes {
    pdf(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[6 0 R]>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        &format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/V 7 0 R/Rect[0 0 0 0]/P 3 0 R>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents<00>>>",
    ])
}

/// The reference of a certification that allows no change (ISO 32000-2 Table 257).
pub(crate) const NO_CHANGES: &str =
    "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]";

/// One page whose content draws a form that draws a form ten times, ten levels deep: ten milliards of squares.
pub(crate) fn endless_drawing() -> Bytes {
    let levels = 10;
    let resources = |next: usize| format!("/Resources<</XObject<</F {next} 0 R>>>>");
    let ten = "/F Do ".repeat(10);
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R{}>>",
            resources(5)
        ),
        format!("<</Length {}>>stream\n{ten}\nendstream", ten.len()),
    ];
    for level in 0..levels {
        let (body, resources) = if level + 1 == levels {
            ("0 0 9 9 re f".to_owned(), String::new())
        } else {
            (ten.clone(), resources(level + 6))
        };
        let length = body.len();
        objects.push(format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 100 100]{resources}/Length {length}>>stream\n{body}\nendstream"
        ));
    }
    pdf(&objects.iter().map(String::as_str).collect::<Vec<_>>())
}

/// One page whose content inflates to 60 MB of white space.
pub(crate) fn inflating() -> Bytes {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..60 {
        std::io::Write::write_all(&mut encoder, &vec![b' '; 1 << 20]).unwrap();
    }
    let data = encoder.finish().unwrap();
    let mut content = format!("<</Filter/FlateDecode/Length {}>>stream\n", data.len()).into_bytes();
    content.extend_from_slice(&data);
    content.extend_from_slice(b"\nendstream");
    let [tree, page, _] = page_objects(100, 100, "");
    pdf_of_bytes(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        tree.into(),
        page.into(),
        content,
    ])
}

/// A page tree that leads back to itself.
pub(crate) fn endless_tree() -> Bytes {
    pdf(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Pages/Kids[2 0 R]/Count 1>>",
    ])
}

/// Arrays within each other, deeper than any stack.
pub(crate) fn deep() -> Bytes {
    let deep = "[".repeat(2_000_000) + &"]".repeat(2_000_000);
    special("<</Type/Catalog/Pages 2 0 R/Names 5 0 R>>", &[&deep])
}

/// A picture of one pixel.
pub(crate) const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

/// What `plain(200, 100)` becomes through qpdf with the user password `geslo` (AES-256).
pub(crate) const WITH_PASSWORD: &[u8] = include_bytes!("password.pdf");
pub(crate) const SIGNED_WITH_PASSWORD: &[u8] = include_bytes!("signed-password.pdf");
/// The same with an owner password only, no changes allowed.
pub(crate) const RESTRICTED: &[u8] = include_bytes!("restricted.pdf");
