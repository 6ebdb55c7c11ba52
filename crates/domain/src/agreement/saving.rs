//! What a draft takes in: texts of bounded length, identities that occur once, people without a past.
//!
//! A draft may be incomplete, so nothing here asks whether it can be sent; that stands in `draft`.

use super::command::DraftChanges;
use super::event::Event;
use super::state::{Agreement, Details, Member, PageSize, ParticipantSet};
use crate::fields::Field;
use crate::refusal::{Refusal, TextKind};
use crate::schedule::LINK_DAYS;
use std::collections::BTreeSet;

/// The longest name of an agreement, subject or name of a person, in characters.
const MAX_LINE: usize = 255;
/// The longest message to the recipients, in characters.
const MAX_MESSAGE: usize = 10_000;
/// The most members of one set, any of whom acts.
const MAX_MEMBERS: usize = 50;

pub(super) fn save(
    draft: &Agreement,
    expected: Option<u64>,
    changes: &DraftChanges,
) -> Result<Option<Event>, Refusal> {
    super::decide::in_draft(draft)?;
    if expected.is_some_and(|version| version != draft.version) {
        return Err(Refusal::DraftChanged);
    }
    check(changes)?;
    let group = changes.group.filter(|group| *group != draft.group);
    let details = changes
        .details
        .clone()
        .filter(|details| *details != draft.details);
    let (documents, pages) = changes.documents.clone().unzip();
    let sets = changes
        .sets
        .as_deref()
        .map(without_a_past)
        .filter(|sets| *sets != draft.sets);
    let fields = changes.fields.clone().filter(|fields| *fields != draft.fields);
    let same = group.is_none() && details.is_none() && documents.is_none() && sets.is_none();
    if same && fields.is_none() {
        return Ok(None);
    }
    Ok(Some(Event::DraftSaved {
        group,
        details,
        documents,
        pages,
        sets,
        fields,
    }))
}

fn check(changes: &DraftChanges) -> Result<(), Refusal> {
    changes.details.as_ref().map_or(Ok(()), check_details)?;
    changes.sets.as_deref().map_or(Ok(()), check_people)?;
    let documents = changes.documents.iter();
    let documents = documents
        .clone()
        .all(|(documents, pages)| distinct(documents.iter().map(|d| d.id)) && pages.iter().all(has_size));
    let fields = changes.fields.iter();
    let fields = fields
        .clone()
        .all(|fields| distinct(fields.iter().map(|field| field.id)) && fields.iter().all(is_sound));
    if documents && fields {
        Ok(())
    } else {
        Err(Refusal::Malformed)
    }
}

pub(super) fn check_details(details: &Details) -> Result<(), Refusal> {
    bounded(&details.name, MAX_LINE, TextKind::Name)?;
    bounded(&details.subject, MAX_LINE, TextKind::Subject)?;
    bounded(&details.message, MAX_MESSAGE, TextKind::Message)?;
    bounded(
        details.external_id.as_deref().unwrap_or_default(),
        MAX_LINE,
        TextKind::Name,
    )?;
    if LINK_DAYS.contains(&details.link_days) {
        Ok(())
    } else {
        Err(Refusal::Malformed)
    }
}

fn check_people(sets: &[ParticipantSet]) -> Result<(), Refusal> {
    let members = || sets.iter().flat_map(|set| &set.members);
    members().try_for_each(check_person)?;
    let few = sets.iter().all(|set| set.members.len() <= MAX_MEMBERS);
    let once = distinct(sets.iter().map(|set| set.id)) && distinct(members().map(|member| member.id));
    if once && few {
        Ok(())
    } else {
        Err(Refusal::Malformed)
    }
}

/// What is written of a person, and to them alone.
pub(super) fn check_person(member: &Member) -> Result<(), Refusal> {
    bounded(&member.person.value.name, MAX_LINE, TextKind::PersonName)?;
    let message = member.private_message.as_ref();
    message.map_or(Ok(()), |message| {
        bounded(&message.value, MAX_MESSAGE, TextKind::Message)
    })
}

fn bounded(text: &str, longest: usize, what: TextKind) -> Result<(), Refusal> {
    if text.chars().count() > longest {
        Err(Refusal::BadText { what })
    } else {
        Ok(())
    }
}

fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    ids.into_iter().all(|id| seen.insert(id))
}

fn has_size(page: &PageSize) -> bool {
    page.width.is_finite() && page.height.is_finite()
}

/// A coordinate that is not a number has no form in JSON: such a record could never be read again. Texts are bounded.
fn is_sound(field: &Field) -> bool {
    let bounded = field.label.chars().count() <= MAX_MESSAGE && field.options.is_bounded();
    bounded
        && [field.rect.x, field.rect.y, field.rect.width, field.rect.height]
            .iter()
            .all(|number| number.is_finite())
}

/// Nobody brings proofs, consent or an act into a draft, not even one that is a copy.
fn without_a_past(sets: &[ParticipantSet]) -> Vec<ParticipantSet> {
    let anew = |set: &ParticipantSet| ParticipantSet {
        members: set.members.iter().map(Member::without_a_past).collect(),
        ..set.clone()
    };
    sets.iter().map(anew).collect()
}
