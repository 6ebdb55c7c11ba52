//! What a recipient has filled, between the page's JSON and the domain.

use app::ceremony::Visit;
use domain::fields::{FieldKind, FieldValue, Mark};
use domain::ids::FieldId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What has been typed so far.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    values: BTreeMap<FieldId, Given>,
}

/// *Click to Sign*.
#[derive(Deserialize)]
pub(super) struct Act {
    values: BTreeMap<FieldId, Given>,
    signature: Option<Mark>,
    initials: Option<Mark>,
    /// SHA-256 of the revision that the page showed.
    pub(super) revision: String,
    /// The account's password, from internal users.
    pub(super) password: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Given {
    Text(String),
    Set(bool),
    Several(Vec<String>),
}

impl Typed {
    /// What can be kept: a signature leaves its page with the last click only.
    pub(super) fn values(self, visit: &Visit) -> BTreeMap<FieldId, FieldValue> {
        convert(visit, &self.values, |_| None)
    }
}

impl Act {
    /// The values of the fields, with the one signature and the one set of initials in each place where they were put.
    pub(super) fn values(&self, visit: &Visit) -> BTreeMap<FieldId, FieldValue> {
        convert(visit, &self.values, |kind| match kind {
            FieldKind::Initials => self.initials.clone(),
            _ => self.signature.clone(),
        })
    }
}

fn convert(
    visit: &Visit,
    given: &BTreeMap<FieldId, Given>,
    mark: impl Fn(FieldKind) -> Option<Mark>,
) -> BTreeMap<FieldId, FieldValue> {
    let kind = |id: &FieldId| {
        visit
            .agreement
            .fields_of(visit.participant)
            .find(|field| field.id == *id)
            .map(|field| field.kind)
    };
    let value = |(id, given): (&FieldId, &Given)| Some((*id, value(kind(id), given, &mark)?));
    given.iter().filter_map(value).collect()
}

/// A value for a field of somebody else goes on as it is, and the domain refuses the whole (M-59).
fn value(
    kind: Option<FieldKind>,
    given: &Given,
    mark: &impl Fn(FieldKind) -> Option<Mark>,
) -> Option<FieldValue> {
    match (kind, given) {
        (Some(kind @ (FieldKind::Signature | FieldKind::Initials)), Given::Set(true)) => {
            mark(kind).map(FieldValue::Mark)
        }
        (Some(FieldKind::Signature | FieldKind::Initials), _) => None,
        // A file is what was handed in, whatever a page says of it.
        (Some(FieldKind::Attachment), _) => None,
        (_, Given::Text(text)) => Some(FieldValue::Text(text.clone())),
        (_, Given::Set(set)) => Some(FieldValue::Checked(*set)),
        (_, Given::Several(chosen)) => Some(FieldValue::Chosen(chosen.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Option<Mark> {
        Some(Mark::Typed {
            text: text.to_owned(),
        })
    }

    #[test]
    fn a_mark_goes_only_where_it_was_put() {
        let name = |_| typed("Ana");
        assert_eq!(
            value(Some(FieldKind::Signature), &Given::Set(true), &name),
            typed("Ana").map(FieldValue::Mark)
        );
        assert_eq!(value(Some(FieldKind::Initials), &Given::Set(false), &name), None);
        assert_eq!(
            value(Some(FieldKind::Signature), &Given::Text("x".into()), &name),
            None
        );
    }

    #[test]
    fn a_strangers_field_is_not_dropped_in_silence() {
        assert_eq!(
            value(None, &Given::Set(true), &|_| None),
            Some(FieldValue::Checked(true))
        );
    }

    #[test]
    fn the_page_s_json_is_understood() {
        let json = r#"{"values":{"018f3c6e-0000-7000-8000-000000000001":"Ana","018f3c6e-0000-7000-8000-000000000002":true},
            "signature":{"kind":"drawn","strokes":[[{"x":1,"y":2.5,"width":2}]],"width":88,"height":48},"initials":null,"revision":"ab"}"#;
        let act: Act = serde_json::from_str(json).unwrap();
        assert_eq!(act.values.len(), 2);
        assert!(matches!(act.signature, Some(Mark::Drawn { .. })));
        assert!(act.initials.is_none() && act.password.is_none());
    }
}
