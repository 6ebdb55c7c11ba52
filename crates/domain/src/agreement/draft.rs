//! What keeps a draft from being sent, and what sending makes of it.

use super::state::{Agreement, Member, ParticipantSet, Role};
use crate::fields::{self, Field, FieldKind, MAX_FIELDS};
use crate::identity::{Chooser, IdentityRules, Method, MethodFault};
use crate::ids::{ParticipantId, ParticipantSetId, UserId};
use crate::refusal::{DraftProblem, DraftWarning};
use crate::routing;
use crate::schedule;
use crate::seal::{SealBinding, SealMandate};
use crate::settings::{SECOND_FACTOR_WITHOUT_MAIL, Standing};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

const MAX_NAME: usize = 255;

/// Everything that is missing, so that a person can mend it in one go.
pub fn draft_problems(draft: &Agreement, now: Timestamp) -> Vec<DraftProblem> {
    let mut problems = Vec::new();
    if draft.details.name.trim().is_empty() || draft.details.name.chars().count() > MAX_NAME {
        problems.push(DraftProblem::NameMissing);
    }
    if draft.documents.is_empty() {
        problems.push(DraftProblem::NoDocument);
    }
    problems.extend(deadline_problem(draft, now));
    problems.extend(people_problems(draft));
    problems.extend(field_problems(draft));
    problems.extend(signed_file_problems(draft));
    problems
}

/// What the seal would wait for if the draft were sent now: said before sending, and judged again at each seal (M-77). `internal` are
/// the active users among its people.
pub fn seal_problems(
    draft: &Agreement,
    internal: &BTreeMap<ParticipantId, UserId>,
    mandates: &[SealMandate],
    bindings: &[SealBinding],
    now: Timestamp,
) -> Vec<DraftProblem> {
    let no_mandate = !mandates.iter().any(|mandate| mandate.is_in_force(now));
    let bound = |user: UserId| {
        bindings
            .iter()
            .any(|binding| binding.user == user && binding.is_in_force(now))
    };
    let unbound = |member: &Member| internal.get(&member.id).is_some_and(|user| !bound(*user));
    let waiting = draft
        .sets
        .iter()
        .filter(|set| set.role.acts() && set.members.iter().any(unbound));
    let waiting = waiting.map(|set| DraftProblem::PersonWithoutBinding { participant: set.id });
    let missing = no_mandate.then_some(DraftProblem::NoMandate);
    missing.into_iter().chain(waiting).collect()
}

/// What the settings of where it is sent from forbid of the draft if it were sent now. `internal` are the active users among its people.
pub fn settings_problems(
    draft: &Agreement,
    standing: &Standing,
    internal: &BTreeMap<ParticipantId, UserId>,
    chooser: Chooser,
) -> Vec<DraftProblem> {
    let rules = IdentityRules::of(standing);
    let pin_enabled = rules.pin_enabled;
    let demands_more = !draft.details.sends_mail && standing.is_on(&SECOND_FACTOR_WITHOUT_MAIL);
    let problem = |set: &ParticipantSet| {
        let fault = |member: &Member| {
            let rules = rules.for_recipient(internal.contains_key(&member.id));
            let pin = (member.pin && !pin_enabled).then_some(MethodFault::PinNotEnabled);
            rules.check(member.method.value.kind(), chooser).err().or(pin)
        };
        let participant = set.id;
        let not_allowed = |fault| DraftProblem::MethodNotAllowed { participant, fault };
        let unproved = |member: &Member| demands_more && !member.asks_a_question();
        let without = DraftProblem::PersonWithoutSecondFactor { participant };
        let mut members = set.members.iter();
        let not_allowed = set.members.iter().find_map(fault).map(not_allowed);
        not_allowed.or_else(|| members.any(unproved).then_some(without))
    };
    // Who gets a copy proves nothing.
    draft
        .sets
        .iter()
        .filter(|set| set.role.acts())
        .filter_map(problem)
        .collect()
}

fn deadline_problem(draft: &Agreement, now: Timestamp) -> Option<DraftProblem> {
    let end = schedule::end_of_day(draft.details.deadline?, &draft.details.time_zone);
    // A day more than the limit: the end of the last day lies up to a day behind the moment of sending.
    let last = schedule::in_days(now, schedule::MAX_DEADLINE_DAYS + 1);
    match end {
        end if end <= now => Some(DraftProblem::DeadlinePassed),
        end if end > last => Some(DraftProblem::DeadlineTooFar),
        _ => None,
    }
}

