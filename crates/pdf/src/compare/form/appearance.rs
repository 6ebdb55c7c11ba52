//! Vouches for new and renewed appearances of a field; it does not look at what they show.

use super::Pair;
use crate::compare::equal::{differing, same_value};
use crate::compare::rules::plain;
use crate::compare::{ChangeKind, Step};
use crate::{Dictionary, Object, ObjectId, Result};

const STATES: [&str; 3] = ["N", "R", "D"];

/// Checks the appearances of a field or widget and says whether any was changed.
pub(super) fn check(step: &mut Step<'_>, pair: &Pair<'_>) -> Result<bool> {
    let changed = !same_value(pair.old.get("AP"), pair.new.get("AP"));
    if changed && !pair.new.contains("AP") {
        step.refuse_field(
            ChangeKind::FieldChanged,
            pair.id,
            pair.name,
            "the appearance was removed",
        );
        return Ok(true);
    }
    let Some(new) = plain(step.new, &pair.new, "AP")? else {
        if changed {
            step.refuse_field(
                ChangeKind::FieldChanged,
                pair.id,
                pair.name,
                "the appearance is no dictionary",
            );
        }
        return Ok(changed);
    };
    let old = plain(step.old, &pair.old, "AP")?.unwrap_or_default();
    let renewed = is_changed(step, pair.new.get("AP"));
    if renewed
        && differing(&old, &new)
            .iter()
            .any(|key| !STATES.iter().any(|state| state.as_bytes() == key.as_bytes()))
    {
        step.refuse_field(
            ChangeKind::FieldChanged,
            pair.id,
            pair.name,
            "the appearance has unknown states",
        );
    }
    let holder = pair.new.get_reference("AP").map_or(pair.id, |id| id.number);
    let mut any = changed || renewed;
    for state in STATES {
        any |= check_state(step, pair, holder, &new, state)?;
    }
    if any {
        // A dictionary of appearances that others share must not speak for one field alone, not even once it is left.
        for appearances in [pair.old.get("AP"), pair.new.get("AP")] {
            step.permit_at(appearances, pair.id, "AP");
            step.hold(appearances);
        }
    }
    Ok(any)
}

fn is_changed(step: &Step<'_>, value: Option<&Object>) -> bool {
    value
        .and_then(Object::as_reference)
        .is_some_and(|id| step.changed.contains(&id.number))
}

/// An appearance that was renewed in its place, if this is its only use and it was an appearance before.
fn check_state(
    step: &mut Step<'_>,
    pair: &Pair<'_>,
    holder: u32,
    appearance: &Dictionary,
    state: &str,
) -> Result<bool> {
    if !is_changed(step, appearance.get(state)) {
        return Ok(false);
    }
    let Some(id) = appearance.get_reference(state) else {
        return Ok(false);
    };
    match (step.old.get(id)?, step.new.get(id)?) {
        (Object::Stream(old), Object::Stream(new))
            if is_form(&old.dictionary) && is_form(&new.dictionary) =>
        {
            step.permit_at(appearance.get(state), holder, state);
            check_resources(step, id, &new.dictionary)?;
        }
        // Appearances by name of a state: the dictionary may name new ones, none may be renewed in its place.
        (Object::Dictionary(_), Object::Dictionary(_)) => {
            step.permit_at(appearance.get(state), holder, state)
        }
        _ => step.refuse_field(
            ChangeKind::FieldChanged,
            pair.id,
            pair.name,
            "an appearance replaces something else",
        ),
    }
    Ok(true)
}

/// Resources that only this appearance uses may be renewed with it.
fn check_resources(step: &mut Step<'_>, stream: ObjectId, dictionary: &Dictionary) -> Result<()> {
    if let Some(Object::Reference(id)) = dictionary.get("Resources")
        && matches!(
            (step.old.get(*id)?, step.new.resolve(&(*id).into())?),
            (Object::Dictionary(_), Object::Dictionary(_))
        )
    {
        step.permit_at(dictionary.get("Resources"), stream.number, "Resources");
    }
    Ok(())
}

fn is_form(dictionary: &Dictionary) -> bool {
    dictionary.get_name("Subtype") == Some(b"Form")
}
