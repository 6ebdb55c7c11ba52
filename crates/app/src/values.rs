//! The values of fields as people and programs read them.

use crate::error::{Error, Result};
use crate::table::{BYTE_ORDER_MARK, Table};
use crate::uploads::Download;
use crate::{App, Caller, notices};
use domain::agreement::{Agreement, Member, ParticipantSet, Role};
use domain::fields::{self, Decimal, Exported, Field, FieldKind, FieldValue, Mark};
use domain::ids::{AgreementId, FieldId, ParticipantSetId};
use domain::language::Language;
use jiff::Timestamp;
use serde_json::json;

/// A value in words, as the document shows it. What is drawn by hand says nothing in words.
pub fn written(field: &Field, value: &FieldValue, language: Language) -> String {
    match value {
        FieldValue::Checked(_) | FieldValue::Mark(Mark::Drawn { .. }) => String::new(),
        FieldValue::Chosen(chosen) => chosen.join("\n"),
        FieldValue::File(file) => file.line(),
        FieldValue::Mark(Mark::Typed { text }) => text.clone(),
        FieldValue::Text(text) => match field.kind {
            FieldKind::Date | FieldKind::SigningDate => written_date(text, language),
            FieldKind::Number => written_number(text, field.options.decimals, language),
            _ => text.clone(),
        },
    }
}

fn written_date(iso: &str, language: Language) -> String {
    iso.parse()
        .map_or_else(|_| iso.to_owned(), |day| notices::long_date(day, language))
}

/// `1234.5` as people of this language write it: `1,234.50`, `1.234,50`, `1 234,50`.
fn written_number(text: &str, decimals: Option<u8>, language: Language) -> String {
    let Some(number) = Decimal::parse(text) else {
        return text.to_owned();
    };
    let (point, group) = match language {
        Language::Czech => (",", "\u{a0}"),
        Language::English => (".", ","),
        Language::Slovenian => (",", "."),
    };
    let plain = number.with_places(decimals.map(u32::from));
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push_str(group);
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}{point}{fraction}")
    }
}

/// Everything that the people of an agreement have filled in.
pub struct FormData {
    /// The agreement.
    pub agreement: Agreement,
    /// Every question with its answer.
    pub entries: Vec<Exported>,
}

impl App {
    /// The values of an agreement's fields, for its owner (M-59). What the sender filled in counts, too.
    pub async fn form_data(&self, caller: &Caller, id: AgreementId) -> Result<FormData> {
        let agreement = self.owned(caller, id).await?;
        let sent = agreement
            .fields
            .iter()
            .filter(|field| field.options.read_only && field.is_filled_at_sending())
            .filter_map(|field| Some((field.id, field.default_value()?)));
        let mut values: std::collections::BTreeMap<_, _> = sent.collect();
        values.extend(agreement.values());
        let entries = fields::exported(&agreement.fields, &values);
        Ok(FormData { agreement, entries })
    }
}

/// What a table for people is written with.
pub struct SheetWords<'a> {
    /// The reader's language.
    pub language: Language,
    /// The headings of what is told of each person: name, address, role, when they acted.
    pub columns: [String; 4],
    /// A kind of fields, by its name.
    pub kind: &'a dyn Fn(&str) -> String,
    /// What somebody is asked to do.
    pub role: &'a dyn Fn(Role) -> String,
    /// A moment.
    pub when: &'a dyn Fn(Timestamp) -> String,
}

impl FormData {
    /// The same as [`FormData::csv`] for people: what they were asked stands over each column, and what programs call it only in a second
    /// line.
    pub fn sheet(&self, words: &SheetWords<'_>) -> Result<Download> {
        let mut table = Table::of(words.language);
        let questions = self.entries.iter().map(|entry| self.heading(entry, words));
        let header = words.columns.iter().cloned().chain(questions);
        table.row(header).map_err(unwritten)?;
        for (set, member) in self.who_acted() {
            let person = &member.person.value;
            let acted = member.act.as_ref().map(|act| (words.when)(act.at));
            let told = [
                person.name.clone(),
                person.email.to_string(),
                (words.role)(set.role),
                acted.unwrap_or_default(),
            ];
            let cells = told.into_iter().chain(self.answers(set.id));
            table.row(cells).map_err(unwritten)?;
        }
        self.table_file(table)
    }

