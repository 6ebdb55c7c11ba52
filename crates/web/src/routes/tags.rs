//! `/help/tags`: tags to copy into documents (M-41); `/settings/tags`: the account's own (M-47).

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::language::Words;
use crate::pages::agreement::{Action, Question, Way};
use crate::pages::tags::{Catalogue, Group, OwnTags, Row, Word};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use app::tags::TagWordView;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::account::UserRole;
use domain::tags::place::field_kind;
use domain::tags::short::LETTERS;
use domain::tags::{TagKind, TagWord, Target};
use serde::Deserialize;
use uuid::Uuid;

const PATH: &str = "/settings/tags";

/// Tags of other systems: whose, an example, what it becomes.
const OTHERS: [(&str, &[(&str, TagKind)]); 7] = [
    (
        "Acrobat Sign",
        &[
            ("{{Sig_es_:signer1:signature}}", TagKind::Signature),
            ("{{Int_es_:signer1:initials}}", TagKind::Initials),
            ("{{*Address_es_:signer1}}", TagKind::Text),
            ("{{Born_es_:signer1:isdate(format=dd/mm/yyyy)}}", TagKind::Date),
            ("{{[]Agree_es_:signer1}}", TagKind::Checkbox),
            ("{{#a=Sig2_es_:signer2:signature}} {{$a}}", TagKind::Signature),
        ],
    ),
    (
        "BoldSign",
        &[
            ("{{sign|1|*}}", TagKind::Signature),
            ("{{text|1|*|Address|address_1}}", TagKind::Text),
        ],
    ),
    (
        "DocuSeal",
        &[
            ("{{Signature;role=Buyer;type=signature}}", TagKind::Signature),
            ("{{Address;role=Buyer;required=false}}", TagKind::Text),
            ("{{Agree;role=Buyer;type=checkbox}}", TagKind::Checkbox),
        ],
    ),
    (
        "Documenso",
        &[
            ("{{signature, r1}}", TagKind::Signature),
            ("{{text, r1, label=Address, required=true}}", TagKind::Text),
        ],
    ),
    (
        "Dropbox Sign",
        &[
            ("[sig|req|signer1]", TagKind::Signature),
            ("[text|noreq|signer1|Address|address1]", TagKind::Text),
            ("[check|noreq|signer1|Agree|agree1]", TagKind::Checkbox),
        ],
    ),
    (
        "PandaDoc",
        &[
            ("[signature:Client:sign1____]", TagKind::Signature),
            ("{textfield*:Client:address____}", TagKind::Text),
        ],
    ),
    (
        "SignNow",
        &[
            ("{{t:s;r:y;o:\"Client\";w:100;h:15;}}", TagKind::Signature),
            ("{{t:t;r:n;o:\"Client\";l:\"Address\";}}", TagKind::Text),
        ],
    ),
];

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/help/tags", get(catalogue))
        .route(PATH, get(show).post(save))
        .route("/settings/tags/{id}/delete", post(delete))
}

/// `signing_date` becomes `Date of signing`.
fn kind_name(words: Words, kind: TagKind) -> String {
    let code = serde_json::to_value(kind)
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned));
    words.text(&format!(
        "tags-kind-{}",
        code.unwrap_or_default().replace('_', "-")
    ))
}

async fn catalogue(State(web): State<Shared>, user: User) -> Answer {
    let words = user.words;
    let own = web.app.tag_dictionary(&user.caller).await?;
    let mut groups = vec![short(words), more(words)];
    groups.extend(OTHERS.iter().enumerate().map(|(index, (vendor, tags))| {
        Group {
            title: (*vendor).to_owned(),
            hint: if index == 0 {
                words.text("tags-others-hint")
            } else {
                String::new()
            },
            rows: tags
                .iter()
                .enumerate()
                .map(|(row, (tag, kind))| kind_row(words, format!("other-{index}-{row}"), tag, *kind))
                .collect(),
            ..Group::default()
        }
    }));
    let is_admin = user.caller.role == UserRole::Admin;
    groups.insert(
        2,
        Group {
            title: words.text("tags-words"),
            hint: words.text("tags-words-lead"),
            rows: own
                .iter()
                .enumerate()
                .map(|(row, word)| Row {
                    id: format!("word-{row}"),
                    tag: word.word.word.clone(),
                    meaning: meaning(words, &word.word),
                    served: true,
                })
                .collect(),
            none: words.text("tags-words-none"),
            link: is_admin.then(|| (PATH, words.text("tags-words-manage"))),
        },
    );
    page(&Catalogue {
        words,
        shell: user.shell(Section::None),
        groups,
    })
}

fn short(words: Words) -> Group {
    let row = |(row, (letter, kind)): (usize, &(&str, TagKind))| {
        let tag = match kind {
            TagKind::Dropdown => format!("[[{letter}1:size|S|M|L]]"),
            kind if kind.is_mark() => format!("[[{letter}1]]"),
            TagKind::Text
            | TagKind::Multiline
            | TagKind::Number
            | TagKind::Date
            | TagKind::Checkbox
            | TagKind::Radio => {
                format!("[[{letter}1:label]]")
            }
            _ => format!("[[{letter}1]]"),
        };
        kind_row(words, format!("short-{row}"), &tag, *kind)
    };
    Group {
        title: words.text("tags-own"),
        hint: words.text("tags-own-hint"),
        rows: LETTERS.iter().enumerate().map(row).collect(),
        ..Group::default()
    }
}

