//! When two values are the same, whatever way they are written; it follows no reference.

use std::collections::BTreeSet;

use crate::{Dictionary, Name, Object};

/// Whether two values mean the same: order of keys and form of numbers do not count.
pub(super) fn same(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Array(a), Object::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Object::Dictionary(a), Object::Dictionary(b)) => differing(a, b).is_empty(),
        (Object::Stream(a), Object::Stream(b)) => {
            let keys = differing(&a.dictionary, &b.dictionary);
            a.data == b.data && keys.iter().all(|key| key.as_bytes() == b"Length")
        }
        _ => match (a.as_number(), b.as_number()) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
    }
}

/// The keys whose values differ. A key given twice in either dictionary always differs: readers disagree on it.
pub(super) fn differing(a: &Dictionary, b: &Dictionary) -> Vec<Name> {
    let mut keys: BTreeSet<&Name> = a.iter().chain(b.iter()).map(|(key, _)| key).collect();
    keys.retain(|key| !matches!((a.get(key.as_bytes()), b.get(key.as_bytes())), (None, None)));
    let twice: BTreeSet<&Name> = a.duplicate_keys().into_iter().chain(b.duplicate_keys()).collect();
    let differs =
        |key: &&&Name| twice.contains(**key) || !same_value(a.get(key.as_bytes()), b.get(key.as_bytes()));
    keys.iter().filter(differs).map(|key| (*key).clone()).collect()
}

/// Whether two values that may be absent are the same.
pub(super) fn same_value(a: Option<&Object>, b: Option<&Object>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_form_do_not_count() {
        let a = Dictionary::from_entries([("A", Object::Integer(1)), ("B", Object::name("x"))]);
        let b = Dictionary::from_entries([
            ("B", Object::name("x")),
            ("A", Object::Real(1.0)),
            ("N", Object::Null),
        ]);
        assert!(same(&a.clone().into(), &b.into()));
        let c = Dictionary::from_entries([("A", Object::Integer(2)), ("B", Object::name("x"))]);
        assert_eq!(differing(&a, &c), [Name::new("A")]);
    }

    #[test]
    fn a_key_given_twice_is_a_difference() {
        let mut twice = Dictionary::new();
        twice.push(Name::new("A"), Object::Integer(1));
        twice.push(Name::new("A"), Object::Integer(1));
        assert!(!same(&twice.clone().into(), &twice.into()));
    }
}
