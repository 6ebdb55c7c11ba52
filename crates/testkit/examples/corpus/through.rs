//! One foreign file, through everything; the answer goes to standard output as JSON.

use std::fs;
use std::path::Path;

use ades::test_pki::TestPki;
use pdf::form::{Field, FieldKind, NewField, NewFieldKind, Value};
use pdf::inspect::inspect_document;
use pdf::{
    Act, Document, Error, FieldValue, Inspection, Limits, Page, Rect, Rewrite, SignatureAppearance, Xfa,
};
use serde_json::json;
use testkit::faces::fonts;
use testkit::hand;
use testkit::sealer::{Sealer, open};

const PASSWORDS: [&str; 6] = [
    "ownersecret",
    "usersecret",
    "openpassword",
    "secret",
    "asdfzxcv",
    "password",
];

/// What the first person writes.
const WRITTEN: &str = "Živa Čebašek Řehoř ελ жщ";
/// What stands under the signatures.
const LINE: &str = "Elektronsko podpisala Živa";

/// A refusal that the product has words for, or what went wrong.
enum Stop {
    Refused(&'static str, String),
    Failed(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        match refusal(&error) {
            Some(code) => Stop::Refused(code, error.to_string()),
            None => Stop::Failed(format!("{}: {error}", error.code())),
        }
    }
}

impl From<ades::Error> for Stop {
    fn from(error: ades::Error) -> Stop {
        Stop::Failed(error.to_string())
    }
}

/// The anchor of the seals, for the judges.
pub(crate) fn write_root(folder: &Path) -> anyhow::Result<String> {
    fs::write(folder.join("root.pem"), TestPki::new()?.root.to_pem())?;
    Ok("root.pem".to_owned())
}

/// When the judges should judge.
pub(crate) fn judged_at() -> String {
    (ades::test_pki::now() + jiff::SignedDuration::from_hours(48)).to_string()
}

/// Runs one file through and says what became of it.
pub(crate) fn one(file: &Path, target: &Path) -> anyhow::Result<()> {
    let answer = match through(fs::read(file)?) {
        Ok(done) => {
            fs::write(target, &done.file)?;
            json!({
                "outcome": "done",
                "output": target.file_name().map(|name| name.to_string_lossy()),
                "password": done.password,
                "was_signed": done.was_signed,
                "repaired": done.repaired,
                "texts": done.texts,
                "places": done.places,
            })
        }
        Err(Stop::Refused(code, detail)) => json!({ "outcome": "refused", "code": code, "detail": detail }),
        Err(Stop::Failed(detail)) => json!({ "outcome": "failed", "detail": detail }),
    };
    println!("{answer}");
    Ok(())
}

struct Done {
    file: Vec<u8>,
    password: Option<&'static str>,
    was_signed: bool,
    repaired: bool,
    texts: Vec<&'static str>,
    /// Places of new fields: page, then left, top, width and height in points.
    places: Vec<(usize, [f64; 4])>,
}

fn through(bytes: Vec<u8>) -> Result<Done, Stop> {
    let (document, password) = unlock(bytes)?;
    let inspection = inspect_document(&document)?;
    check(&inspection)?;
    let file = if inspection.is_signed() || !(inspection.repaired || inspection.encryption.is_some()) {
        document.bytes().to_vec()
    } else {
        Rewrite::new(&document)?.finish()?
    };
    let pki = TestPki::new()?;
    let fonts = fonts().map_err(|error| Stop::Failed(error.to_string()))?;
    let sealer = Sealer::new(&pki, &pki.seal, &fonts);
    let plan = Plan::of(&inspection, &document.pages()?);
    let mut file = match plan.without_preparing() {
        true => file,
        false => sealer.prepare(&file, &plan.fields)?,
    };
    for act in &plan.acts {
        file = sealer.seal(&file, act, LINE)?;
    }
    let file = sealer.close(&file, &[])?;
    // What was made can be read again, and is as whole as before.
    let pages = inspect_document(&open(&file)?)?.pages.len();
    if pages != inspection.pages.len() {
        return Err(Stop::Failed(format!(
            "{pages} pages, there were {}",
            inspection.pages.len()
        )));
    }
    Ok(Done {
        file,
        password,
        was_signed: inspection.is_signed(),
        repaired: inspection.repaired,
        texts: plan.texts(),
        places: plan
            .fields
            .iter()
            .map(|field| (field.page, sides(field.rect)))
            .collect(),
    })
}

fn sides(rect: Rect) -> [f64; 4] {
    [rect.x, rect.y, rect.width, rect.height]
}

fn unlock(bytes: Vec<u8>) -> Result<(Document, Option<&'static str>), Stop> {
    let limits = Limits::default();
    match Document::open(bytes.clone(), None, &limits) {
        Err(Error::NeedsPassword) => {}
        other => return Ok((other?, None)),
    }
    for password in PASSWORDS {
        if let Ok(document) = Document::open(bytes.clone(), Some(password.as_bytes()), &limits) {
            return Ok((document, Some(password)));
        }
    }
    Err(Error::NeedsPassword.into())
}

/// What the product refuses although it can read it.
fn check(inspection: &Inspection) -> Result<(), Stop> {
    let refused = |code, detail: &str| Err(Stop::Refused(code, detail.to_owned()));
    let needs_password = |inspection: &Inspection| {
        let facts = inspection.encryption.as_ref();
        facts.is_some_and(|facts| !facts.opens_without_password)
    };
    match inspection {
        inspection if inspection.xfa == Xfa::Dynamic => {
            refused("dynamic_xfa", "a form that a program makes up")
        }
        inspection if !inspection.is_signed() => Ok(()),
        inspection if inspection.repaired => {
            refused("signed_and_broken", "signed, and its cross-reference is broken")
        }
        inspection if inspection.locks_new_fields && inspection.docmdp != Some(1) => refused(
            "locked_by_signature",
            "a signature locks every field that could be added",
        ),
        inspection if inspection.forbids_signing() => {
            refused("locked_by_certification", "no further signature is allowed")
        }
        inspection if needs_password(inspection) => {
            refused("signed_and_locked", "signed, and it needs a password")
        }
        _ => Ok(()),
    }
}

/// The closed list of what may be said of a file in place of signing it.
fn refusal(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::Empty => "empty",
        Error::NotPdf => "not_pdf",
        Error::Truncated => "truncated",
        Error::Malformed { .. } => "malformed",
        Error::TooLarge { .. } => "too_large",
        Error::NeedsPassword | Error::WrongPassword => "needs_password",
        Error::UnsupportedEncryption(_) => "unsupported_encryption",
        Error::UnsupportedFilter(_) => "unsupported_filter",
        Error::DynamicXfa => "dynamic_xfa",
        _ => return None,
    })
}

