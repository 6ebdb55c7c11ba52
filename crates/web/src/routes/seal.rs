//! `/settings/seal`: the organisation's certificate, who may use it, and how it was used (M-77, decision 19).

use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::agreement::{Action, Fact, Way};
use crate::pages::settings::{Certificate, Grant, Seal, Use};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use app::accounts::UserView;
use app::seals::{OPERATOR, SealCertificate, SealOverview};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::account::UserState;
use domain::ids::UserId;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

const PATH: &str = "/settings/seal";
/// A certificate that ends so soon is mentioned.
const SOON_DAYS: i64 = 45;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show))
        .route("/settings/seal/mandates", post(grant_mandate))
        .route("/settings/seal/mandates/{id}/{what}", post(change_mandate))
        .route("/settings/seal/bindings", post(grant_binding))
        .route("/settings/seal/bindings/{id}/{what}", post(change_binding))
}

/// What was typed, whichever of the two forms it was.
#[derive(Clone, Deserialize)]
#[serde(default)]
struct Typed {
    purpose: String,
    days: String,
    rate: String,
    user: String,
    #[serde(rename = "binding-days")]
    binding_days: String,
}

impl Default for Typed {
    fn default() -> Typed {
        let text = str::to_owned;
        Typed {
            purpose: String::new(),
            days: text("365"),
            rate: text("100"),
            user: String::new(),
            binding_days: text("365"),
        }
    }
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    form(&web, &user, "", Typed::default(), Problems::default()).await
}

async fn form(web: &Shared, user: &User, open: &'static str, typed: Typed, problems: Problems) -> Answer {
    let overview = web.app.seal_overview(&user.caller).await?;
    let users = web.app.users(&user.caller).await?;
    let writer = Writer {
        user,
        users: &users,
        now: web.app.ports.clock.now(),
    };
    page(&Seal {
        words: user.words,
        shell: user.shell_at(Section::Seal, PATH),
        certificate: overview
            .certificate
            .as_ref()
            .map(|certificate| writer.certificate(certificate)),
        mandates: writer.mandates(&overview),
        bindings: writer.bindings(&overview),
        uses: writer.uses(&overview),
        open,
        purpose: typed.purpose,
        days: typed.days,
        rate: typed.rate,
        users: writer.choices(&typed.user),
        binding_days: typed.binding_days,
        problems,
    })
}

/// Turns the overview into what the page shows.
struct Writer<'a> {
    user: &'a User,
    users: &'a [UserView],
    now: Timestamp,
}

/// What mandates and bindings have in common.
struct Terms {
    from: Timestamp,
    until: Timestamp,
    granted_by: UserId,
    approved_by: Option<UserId>,
    revoked: bool,
}