    /// What people were asked; with the person's name where two were asked the same, and with the name for programs where it has one.
    fn heading(&self, entry: &Exported, words: &SheetWords<'_>) -> String {
        let label = entry.label.trim();
        let of_same_label = |other: &&Exported| !label.is_empty() && other.label.trim() == label;
        let mut heading = match label {
            "" => (words.kind)(entry.kind),
            label => label.to_owned(),
        };
        if label.is_empty() || self.entries.iter().filter(of_same_label).count() > 1 {
            let person = self.person_of(entry).map(|member| &member.person.value.name);
            heading.extend(person.into_iter().flat_map(|name| [" (", name, ")"]));
        }
        // A field that nobody gave a name is called by its identity, which tells people nothing.
        if entry.name != label && entry.name.parse::<FieldId>().is_err() {
            heading.extend(["\n", &entry.name]);
        }
        heading
    }

    fn person_of(&self, entry: &Exported) -> Option<&Member> {
        let set = self.agreement.sets.iter().find(|set| set.id == entry.assignee)?;
        acted(&set.members).or(set.members.first())
    }

    /// Those who acted, in order.
    fn who_acted(&self) -> impl Iterator<Item = (&ParticipantSet, &Member)> {
        let acting = self.agreement.sets.iter().filter(|set| set.role.acts());
        acting.filter_map(|set| Some((set, acted(&set.members)?)))
    }

    /// The answers of one place in the order, empty where somebody else was asked.
    fn answers(&self, set: ParticipantSetId) -> impl Iterator<Item = String> {
        self.entries.iter().map(move |entry| {
            if entry.assignee == set {
                entry.values.join("; ")
            } else {
                String::new()
            }
        })
    }

    fn table_file(&self, table: Table) -> Result<Download> {
        let bytes = [BYTE_ORDER_MARK, &table.bytes().map_err(unwritten)?].concat();
        Ok(self.file("csv", "text/csv; charset=utf-8", bytes))
    }

    /// One row for each person who acts, one column for each question, as Acrobat Sign v6 gives it.
    pub fn csv(&self) -> Result<Download> {
        let mut header: Vec<String> = ["completed", "email", "role", "name"].map(str::to_owned).into();
        header.extend(self.entries.iter().map(|entry| entry.name.clone()));
        let mut table = Table::plain();
        table.row(header).map_err(unwritten)?;
        for (set, member) in self.who_acted() {
            let role = serde_json::to_value(set.role).ok();
            let role = role.and_then(|role| role.as_str().map(str::to_uppercase));
            let acted = member.act.as_ref().map(|act| act.at.to_string());
            let told = [
                acted.unwrap_or_default(),
                member.person.value.email.to_string(),
                role.unwrap_or_default(),
                member.person.value.name.clone(),
            ];
            let cells = told.into_iter().chain(self.answers(set.id));
            table.row(cells).map_err(unwritten)?;
        }
        self.table_file(table)
    }

    /// A list of the questions with their answers.
    pub fn json(&self) -> Download {
        let entry = |entry: &Exported| {
            let person = self.person_of(entry);
            json!({
                "name": entry.name,
                "label": entry.label,
                "kind": entry.kind,
                "person": person.map(|person| person.person.value.name.clone()),
                "email": person.map(|person| person.person.value.email.to_string()),
                "values": entry.values,
            })
        };
        let all = json!({
            "agreement": self.agreement.id,
            "name": self.agreement.details.name,
            "fields": self.entries.iter().map(entry).collect::<Vec<_>>(),
        });
        self.file("json", "application/json", format!("{all:#}\n").into_bytes())
    }

    fn file(&self, ending: &str, mime: &'static str, bytes: Vec<u8>) -> Download {
        let stem = crate::agreements::file_stem(&self.agreement.details.name);
        Download {
            name: format!("{stem}-values.{ending}"),
            mime,
            bytes: bytes.into(),
        }
    }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Damaged(format!("a table: {error}"))
}

fn acted(members: &[Member]) -> Option<&Member> {
    members.iter().find(|member| member.act.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_of_the_language_write_them() {
        assert_eq!(
            written_number("1234567.5", Some(2), Language::English),
            "1,234,567.50"
        );
        assert_eq!(written_number("1234.5", Some(2), Language::Slovenian), "1.234,50");
        assert_eq!(written_number("-123456", None, Language::Czech), "-123\u{a0}456");
        assert_eq!(written_number("999", Some(0), Language::Slovenian), "999");
    }
}