/// Who signs where.
struct Plan {
    fields: Vec<NewField>,
    acts: Vec<Act>,
    has_text: bool,
    certified: bool,
}

impl Plan {
    fn of(inspection: &Inspection, pages: &[Page]) -> Plan {
        match (inspection.is_signed(), inspection.docmdp.is_some()) {
            (false, _) => Plan::unsigned(pages),
            (true, false) => Plan::signed(pages),
            (true, true) => Plan::certified(inspection),
        }
    }

    /// Two signatures and two texts, on the first page and on the last.
    fn unsigned(pages: &[Page]) -> Plan {
        let text = NewFieldKind::Text { multiline: false };
        let fields = [("r001", pages.first(), 0.1), ("r002", pages.last(), 0.5)];
        let fields = fields.into_iter().flat_map(|(who, page, top)| {
            let place = |kind, name: &str, down| {
                page.map(|page| field(format!("{who}_{name}"), kind, page, top + down))
            };
            [
                place(text.clone(), "text_01", 0.0),
                place(NewFieldKind::Signature, "signature_01", 0.1),
            ]
        });
        let written = |name: &str| FieldValue {
            name: name.to_owned(),
            value: Value::Text(WRITTEN.to_owned()),
        };
        let act = |who: &str| Act {
            values: vec![written(&format!("{who}_text_01"))],
            own_fields: vec![format!("{who}_text_01")],
            ..signing(&format!("{who}_signature_01"), true)
        };
        Plan {
            fields: fields.flatten().collect(),
            acts: vec![act("r001"), act("r002")],
            has_text: true,
            certified: false,
        }
    }

    /// After a signature only further signatures may come.
    fn signed(pages: &[Page]) -> Plan {
        let places = [
            ("r001_signature_01", pages.first(), 0.2),
            ("r002_signature_01", pages.last(), 0.6),
        ];
        let fields = places.map(|(name, page, top)| {
            page.map(|page| field(name.to_owned(), NewFieldKind::Signature, page, top))
        });
        Plan {
            fields: fields.into_iter().flatten().collect(),
            acts: vec![
                signing("r001_signature_01", true),
                signing("r002_signature_01", true),
            ],
            has_text: false,
            certified: false,
        }
    }

    /// After a certification only its own places are open; invisible signatures are added where there are none.
    fn certified(inspection: &Inspection) -> Plan {
        let free =
            |field: &&Field| matches!(field.kind, FieldKind::Signature { signed: false }) && !field.read_only;
        let mut own = inspection.form_fields.iter().filter(free);
        let mut act = |name: &str| match own.next() {
            Some(field) => signing(&field.name, !field.widgets.is_empty()),
            None => signing(name, false),
        };
        Plan {
            acts: vec![act("act001_approval"), act("act002_approval")],
            fields: Vec::new(),
            has_text: false,
            certified: true,
        }
    }

    fn without_preparing(&self) -> bool {
        self.certified
    }

    fn texts(&self) -> Vec<&'static str> {
        let visible = self.acts.iter().any(|act| act.appearance.is_some());
        [(self.has_text, WRITTEN), (visible, LINE)]
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, text)| *text)
            .collect()
    }
}

fn signing(field: &str, visible: bool) -> Act {
    let appearance = SignatureAppearance {
        ink: Some(hand::signature()),
        typed: None,
        lines: vec![LINE.to_owned()],
    };
    Act {
        lock: true,
        signature_field: field.to_owned(),
        appearance: visible.then_some(appearance),
        ..Act::default()
    }
}

/// A field in the left half of a page, so far down (0 to 1); small on small pages.
fn field(name: String, kind: NewFieldKind, page: &Page, down: f64) -> NewField {
    let height = if kind == NewFieldKind::Signature {
        60.0
    } else {
        18.0
    };
    NewField {
        name,
        kind,
        page: page.index,
        rect: Rect {
            x: page.width * 0.1,
            y: page.height * down,
            width: (page.width * 0.5).min(220.0),
            height: (page.height * 0.1).min(height),
        },
        tooltip: "Podpis".to_owned(),
        required: true,
        ..NewField::default()
    }
}
