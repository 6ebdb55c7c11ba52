//! Makes people's places and fields of tags (M-61 to M-64) and says of each tag what became of it. Everything can be changed in the editor.
//!
//! Without a number the first signature or initials in the order of reading is the owner's, the second Party 1's, the third Party 2's, and
//! form fields are Party 1's. A number or a role in the tag overrides that. Where a draft has people already, its first recipient is
//! Party 1, also for the order of reading if the owner is not among them; where it has none, places are made for whom the tags name.

use super::options;
use super::place::{is_cut, place};
use super::{Fault, ReadTag, Reading, Tag, TagKind, TagRole};
use crate::agreement::{Agreement, Member, PageSize, ParticipantSet, Person, Place, Role};
use crate::contact::Email;
use crate::fields::{Field, FieldKind, MAX_FIELDS};
use crate::identity::Method;
use crate::ids::{FieldId, ParticipantId, ParticipantSetId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most parties that tags may make.
const MAX_PARTIES: u32 = 100;
/// Tags whose feet lie so near each other, in points, stand in one row.
const ROW: f64 = 6.0;

/// What became of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagReport {
    /// As it stands in the document, shortened.
    pub raw: String,
    /// The page of its document, from 0.
    pub page: usize,
    /// What became of it.
    pub outcome: TagOutcome,
    /// What it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TagKind>,
    /// The field that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldId>,
    /// Parts of it that are not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// What became of a tag, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagOutcome {
    /// The page's edge cuts through it; a field was made on the page.
    Cut,
    /// The same name stands at another tag; each has a field.
    Double,
    /// The party that it names is not there; its field is nobody's.
    NoSuchParty,
    /// A short tag without a definition.
    NotDefined,
    /// It is not understood and stays in the document.
    NotUnderstood,
    /// A field was made of it.
    Read,
    /// There are more fields than an agreement takes.
    TooMany,
    /// It begins and does not end, as at the end of a page.
    Unclosed,
    /// It is understood, but there is no such kind of field; it stays in the document.
    Unsupported,
}

impl TagOutcome {
    /// Whether all is well.
    pub fn is_good(self) -> bool {
        self == TagOutcome::Read
    }
}

/// What tags made of a draft.
pub struct Bound {
    /// All people's places, those that were there first.
    pub sets: Vec<ParticipantSet>,
    /// The new fields.
    pub fields: Vec<Field>,
    /// What became of each tag, in the order of reading.
    pub reports: Vec<TagReport>,
}

/// Binds the tags of a document whose first page is `first_page` of the draft's pages.
pub fn bind(
    draft: &Agreement,
    tags: &[ReadTag],
    (first_page, pages): (usize, &[PageSize]),
    new_id: &mut dyn FnMut() -> Uuid,
) -> Bound {
    let tags = in_reading_order(tags);
    let mut binder = Binder {
        draft,
        sets: draft.sets.clone(),
        fields: Vec::new(),
        marks: 0,
        names: draft
            .fields
            .iter()
            .map(|field| field.options.name.to_lowercase())
            .collect(),
        new_id,
    };
    let roles: Vec<Option<TagRole>> = tags.iter().map(|read| binder.role(read)).collect();
    binder.make_places(&roles);
    let mut reports: Vec<TagReport> = tags
        .iter()
        .zip(&roles)
        .filter(|(read, _)| !matches!(read.reading, Reading::Definition { .. }))
        .map(|(read, role)| binder.tag(read, role.as_ref(), (first_page, pages)))
        .collect();
    let said = tags
        .iter()
        .filter(|read| !matches!(read.reading, Reading::Definition { .. }));
    let placed: Vec<(&Tag, usize)> = said
        .zip(&reports)
        .enumerate()
        .filter(|(_, (_, report))| report.field.is_some())
        .filter_map(|(place, (read, _))| match &read.reading {
            Reading::Field(tag) => Some((&**tag, place)),
            _ => None,
        })
        .collect();
    options::connect(&mut binder.fields, &placed, &mut reports);
    Bound {
        sets: binder.sets,
        fields: binder.fields,
        reports,
    }
}