/// What should be said before sending although it does not keep the draft back.
pub fn draft_warnings(draft: &Agreement) -> Vec<DraftWarning> {
    let acting: Vec<&Member> = acting(draft).collect();
    let shared = |member: &&&Member| acting.iter().filter(|other| same_address(other, member)).count() > 1;
    let sharing = unproved(acting.iter().filter(shared).copied());
    let sharing = (!sharing.is_empty()).then_some(DraftWarning::SharedAddress {
        participants: sharing,
    });
    let alone = (!draft.details.sends_mail).then(|| link_alone(draft)).flatten();
    let covered = fields::overlapping(&draft.fields);
    let covered = (!covered.is_empty()).then_some(DraftWarning::FieldsOverlap { fields: covered });
    sharing.into_iter().chain(alone).chain(covered).collect()
}

/// Whom nothing but the link proves, where it does not go to their own mailbox: no mail leaves, or it is handed to an integration.
pub fn link_alone(agreement: &Agreement) -> Option<DraftWarning> {
    let participants = unproved(acting(agreement));
    (!participants.is_empty()).then_some(DraftWarning::LinkAlone { participants })
}

fn acting(agreement: &Agreement) -> impl Iterator<Item = &Member> {
    let sets = agreement.sets.iter().filter(|set| set.role.acts());
    sets.flat_map(|set| &set.members)
}

fn unproved<'a>(members: impl Iterator<Item = &'a Member>) -> Vec<ParticipantId> {
    let unproved = members.filter(|member| !member.asks_a_question());
    unproved.map(|member| member.id).collect()
}

fn same_address(one: &Member, other: &Member) -> bool {
    one.person.value.email.normalised() == other.person.value.email.normalised()
}

fn people_problems(draft: &Agreement) -> Vec<DraftProblem> {
    let mut problems = Vec::new();
    if !draft.sets.iter().any(|set| set.role == Role::Signer) {
        problems.push(DraftProblem::NoSigner);
    }
    for set in &draft.sets {
        if set.members.is_empty()
            || set
                .members
                .iter()
                .any(|member| member.person.value.name.trim().is_empty())
        {
            problems.push(DraftProblem::PersonNameMissing { participant: set.id });
        }
        let unset = Method::Password { secret: None };
        if set.members.iter().any(|member| member.method.value == unset) {
            problems.push(DraftProblem::PersonWithoutPassword { participant: set.id });
        }
        // Initials alone are enough (M-63): the signature is then an invisible one.
        let signs = |field: &Field| field.assignee == set.id && field.kind.is_mark();
        if set.role == Role::Signer && !draft.documents.is_empty() && !draft.fields.iter().any(signs) {
            problems.push(DraftProblem::SignerWithoutSignature { participant: set.id });
        }
    }
    problems
}

fn field_problems(draft: &Agreement) -> Vec<DraftProblem> {
    if draft.fields.len() > MAX_FIELDS {
        return vec![DraftProblem::TooManyFields];
    }
    let order = |id: ParticipantSetId| {
        let set = draft.sets.iter().find(|set| set.id == id && set.role.acts());
        set.map(|set| set.order)
    };
    let faults = fields::faults(&draft.fields, &order)
        .into_iter()
        .map(|(field, fault)| DraftProblem::FieldFault { field, fault });
    draft
        .fields
        .iter()
        .filter_map(|field| field_problem(draft, field))
        .chain(faults)
        .collect()
}

/// A file that came signed is only appended to: it takes one new place to sign for each person, and answers in fields of its own. Any
/// other field, and what a sender would write into one, makes validators call it altered (ISO 32000-2 §12.8.2.2).
fn signed_file_problems(draft: &Agreement) -> Vec<DraftProblem> {
    if !draft.documents.iter().any(|document| document.signed) {
        return Vec::new();
    }
    let mut signing = BTreeSet::new();
    let mut fits = |field: &Field| {
        if field.kind == FieldKind::Signature {
            // A second place of the same person only shows the mark, in a field that is none to sign in.
            return signing.insert(field.assignee);
        }
        let is_filled = field.is_filled_at_sending() && field.default_value().is_some();
        field.options.origin.is_some() && !is_filled
    };
    let unfit = draft.fields.iter().filter(|field| !fits(field));
    unfit
        .map(|field| DraftProblem::FieldInSignedFile { field: field.id })
        .collect()
}

fn field_problem(draft: &Agreement, field: &Field) -> Option<DraftProblem> {
    let acting = |set: &&ParticipantSet| set.id == field.assignee && set.role.acts();
    if !draft.sets.iter().any(|set| acting(&set)) {
        return Some(DraftProblem::FieldWithoutPerson { field: field.id });
    }
    let page = draft.pages.get(field.page);
    let on_page = page.is_some_and(|page| field.rect.lies_on(page.width, page.height));
    (!on_page).then_some(DraftProblem::FieldOffPage { field: field.id })
}

/// The people as they are sent: in order, with consecutive order numbers.
pub(super) fn frozen_sets(draft: &Agreement) -> Vec<ParticipantSet> {
    let mut sets = draft.sets.clone();
    routing::renumber(&mut sets);
    sets
}
