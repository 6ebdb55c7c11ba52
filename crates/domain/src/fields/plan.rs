//! What is wrong with fields before anybody is asked to fill them: it is said to their owner, who can mend it.

use super::formula::FormulaFault;
use super::groups::groups;
use super::order::Index;
use super::{Condition, ConditionEffect, Field, FieldKind, FieldProblem};
use crate::ids::{FieldId, ParticipantSetId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldFault {
    /// Nothing can be chosen, or the same thing twice.
    Choices,
    /// It depends on itself.
    Circle,
    /// Its condition looks at a field that is not there, or that somebody fills later.
    Condition,
    /// What stands in it from the start does not fit it.
    Default,
    /// Nobody can fill it: it is read-only and must be filled, but nothing is in it.
    Empty,
    /// Its formula cannot be calculated.
    Formula {
        /// Why.
        #[serde(flatten)]
        fault: FormulaFault,
    },
    /// A radio button without a second one, or a group that asks for more ticks than it has boxes.
    Group,
    /// Its limits leave no room for a value.
    Limits,
    /// Another field has the same name.
    Name,
    /// Its pattern cannot be used.
    Pattern,
}

impl FieldFault {
    /// Every code, for those who translate them.
    pub const CODES: [&str; 10] = [
        "FIELD_CHOICES",
        "FIELD_CIRCLE",
        "FIELD_CONDITION",
        "FIELD_DEFAULT",
        "FIELD_EMPTY",
        "FIELD_FORMULA",
        "FIELD_GROUP",
        "FIELD_LIMITS",
        "FIELD_NAME",
        "FIELD_PATTERN",
    ];

    /// The stable code that interfaces translate and the API returns.
    pub fn code(&self) -> &'static str {
        match self {
            FieldFault::Choices => "FIELD_CHOICES",
            FieldFault::Circle => "FIELD_CIRCLE",
            FieldFault::Condition => "FIELD_CONDITION",
            FieldFault::Default => "FIELD_DEFAULT",
            FieldFault::Empty => "FIELD_EMPTY",
            FieldFault::Formula { .. } => "FIELD_FORMULA",
            FieldFault::Group => "FIELD_GROUP",
            FieldFault::Limits => "FIELD_LIMITS",
            FieldFault::Name => "FIELD_NAME",
            FieldFault::Pattern => "FIELD_PATTERN",
        }
    }
}

/// Everything that is wrong with these fields; `order` says when the people of a set act.
pub fn faults(
    fields: &[Field],
    order: &dyn Fn(ParticipantSetId) -> Option<u32>,
) -> Vec<(FieldId, FieldFault)> {
    let index = Index::of(fields);
    let (_, circle) = index.ordered();
    let mut found = Vec::new();
    for field in fields {
        let own = [
            field.choice_fault(),
            field.limit_fault(),
            field.pattern_fault(),
            field.default_fault(),
        ];
        let mut say = |fault: FieldFault| found.push((field.id, fault));
        own.into_iter().flatten().for_each(&mut say);
        condition_fault(field, &index, order)
            .into_iter()
            .for_each(&mut say);
        if let Some(fault) = formula_fault(field, &index, order) {
            say(FieldFault::Formula { fault });
        }
    }
    found.extend(circle.into_iter().map(|field| (field.id, FieldFault::Circle)));
    found.extend(name_faults(fields));
    found.extend(group_faults(fields));
    found
}

impl Field {
    fn choice_fault(&self) -> Option<FieldFault> {
        (self.kind.has_choices() && !self.options.choices_are_sound()).then_some(FieldFault::Choices)
    }

    fn limit_fault(&self) -> Option<FieldFault> {
        (!self.options.limits_are_sound(self.kind)).then_some(FieldFault::Limits)
    }

    fn pattern_fault(&self) -> Option<FieldFault> {
        let pattern = self.options.pattern.as_ref()?;
        (!pattern.is_sound()).then_some(FieldFault::Pattern)
    }

    fn default_fault(&self) -> Option<FieldFault> {
        let Some(default) = self.default_value() else {
            let nobody = self.options.read_only && self.required && !self.is_calculated();
            return (nobody && !self.kind.is_automatic()).then_some(FieldFault::Empty);
        };
        let free = !self.kind.is_mark() && self.kind != FieldKind::Attachment;
        let fits = free && self.check(Some(&self.normalised(default.clone()))).is_ok();
        // A pattern that cannot be used is said by itself.
        let by_pattern =
            self.check(Some(default)) == Err(FieldProblem::PatternMissed) && self.pattern_fault().is_some();
        (!fits && !by_pattern).then_some(FieldFault::Default)
    }
}