/// M-61: by page, from top to bottom, within a row from left to right.
fn in_reading_order(tags: &[ReadTag]) -> Vec<&ReadTag> {
    let foot = |tag: &ReadTag| tag.rect.y + tag.rect.height;
    let mut sorted: Vec<&ReadTag> = tags.iter().collect();
    sorted.sort_by(|a, b| a.page.cmp(&b.page).then(foot(a).total_cmp(&foot(b))));
    let mut rows: Vec<Vec<&ReadTag>> = Vec::new();
    for tag in sorted {
        match rows.last_mut() {
            Some(row)
                if row
                    .first()
                    .is_some_and(|first| first.page == tag.page && foot(tag) - foot(first) <= ROW) =>
            {
                row.push(tag);
            }
            _ => rows.push(vec![tag]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.rect.x.total_cmp(&b.rect.x));
    }
    rows.into_iter().flatten().collect()
}

struct Binder<'a> {
    draft: &'a Agreement,
    sets: Vec<ParticipantSet>,
    fields: Vec<Field>,
    /// Signatures and initials that were bound by the order of reading so far.
    marks: u32,
    /// In lower case: those that fields have.
    names: BTreeSet<String>,
    new_id: &'a mut dyn FnMut() -> Uuid,
}

impl Binder<'_> {
    /// Whose field a tag asks for, the order of reading counted; none for what makes no field.
    fn role(&mut self, read: &ReadTag) -> Option<TagRole> {
        let Reading::Field(tag) = &read.reading else {
            return None;
        };
        options::kind(tag)?;
        Some(match &tag.role {
            TagRole::Order if !tag.kind.is_mark() => TagRole::Party(1),
            TagRole::Order => {
                self.marks += 1;
                match (self.marks, self.owner_signs()) {
                    (1, true) => TagRole::Owner,
                    (number, true) => TagRole::Party(number - 1),
                    (number, false) => TagRole::Party(number),
                }
            }
            role => role.clone(),
        })
    }

    /// Places for everybody who is named and not there: the owner, the parties by number, then roles and people as they come.
    fn make_places(&mut self, roles: &[Option<TagRole>]) {
        let named = roles.iter().flatten();
        let mut numbers: Vec<&TagRole> = Vec::new();
        let mut others: Vec<&TagRole> = Vec::new();
        for role in named {
            let list = if matches!(role, TagRole::Owner | TagRole::Party(_)) {
                &mut numbers
            } else {
                &mut others
            };
            if !list.contains(&role) {
                list.push(role);
            }
        }
        numbers.sort();
        // A sender who has put themselves into the list has not named the others yet.
        let by_hand = self.recipients_by_hand().next().is_some();
        for role in numbers.into_iter().chain(others) {
            let may_be_made = match role {
                TagRole::Owner | TagRole::Person { .. } => true,
                TagRole::Party(number) => !by_hand && (1..=MAX_PARTIES).contains(number),
                TagRole::Named(_) => !by_hand && self.sets.len() < MAX_PARTIES as usize,
                TagRole::Anybody | TagRole::Order => false,
            };
            if may_be_made && self.set_of(role).is_none() {
                let set = self.new_set(role);
                self.sets.push(set);
            }
        }
    }

    fn new_set(&mut self, role: &TagRole) -> ParticipantSet {
        let last = self
            .sets
            .iter()
            .filter(|set| set.role.acts())
            .map(|set| set.order)
            .max()
            .unwrap_or(0);
        let (place, person) = match role {
            TagRole::Owner => (Some(Place::Owner), Some(self.draft.sender.value.clone())),
            TagRole::Party(number) => (Some(Place::Party(*number)), None),
            TagRole::Named(name) => (Some(Place::Role(name.clone())), None),
            TagRole::Person { name, email } => {
                let person = Email::parse(email).map(|email| Person {
                    name: name.clone(),
                    email,
                });
                (Some(Place::Role(name.clone())), person)
            }
            TagRole::Anybody | TagRole::Order => (None, None),
        };
        let id = ParticipantId((self.new_id)());
        let member = person.map(|person| Member::new(id, person, Method::Email, self.draft.details.language));
        ParticipantSet {
            id: ParticipantSetId((self.new_id)()),
            order: last + 1,
            role: Role::Signer,
            members: member.into_iter().collect(),
            place,
        }
    }

    /// A sender who has named others and not themselves does not sign.
    fn owner_signs(&self) -> bool {
        self.recipients_by_hand().next().is_none() || self.set_of(&TagRole::Owner).is_some()
    }

    /// Those who act and were not put there by tags, without the owner.
    fn recipients_by_hand(&self) -> impl Iterator<Item = &ParticipantSet> {
        let owner = self.draft.sender.value.email.normalised();
        let is_owner = move |set: &ParticipantSet| {
            set.members
                .iter()
                .any(|member| member.person.value.email.normalised() == owner)
        };
        let by_hand = self
            .sets
            .iter()
            .filter(|set| set.place.is_none() && set.role.acts());
        by_hand.filter(move |set| !is_owner(set))
    }

    /// The place of a role among those that are there.
    fn set_of(&self, role: &TagRole) -> Option<ParticipantSetId> {
        let with_place = |place: &Place| self.sets.iter().find(|set| set.place.as_ref() == Some(place));
        let has_address = |set: &&ParticipantSet, address: &str| {
            let same = |member: &Member| member.person.value.email.normalised() == address;
            set.role.acts() && set.members.iter().any(same)
        };
        let owner = self.draft.sender.value.email.normalised();
        let found = match role {
            TagRole::Owner => {
                with_place(&Place::Owner).or_else(|| self.sets.iter().find(|set| has_address(set, &owner)))
            }
            TagRole::Party(number) => with_place(&Place::Party(*number))
                .or_else(|| self.recipients_by_hand().nth((*number).checked_sub(1)? as usize)),
            TagRole::Named(name) => self.sets.iter().filter(|set| set.role.acts()).find(|set| {
                let called = |other: &str| other.to_lowercase() == name.to_lowercase();
                matches!(&set.place, Some(Place::Role(role)) if called(role))
                    || set.members.iter().any(|member| called(&member.person.value.name))
            }),
            TagRole::Person { email, .. } => {
                let address = email.to_lowercase();
                self.sets.iter().find(|set| has_address(set, &address))
            }
            TagRole::Anybody | TagRole::Order => None,
        };
        found.map(|set| set.id)
    }

    fn tag(
        &mut self,
        read: &ReadTag,
        role: Option<&TagRole>,
        (first_page, pages): (usize, &[PageSize]),
    ) -> TagReport {
        let mut report = TagReport {
            raw: read.raw.clone(),
            page: read.page,
            outcome: TagOutcome::NotUnderstood,
            kind: None,
            field: None,
            ignored: Vec::new(),
        };
        let tag = match &read.reading {
            Reading::Field(tag) => tag,
            Reading::Fault(fault) => {
                report.outcome = match fault {
                    Fault::NotDefined => TagOutcome::NotDefined,
                    Fault::NotUnderstood => TagOutcome::NotUnderstood,
                    Fault::Unclosed => TagOutcome::Unclosed,
                };
                return report;
            }
            Reading::Definition { .. } | Reading::Short { .. } => return report,
        };
        report.kind = Some(tag.kind);
        report.ignored.clone_from(&tag.ignored);
        let page = first_page + read.page;
        let (Some(kind), Some(size)) = (options::kind(tag), pages.get(page)) else {
            report.outcome = TagOutcome::Unsupported;
            return report;
        };
        if self.draft.fields.len() + self.fields.len() >= MAX_FIELDS {
            report.outcome = TagOutcome::TooMany;
            return report;
        }
        let assignee = role.and_then(|role| self.set_of(role));
        let is_new = self.is_new_name(tag);
        report.outcome = outcome(tag, read, (is_new, assignee.is_some()), *size);
        let name = if is_new { tag.name.as_str() } else { "" };
        let mut options = options::options(tag, kind, name, &mut report.ignored);
        if kind == FieldKind::Radio && options.on_value.is_empty() {
            options.on_value = self.next_button(&options.group);
        }
        let is_box = kind.is_switch();
        let mut field = Field {
            id: FieldId((self.new_id)()),
            kind,
            page,
            rect: place(tag, read, *size),
            // Nobody's field has an owner that does not exist: sending names it as a problem.
            assignee: assignee.unwrap_or(ParticipantSetId(Uuid::nil())),
            required: tag.required.unwrap_or(!is_box) && !options.read_only,
            label: options::label(tag),
            options,
            pdf_name: None,
        };
        field.prefill(options::default(tag, kind));
        report.field = Some(field.id);
        self.fields.push(field);
        report
    }

    /// Buttons that do not say what they mean are counted within their group.
    fn next_button(&self, group: &str) -> String {
        let same = |field: &&Field| field.kind == FieldKind::Radio && field.options.group == group;
        (self.fields.iter().filter(same).count() + 1).to_string()
    }

    /// Whether no field is called so yet; buttons of a group have one name, and so may all tags of which no field needs one.
    fn is_new_name(&mut self, tag: &Tag) -> bool {
        let grouped = tag.kind == TagKind::Radio && tag.options.len() < 2;
        let name = tag.name.to_lowercase();
        name.is_empty() || grouped || self.names.insert(name)
    }
}

fn outcome(tag: &Tag, read: &ReadTag, (is_new, is_bound): (bool, bool), size: PageSize) -> TagOutcome {
    if !is_bound {
        TagOutcome::NoSuchParty
    } else if is_cut(&read.rect, size) {
        TagOutcome::Cut
    } else if !is_new && !tag.name.is_empty() {
        TagOutcome::Double
    } else {
        TagOutcome::Read
    }
}
