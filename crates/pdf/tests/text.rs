//! The text of pages through the public interface: places, lines, and what stays when characters are taken out.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use pdf::text::{PageText, Reader, Removal, text_of};
use pdf::{Document, Rect, Rewrite};
use proptest::prelude::*;
use support::{darkness, document, draw, open};

const FONT: &str = "/Resources<</Font<</F 10 0 R>>>>";
const HELVETICA: &str = "10 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj ";

/// A page of 400 by 300 points in Helvetica with this content.
fn page(entries: &str, content: &str) -> Document {
    document(
        &format!("{FONT}/Contents 11 0 R{entries}"),
        "",
        &format!(
            "{HELVETICA}11 0 obj<</Length {}>>stream\n{content}\nendstream endobj",
            content.len()
        ),
    )
}

fn read(document: &Document) -> PageText {
    Reader::new(document).page(&document.page(0).unwrap()).unwrap()
}

fn lines(document: &Document) -> Vec<String> {
    read(document)
        .lines()
        .iter()
        .map(|line| line.text.clone())
        .collect()
}

/// The line and the characters where these words stand.
fn place(text: &PageText, words: &str) -> (usize, std::ops::Range<usize>) {
    let found = text.lines().iter().enumerate().find_map(|(index, line)| {
        let at = line.text.find(words)?;
        let start = line.text[..at].chars().count();
        Some((index, start..start + words.chars().count()))
    });
    found.unwrap_or_else(|| panic!("{words} is not in {:?}", text.lines()))
}

fn bounds(document: &Document, words: &str) -> Rect {
    let text = read(document);
    let (line, characters) = place(&text, words);
    text.bounds_of(&text.glyphs_of(line, characters))
}

/// Takes the words out and returns the new document.
fn without(document: &Document, words: &str) -> Document {
    let text = read(document);
    let (line, characters) = place(&text, words);
    let mut removal = Removal::new();
    removal.add(&text, &text.glyphs_of(line, characters));
    let mut rewrite = Rewrite::new(document).unwrap();
    removal.apply(&mut rewrite).unwrap();
    open(rewrite.finish().unwrap())
}

const LEVEL: &str = "/MediaBox[0 0 400 300]";

#[test]
fn split_runs_are_one_line() {
    let split = "BT /F 12 Tf 50 200 Td ([) Tj ([S) Tj [(1) -20 (]) 30 (])] TJ ( and more) Tj ET";
    assert_eq!(lines(&page(LEVEL, split)), ["[[S1]] and more"]);
    let scattered = "BT /F 12 Tf 1 0 0 1 70 200 Tm (]]) Tj 1 0 0 1 50 200 Tm ([[S1) Tj ET";
    assert_eq!(lines(&page(LEVEL, scattered)), ["[[S1]]"]);
    let bold = "BT /F 12 Tf 50 200 Td ([[S1]]) Tj 0.3 0 Td ([[S1]]) Tj ET";
    assert_eq!(lines(&page(LEVEL, bold)), ["[[S1]]"]);
    let columns = "BT /F 12 Tf 50 200 Td (left) Tj 100 0 Td (right) Tj -100 -14 Td (below) Tj ET";
    let read = read(&page(LEVEL, columns));
    let texts: Vec<&str> = read.lines().iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["left", "right", "below"]);
    assert_eq!((read.lines()[0].right, read.lines()[0].below), (Some(1), Some(2)));
    assert_eq!(read.lines()[1].below, None);
}

/// Decision 29: the same words on the same displayed page stand in the same place, however the page is turned, cropped and scaled.
#[test]
fn places_are_those_of_the_displayed_page() {
    let upright = bounds(
        &page(LEVEL, "BT /F 10 Tf 1 0 0 1 100 200 Tm (Here [[S1]]) Tj ET"),
        "[[S1]]",
    );
    assert!(
        (upright.x - 125.0).abs() < 1.0 && (upright.y + upright.height - 102.2).abs() < 0.1,
        "{upright:?}"
    );
    for (entries, content) in [
        (
            "/MediaBox[0 0 300 400]/Rotate 90",
            "BT /F 10 Tf 0 1 -1 0 100 100 Tm (Here [[S1]]) Tj ET",
        ),
        (
            "/MediaBox[0 0 400 300]/Rotate 180",
            "BT /F 10 Tf -1 0 0 -1 300 100 Tm (Here [[S1]]) Tj ET",
        ),
        (
            "/MediaBox[0 0 300 400]/Rotate 270",
            "BT /F 10 Tf 0 -1 1 0 200 300 Tm (Here [[S1]]) Tj ET",
        ),
        (
            "/MediaBox[-50 -50 600 600]/CropBox[20 30 420 330]",
            "BT /F 10 Tf 120 230 Td (Here [[S1]]) Tj ET",
        ),
        (
            "/MediaBox[0 0 200 150]/UserUnit 2",
            "BT /F 5 Tf 50 100 Td (Here [[S1]]) Tj ET",
        ),
        (LEVEL, "q 2 0 0 2 100 200 cm BT /F 5 Tf (Here [[S1]]) Tj ET Q"),
    ] {
        let found = bounds(&page(entries, content), "[[S1]]");
        for (a, b) in [
            (found.x, upright.x),
            (found.y, upright.y),
            (found.width, upright.width),
            (found.height, upright.height),
        ] {
            assert!((a - b).abs() < 0.01, "{entries}: {found:?}");
        }
    }
}

