//! What an administrator looks after: the people, the organisation's seal, the integration keys.

use super::agreement::{Action, Fact, Question};
use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/users`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/users.html")]
pub struct Users {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Everybody in the account.
    pub users: Vec<User>,
    /// What was typed into the invitation.
    pub name: String,
    /// What was typed into the invitation.
    pub email: String,
    /// What the invited may do.
    pub roles: Vec<Choice>,
    /// In which language they are written to.
    pub languages: Vec<Choice>,
    /// What went wrong.
    pub problems: Problems,
    /// Questions that actions ask first.
    pub questions: Vec<Question>,
}

/// A user in the list.
#[derive(Clone, Debug)]
pub struct User {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// One or two letters.
    pub initials: String,
    /// Administrator or sender.
    pub role: String,
    /// The tone of their state.
    pub tone: &'static str,
    /// Whether they may sign in.
    pub state: String,
    /// Since when they are known.
    pub since: String,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// `/settings/seal`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/seal.html")]
pub struct Seal {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The certificate in use.
    pub certificate: Option<Certificate>,
    /// Standing permissions for outsiders' acts.
    pub mandates: Vec<Grant>,
    /// Users who may sign with the seal.
    pub bindings: Vec<Grant>,
    /// The last uses of the key.
    pub uses: Vec<Use>,
    /// Which form was sent back: `mandate`, `binding` or none.
    pub open: &'static str,
    /// What was typed: the purpose, the days and the rate of a mandate.
    pub purpose: String,
    /// Days of validity.
    pub days: String,
    /// Seals in an hour.
    pub rate: String,
    /// Users who can be bound.
    pub users: Vec<Choice>,
    /// Days of a binding.
    pub binding_days: String,
    /// What went wrong.
    pub problems: Problems,
}

/// The certificate of the seal.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The organisation's name in it.
    pub name: String,
    /// Whether it comes from a test authority.
    pub is_test: bool,
    /// The tone of its state.
    pub tone: &'static str,
    /// Valid, ends soon, ended.
    pub state: String,
    /// Issuer, validity, fingerprint.
    pub facts: Vec<Fact>,
}

/// A mandate or a binding.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The purpose, or the user's name.
    pub name: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// In force, waits for approval, ended, taken back.
    pub state: String,
    /// From when until when, and how much.
    pub terms: String,
    /// Who granted and who approved.
    pub people: String,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// One use of the key.
#[derive(Clone, Debug)]
pub struct Use {
    /// When.
    pub when: String,
    /// By whose binding, or under the mandate.
    pub by: String,
    /// The address of the agreement and its name or number.
    pub agreement: Option<(String, String)>,
    /// The digest that was signed.
    pub digest: String,
}

/// `/settings/keys`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/keys.html")]
pub struct Keys {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// A key that was just made: shown this once.
    pub fresh: Option<FreshKey>,
    /// The keys there are.
    pub keys: Vec<Key>,
    /// What was typed as the name of a new one.
    pub name: String,
    /// What a new one may do.
    pub scopes: Vec<Choice>,
    /// What went wrong.
    pub problems: Problems,
    /// Questions that actions ask first.
    pub questions: Vec<Question>,
}

/// A key that was just made. Its text is shown once and kept nowhere.
#[derive(Clone)]
pub struct FreshKey {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for FreshKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FreshKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A key in the list.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: String,
    /// For whom it acts.
    pub user: String,
    /// When it was made.
    pub created: String,
    /// When it was last used.
    pub used: String,
    /// Whether it was taken back.
    pub revoked: bool,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// `/settings/applications`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/applications.html")]
pub struct Applications {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// A program that was just registered: its secret is shown this once.
    pub fresh: Option<FreshApplication>,
    /// The programs there are.
    pub applications: Vec<Application>,
    /// What was typed as the name of a new one.
    pub name: String,
    /// What was typed as its addresses.
    pub redirect: String,
    /// What a new one may ask for.
    pub scopes: Vec<Choice>,
    /// What went wrong.
    pub problems: Problems,
    /// Questions that actions ask first.
    pub questions: Vec<Question>,
}

/// A program that was just registered. Its secret is shown once and kept nowhere.
#[derive(Clone)]
pub struct FreshApplication {
    /// Its name.
    pub name: String,
    /// Its `client_id`.
    pub client_id: String,
    /// Its secret.
    pub secret: String,
}

impl std::fmt::Debug for FreshApplication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FreshApplication")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A program in the list.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Its `client_id`.
    pub client_id: String,
    /// What it may ask for.
    pub scopes: String,
    /// Where people are sent back to.
    pub redirects: String,
    /// When it was registered.
    pub created: String,
    /// Whether it was taken back.
    pub revoked: bool,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// `/public/oauth/v2`: a program asks to act for the user.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/consent.html")]
pub struct Consent {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The program's name.
    pub application: String,
    /// What it asks for, and how far that reaches.
    pub scopes: Vec<(String, String)>,
    /// Where the user is sent back to.
    pub host: String,
    /// What the program sent, for the answer.
    pub fields: Vec<(&'static str, String)>,
}

/// `/settings/webhooks`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/webhooks.html")]
pub struct Webhooks {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// A webhook that was just made: its secret is shown this once.
    pub fresh: Option<FreshKey>,
    /// The webhooks there are.
    pub webhooks: Vec<WebhookRow>,
    /// What a program must echo.
    pub client_id: String,
    /// What a new one is about.
    pub scopes: Vec<Choice>,
    /// What a new one is told of.
    pub events: Vec<Choice>,
    /// How much.
    pub includes: Vec<Choice>,
    /// What was typed as the name of a new one.
    pub name: String,
    /// What was typed as its address.
    pub url: String,
    /// What went wrong.
    pub problems: Problems,
}

/// A webhook in the list.
#[derive(Clone, Debug)]
pub struct WebhookRow {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// On, off, failing.
    pub state: String,
}

/// `/settings/webhooks/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/webhook.html")]
pub struct Webhook {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Its name.
    pub name: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// On, off, failing.
    pub state: String,
    /// Why the product switched it off; empty otherwise.
    pub because: String,
    /// Address, scope, events.
    pub facts: Vec<Fact>,
    /// What can be done.
    pub actions: Vec<Action>,
    /// What it was told, the latest first.
    pub deliveries: Vec<Delivery>,
    /// Asked before it is removed.
    pub question: Question,
}

/// A message to a webhook.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The name of the event.
    pub event: String,
    /// The page of the agreement.
    pub agreement: String,
    /// Its identity, as the program sees it.
    pub id: String,
    /// The last try.
    pub when: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// Delivered, waiting, given up.
    pub state: String,
    /// How many tries.
    pub tries: String,
    /// What the program answered, or what went wrong.
    pub said: String,
    /// Tells it again.
    pub replay: Option<Action>,
}
