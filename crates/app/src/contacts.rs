//! A user's address book: whom they have sent to, whom they typed or imported, and who comes to mind while they type.

use crate::address_list::{Fault, Row};
use crate::error::{Error, Result};
use crate::table::{BYTE_ORDER_MARK, Table};
use crate::{App, Caller};
use domain::agreement::{Agreement, Member};
use domain::contact::{Email, Phone};
use domain::identity::Method;
use domain::ids::ParticipantId;
use domain::language::Language;
use jiff::Timestamp;
use uuid::Uuid;

pub use store::Contact;

/// How many contacts stand on a page.
pub const PAGE: u32 = 50;
/// How many are offered while somebody types.
const OFFERED: u32 = 8;
const MAX_LINE: usize = 255;

/// What is known of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactEdit {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their number; may be empty.
    pub phone: String,
    /// The tag of their language; empty: that of the agreement.
    pub language: String,
    /// Where they work.
    pub company: String,
    /// What they are there.
    pub title: String,
}

/// Somebody who comes to mind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their number; empty where none is known.
    pub phone: String,
    /// The tag of their language; empty where none is known.
    pub language: String,
    /// Where they work.
    pub company: String,
    /// Whether they are an active user of the account.
    pub internal: bool,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many are new.
    pub added: usize,
    /// How many were there and are what the list says now.
    pub changed: usize,
    /// How many rows could not be taken.
    pub left_out: usize,
}

impl App {
    /// A page of the address book, and how many there are in all.
    pub async fn contacts(&self, caller: &Caller, text: &str, page: u32) -> Result<(Vec<Contact>, usize)> {
        let user = caller.user.to_string();
        let found = self
            .store
            .contacts(&user, text, page.saturating_mul(PAGE), PAGE)
            .await?;
        let count = self.store.count_contacts(&user, text).await?;
        Ok((found, usize::try_from(count).unwrap_or(0)))
    }

    /// One contact of the caller's own book.
    pub async fn contact(&self, caller: &Caller, id: Uuid) -> Result<Contact> {
        let found = self
            .store
            .contact(&caller.user.to_string(), &id.to_string())
            .await?;
        found.ok_or(Error::NotFound)
    }

    /// Adds somebody. One with this address who was taken out is put back as they are described now.
    pub async fn add_contact(&self, caller: &Caller, edit: ContactEdit) -> Result<Contact> {
        let edit = checked(edit)?;
        let known = self.contact_at(caller, &edit.email).await?;
        if known.as_ref().is_some_and(|known| known.removed_at.is_none()) {
            return Err(taken());
        }
        let now = self.ports.clock.now();
        let contact = described(known.unwrap_or_else(|| fresh(caller, now)), edit, now);
        self.keep_contact(&contact).await?;
        Ok(contact)
    }

    /// Changes what is known of somebody.
    pub async fn change_contact(&self, caller: &Caller, id: Uuid, edit: ContactEdit) -> Result<Contact> {
        let (before, edit) = (self.contact(caller, id).await?, checked(edit)?);
        let other = self.contact_at(caller, &edit.email).await?;
        if other.is_some_and(|other| other.id != before.id) {
            return Err(taken());
        }
        let contact = described(before, edit, self.ports.clock.now());
        self.keep_contact(&contact).await?;
        Ok(contact)
    }

    /// Takes somebody out of the book; they can be put back for a while.
    pub async fn remove_contact(&self, caller: &Caller, id: Uuid) -> Result<Contact> {
        let now = self.ports.clock.now();
        self.set_removed(caller, id, Some(now)).await
    }

    /// Puts somebody back.
    pub async fn restore_contact(&self, caller: &Caller, id: Uuid) -> Result<Contact> {
        self.set_removed(caller, id, None).await
    }

    async fn set_removed(&self, caller: &Caller, id: Uuid, at: Option<Timestamp>) -> Result<Contact> {
        let contact = Contact {
            removed_at: at,
            ..self.contact(caller, id).await?
        };
        self.keep_contact(&contact).await?;
        Ok(contact)
    }

    async fn contact_at(&self, caller: &Caller, email: &str) -> Result<Option<Contact>> {
        let found = self
            .store
            .contact_by_email(&caller.user.to_string(), &email.to_lowercase())
            .await?;
        Ok(found)
    }

