//! What fields are called in the PDF. Names are given at sending and never change afterwards.

use super::state::{Agreement, Member};
use crate::fields::{Field, FieldKind};
use crate::ids::ParticipantSetId;
use std::collections::{BTreeMap, BTreeSet};

const CLOSING_SEAL: &str = "closing_seal";

impl Agreement {
    /// The field of the seal that closes everything.
    pub fn closing_seal_field(&self) -> String {
        format!("{}{CLOSING_SEAL}", prefix(self))
    }

    /// The invisible signature of somebody who has no place to sign.
    pub fn approval_field(&self, member: &Member) -> String {
        let place = self
            .members()
            .position(|other| other.id == member.id)
            .unwrap_or(0);
        format!("{}act{:03}_approval", prefix(self), place + 1)
    }
}

/// What our names begin with: nothing, unless the file may hold fields that an agreement before this one made. No two fields of a file
/// have one name, and none begins another.
fn prefix(agreement: &Agreement) -> String {
    let came_signed = agreement.documents.iter().any(|document| document.signed);
    let origins = agreement
        .fields
        .iter()
        .filter_map(|field| field.options.origin.as_ref());
    if came_signed || origins.into_iter().any(|origin| looks_like_ours(&origin.name)) {
        // The part of the identity that is chance, not time.
        let id = agreement.id.0.simple().to_string();
        let chance = id.get(id.len() - 8..).unwrap_or_default();
        format!("p{chance}_")
    } else {
        String::new()
    }
}

fn looks_like_ours(name: &str) -> bool {
    let numbered = |word: &str| {
        let rest = name.strip_prefix(word).unwrap_or_default();
        let (number, rest) = rest.split_at_checked(3).unwrap_or_default();
        rest.starts_with('_') && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    name == CLOSING_SEAL || numbered("r") || numbered("act")
}

/// The fields as they are sent: each with its name in the PDF, flat, unique, without a period and none a prefix of another
/// (decision 3): `r001_text_01`. A field of the uploaded file keeps the name it has there.
pub(super) fn frozen_fields(draft: &Agreement) -> Vec<Field> {
    let places: BTreeMap<ParticipantSetId, usize> = draft.sets.iter().map(|set| set.id).zip(1..).collect();
    let prefix = prefix(draft);
    let mut counts: BTreeMap<(usize, FieldKind), u32> = BTreeMap::new();
    let mut signs = BTreeSet::new();
    let mut name = |field: &Field| {
        // Of several signature places of one person the first one carries the signature; the others are made anew to show it.
        let carries = field.kind != FieldKind::Signature || signs.insert(field.assignee);
        if let Some(origin) = field.options.origin.as_ref().filter(|_| carries) {
            return origin.name.clone();
        }
        let set = places.get(&field.assignee).copied().unwrap_or(0);
        let count = counts.entry((set, field.kind)).or_insert(0);
        *count += 1;
        format!("{prefix}r{set:03}_{}_{count:04}", field.kind.name())
    };
    let named = draft.fields.iter().map(|field| Field {
        pdf_name: Some(name(field)),
        ..field.clone()
    });
    named.collect()
}