#[test]
fn subset_fonts_ligatures_and_differences() {
    let to_unicode = "1 begincodespacerange <0000> <FFFF> endcodespacerange 3 beginbfchar <0001> <005B> <0002> <00660069> <0003> <00A0> endbfchar \
                      1 beginbfrange <0010> <0011> <0053> endbfrange";
    let fonts = format!(
        "12 0 obj<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+X/Encoding/Identity-H/DescendantFonts[13 0 R]/ToUnicode 14 0 R>>endobj \
         13 0 obj<</Type/Font/Subtype/CIDFontType2/DW 500/W[1[250 700] 16 17 600]>>endobj \
         14 0 obj<</Length {}>>stream\n{to_unicode}\nendstream endobj \
         15 0 obj<</Type/Font/Subtype/Type1/FirstChar 65/Widths[500 500 500 500]/Encoding<</Differences[65/bracketleft/S/one/bracketright]>>>>endobj ",
        to_unicode.len()
    );
    let content =
        "BT /C 10 Tf 50 200 Td <000100010010000200030011> Tj ET BT /D 10 Tf 50 100 Td (AABCDD) Tj ET";
    let made = document(
        "/MediaBox[0 0 400 300]/Resources<</Font<</C 12 0 R/D 15 0 R>>>>/Contents 11 0 R",
        "",
        &format!(
            "{fonts}11 0 obj<</Length {}>>stream\n{content}\nendstream endobj",
            content.len()
        ),
    );
    assert_eq!(lines(&made), ["[[Sfi T", "[[S1]]"]);
    // 250 + 250 + 600 + 700 + 500 + 600 thousandths of 10 points.
    let whole = bounds(&made, "[[Sfi T");
    assert!((whole.width - 29.0).abs() < 1e-6, "{whole:?}");
}

#[test]
fn forms_are_read_where_they_are_drawn_and_endless_ones_end() {
    let form = "BT /F 10 Tf 10 10 Td ([[S1]]) Tj ET /Again Do /Other Do";
    let other = "/Form Do";
    let content = "q 1 0 0 1 100 100 cm /Form Do Q q 2 0 0 2 0 200 cm /Form Do Q";
    let made = document(
        "/MediaBox[0 0 400 300]/Resources<</Font<</F 10 0 R>>/XObject<</Form 12 0 R>>>>/Contents 11 0 R",
        "",
        &format!(
            "{HELVETICA}11 0 obj<</Length {}>>stream\n{content}\nendstream endobj \
             12 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</Font<</F 10 0 R>>/XObject<</Again 12 0 R/Other 13 0 R>>>>/Length {}>>stream\n{form}\nendstream endobj \
             13 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</XObject<</Form 12 0 R>>>>/Length {}>>stream\n{other}\nendstream endobj ",
            content.len(),
            form.len(),
            other.len()
        ),
    );
    let text = read(&made);
    assert!(text.is_complete());
    let mut places: Vec<(f64, f64)> = (0..2)
        .map(|line| text.bounds_of(&text.glyphs_of(line, 0..6)))
        .map(|rect| (rect.x, rect.height))
        .collect();
    places.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert_eq!(text.lines().len(), 2);
    assert!(
        (places[0].0 - 20.0).abs() < 0.01 && (places[0].1 - 20.0).abs() < 0.01,
        "{places:?}"
    );
    assert!((places[1].0 - 110.0).abs() < 0.01, "{places:?}");
    // Taken out of the form, it is gone from both places.
    assert!(!text_of(&without(&made, "[[S1]]")).unwrap().contains("S1"));
}

/// A bomb: each of forty forms draws the next one twenty times.
#[test]
fn forms_that_multiply_are_read_in_part() {
    let mut objects = String::new();
    for number in 12..52 {
        let next = number + 1;
        let content = format!("BT /F 10 Tf (x) Tj ET {}", "/N Do ".repeat(20));
        objects.push_str(&format!(
            "{number} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 10 0 R>>/XObject<</N {next} 0 R>>>>/Length {}>>stream\n{content}\nendstream endobj ",
            content.len()
        ));
    }
    let made = document(
        "/MediaBox[0 0 400 300]/Resources<</XObject<</N 12 0 R>>>>/Contents 11 0 R",
        "",
        &format!("{HELVETICA}11 0 obj<</Length 5>>stream\n/N Do\nendstream endobj {objects}"),
    );
    assert!(!read(&made).is_complete());
}

