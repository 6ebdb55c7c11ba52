//! The document page: page images with this person's fields, consent, review and the last click.

use super::Frame;
use crate::language::Words;
use crate::pages::island;
use askama::Template;
use askama::filters::Safe;
use domain::fields::{FieldKind, TALL};
use domain::language::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// Widths in pixels in which page images are made; few, so that a cache serves them all.
pub const WIDTHS: [u32; 4] = [480, 828, 1240, 1800];

/// `/s/{token}` when the document may be seen.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/document.html")]
pub struct Sign {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// The agreement's name.
    pub name: String,
    /// What the sender wrote.
    pub message: String,
    /// The sender's message to this person alone.
    pub private_message: String,
    /// The person of this visit.
    pub person: Person,
    /// Whether consent to electronic signing was given (C-40).
    pub consented: bool,
    /// That they do not want to sign electronically, in words (C-41).
    pub withdrawn: Option<String>,
    /// The disclosure's version, stored with the consent.
    pub consent_version: String,
    /// The last day, in words.
    pub deadline: Option<String>,
    /// The revision that is shown, and that will be signed.
    pub revision: String,
    /// The document as a PDF, for those who read it with their own tools.
    pub pdf: String,
    /// Pages with their fields.
    pub pages: Vec<Page>,
    /// What was filled before.
    pub values: BTreeMap<String, Value>,
    /// What the server says of it.
    pub state: FieldState,
}

/// What the server says of the fields as they are filled now.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldState {
    /// What is not asked for now.
    pub hidden: Vec<String>,
    /// What cannot be filled now.
    pub disabled: Vec<String>,
    /// What fills itself, as the document will show it.
    pub values: BTreeMap<String, String>,
    /// What does not fit yet.
    pub problems: BTreeMap<String, Fault>,
}

/// Something that does not fit.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// Stable; `required` is no fault before the end.
    pub code: &'static str,
    /// In words.
    pub message: String,
}

/// Who signs.
#[derive(Clone, Debug)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// First letters of the name.
    pub initials: String,
    /// Whether the document has letters for both; what it cannot show is not suggested as a signature.
    pub has_letters: bool,
    /// Whether they approve instead of signing.
    pub approver: bool,
    /// Whether they are a user of the sending account: then their password is asked once more at the click (M-77).
    pub insider: bool,
}

/// A page as an image, and the places on it.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// From 0.
    pub index: usize,
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// The places, in reading order.
    #[serde(skip)]
    pub fields: Vec<Field>,
}

/// A place on a page. Rectangles: points, origin at the top left of the page as shown.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Identifier.
    pub id: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Page, from 0.
    pub page: usize,
    /// Place.
    pub rect: Rect,
    /// What it is for, in words; never empty.
    pub label: String,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether it is this person's.
    pub own: bool,
    /// Size of the letters in points, where the document says one.
    pub font_size: Option<f64>,
    /// The question that a radio button or checkbox belongs to.
    pub group: Option<String>,
    /// Whether it fills itself.
    pub automatic: bool,
    /// Whether other fields look at it.
    pub watched: bool,
    /// How its text is written: `9` a digit, `A` a letter, `*` either.
    pub mask: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Most characters.
    #[serde(skip)]
    pub max_length: usize,
    /// Whether something stands in the document's picture where it is.
    #[serde(skip)]
    pub printed: bool,
    /// Whose it is, when it is somebody else's.
    #[serde(skip)]
    pub owner: String,
    /// Whether its owner has filled it; then the image shows it.
    #[serde(skip)]
    pub settled: bool,
}

/// Something to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is kept.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// A rectangle in points.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rect {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Several choices.
    Several(Vec<String>),
    /// Words, or a day as `2026-11-22`.
    Text(String),
    /// Ticked; for signatures: put down.
    Set(bool),
}

#[derive(Serialize)]
struct Visit<'a> {
    base: &'a str,
    consented: bool,
    revision: &'a str,
    name: &'a str,
    initials: &'a str,
    pages: &'a [Page],
    fields: Vec<&'a Field>,
    values: &'a BTreeMap<String, Value>,
    state: &'a FieldState,
}

impl Field {
    /// The key of its kind's name, `sign-kind-…`.
    pub fn word(&self) -> String {
        kind_word(self.kind)
    }

    /// A text of several lines.
    pub fn is_tall(&self) -> bool {
        self.kind == FieldKind::Multiline || (self.kind == FieldKind::Text && self.rect.height >= TALL)
    }

    /// What is asked for by a button and drawn or handed in elsewhere.
    pub fn is_mark(&self) -> bool {
        self.kind.is_mark()
    }

    /// What a browser may fill in by itself (HTML, autofill).
    pub fn autocomplete(&self) -> &'static str {
        match self.kind {
            FieldKind::Company => "organization",
            FieldKind::Name => "name",
            FieldKind::Title => "organization-title",
            _ => "on",
        }
    }

    /// What a screen reader says first: the label and the page.
    pub fn spoken(&self, words: &Words) -> String {
        words.with(
            "sign-field-on-page",
            &[("label", &self.label), ("page", &(self.page + 1))],
        )
    }
}

/// The key of a kind's name, `sign-kind-…`.
pub fn kind_word(kind: FieldKind) -> String {
    format!("sign-kind-{}", kind.name())
}

