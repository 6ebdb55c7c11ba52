//! PDF files to begin with, written by a few lines that share no code with what is tested; the one for archives is the product's own.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf::compose::{Block, Report};

/// A file in the making: objects in order, numbered from 1.
#[derive(Default)]
pub struct Objects {
    bodies: Vec<Vec<u8>>,
}

/// How the objects' places are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossReference {
    /// ISO 32000-2 §7.5.4.
    Table,
    /// ISO 32000-2 §7.5.8.
    Stream,
}

impl Objects {
    /// Adds an object and returns its number.
    pub fn add(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.bodies.push(body.into());
        self.bodies.len()
    }

    /// Adds a stream, deflated; `entries` are those of its dictionary besides length and filter.
    pub fn add_stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let data = deflate(data);
        let head = format!(
            "<< {entries} /Filter /FlateDecode /Length {} >>\nstream\n",
            data.len()
        );
        self.add([head.as_bytes(), &data, b"\nendstream"].concat())
    }

    /// Keeps a number for an object that is known later.
    pub fn reserve(&mut self) -> usize {
        self.add(*b"null")
    }

    /// Sets an object that was reserved.
    pub fn set(&mut self, number: usize, body: impl Into<Vec<u8>>) {
        if let Some(place) = number.checked_sub(1).and_then(|index| self.bodies.get_mut(index)) {
            *place = body.into();
        }
    }

    /// The file. `trailer` has the entries `/Root` and whatever else is wanted.
    pub fn write(&self, trailer: &str, places: CrossReference) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, body) in self.bodies.iter().enumerate() {
            offsets.push(file.len());
            file.extend(format!("{} 0 obj\n", index + 1).bytes());
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        file.extend(match places {
            CrossReference::Table => table(&offsets, trailer),
            CrossReference::Stream => stream(&offsets, start, trailer),
        });
        file.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        file
    }
}

fn table(offsets: &[usize], trailer: &str) -> Vec<u8> {
    let size = offsets.len() + 1;
    let rows: String = offsets
        .iter()
        .map(|offset| format!("{offset:010} 00000 n \n"))
        .collect();
    format!("xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} {trailer} >>\n").into_bytes()
}

fn stream(offsets: &[usize], start: usize, trailer: &str) -> Vec<u8> {
    let number = offsets.len() + 1;
    let mut rows = vec![0, 0, 0, 0, 0, 255];
    for offset in offsets.iter().chain([&start]) {
        rows.push(1);
        rows.extend_from_slice(&u32::try_from(*offset).unwrap_or(u32::MAX).to_be_bytes());
        rows.push(0);
    }
    let mut object = Objects::default();
    object.add_stream(
        &format!("/Type /XRef /W [1 4 1] /Size {} {trailer}", number + 1),
        &rows,
    );
    let body = object.bodies.concat();
    [format!("{number} 0 obj\n").as_bytes(), &body, b"\nendobj\n"].concat()
}

/// A page and how it is to be displayed.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Lines of text in Latin-1.
    pub lines: Vec<String>,
    /// `/MediaBox` in points.
    pub media_box: [i32; 4],
    /// Further entries, such as `/Rotate 90`.
    pub entries: String,
    /// Drawn below the text, as content operators.
    pub drawing: String,
}

impl Sheet {
    /// An upright A4 page.
    pub fn a4(lines: Vec<String>) -> Sheet {
        Sheet {
            lines,
            media_box: [0, 0, 595, 842],
            entries: String::new(),
            drawing: String::new(),
        }
    }

    /// The same page with these entries.
    pub fn with(self, entries: &str) -> Sheet {
        Sheet {
            entries: entries.to_owned(),
            ..self
        }
    }

    fn content(&self) -> String {
        let [left, _, _, top] = self.media_box;
        let mut content = format!(
            "{}BT /F1 11 Tf 14 TL {} {} Td\n",
            self.drawing,
            left + 60,
            top - 70
        );
        for line in &self.lines {
            let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!("({escaped}) Tj T*\n"));
        }
        content + "ET\n"
    }
}

/// A plain document of these pages.
pub fn document(sheets: &[Sheet], places: CrossReference) -> Vec<u8> {
    let mut objects = Objects::default();
    let root = pages(&mut objects, sheets, "");
    objects.write(&format!("/Root {root} 0 R"), places)
}

/// Adds pages and a catalog, and returns the catalog's number.
fn pages(objects: &mut Objects, sheets: &[Sheet], resources: &str) -> usize {
    let font =
        objects.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    let tree = objects.reserve();
    let kids: Vec<usize> = sheets
        .iter()
        .map(|sheet| page(objects, sheet, (tree, font, resources)))
        .collect();
    let list: String = kids.iter().map(|kid| format!("{kid} 0 R ")).collect();
    objects.set(
        tree,
        format!("<< /Type /Pages /Count {} /Kids [{list}] >>", kids.len()),
    );
    objects.add(format!("<< /Type /Catalog /Pages {tree} 0 R /Lang (sl) >>"))
}