impl Writer<'_> {
    fn text(&self, key: &str) -> String {
        self.user.words.text(key)
    }

    fn name(&self, id: UserId) -> String {
        if id == OPERATOR {
            return self.text("settings-operator");
        }
        self.users
            .iter()
            .find(|user| user.id == id)
            .map(|user| user.name.clone())
            .unwrap_or_default()
    }

    fn choices(&self, chosen: &str) -> Vec<Choice> {
        let active = self.users.iter().filter(|user| user.state == UserState::Active);
        active
            .map(|user| Choice {
                value: user.id.to_string(),
                label: user.name.clone(),
                chosen: user.id.to_string() == chosen,
            })
            .collect()
    }

    fn certificate(&self, certificate: &SealCertificate) -> Certificate {
        let left = certificate.not_after.duration_since(self.now).as_hours() / 24;
        let (tone, key) = match left {
            _ if self.now >= certificate.not_after => ("bad", "settings-state-ended"),
            ..SOON_DAYS => ("wait", "settings-state-soon"),
            _ => ("good", "settings-state-valid"),
        };
        let fact = |key: &str, value: String| Fact {
            label: self.text(key),
            value,
            code: false,
        };
        let between = self.between(certificate.not_before, certificate.not_after);
        Certificate {
            name: common_name(&certificate.subject),
            is_test: certificate.is_test,
            tone,
            state: self.text(key),
            facts: vec![
                fact("settings-seal-subject", certificate.subject.clone()),
                fact("settings-seal-issuer", certificate.issuer.clone()),
                fact("settings-seal-valid", between),
                Fact {
                    code: true,
                    ..fact("settings-seal-fingerprint", certificate.fingerprint.clone())
                },
            ],
        }
    }

    fn between(&self, from: Timestamp, until: Timestamp) -> String {
        self.user.words.with(
            "settings-valid-between",
            &[("from", &self.user.day(from)), ("until", &self.user.day(until))],
        )
    }

    fn mandates(&self, overview: &SealOverview) -> Vec<Grant> {
        let grant = |mandate: &domain::seal::SealMandate| {
            let terms = Terms {
                from: mandate.valid_from,
                until: mandate.valid_until,
                granted_by: mandate.granted_by,
                approved_by: mandate.approved_by,
                revoked: mandate.revoked_at.is_some_and(|at| self.now >= at),
            };
            let arguments: [(&str, &dyn crate::language::Argument); 3] = [
                ("from", &self.user.day(terms.from)),
                ("until", &self.user.day(terms.until)),
                ("rate", &mandate.per_hour),
            ];
            self.grant(
                if mandate.purpose == app::seals::USUAL_PURPOSE {
                    self.user.words.text("settings-mandate-usual-purpose")
                } else {
                    mandate.purpose.clone()
                },
                self.user.words.with("settings-terms-mandate", &arguments),
                &terms,
                &format!("{PATH}/mandates/{}", mandate.id),
            )
        };
        overview.mandates.iter().map(grant).collect()
    }

    fn bindings(&self, overview: &SealOverview) -> Vec<Grant> {
        let grant = |binding: &domain::seal::SealBinding| {
            let terms = Terms {
                from: binding.valid_from,
                until: binding.valid_until,
                granted_by: binding.granted_by,
                approved_by: binding.approved_by,
                revoked: binding.revoked_at.is_some_and(|at| self.now >= at),
            };
            self.grant(
                self.name(binding.user),
                self.between(terms.from, terms.until),
                &terms,
                &format!("{PATH}/bindings/{}", binding.id),
            )
        };
        overview.bindings.iter().map(grant).collect()
    }

    fn grant(&self, name: String, terms: String, facts: &Terms, path: &str) -> Grant {
        let (tone, state) = match () {
            () if facts.revoked => ("", "settings-state-revoked"),
            () if self.now >= facts.until => ("", "settings-state-ended"),
            () if facts.approved_by.is_none() => ("wait", "settings-state-waits"),
            () => ("good", "settings-state-in-force"),
        };
        let open = !facts.revoked && self.now < facts.until;
        let action = |key: &str, what: &str, danger| Action {
            label: self.text(key),
            icon: "",
            way: Way::Post(format!("{path}/{what}")),
            danger,
        };
        // Nobody approves their own grant; the use case refuses it too.
        let may_approve = open && facts.approved_by.is_none() && facts.granted_by != self.user.caller.user;
        let approve = may_approve.then(|| action("settings-approve", "approve", false));
        let revoke = open.then(|| action("settings-revoke", "revoke", true));
        Grant {
            name,
            tone,
            state: self.text(state),
            terms,
            people: self.people(facts),
            actions: approve.into_iter().chain(revoke).collect(),
        }
    }

    fn people(&self, facts: &Terms) -> String {
        let granted = self.name(facts.granted_by);
        match facts.approved_by {
            Some(id) => self.user.words.with(
                "settings-people-approved",
                &[("granted", &granted), ("approved", &self.name(id))],
            ),
            None => self
                .user
                .words
                .with("settings-people-granted", &[("granted", &granted)]),
        }
    }

    fn uses(&self, overview: &SealOverview) -> Vec<Use> {
        let used = |used: &app::seals::SealUseView| Use {
            when: self.user.when(used.at),
            by: used
                .user
                .map_or_else(|| self.text("settings-use-mandate"), |id| self.name(id)),
            agreement: used
                .agreement
                .as_ref()
                .map(|(id, name)| (format!("/agreements/{id}"), name.clone())),
            digest: used.digest.clone(),
        };
        overview.uses.iter().map(used).collect()
    }
}