/// Whether `other` is filled for good when `field` is: by the same person, by somebody before, or by the sender.
fn is_known(field: &Field, other: &Field, order: &dyn Fn(ParticipantSetId) -> Option<u32>) -> bool {
    let before = match (order(other.assignee), order(field.assignee)) {
        (Some(other), Some(own)) => other < own,
        _ => false,
    };
    other.assignee == field.assignee || before || other.options.read_only
}

fn condition_fault(
    field: &Field,
    index: &Index<'_>,
    order: &dyn Fn(ParticipantSetId) -> Option<u32>,
) -> Option<FieldFault> {
    let condition: &Condition = field.options.condition.as_ref()?;
    let good = |id: FieldId| index.field(id).is_some_and(|other| is_known(field, other, order));
    let sound = !condition.tests.is_empty() && condition.tests.iter().all(|test| good(test.field));
    (!sound).then_some(FieldFault::Condition)
}

fn formula_fault(
    field: &Field,
    index: &Index<'_>,
    order: &dyn Fn(ParticipantSetId) -> Option<u32>,
) -> Option<FormulaFault> {
    let formula = match field.formula()? {
        Ok(formula) => formula,
        Err(fault) => return Some(fault),
    };
    formula.names().into_iter().find_map(|name| {
        let named: Vec<&Field> = index.named(name).collect();
        let name = name.to_owned();
        if named.is_empty() {
            Some(FormulaFault::UnknownName { name })
        } else if !named.iter().all(|other| other.is_numeric()) {
            Some(FormulaFault::NotANumber { name })
        } else if !named.iter().all(|other| is_known(field, other, order)) {
            Some(FormulaFault::FilledLater { name })
        } else {
            None
        }
    })
}

fn name_faults(fields: &[Field]) -> Vec<(FieldId, FieldFault)> {
    let mut seen = BTreeSet::new();
    let named = fields.iter().filter(|field| !field.options.name.is_empty());
    let twice = named.filter(|field| !seen.insert(field.options.name.as_str()));
    twice.map(|field| (field.id, FieldFault::Name)).collect()
}

fn group_faults(fields: &[Field]) -> Vec<(FieldId, FieldFault)> {
    let lonely = fields
        .iter()
        .filter(|field| field.kind == FieldKind::Radio && field.group().is_none());
    let mut faults: Vec<_> = lonely.map(|field| (field.id, FieldFault::Group)).collect();
    for ((kind, ..), members) in groups(fields.iter()) {
        let says: BTreeSet<&str> = members.iter().map(|field| field.on_value()).collect();
        let sound = if kind == FieldKind::Radio {
            // A button that the uploaded file brought may stand alone there; ours must differ from one another.
            let brought = members.iter().all(|field| field.options.origin.is_some());
            brought || (members.len() > 1 && says.len() == members.len())
        } else {
            super::groups::tick_limits(&members).0 <= members.len()
        };
        if let Some(first) = members.first().filter(|_| !sound) {
            faults.push((first.id, FieldFault::Group));
        }
    }
    faults
}

/// Fields that lie over another one of their page. Those that are shown on a condition may: often one or the other is shown.
pub fn overlapping(fields: &[Field]) -> Vec<FieldId> {
    let conditional = |field: &Field| {
        let condition = field.options.condition.as_ref();
        condition.is_some_and(|condition| condition.effect == ConditionEffect::Show)
    };
    let mut pages: BTreeMap<usize, Vec<&Field>> = BTreeMap::new();
    for field in fields.iter().filter(|field| !conditional(field)) {
        pages.entry(field.page).or_default().push(field);
    }
    let mut found = BTreeSet::new();
    for fields in pages.values_mut() {
        fields.sort_by(|a, b| a.rect.y.total_cmp(&b.rect.y));
        for (place, upper) in fields.iter().enumerate() {
            let below = fields.iter().skip(place + 1);
            let touching = below.take_while(|lower| lower.rect.y < upper.rect.y + upper.rect.height - 1.0);
            for lower in touching.filter(|lower| side_by_side(upper, lower)) {
                found.extend([upper.id, lower.id]);
            }
        }
    }
    found.into_iter().collect()
}

/// Whether two fields share more than a point from left to right.
fn side_by_side(a: &Field, b: &Field) -> bool {
    let right = (a.rect.x + a.rect.width).min(b.rect.x + b.rect.width);
    right - a.rect.x.max(b.rect.x) > 1.0
}