    async fn keep_contact(&self, contact: &Contact) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        transaction.save_contact(contact).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes the rows of a list into the book, all or none of them. What a row does not say of a known person stays as it is.
    pub async fn import_contacts(&self, caller: &Caller, rows: Vec<Row>) -> Result<Imported> {
        let (mut imported, now) = (Imported::default(), self.ports.clock.now());
        let mut transaction = self.store.begin().await?;
        for row in rows {
            let Some(edit) = importable(row) else {
                imported.left_out += 1;
                continue;
            };
            let user = caller.user.to_string();
            let known = transaction
                .contact_by_email(&user, &edit.email.to_lowercase())
                .await?;
            let is_new = known.as_ref().is_none_or(|known| known.removed_at.is_some());
            *if is_new {
                &mut imported.added
            } else {
                &mut imported.changed
            } += 1;
            let before = known.unwrap_or_else(|| fresh(caller, now));
            let merged = merged(&before, edit);
            transaction.save_contact(&described(before, merged, now)).await?;
        }
        transaction.commit().await?;
        Ok(imported)
    }

    /// The whole book as a table for the caller's spreadsheet.
    pub async fn contacts_csv(&self, caller: &Caller, headers: [String; 6]) -> Result<Vec<u8>> {
        let broken = |error: std::io::Error| Error::Damaged(error.to_string());
        let mut table = Table::of(caller.language);
        table.row(headers).map_err(broken)?;
        let all = self
            .store
            .contacts(&caller.user.to_string(), "", 0, u32::MAX)
            .await?;
        for one in all {
            let cells = [
                one.name,
                one.email,
                one.phone,
                one.language,
                one.company,
                one.title,
            ];
            table.row(cells).map_err(broken)?;
        }
        let rows = table.bytes().map_err(broken)?;
        Ok([BYTE_ORDER_MARK, &rows].concat())
    }