/// Decision 2: out of the content stream, everything else in its place to the pixel, no white box.
#[test]
fn taken_out_characters_are_gone_and_the_rest_stays_to_the_pixel() {
    let around = |tag: &str| {
        format!(
            "0.8 1 0.8 rg 40 180 200 50 re f 0 g BT /F 12 Tf 2 Tc 3 Tw 50 200 Td (Sign here: ) Tj [(a) -100 ({tag}) 50 ( b c)] TJ \
             14 TL (next) ' ET"
        )
    };
    let made = page(LEVEL, &around("[[S1]]"));
    let cleaned = without(&made, "[[S1]]");
    let said = text_of(&cleaned).unwrap();
    assert!(!said.contains("S1") && !said.contains('['), "{said}");
    assert!(
        said.contains("Sign here: a") && said.contains("b c") && said.contains("next"),
        "{said}"
    );
    let tag = bounds(&made, "[[S1]]");
    let (before, after) = (draw(&made), draw(&cleaned));
    let width = 800;
    let mut inside = 0;
    for (index, (old, new)) in before.pixels.iter().zip(&after.pixels).enumerate() {
        let (x, y) = ((index % width) as f64 / 2.0, (index / width) as f64 / 2.0);
        let within = x >= tag.x - 1.0
            && x <= tag.x + tag.width + 1.0
            && y >= tag.y - 1.0
            && y <= tag.y + tag.height + 1.0;
        inside += usize::from(within && old != new);
        assert!(within || old == new, "{x} {y} differs");
    }
    assert!(inside > 50, "the tag was not there to be seen");
    assert!(darkness(&after.part(tag)) < darkness(&before.part(tag)));
}

#[test]
fn other_words_for_what_is_taken_out_go_with_it() {
    let content = "/Span<</ActualText([[S1]])/Lang(sl)>>BDC BT /F 12 Tf 50 200 Td ([[S1]]) Tj ET EMC";
    let bytes = without(&page(LEVEL, content), "[[S1]]");
    let page = bytes.page(0).unwrap();
    let content = bytes.resolve(page.dictionary.get("Contents").unwrap()).unwrap();
    let content = String::from_utf8(bytes.decode(content.as_stream().unwrap()).unwrap()).unwrap();
    assert!(
        !content.contains("ActualText") && content.contains("/Lang(sl)"),
        "{content}"
    );
}

/// Pieces of content streams, sensible and not.
const PIECES: [&str; 26] = [
    "BT ",
    "ET ",
    "/F 12 Tf ",
    "/Missing 9 Tf ",
    "50 200 Td ",
    "0 -14 TD ",
    "1 0 0 1 30 90 Tm ",
    "0 1 -1 0 200 9 Tm ",
    "T* ",
    "([[S) Tj ",
    "[(1) -20 (]])] TJ ",
    "(x) ' ",
    "1 2 (y) \" ",
    "q ",
    "Q ",
    "2 0 0 2 9 9 cm ",
    "0 0 0 0 0 0 cm ",
    "1e30 Tc ",
    "50 Tz ",
    "/X Do ",
    "/Span<</ActualText(a)>>BDC ",
    "EMC ",
    "BI /W 1 ID x EI ",
    "<5B5B> Tj ",
    "[[[ << ",
    "] >> ) ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever the content is: it is read, a line can be taken out, and nothing is there that was not there before.
    #[test]
    fn any_content_can_be_read_and_cut(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let content: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let form = "BT /F 9 Tf (form) Tj ET /X Do";
        let made = document(
            "/MediaBox[0 0 400 300]/Resources<</Font<</F 10 0 R>>/XObject<</X 12 0 R>>>>/Contents 11 0 R",
            "",
            &format!(
                "{HELVETICA}11 0 obj<</Length {}>>stream\n{content}\nendstream endobj \
                 12 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 10 0 R>>/XObject<</X 12 0 R>>>>/Length {}>>stream\n{form}\nendstream endobj ",
                content.len(), form.len()
            ),
        );
        let before = read(&made);
        let visible = |text: &PageText| -> usize {
            text.lines().iter().map(|line| line.text.chars().filter(|c| *c != ' ').count()).sum()
        };
        if let Some((index, line)) = before.lines().iter().enumerate().find(|(_, line)| !line.text.trim().is_empty()) {
            let glyphs = before.glyphs_of(index, 0..line.text.chars().count());
            let mut removal = Removal::new();
            removal.add(&before, &glyphs);
            let mut rewrite = Rewrite::new(&made).unwrap();
            removal.apply(&mut rewrite).unwrap();
            let after = read(&open(rewrite.finish().unwrap()));
            prop_assert!(visible(&after) < visible(&before), "{content}");
        }
    }
}
