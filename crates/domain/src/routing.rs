//! Whose turn it is: sets of equal order act at once, sets of a higher order after them; of the members of a set, any one acts.

use crate::agreement::{ParticipantSet, ParticipantState, Role};

/// The order number whose turn comes after `done` (or the first, with `None`).
pub fn next_order(sets: &[ParticipantSet], done: Option<u32>) -> Option<u32> {
    let acting = sets.iter().filter(|set| set.role.acts());
    acting
        .map(|set| set.order)
        .filter(|order| done.is_none_or(|done| *order > done))
        .min()
}

/// Whether this set is the last of its order: every other acting one has been completed by one of its members.
pub fn is_last_of_its_order(set: &ParticipantSet, sets: &[ParticipantSet]) -> bool {
    let beside =
        |other: &&ParticipantSet| other.role.acts() && other.order == set.order && other.id != set.id;
    sets.iter().filter(beside).all(set_is_complete)
}

/// Whether one of the members has acted and the act is sealed.
pub fn set_is_complete(set: &ParticipantSet) -> bool {
    set.members
        .iter()
        .any(|member| member.state == ParticipantState::Completed)
}

/// Whether orders are consecutive from 1, as Acrobat Sign v6 demands.
pub fn orders_are_consecutive(sets: &[ParticipantSet]) -> bool {
    let mut orders: Vec<u32> = sets
        .iter()
        .filter(|set| set.role != Role::Cc)
        .map(|set| set.order)
        .collect();
    orders.sort_unstable();
    orders.dedup();
    orders.iter().copied().eq((1..).take(orders.len()))
}

/// Renumbers orders so that they are consecutive from 1, keeping who comes before whom.
pub fn renumber(sets: &mut [ParticipantSet]) {
    let mut orders: Vec<u32> = sets
        .iter()
        .filter(|set| set.role.acts())
        .map(|set| set.order)
        .collect();
    orders.sort_unstable();
    orders.dedup();
    for set in sets.iter_mut().filter(|set| set.role.acts()) {
        let place = orders.iter().position(|order| *order == set.order).unwrap_or(0);
        set.order = u32::try_from(place).unwrap_or(u32::MAX - 1) + 1;
    }
}