    /// Who may be meant by what was typed so far: the user's contacts, those used last first, and active users of the account.
    pub async fn suggest(&self, caller: &Caller, text: &str) -> Result<Vec<Suggestion>> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MAX_LINE {
            return Ok(Vec::new());
        }
        let account = caller.account.to_string();
        let contacts = self
            .store
            .likely_contacts(&caller.user.to_string(), text, OFFERED)
            .await?;
        let addresses: Vec<String> = contacts.iter().map(|one| one.email.to_lowercase()).collect();
        let colleagues = self.store.active_addresses(&account, &addresses).await?;
        let mut offered: Vec<Suggestion> = contacts
            .into_iter()
            .map(|one| Suggestion {
                internal: colleagues.contains(&one.email.to_lowercase()),
                name: one.name,
                email: one.email,
                phone: one.phone,
                language: one.language,
                company: one.company,
            })
            .collect();
        // Some of them may stand there as contacts: as many as are offered are enough to fill the rest.
        for user in self.store.likely_users(&account, text, OFFERED).await? {
            let known = |one: &Suggestion| one.email.to_lowercase() == user.email_norm;
            if offered.len() < OFFERED as usize && !offered.iter().any(known) {
                offered.push(Suggestion {
                    name: user.name,
                    email: user.email,
                    phone: String::new(),
                    language: user.language,
                    company: String::new(),
                    internal: true,
                });
            }
        }
        Ok(offered)
    }

    /// Whether this address is that of an active user of the caller's account.
    pub async fn is_internal(&self, caller: &Caller, email: &str) -> Result<bool> {
        match Email::parse(email) {
            Some(email) => Ok(self.active_user(caller.account, &email).await?.is_some()),
            None => Ok(false),
        }
    }

    /// Remembers to whom somebody has sent. Who is known keeps what is known of them; who was taken out stays out. An integration has
    /// a directory of its own: its recipients are nobody's acquaintances.
    pub(crate) async fn remember_people(&self, caller: &Caller, agreement: &Agreement) {
        self.remember(caller, agreement, agreement.members()).await;
    }

    /// The same for whoever came into a place later.
    pub(crate) async fn remember_member(&self, caller: &Caller, agreement: &Agreement, id: ParticipantId) {
        self.remember(caller, agreement, agreement.member(id).into_iter())
            .await;
    }

    /// It has gone out; an address book that cannot be written is no reason to say otherwise.
    async fn remember<'a>(
        &self,
        caller: &Caller,
        agreement: &Agreement,
        members: impl Iterator<Item = &'a Member> + Send,
    ) {
        if let Err(error) = self.keep_acquaintances(caller, members).await {
            tracing::warn!(agreement = %agreement.id, %error, "the people could not be remembered");
        }
    }

    async fn keep_acquaintances<'a>(
        &self,
        caller: &Caller,
        members: impl Iterator<Item = &'a Member> + Send,
    ) -> Result<()> {
        if caller.key.is_some() {
            return Ok(());
        }
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        for member in members {
            let person = &member.person.value;
            if person.email.normalised() == caller.email.normalised() {
                continue;
            }
            let user = caller.user.to_string();
            let known = transaction
                .contact_by_email(&user, &person.email.normalised())
                .await?;
            if let Some(contact) = remembered(known, caller, member, now) {
                transaction.save_contact(&contact).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The contact as it is after something was sent to this person; `None`: they were taken out.
fn remembered(known: Option<Contact>, caller: &Caller, member: &Member, now: Timestamp) -> Option<Contact> {
    let person = &member.person.value;
    let mut contact = match known {
        Some(known) => Some(known).filter(|known| known.removed_at.is_none())?,
        None => Contact {
            name: person.name.clone(),
            email: person.email.to_string(),
            language: member.language.tag().to_owned(),
            ..fresh(caller, now)
        },
    };
    contact.used_at = Some(now);
    if let Method::Phone { phone } = &member.method.value {
        // The number to which a code was sent last is the one that is known to be right.
        phone.as_str().clone_into(&mut contact.phone);
    }
    Some(contact)
}

fn fresh(caller: &Caller, now: Timestamp) -> Contact {
    Contact {
        id: Uuid::now_v7().to_string(),
        account_id: caller.account.to_string(),
        user_id: caller.user.to_string(),
        name: String::new(),
        email: String::new(),
        phone: String::new(),
        language: String::new(),
        company: String::new(),
        title: String::new(),
        created_at: now,
        updated_at: now,
        used_at: None,
        removed_at: None,
    }
}

fn described(before: Contact, edit: ContactEdit, now: Timestamp) -> Contact {
    Contact {
        name: edit.name,
        email: edit.email,
        phone: edit.phone,
        language: edit.language,
        company: edit.company,
        title: edit.title,
        updated_at: now,
        removed_at: None,
        ..before
    }
}

/// What the list says, and where it says nothing what was known.
fn merged(before: &Contact, edit: ContactEdit) -> ContactEdit {
    let or = |new: String, old: &String| if new.is_empty() { old.clone() } else { new };
    ContactEdit {
        name: or(edit.name, &before.name),
        email: edit.email,
        phone: or(edit.phone, &before.phone),
        language: or(edit.language, &before.language),
        company: or(edit.company, &before.company),
        title: or(edit.title, &before.title),
    }
}

/// A row with an address that can exist and stands here first; a number or a language that cannot be is left out of it.
fn importable(row: Row) -> Option<ContactEdit> {
    if row.is_left_out() {
        return None;
    }
    let without = |fault: Fault, cell: String| {
        if row.faults.contains(&fault) {
            String::new()
        } else {
            cell
        }
    };
    let edit = ContactEdit {
        phone: without(Fault::BadPhone, row.phone.clone()),
        language: without(Fault::BadLanguage, row.language.clone()),
        name: row.name,
        email: row.email,
        company: row.company,
        title: row.title,
    };
    checked(edit).ok()
}

/// What was typed, in its usual form.
fn checked(edit: ContactEdit) -> Result<ContactEdit> {
    let bad = |field, code| Error::BadInput { field, code };
    let email = Email::parse(&edit.email).ok_or_else(|| bad("email", "BAD_EMAIL"))?;
    let phone = match edit.phone.trim() {
        "" => String::new(),
        typed => Phone::parse(typed)
            .ok_or_else(|| bad("phone", "BAD_PHONE"))?
            .as_str()
            .to_owned(),
    };
    let line = |field, text: &str| {
        let text = text.trim();
        if text.chars().count() > MAX_LINE {
            return Err(bad(field, "TOO_LONG"));
        }
        Ok(text.to_owned())
    };
    Ok(ContactEdit {
        name: line("name", &edit.name)?,
        company: line("company", &edit.company)?,
        title: line("title", &edit.title)?,
        language: Language::parse(&edit.language).map_or_else(String::new, |one| one.tag().to_owned()),
        email: email.to_string(),
        phone,
    })
}

fn taken() -> Error {
    Error::BadInput {
        field: "email",
        code: "CONTACT_TAKEN",
    }
}
