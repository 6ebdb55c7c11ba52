//! Small documents, acts and pictures of pages for the tests beside this folder.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on must stop; no test uses everything"
)]

use std::io::Cursor;
use std::sync::OnceLock;

use pdf::render::Renderer;
use pdf::{
    Act, Document, Error, FieldValue, Fonts, Ink, InkPoint, Limits, NewField, NewFieldKind, Rect,
    SignatureDictionary, SubFilter, Value, act,
};

pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let face = |name| {
            let path = format!("{}/../web/ui/dist/fonts/{name}.ttf", env!("CARGO_MANIFEST_DIR"));
            std::fs::read(&path)
                .unwrap_or_else(|error| panic!("{path}: {error}; `npm run build` in crates/web/ui makes it"))
        };
        Fonts::new(face("NotoSans-Regular"), face("Caveat-Regular")).unwrap()
    })
}

pub(crate) fn open(bytes: Vec<u8>) -> Document {
    Document::open(bytes, None, &Limits::default()).unwrap()
}

/// One page with these entries, and more objects and catalog entries.
pub(crate) fn document(page: &str, catalog: &str, objects: &str) -> Document {
    open(
        format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj \
             2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R/Resources<<>>{page}>>endobj {objects}\ntrailer<</Root 1 0 R/Size 40>>\n%%EOF"
        )
        .into_bytes(),
    )
}

pub(crate) fn field(name: &str, kind: NewFieldKind, rect: [f64; 4]) -> NewField {
    let [x, y, width, height] = rect;
    NewField {
        name: name.into(),
        kind,
        page: 0,
        rect: Rect { x, y, width, height },
        tooltip: format!("Polje {name}"),
        required: true,
        ..NewField::default()
    }
}

pub(crate) const TEXT: NewFieldKind = NewFieldKind::Text { multiline: false };

pub(crate) fn zigzag() -> Ink {
    let point = |step: u8| InkPoint {
        x: f64::from(step) * 10.0,
        y: 20.0 + f64::from(step % 2) * 60.0,
        width: 3.0,
    };
    Ink {
        strokes: vec![(0..20).map(point).collect()],
        width: 200.0,
        height: 100.0,
    }
}

pub(crate) fn text(name: &str, text: &str) -> FieldValue {
    FieldValue {
        name: name.into(),
        value: Value::Text(text.into()),
    }
}

/// Carries the act out with bytes that are no signature, which nothing here looks at.
pub(crate) fn carry_out(document: &Document, what: &Act) -> Result<Document, Error> {
    let dictionary = SignatureDictionary::new(SubFilter::CadesDetached, 64);
    let appended = act(document, what, &dictionary, fonts())?.embed(&[0x30, 0x00])?;
    Ok(open([document.bytes(), &appended].concat()))
}

/// Grey pixels of the first page, two per point.
pub(crate) struct Picture {
    width: usize,
    /// All of them, row by row.
    pub(crate) pixels: Vec<u8>,
}

pub(crate) fn draw(document: &Document) -> Picture {
    let width = (document.page(0).unwrap().width * 2.0).round() as u32;
    let image = Renderer::open(document, None).unwrap().page(0, width).unwrap();
    let mut reader = png::Decoder::new(Cursor::new(image.png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let channels = info.line_size / info.width as usize;
    let grey =
        |pixel: &[u8]| (pixel.iter().map(|part| u32::from(*part)).sum::<u32>() / channels as u32) as u8;
    Picture {
        width: info.width as usize,
        pixels: bytes.chunks_exact(channels).map(grey).collect(),
    }
}

impl Picture {
    /// The pixels of a place on the page.
    pub(crate) fn part(&self, rect: Rect) -> Vec<u8> {
        let [x, y, width, height] =
            [rect.x, rect.y, rect.width, rect.height].map(|side| (side * 2.0).round() as usize);
        let row = |row: usize| self.pixels[row * self.width + x..row * self.width + x + width].to_vec();
        (y..y + height).flat_map(row).collect()
    }
}

pub(crate) fn darkness(pixels: &[u8]) -> f64 {
    pixels.iter().map(|pixel| f64::from(255 - pixel)).sum::<f64>() / 255.0
}

pub(crate) fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| f64::from(a.abs_diff(*b)))
        .sum::<f64>()
        / 255.0
}
