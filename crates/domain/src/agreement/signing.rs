//! *Click to Sign*: what must be there before an act is frozen, and what of the values is kept.

use super::decide::Decision;
use super::event::{Effect, Event};
use super::state::{Agreement, Member, ParticipantState, Role, SignedAct};
use crate::Personal;
use crate::fields::{Field, FieldKind, FieldProblem, FieldValue, Filled, Filling};
use crate::identity::FreshFactor;
use crate::ids::{FieldId, ParticipantSetId, VisitId};
use crate::level::Level;
use crate::refusal::{FieldComplaint, Refusal};
use crate::schedule;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How old a factor "given just now" may be.
const FRESHNESS: SignedDuration = SignedDuration::from_secs(60);

pub(super) fn sign(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    values: &BTreeMap<FieldId, FieldValue>,
    shown_revision: &str,
    fresh_factor: Option<&FreshFactor>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    // Of a set any one acts: while the seal of one is being made, a second click would promise what cannot be kept.
    let mates = agreement.set_of(member.id).map_or(&[][..], |set| &set.members);
    if mates.iter().any(|mate| mate.state == ParticipantState::Sealing) {
        return Err(Refusal::AlreadyActed);
    }
    if member.consent.is_none() {
        return Err(Refusal::ConsentMissing);
    }
    // Nobody signs what no page of theirs has shown (decision 10).
    if member.viewed_at.is_none()
        || !agreement
            .revisions
            .iter()
            .any(|revision| revision.sha256 == shown_revision)
    {
        return Err(Refusal::ShownRevisionStale);
    }
    let own: BTreeMap<FieldId, FieldValue> = own_values(agreement, member, values, now)?;
    let fresh_factor = fresh_factor_of(member, fresh_factor, now)?;
    let act = SignedAct {
        at: now,
        visit,
        values: Personal::new(member.id, own),
        shown_revision: shown_revision.to_owned(),
        level: Level::of_sealed_act(member.method.value.kind().is_bound_to_the_person()),
        fresh_factor: fresh_factor.cloned(),
    };
    let event = Event::Signed {
        participant: member.id,
        act: Box::new(act),
    };
    Ok(Decision::of(event).and(Effect::Seal {
        participant: member.id,
    }))
}

/// The values of this member's fields; a value for somebody else's field refuses the whole act (M-59). What fills itself is filled
/// here, whatever the page said; what is hidden stays empty.
fn own_values(
    agreement: &Agreement,
    member: &Member,
    values: &BTreeMap<FieldId, FieldValue>,
    now: Timestamp,
) -> Result<BTreeMap<FieldId, FieldValue>, Refusal> {
    let fields: Vec<&Field> = agreement.fields_of(member.id).collect();
    let own: BTreeSet<FieldId> = fields.iter().map(|field| field.id).collect();
    if values.keys().any(|id| !own.contains(id)) {
        return Err(Refusal::Unknown);
    }
    let filled = agreement.filled(member, values, now);
    let complaint = |(field, problem): &(FieldId, FieldProblem)| FieldComplaint {
        field: *field,
        problem: *problem,
    };
    let mut problems: Vec<FieldComplaint> = filled.problems.iter().map(complaint).collect();
    if problems.is_empty() {
        problems.extend(unsigned(agreement, member, &fields, &filled));
    }
    if problems.is_empty() {
        Ok(filled.values)
    } else {
        Err(Refusal::FieldsIncomplete { problems })
    }
}

impl Agreement {
    /// This member's fields as an act at `now` would freeze them with these values, and what is wrong with them.
    pub fn filled(&self, member: &Member, given: &BTreeMap<FieldId, FieldValue>, now: Timestamp) -> Filled {
        let Some(set) = self.set_of(member.id) else {
            return Filled::default();
        };
        self.filling(set.id, member, now).fill(given)
    }

    /// What stands in this member's fields before they touch them.
    pub fn initial_values(&self, member: &Member, now: Timestamp) -> BTreeMap<FieldId, FieldValue> {
        let Some(set) = self.set_of(member.id) else {
            return BTreeMap::new();
        };
        let filling = self.filling(set.id, member, now);
        let initial = |field: &Field| Some((field.id, filling.initial(field)?));
        self.fields_of(member.id).filter_map(initial).collect()
    }

    fn filling<'a>(&'a self, own: ParticipantSetId, member: &'a Member, now: Timestamp) -> Filling<'a> {
        Filling {
            fields: &self.fields,
            own,
            others: self.values(),
            name: &member.person.value.name,
            email: member.person.value.email.as_str(),
            day: schedule::day_in(now, &self.details.time_zone),
        }
    }

    /// Every value that an act has frozen.
    pub fn values(&self) -> BTreeMap<FieldId, &FieldValue> {
        let acts = self.members().filter_map(|member| member.act.as_ref());
        acts.flat_map(|act| &act.values.value)
            .map(|(field, value)| (*field, value))
            .collect()
    }
}

/// A signer signs in at least one place, even where every place is optional; one who has places for initials alone, in one of those
/// (M-63).
fn unsigned(
    agreement: &Agreement,
    member: &Member,
    fields: &[&Field],
    filled: &Filled,
) -> Option<FieldComplaint> {
    let signs = agreement
        .set_of(member.id)
        .is_some_and(|set| set.role == Role::Signer);
    let has_signature = fields.iter().any(|field| field.kind == FieldKind::Signature);
    let kind = if has_signature {
        FieldKind::Signature
    } else {
        FieldKind::Initials
    };
    let mut places = fields
        .iter()
        .filter(|field| field.kind == kind && !filled.hidden.contains(&field.id))
        .peekable();
    let first = places.peek().filter(|_| signs)?.id;
    let signed = places.any(|place| {
        filled
            .values
            .get(&place.id)
            .is_some_and(|value| !value.is_empty())
    });
    (!signed).then_some(FieldComplaint {
        field: first,
        problem: FieldProblem::Required,
    })
}

/// An internal user gives a factor of their own at the click (M-77); an outsider gives none.
fn fresh_factor_of<'a>(
    member: &Member,
    factor: Option<&'a FreshFactor>,
    now: Timestamp,
) -> Result<Option<&'a FreshFactor>, Refusal> {
    let Some(user) = member.user else { return Ok(None) };
    let fresh =
        |factor: &&FreshFactor| factor.user == user && now.duration_since(factor.at).abs() <= FRESHNESS;
    factor.filter(fresh).map(Some).ok_or(Refusal::FreshFactorMissing)
}
