//! *Click to Sign*: what must be there before an act is frozen, and what of the values is kept.

use super::decide::Decision;
use super::event::{Effect, Event};
use super::state::{Agreement, Member, ParticipantState, Role, SignedAct};
use crate::Personal;
use crate::fields::{Field, FieldKind, FieldProblem, FieldValue};
use crate::identity::FreshFactor;
use crate::ids::{FieldId, VisitId};
use crate::level::Level;
use crate::refusal::{FieldComplaint, Refusal};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

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
    let own: BTreeMap<FieldId, FieldValue> = own_values(agreement, member, values)?;
    let fresh_factor = fresh_factor_of(member, fresh_factor, now)?;
    let act = SignedAct {
        at: now,
        visit,
        values: Personal::new(member.id, own),
        shown_revision: shown_revision.to_owned(),
        level: Level::of_sealed_act(member.method.value.asks_a_question()),
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

/// The values of this member's fields; a value for somebody else's field refuses the whole act (M-59).
/// What is empty is kept only where emptiness says something: a tick taken away, a text deleted.
fn own_values(
    agreement: &Agreement,
    member: &Member,
    values: &BTreeMap<FieldId, FieldValue>,
) -> Result<BTreeMap<FieldId, FieldValue>, Refusal> {
    let fields: Vec<&Field> = agreement.fields_of(member.id).collect();
    if values
        .keys()
        .any(|id| !fields.iter().any(|field| field.id == *id))
    {
        return Err(Refusal::Unknown);
    }
    let complaint = |field: &Field| {
        let problem = field.check(values.get(&field.id)).err()?;
        Some(FieldComplaint {
            field: field.id,
            problem,
        })
    };
    let mut problems: Vec<FieldComplaint> = fields.iter().copied().filter_map(complaint).collect();
    if problems.is_empty() {
        problems.extend(unsigned(agreement, member, &fields, values));
    }
    if !problems.is_empty() {
        return Err(Refusal::FieldsIncomplete { problems });
    }
    let says_something = |field: &&Field, value: &FieldValue| !value.is_empty() || field.is_cleared_by(value);
    let kept = fields.iter().filter_map(|field| {
        let value = values
            .get(&field.id)
            .filter(|value| says_something(field, value))?;
        Some((field.id, value.clone()))
    });
    Ok(kept.collect())
}

/// A signer signs in at least one place, even where every place is optional.
fn unsigned(
    agreement: &Agreement,
    member: &Member,
    fields: &[&Field],
    values: &BTreeMap<FieldId, FieldValue>,
) -> Option<FieldComplaint> {
    let signs = agreement
        .set_of(member.id)
        .is_some_and(|set| set.role == Role::Signer);
    let mut places = fields
        .iter()
        .filter(|field| field.kind == FieldKind::Signature)
        .peekable();
    let first = places.peek().filter(|_| signs)?.id;
    let signed = places.any(|place| values.get(&place.id).is_some_and(|value| !value.is_empty()));
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