fn page(objects: &mut Objects, sheet: &Sheet, (tree, font, resources): (usize, usize, &str)) -> usize {
    let content = objects.add_stream("", sheet.content().as_bytes());
    let [left, bottom, right, top] = sheet.media_box;
    objects.add(format!(
        "<< /Type /Page /Parent {tree} 0 R /MediaBox [{left} {bottom} {right} {top}] {} /Contents {content} 0 R \
         /Resources << /Font << /F1 {font} 0 R >> {resources} >> >>",
        sheet.entries
    ))
}

/// A contract of so many pages, each with so many lines; 44 fill a page.
pub fn contract(count: usize, lines: usize) -> Vec<Sheet> {
    let mut words = Words(7);
    let line = |words: &mut Words| (0..11).map(|_| words.next()).collect::<Vec<_>>().join(" ");
    let sheet = |number: usize| {
        let title = [format!("Contract of lease, page {number}"), String::new()];
        Sheet::a4(
            title
                .into_iter()
                .chain((0..lines).map(|_| line(&mut words)))
                .collect(),
        )
    };
    (1..=count).map(sheet).collect()
}

/// A tagged document: its one page's text stands in a structure tree.
pub fn structured() -> Vec<u8> {
    let mut objects = Objects::default();
    let font =
        objects.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    let [tree, page, root, element, paragraph] = std::array::from_fn(|_| objects.reserve());
    let text = b"/P << /MCID 0 >> BDC BT /F1 12 Tf 72 760 Td (A tagged contract of lease) Tj ET EMC";
    let content = objects.add_stream("", text);
    objects.set(tree, format!("<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>"));
    objects.set(
        page,
        format!(
            "<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /StructParents 0 /Tabs /S \
             /Resources << /Font << /F1 {font} 0 R >> >> >>"
        ),
    );
    let numbers = objects.add(format!("<< /Nums [0 [{paragraph} 0 R]] >>"));
    objects.set(
        root,
        format!(
            "<< /Type /StructTreeRoot /K {element} 0 R /ParentTree {numbers} 0 R /ParentTreeNextKey 1 >>"
        ),
    );
    objects.set(
        element,
        format!("<< /Type /StructElem /S /Document /P {root} 0 R /K [{paragraph} 0 R] >>"),
    );
    objects.set(
        paragraph,
        format!("<< /Type /StructElem /S /P /P {element} 0 R /Pg {page} 0 R /K 0 >>"),
    );
    let catalog = objects.add(format!(
        "<< /Type /Catalog /Pages {tree} 0 R /Lang (sl) /MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R >>"
    ));
    objects.write(&format!("/Root {catalog} 0 R"), CrossReference::Table)
}

/// A document for archives: PDF/A-3a, so tagged, too.
pub fn archive(fonts: &pdf::Fonts) -> Result<Vec<u8>, pdf::Error> {
    let report = Report {
        title: "Pogodba o najemu".to_owned(),
        subtitle: None,
        language: "sl".to_owned(),
        created: jiff::Timestamp::UNIX_EPOCH,
        producer: "testkit".to_owned(),
        header: "Pogodba".to_owned(),
        footer: "Žužemberk".to_owned(),
        page_label: "Stran {page} od {pages}".to_owned(),
        blocks: vec![
            Block::Heading {
                level: 1,
                text: "Contract of lease".to_owned(),
            },
            Block::Paragraph("Najemnik plača najemnino vsak mesec. ".repeat(20)),
        ],
        attachments: Vec::new(),
    };
    pdf::compose::compose(&report, fonts)
}

/// Ten full pages, each with four tags in the languages of several products.
pub fn tagged() -> Vec<u8> {
    let mut sheets = contract(10, 36);
    for sheet in &mut sheets {
        let tags = [
            "Buyer: [[S1]]",
            "Seller: {{Sig_es_:signer2:signature}}",
            "Address: {{Address;role=Buyer;required=false}}",
            "Day: {{date, r1}}",
        ];
        sheet.lines.extend(tags.map(str::to_owned));
    }
    document(&sheets, CrossReference::Stream)
}

