//! `/help/methods`: what each method of identity asks, proves and costs.

use super::{Answer, page};
use crate::Shared;
use crate::error::Problem;
use crate::language::Words;
use crate::pages::Section;
use crate::pages::methods::{Method, MethodLine, Methods};
use crate::visitor::User;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use domain::identity::{Friction, MethodKind};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/help/methods", get(all))
        .route("/help/methods/{name}", get(one))
}

async fn all(user: User) -> Answer {
    page(&Methods {
        words: user.words,
        shell: user.shell(Section::None),
        lines: lines(user.words),
    })
}

async fn one(user: User, Path(name): Path<String>) -> Answer {
    let kind = MethodKind::explained().find(|kind| kind.name() == name);
    let kind = kind.ok_or_else(Problem::not_found)?;
    page(&Method {
        words: user.words,
        shell: user.shell(Section::None),
        line: line(user.words, kind),
        parts: parts(user.words, kind),
    })
}

/// A line for each method, in the order in which they are listed everywhere.
pub(super) fn lines(words: Words) -> Vec<MethodLine> {
    MethodKind::explained().map(|kind| line(words, kind)).collect()
}

/// What a method is called where one chooses; that it costs something stands with it.
pub(super) fn name(words: Words, kind: MethodKind) -> String {
    let label = words.text(&format!("setting-word-{}", kind.name()));
    if kind.is_premium() {
        words.with("help-method-with-premium", &[("method", &label)])
    } else {
        label
    }
}

fn line(words: Words, kind: MethodKind) -> MethodLine {
    let assurance = kind.assurance().name().replace('_', "-");
    MethodLine {
        label: words.text(&format!("setting-word-{}", kind.name())),
        href: format!("/help/methods/{}", kind.name()),
        steps: 1 + Friction::ALL
            .iter()
            .take_while(|one| **one != kind.friction())
            .count(),
        friction: words.text(&format!("help-friction-{}", kind.friction().name())),
        assurance: words.text(&format!("help-assurance-{assurance}")),
        premium: kind.is_premium(),
    }
}

fn parts(words: Words, kind: MethodKind) -> Vec<(String, String)> {
    let method = kind.name();
    let cost = if kind.is_premium() { "premium" } else { "none" };
    // Where nothing is asked nothing can be answered wrongly; then there is no event of an end by guessing either.
    let wrong = match kind.cancel_event() {
        Some(_) => "counted",
        None => "none",
    };
    [
        ("does", format!("help-method-{method}-does")),
        ("proves", format!("help-method-{method}-proves")),
        ("costs", format!("help-method-costs-{cost}")),
        ("wrong", format!("help-method-wrong-{wrong}")),
        ("sender", format!("help-method-{method}-sender")),
    ]
    .map(|(question, answer)| {
        let question = format!("help-method-ask-{question}");
        (words.text(&question), words.text(&answer))
    })
    .into()
}