/// What else a short tag can say.
fn more(words: Words) -> Group {
    let examples = [
        ("[[T1*:address]]", "required"),
        ("[[T1?:address]]", "optional"),
        ("[[T1:your address]]", "name"),
        ("[[T1:town=Ljubljana]]", "default"),
        ("[[L1:size=M|S|M|L]]", "choices"),
        ("[[S1@160x40]]", "size"),
    ];
    let row = |(row, (tag, key)): (usize, (&str, &str))| Row {
        id: format!("more-{row}"),
        tag: tag.to_owned(),
        meaning: words.text(&format!("tags-more-{key}")),
        served: true,
    };
    Group {
        title: words.text("tags-more"),
        rows: examples.into_iter().enumerate().map(row).collect(),
        ..Group::default()
    }
}

fn kind_row(words: Words, id: String, tag: &str, kind: TagKind) -> Row {
    Row {
        id,
        tag: tag.to_owned(),
        meaning: kind_name(words, kind),
        served: field_kind(kind).is_some(),
    }
}

/// "Signature, Vida Kos (vida@banka.si)".
fn meaning(words: Words, word: &TagWord) -> String {
    let kind = kind_name(words, word.tag().kind);
    let who = match &word.target {
        Target::Order { number: 0 } => words.text("tags-place-owner"),
        Target::Order { number } => words.with("tags-place-party", &[("number", &number.to_string())]),
        Target::Person { name, email } => format!("{name} ({email})"),
        Target::Role { name } => name.clone(),
    };
    format!("{kind}, {who}")
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    word: String,
    what: String,
    who: String,
    name: String,
    email: String,
    number: String,
}

impl Typed {
    fn word(&self) -> TagWord {
        let name = self.name.trim().to_owned();
        let target = match self.who.as_str() {
            "person" => Target::Person {
                name,
                email: self.email.trim().to_owned(),
            },
            "order" => Target::Order {
                // What is no number is refused like one that is too high.
                number: self.number.trim().parse().unwrap_or(u32::MAX),
            },
            _ => Target::Role { name },
        };
        TagWord {
            word: self.word.trim().to_owned(),
            initials: self.what == "initials",
            target,
        }
    }
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    form(&web, &user, Typed::default(), Problems::default()).await
}

async fn form(web: &Shared, user: &User, typed: Typed, problems: Problems) -> Answer {
    let words = user.words;
    let known = web.app.tag_dictionary(&user.caller).await?;
    let whats = [
        ("signature", kind_name(words, TagKind::Signature)),
        ("initials", kind_name(words, TagKind::Initials)),
    ];
    let whos = ["person", "role", "order"].map(|who| (who, words.text(&format!("tags-words-who-{who}"))));
    page(&OwnTags {
        words,
        shell: user.shell_at(Section::Tags, PATH),
        known: known.iter().map(|word| shown(words, word)).collect(),
        word: typed.word,
        whats: Choice::list(&whats, &typed.what),
        whos: Choice::list(&whos, &typed.who),
        name: typed.name,
        email: typed.email,
        number: typed.number,
        problems,
        questions: known.iter().map(|word| question(words, word)).collect(),
    })
}

fn shown(words: Words, word: &TagWordView) -> Word {
    let delete = Action {
        label: words.text("tags-words-delete"),
        icon: "",
        way: Way::Ask(format!("delete-{}", word.id)),
        danger: true,
    };
    Word {
        word: word.word.word.clone(),
        meaning: meaning(words, &word.word),
        actions: vec![delete],
    }
}

fn question(words: Words, word: &TagWordView) -> Question {
    Question {
        id: format!("delete-{}", word.id),
        title: words.with("tags-words-delete-title", &[("word", &word.word.word)]),
        text: words.text("tags-words-delete-text"),
        action: format!("{PATH}/{}/delete", word.id),
        field: None,
        go: words.text("tags-words-delete"),
        danger: true,
    }
}

async fn save(State(web): State<Shared>, Admin(user): Admin, Form(typed): Form<Typed>) -> Answer {
    match web.app.save_tag_word(&user.caller, typed.word()).await {
        Ok(()) => Ok(redirect_saying(&web, PATH, "tags-words-saved", &[])),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&web, &user, typed, problems).await
        }
    }
}

async fn delete(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    web.app.delete_tag_word(&user.caller, id).await?;
    Ok(redirect_saying(&web, PATH, "tags-words-deleted", &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::tags::{Reading, TextLine, scan};

    /// What people copy from the catalogue is read as the catalogue says.
    #[test]
    fn every_tag_of_the_catalogue_is_read() {
        let words = Words::of(domain::language::Language::English);
        let others = OTHERS.iter().flat_map(|(_, tags)| {
            tags.iter()
                .map(|(tag, kind)| ((*tag).to_owned(), kind_name(words, *kind)))
        });
        let own = short(words).rows.into_iter().map(|row| (row.tag, row.meaning));
        for (tag, meaning) in own.chain(others) {
            let line = TextLine {
                text: tag.clone(),
                ..TextLine::default()
            };
            let mut readings: Vec<Reading> = scan(&[line], &[])
                .into_iter()
                .map(|found| found.reading)
                .collect();
            domain::tags::resolve(&mut readings);
            match readings.last() {
                Some(Reading::Field(read)) => assert_eq!(kind_name(words, read.kind), meaning, "{tag}"),
                other => panic!("{tag}: {other:?}"),
            }
        }
        for row in more(words).rows {
            let line = TextLine {
                text: row.tag.clone(),
                ..TextLine::default()
            };
            assert!(
                matches!(scan(&[line], &[])[0].reading, Reading::Field(_)),
                "{}",
                row.tag
            );
        }
    }
}