/// Ten pages with text and a picture, some 92 000 bytes: an everyday file.
pub fn everyday() -> Vec<u8> {
    let mut objects = Objects::default();
    let picture = objects.add_stream(
        "/Type /XObject /Subtype /Image /Width 160 /Height 150 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
        &Words(11).noise(160 * 150 * 3),
    );
    let mut sheets = contract(10, 44);
    if let Some(first) = sheets.first_mut() {
        first.drawing = "q 160 0 0 150 380 640 cm /Im1 Do Q\n".to_owned();
    }
    let root = pages(
        &mut objects,
        &sheets,
        &format!("/XObject << /Im1 {picture} 0 R >>"),
    );
    let info = objects.add("<< /Title (Contract of lease) /Producer (testkit) >>");
    objects.write(
        &format!("/Root {root} 0 R /Info {info} 0 R"),
        CrossReference::Table,
    )
}

/// A form with a text field, a checkbox, radio buttons and a list, as other programs write them.
pub fn form() -> Vec<u8> {
    let mut objects = Objects::default();
    let font =
        objects.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    let tree = objects.reserve();
    let page = objects.reserve();
    let look = "/Type /XObject /Subtype /Form /BBox [0 0 14 14]";
    let on = objects.add_stream(look, b"2 2 10 10 re f");
    let off = objects.add_stream(look, b"2 2 10 10 re S");
    let states = |name: &str| format!("/AP << /N << /{name} {on} 0 R /Off {off} 0 R >> >> /AS /Off");
    let widget = |rest: &str| format!("<< /Type /Annot /Subtype /Widget /F 4 /P {page} 0 R {rest} >>");
    let text = objects.add(widget(
        "/FT /Tx /T (Name) /DA (/Helv 10 Tf 0 g) /Rect [60 700 300 720]",
    ));
    let check = objects.add(widget(&format!(
        "/FT /Btn /T (Agree) /V /Off /Rect [60 670 74 684] {}",
        states("Yes")
    )));
    let group = objects.reserve();
    let radio = |objects: &mut Objects, name: &str, x: i32| {
        objects.add(widget(&format!(
            "/Parent {group} 0 R /Rect [{x} 640 {} 654] {}",
            x + 14,
            states(name)
        )))
    };
    let (first, second) = (
        radio(&mut objects, "Monthly", 60),
        radio(&mut objects, "Yearly", 90),
    );
    objects.set(
        group,
        format!("<< /FT /Btn /Ff 49152 /T (Period) /V /Off /Kids [{first} 0 R {second} 0 R] >>"),
    );
    let list = objects.add(widget(
        "/FT /Ch /Ff 131072 /T (Place) /DA (/Helv 10 Tf 0 g) /Opt [(Ljubljana) (Praha) (London)] /Rect [60 600 200 620]",
    ));
    let content = objects.add_stream("", b"BT /F1 14 Tf 60 750 Td (A form of another program) Tj ET");
    objects.set(
        page,
        format!(
            "<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 {font} 0 R >> >> \
             /Annots [{text} 0 R {check} 0 R {first} 0 R {second} 0 R {list} 0 R] >>"
        ),
    );
    objects.set(tree, format!("<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>"));
    let root = objects.add(format!(
        "<< /Type /Catalog /Pages {tree} 0 R /AcroForm << /DA (/Helv 10 Tf 0 g) /DR << /Font << /Helv {font} 0 R >> >> \
         /Fields [{text} 0 R {check} 0 R {group} 0 R {list} 0 R] >> >>"
    ));
    objects.write(&format!("/Root {root} 0 R"), CrossReference::Table)
}

/// Words that nobody wrote, the same in each run (Numerical Recipes' linear congruence).
struct Words(u32);

impl Words {
    fn step(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    fn next(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "ker", "lo", "mi", "na", "pre", "ra", "sto", "ta", "ven", "za", "dis", "co", "fer", "gu",
            "in",
        ];
        let count = 1 + self.step() % 4;
        (0..count)
            .filter_map(|_| SYLLABLES.get(self.step() as usize % 16))
            .copied()
            .collect()
    }

    fn noise(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.step().to_be_bytes()[2]).collect()
    }
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory cannot fail.
    let written = encoder.write_all(data).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pdf::{Document, Limits};

    #[test]
    fn papers_are_sound() {
        for places in [CrossReference::Table, CrossReference::Stream] {
            let paper = document(&contract(3, 12), places);
            let document = Document::open(paper, None, &Limits::default()).unwrap();
            assert_eq!(
                (document.pages().unwrap().len(), document.was_repaired()),
                (3, false)
            );
        }
        let form = Document::open(form(), None, &Limits::default()).unwrap();
        assert_eq!(pdf::form::fields(&form).unwrap().len(), 4);
    }

    #[test]
    fn the_everyday_file_has_its_size() {
        let length = everyday().len();
        assert!((90_000..95_000).contains(&length), "{length} bytes");
    }
}
