//! Groups: radio buttons of which one is chosen, and checkboxes of which a number must be ticked.

use super::{Field, FieldKind};
use crate::ids::ParticipantSetId;
use std::collections::BTreeMap;

/// Fields of one kind, person and group name are one question.
type Key<'a> = (FieldKind, ParticipantSetId, &'a str);

/// The groups of some fields, each with its members in the order of the fields.
pub(super) fn groups<'a>(fields: impl Iterator<Item = &'a Field>) -> BTreeMap<Key<'a>, Vec<&'a Field>> {
    let mut groups: BTreeMap<Key<'a>, Vec<&Field>> = BTreeMap::new();
    for field in fields.filter(|field| field.group().is_some()) {
        let key = (field.kind, field.assignee, field.options.group.as_str());
        groups.entry(key).or_default().push(field);
    }
    groups
}

impl Field {
    /// The group that it belongs to.
    pub fn group(&self) -> Option<&str> {
        let group = self.options.group.as_str();
        (self.kind.is_switch() && !group.is_empty()).then_some(group)
    }
}

/// How many boxes of a group must and may be ticked.
pub(super) fn tick_limits(members: &[&Field]) -> (usize, usize) {
    let said = |limit: &dyn Fn(&Field) -> Option<u32>| members.iter().find_map(|field| limit(field));
    let least = said(&|field| field.options.min_ticks).unwrap_or(0);
    let most = said(&|field| field.options.max_ticks).unwrap_or(u32::MAX);
    (least as usize, most as usize)
}