/// The common name of a subject (RFC 4514), or the whole of it.
fn common_name(subject: &str) -> String {
    let name = subject
        .split(',')
        .find_map(|part| part.trim().strip_prefix("CN="));
    name.unwrap_or(subject).to_owned()
}

async fn grant_mandate(State(web): State<Shared>, Admin(user): Admin, Form(typed): Form<Typed>) -> Answer {
    // What is no number is out of range, and the use case says so.
    let (days, rate) = (
        typed.days.trim().parse().unwrap_or(0),
        typed.rate.trim().parse().unwrap_or(0),
    );
    let done = web
        .app
        .grant_mandate(&user.caller, typed.purpose.trim(), days, rate)
        .await;
    granted(&web, &user, "mandate", typed, done).await
}

async fn grant_binding(State(web): State<Shared>, Admin(user): Admin, Form(typed): Form<Typed>) -> Answer {
    let bound: UserId = typed.user.parse().map_err(|_| Problem::not_found())?;
    let done = web
        .app
        .grant_binding(
            &user.caller,
            bound,
            typed.binding_days.trim().parse().unwrap_or(0),
        )
        .await;
    granted(&web, &user, "binding", typed, done).await
}

async fn granted(
    web: &Shared,
    user: &User,
    open: &'static str,
    typed: Typed,
    done: app::Result<Uuid>,
) -> Answer {
    match done {
        Ok(_) => Ok(redirect_saying(web, PATH, "settings-done-granted", &[])),
        Err(error) => {
            let complaint = complaint(error)?;
            let field = match (open, complaint.field.as_str()) {
                ("binding", "days") => "binding-days",
                (_, "per_hour") => "rate",
                (_, field) => field,
            };
            form(
                web,
                user,
                open,
                typed,
                Problems::one(field, complaint.text(user.words)),
            )
            .await
        }
    }
}

async fn change_mandate(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path((id, what)): Path<(Uuid, String)>,
) -> Answer {
    let done = match what.as_str() {
        "approve" => web.app.approve_mandate(&user.caller, id).await,
        "revoke" => web.app.revoke_mandate(&user.caller, id).await,
        _ => return Err(Problem::not_found()),
    };
    changed(&web, &what, done)
}

async fn change_binding(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path((id, what)): Path<(Uuid, String)>,
) -> Answer {
    let done = match what.as_str() {
        "approve" => web.app.approve_binding(&user.caller, id).await,
        "revoke" => web.app.revoke_binding(&user.caller, id).await,
        _ => return Err(Problem::not_found()),
    };
    changed(&web, &what, done)
}

fn changed(web: &Shared, what: &str, done: app::Result<()>) -> Answer {
    let key = if what == "approve" {
        "settings-done-approved"
    } else {
        "settings-done-revoked"
    };
    match done {
        Ok(()) => Ok(redirect_saying(web, PATH, key, &[])),
        Err(error) => Ok(redirect_saying(web, PATH, complaint(error)?.key(), &[])),
    }
}

#[cfg(test)]
mod tests {
    use super::common_name;

    #[test]
    fn a_certificate_is_called_by_its_common_name() {
        assert_eq!(common_name("CN=Banka d.d., O=Banka, C=SI"), "Banka d.d.");
        assert_eq!(common_name("O=Banka, C=SI"), "O=Banka, C=SI");
    }
}