impl Page {
    /// The page's number as people count.
    pub fn number(&self) -> usize {
        self.index + 1
    }

    /// Width for the `width` attribute, which reserves the image's place.
    pub fn pixel_width(&self) -> u32 {
        pixels(self.width)
    }

    /// Height for the `height` attribute.
    pub fn pixel_height(&self) -> u32 {
        pixels(self.height)
    }

    /// The images to choose from.
    pub fn sources(&self, base: &str, revision: &str) -> String {
        WIDTHS
            .map(|width| format!("{base}/pages/{}.png?of={revision}&w={width} {width}w", self.index))
            .join(", ")
    }

    /// The image for those who cannot choose.
    pub fn source(&self, base: &str, revision: &str) -> String {
        format!("{base}/pages/{}.png?of={revision}&w={}", self.index, WIDTHS[1])
    }
}

/// Points at 96 per inch.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pages measure between 3 and 14,400 points"
)]
fn pixels(points: f64) -> u32 {
    (points * 96.0 / 72.0).round().clamp(1.0, 100_000.0) as u32
}

impl Sign {
    /// The words; the template asks for them everywhere.
    pub fn words(&self) -> Words {
        self.frame.words
    }

    /// What was filled in this field before, as text.
    pub fn text(&self, field: &Field) -> &str {
        match self.values.get(&field.id) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether this choice was made before.
    pub fn chosen(&self, field: &Field, choice: &str) -> bool {
        match self.values.get(&field.id) {
            Some(Value::Several(chosen)) => chosen.iter().any(|one| one == choice),
            Some(Value::Text(text)) => text == choice,
            _ => false,
        }
    }

    /// What fills itself, as it stands now.
    pub fn filled(&self, field: &Field) -> &str {
        self.state.values.get(&field.id).map_or("", String::as_str)
    }

    /// Whether this box was ticked before.
    pub fn ticked(&self, field: &Field) -> bool {
        self.values.get(&field.id) == Some(&Value::Set(true))
    }

    /// The part of the revision's hash that makes addresses of images change with it.
    pub fn revision_key(&self) -> &str {
        self.revision.get(..12).unwrap_or_default()
    }

    fn suggested<'a>(&self, text: &'a str) -> &'a str {
        if self.person.has_letters { text } else { "" }
    }

    /// The data for the script.
    pub fn data_json(&self) -> Safe<String> {
        island::json(&Visit {
            base: &self.frame.base,
            consented: self.consented,
            revision: &self.revision,
            name: self.suggested(&self.person.name),
            initials: self.suggested(&self.person.initials),
            pages: &self.pages,
            fields: self.pages.iter().flat_map(|page| &page.fields).collect(),
            values: &self.values,
            state: &self.state,
        })
    }

    /// The words for the script.
    pub fn words_json(&self) -> Safe<String> {
        island::json(&island::words(self.frame.words, &["sign-ui-"]))
    }
}

/// SHA-256 (hexadecimal) of the words to which a recipient consents in this language (C-40): the version stored with the consent.
/// The organisation's name stands in the text, not in its version.
pub fn consent_sha256(language: Language) -> String {
    let words = Words::of(language);
    let mut text = [
        words.text("sign-consent-title"),
        words.text("sign-consent-text"),
        words.text("sign-consent-agree"),
    ]
    .to_vec();
    text.extend(
        disclosure(&words, "…")
            .into_iter()
            .flat_map(|(title, text)| [title, text]),
    );
    app::keys::sha256_hex(text.join("\n").as_bytes())
}

/// The consumer disclosure (C-40), paragraph by paragraph: title and text.
pub fn disclosure(words: &Words, organisation: &str) -> Vec<(String, String)> {
    let part = |name: &str| {
        (
            words.text(&format!("sign-disclosure-{name}-title")),
            words.with(
                &format!("sign-disclosure-{name}"),
                &[("organisation", &organisation)],
            ),
        )
    };
    ["scope", "paper", "withdraw", "contact", "needs"]
        .map(part)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            index: 2,
            width: 595.3,
            height: 841.9,
            fields: Vec::new(),
        }
    }

    #[test]
    fn images_come_in_the_widths_that_the_cache_knows() {
        assert_eq!(page().source("/s/t", "ab"), "/s/t/pages/2.png?of=ab&w=828");
        assert!(
            page()
                .sources("/s/t", "ab")
                .ends_with("/s/t/pages/2.png?of=ab&w=1800 1800w")
        );
        assert_eq!((page().pixel_width(), page().pixel_height()), (794, 1123));
    }

    #[test]
    fn the_disclosure_says_all_that_c_40_asks_in_every_language() {
        for language in Language::ALL {
            let parts = disclosure(&Words::of(language), "Banka d.d.");
            assert_eq!(parts.len(), 5);
            assert!(
                parts
                    .iter()
                    .all(|(title, text)| !title.starts_with("sign-") && text.len() > 40),
                "{language}"
            );
        }
    }

    #[test]
    fn each_language_has_its_own_version_of_the_consent() {
        let versions: std::collections::BTreeSet<String> = Language::ALL.map(consent_sha256).into();
        assert_eq!(versions.len(), 3);
        assert!(versions.iter().all(|version| version.len() == 64));
    }
}
