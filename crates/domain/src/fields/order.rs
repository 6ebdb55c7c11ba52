//! Which fields look at which: names to fields, and an order in which each is calculated after those that it looks at.

use super::formula::Formula;
use super::{Decimal, Field, FieldKind, FieldValue};
use crate::ids::FieldId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The fields of an agreement, found by identity and by name.
pub(super) struct Index<'a> {
    pub(super) fields: &'a [Field],
    by_id: BTreeMap<FieldId, usize>,
    /// A name that is not a field's own may be a group's: then it stands for all its members.
    by_name: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(fields: &'a [Field]) -> Index<'a> {
        let by_id = fields.iter().enumerate().map(|(place, field)| (field.id, place));
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, field) in fields.iter().enumerate() {
            if !field.options.name.is_empty() {
                by_name.entry(&field.options.name).or_default().push(place);
            }
        }
        let own: BTreeSet<&str> = by_name.keys().copied().collect();
        for (place, field) in fields.iter().enumerate() {
            if let Some(group) = field.group().filter(|group| !own.contains(group)) {
                by_name.entry(group).or_default().push(place);
            }
        }
        Index {
            fields,
            by_id: by_id.collect(),
            by_name,
        }
    }

    pub(super) fn field(&self, id: FieldId) -> Option<&'a Field> {
        self.fields.get(*self.by_id.get(&id)?)
    }

    /// The fields that a name in a formula stands for.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &'a Field> {
        let places = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.fields.get(*place))
    }

    fn looks_at(&self, field: &Field) -> BTreeSet<usize> {
        let tests = field
            .options
            .condition
            .iter()
            .flat_map(|condition| &condition.tests);
        let mut places: BTreeSet<usize> = tests
            .filter_map(|test| self.by_id.get(&test.field).copied())
            .collect();
        if let Some(Ok(formula)) = field.formula() {
            let named = formula
                .names()
                .into_iter()
                .filter_map(|name| self.by_name.get(name));
            places.extend(named.flatten());
        }
        places
    }

    /// Every field after those that it looks at; and those that look at themselves, directly or by way of others.
    pub(super) fn ordered(&self) -> (Vec<&'a Field>, Vec<&'a Field>) {
        let mut waits_for = Vec::with_capacity(self.fields.len());
        let mut seen_by: Vec<Vec<usize>> = vec![Vec::new(); self.fields.len()];
        for (place, field) in self.fields.iter().enumerate() {
            let looked_at = self.looks_at(field);
            waits_for.push(looked_at.len());
            for other in looked_at {
                if let Some(seen_by) = seen_by.get_mut(other) {
                    seen_by.push(place);
                }
            }
        }
        let mut ready: VecDeque<usize> = (0..self.fields.len())
            .filter(|place| waits_for.get(*place) == Some(&0))
            .collect();
        let mut ordered = Vec::with_capacity(self.fields.len());
        while let Some(place) = ready.pop_front() {
            ordered.extend(self.fields.get(place));
            for next in seen_by.get(place).into_iter().flatten() {
                if let Some(left) = waits_for.get_mut(*next) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push_back(*next);
                    }
                }
            }
        }
        let stuck = self.fields.iter().zip(&waits_for).filter(|(_, left)| **left > 0);
        (ordered, stuck.map(|(field, _)| field).collect())
    }
}

impl Field {
    /// The formula that fills it, read.
    pub(super) fn formula(&self) -> Option<Result<Formula, super::FormulaFault>> {
        self.is_calculated()
            .then(|| Formula::parse(&self.options.formula))
    }

    /// Whether formulas can reckon with it.
    pub(super) fn is_numeric(&self) -> bool {
        match self.kind {
            FieldKind::Number => true,
            FieldKind::Dropdown => {
                let number = |choice: &super::Choice| Decimal::parse(&choice.value).is_some();
                !self.options.choices.is_empty() && self.options.choices.iter().all(number)
            }
            FieldKind::Checkbox | FieldKind::Radio => Decimal::parse(self.on_value()).is_some(),
            _ => false,
        }
    }

    /// What it is worth in a formula.
    pub(super) fn number(&self, value: Option<&FieldValue>) -> Option<Decimal> {
        let texts = self.texts(value);
        texts
            .first()
            .filter(|_| self.is_numeric())
            .and_then(|text| Decimal::parse(text))
    }
}
