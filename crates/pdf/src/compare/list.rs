//! What two states of a list have not in common. Lists of fields and annotations have thousands of entries, so each is looked at once.

use std::collections::BTreeMap;

use crate::object::{Object, ObjectId};

/// What the old list alone has, and what the new one alone has, in their order. An entry that is there twice counts twice.
pub(super) fn difference<'a>(old: &'a [Object], new: &'a [Object]) -> (Vec<&'a Object>, Vec<&'a Object>) {
    let (mut balance, mut direct) = (BTreeMap::<ObjectId, i64>::new(), Vec::new());
    for entry in new {
        match entry.as_reference() {
            Some(id) => *balance.entry(id).or_default() += 1,
            None => direct.push(entry),
        }
    }
    let mut removed = Vec::new();
    for entry in old {
        let is_there = match entry.as_reference() {
            Some(id) => balance
                .get_mut(&id)
                .filter(|left| **left > 0)
                .map(|left| *left -= 1),
            None => {
                let place = direct.iter().position(|candidate| *candidate == entry);
                place.map(|place| {
                    direct.remove(place);
                })
            }
        };
        if is_there.is_none() {
            removed.push(entry);
        }
    }
    let mut added = Vec::new();
    for entry in new {
        let is_new = match entry.as_reference() {
            Some(id) => balance
                .get_mut(&id)
                .filter(|left| **left > 0)
                .map(|left| *left -= 1),
            None => {
                let place = direct
                    .iter()
                    .position(|candidate| std::ptr::eq(*candidate, entry));
                place.map(|place| {
                    direct.remove(place);
                })
            }
        };
        if is_new.is_some() {
            added.push(entry);
        }
    }
    (removed, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(numbers: &[u32]) -> Vec<Object> {
        let entry = |number: &u32| match number {
            100.. => Object::Integer(i64::from(*number)),
            _ => Object::Reference(ObjectId {
                number: *number,
                generation: 0,
            }),
        };
        numbers.iter().map(entry).collect()
    }

    #[test]
    fn what_came_and_what_went_whatever_the_order() {
        let cases: [[&[u32]; 4]; 6] = [
            [&[1, 2, 3], &[1, 2, 3], &[], &[]],
            [&[1, 2], &[2, 1, 3], &[], &[3]],
            [&[1, 1, 2], &[1, 2], &[1], &[]],
            [&[1], &[1, 1], &[], &[1]],
            [&[100, 1], &[101, 1, 100], &[], &[101]],
            [&[100, 100], &[100], &[100], &[]],
        ];
        for [old, new, gone, came] in cases {
            let (old, new) = (list(old), list(new));
            let (removed, added) = difference(&old, &new);
            let expected = (list(gone), list(came));
            assert_eq!(
                (removed, added),
                (expected.0.iter().collect(), expected.1.iter().collect())
            );
        }
    }
}
