//! Any words as a page's text, and any bytes as a page's content: tags are found where they stand, and what is taken out is gone.
#![no_main]

use domain::tags::{Target, TagWord, TextLine, scan};
use libfuzzer_sys::fuzz_target;
use pdf::text::{Reader, Removal};
use pdf::{Document, Limits, Rewrite};

fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines: Vec<TextLine> = text
        .lines()
        .map(|line| TextLine { text: line.to_owned(), ..TextLine::default() })
        .collect();
    let count = lines.len();
    for (index, line) in lines.iter_mut().enumerate() {
        // Forward only, as on a page; every other line goes on beside.
        let next = (index + 1 < count).then_some(index + 1);
        if index % 2 == 0 { line.below = next } else { line.right = next }
    }
    let word = TagWord { word: "#A#".into(), initials: false, target: Target::Order { number: 1 } };
    for found in scan(&lines, &[word]) {
        for part in &found.parts {
            assert!(part.characters.end <= lines[part.line].text.chars().count());
        }
    }
}

fn content(data: &[u8]) {
    let head = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>endobj \
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj \
         6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>/Length 22>>stream\nBT/F 9 Tf(f)Tj ET/X Do\nendstream endobj \
         4 0 obj<</Length {}>>stream\n",
        data.len()
    );
    let file = [head.as_bytes(), data, b"\nendstream endobj trailer<</Root 1 0 R/Size 7>>\n%%EOF\n"].concat();
    let limits = Limits { stream_bytes: 1 << 20, ..Limits::default() };
    let Ok(document) = Document::open(file, None, &limits) else { return };
    let Ok(page) = document.page(0) else { return };
    let Ok(text) = Reader::new(&document).page(&page) else { return };
    let Some((index, line)) = text.lines().iter().enumerate().find(|(_, line)| !line.text.is_empty()) else { return };
    let glyphs = text.glyphs_of(index, 0..line.text.chars().count());
    let mut removal = Removal::new();
    removal.add(&text, &glyphs);
    let Ok(mut rewrite) = Rewrite::new(&document) else { return };
    removal.apply(&mut rewrite).expect("what was read can be taken out");
    let Ok(bytes) = rewrite.finish() else { return };
    let again = Document::open(bytes, None, &limits).expect("what was written can be opened");
    let left = Reader::new(&again).page(&again.page(0).expect("the page stays")).expect("the page is read");
    let count = |text: &pdf::text::PageText| text.lines().iter().map(|line| line.text.trim().chars().count()).sum::<usize>();
    assert!(count(&left) <= count(&text));
}

fuzz_target!(|data: &[u8]| {
    words(data);
    content(data);
});
