//! One person's fields with what they put in: what is shown, what a formula or the act itself fills, and what is still wrong.
//!
//! The server's answer is the truth; pages show it and reckon nothing themselves.

use super::condition::ConditionEffect;
use super::groups::{groups, tick_limits};
use super::order::Index;
use super::{Decimal, Field, FieldKind, FieldProblem, FieldValue};
use crate::ids::{FieldId, ParticipantSetId};
use std::collections::{BTreeMap, BTreeSet};

/// What is known when a person fills their fields.
pub struct Filling<'a> {
    /// All fields of the agreement.
    pub fields: &'a [Field],
    /// Whose fields are filled.
    pub own: ParticipantSetId,
    /// What others have put into theirs for good.
    pub others: BTreeMap<FieldId, &'a FieldValue>,
    /// The person's name.
    pub name: &'a str,
    /// The person's address.
    pub email: &'a str,
    /// The day of the act, in the account's time zone.
    pub day: jiff::civil::Date,
}

/// One person's fields as an act would freeze them now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// Their values. What is empty is there only where it says that something was taken away.
    pub values: BTreeMap<FieldId, FieldValue>,
    /// What is hidden: it need not be filled and stays empty.
    pub hidden: BTreeSet<FieldId>,
    /// What cannot be filled now.
    pub disabled: BTreeSet<FieldId>,
    /// What is wrong or missing, in the order of the fields.
    pub problems: Vec<(FieldId, FieldProblem)>,
}

impl Filling<'_> {
    /// What stands in a field before its person has touched it.
    pub fn initial(&self, field: &Field) -> Option<FieldValue> {
        let name = || (field.kind == FieldKind::Name).then(|| FieldValue::Text(self.name.to_owned()));
        field.default_value().cloned().or_else(name)
    }

    /// Fills in what fills itself and judges the rest.
    pub fn fill(&self, given: &BTreeMap<FieldId, FieldValue>) -> Filled {
        let index = Index::of(self.fields);
        let (ordered, _) = index.ordered();
        let mut filled = Filled::default();
        for field in ordered.into_iter().filter(|field| field.assignee == self.own) {
            self.fill_one(field, given.get(&field.id), &index, &mut filled);
        }
        self.check_groups(&mut filled);
        let place: BTreeMap<FieldId, usize> = self.fields.iter().map(|field| field.id).zip(0..).collect();
        filled
            .problems
            .sort_by_key(|(field, _)| place.get(field).copied());
        filled
    }

    fn fill_one(&self, field: &Field, given: Option<&FieldValue>, index: &Index<'_>, filled: &mut Filled) {
        if !self.condition_holds(field, index, filled) {
            let hides = field
                .options
                .condition
                .as_ref()
                .is_some_and(|condition| condition.effect == ConditionEffect::Show);
            if hides {
                filled.hidden.insert(field.id);
                return;
            }
            filled.disabled.insert(field.id);
        }
        let sent = self.initial(field);
        let value = match field.formula() {
            Some(formula) => match calculated(field, formula.ok(), |name| self.number(name, index, filled)) {
                Ok(value) => value,
                Err(problem) => {
                    filled.problems.push((field.id, problem));
                    return;
                }
            },
            None if filled.disabled.contains(&field.id) || field.options.read_only => sent,
            None => match field.kind {
                FieldKind::Email => Some(FieldValue::Text(self.email.to_owned())),
                FieldKind::SigningDate => Some(FieldValue::Text(self.day.to_string())),
                _ => given.cloned().or(sent).map(|value| field.normalised(value)),
            },
        };
        if !filled.disabled.contains(&field.id) {
            // Radio buttons are asked for as a group.
            let judged =
                field.kind != FieldKind::Radio || value.as_ref().is_some_and(|value| !value.is_empty());
            if let Err(problem) = field.check(value.as_ref())
                && judged
            {
                filled.problems.push((field.id, problem));
            }
        }
        if let Some(value) = value.filter(|value| !value.is_empty() || field.is_cleared_by(value)) {
            filled.values.insert(field.id, value);
        }
    }

    /// What a field holds now: own ones as they are filled so far, others as they were left.
    fn value<'v>(&'v self, field: &'v Field, filled: &'v Filled) -> Option<&'v FieldValue> {
        if field.assignee == self.own {
            return filled.values.get(&field.id);
        }
        let sent = || field.default_value().filter(|_| field.options.read_only);
        self.others.get(&field.id).copied().or_else(sent)
    }

    fn condition_holds(&self, field: &Field, index: &Index<'_>, filled: &Filled) -> bool {
        let texts = |id: FieldId| {
            index
                .field(id)
                .map(|other| other.texts(self.value(other, filled)))
                .unwrap_or_default()
        };
        field
            .options
            .condition
            .as_ref()
            .is_none_or(|condition| condition.holds(&texts))
    }

    /// What a name is worth: its field, or all that is ticked of its group.
    fn number(&self, name: &str, index: &Index<'_>, filled: &Filled) -> Option<Decimal> {
        let mut numbers = index
            .named(name)
            .filter_map(|field| field.number(self.value(field, filled)));
        let first = numbers.next()?;
        Some(numbers.fold(first, |sum, number| sum.plus(number).unwrap_or(sum)))
    }

    fn check_groups(&self, filled: &mut Filled) {
        let own = self.fields.iter().filter(|field| field.assignee == self.own);
        let open =
            own.filter(|field| !filled.hidden.contains(&field.id) && !filled.disabled.contains(&field.id));
        let mut problems = Vec::new();
        for ((kind, ..), members) in groups(open) {
            let ticked = |field: &&&Field| {
                filled
                    .values
                    .get(&field.id)
                    .is_some_and(|value| !value.is_empty())
            };
            let ticks = members.iter().filter(ticked).count();
            let Some(first) = members.first() else { continue };
            if kind == FieldKind::Radio {
                let asked = members.iter().any(|field| field.required);
                match ticks {
                    0 if asked => problems.push((first.id, FieldProblem::Required)),
                    0 | 1 => {}
                    _ => problems.push((first.id, FieldProblem::TooManyTicks)),
                }
            } else {
                match tick_limits(&members) {
                    (least, _) if ticks < least => problems.push((first.id, FieldProblem::TooFewTicks)),
                    (_, most) if ticks > most => problems.push((first.id, FieldProblem::TooManyTicks)),
                    _ => {}
                }
            }
        }
        filled.problems.extend(problems);
    }
}

/// What a formula gives, rounded to the field's places and within its limits.
fn calculated(
    field: &Field,
    formula: Option<super::Formula>,
    number: impl Fn(&str) -> Option<Decimal>,
) -> Result<Option<FieldValue>, FieldProblem> {
    let formula = formula.ok_or(FieldProblem::NotCalculable)?;
    let result = formula
        .evaluate(&number)
        .map_err(|_| FieldProblem::NotCalculable)?;
    let places = field.options.decimals.map_or(12, u32::from);
    let rounded = result.map(|number| number.round(places).to_string());
    Ok(rounded.map(FieldValue::Text))
}
