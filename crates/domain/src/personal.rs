//! Values that say something about a person.
//!
//! In the state they are plain. In the audit chain they appear only as a commitment, `SHA-256(salt ‖ value)`; the value and its salt
//! are kept apart, so that destroying them erases the person and the chain still verifies.

use crate::ids::{ParticipantId, UserId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whose a personal value is. One key per subject guards all values of that subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub Uuid);

impl From<ParticipantId> for Subject {
    fn from(id: ParticipantId) -> Self {
        Subject(id.0)
    }
}

impl From<UserId> for Subject {
    fn from(id: UserId) -> Self {
        Subject(id.0)
    }
}

/// A personal value together with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal<T> {
    /// Whose value this is.
    pub of: Subject,
    /// The value.
    pub value: T,
}

impl<T> Personal<T> {
    /// Marks `value` as personal to `of`.
    pub fn new(of: impl Into<Subject>, value: T) -> Self {
        Personal { of: of.into(), value }
    }
}

const MARK: &str = "$personal";
const COMMITMENT: &str = "$commitment";

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(&self.value).map_err(serde::ser::Error::custom)?;
        json!({ MARK: { "of": self.of, "value": value } }).serialize(serializer)
    }
}

impl<'de, T: for<'a> Deserialize<'a>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let marked = Value::deserialize(deserializer)?;
        let inner = marked
            .get(MARK)
            .ok_or_else(|| serde::de::Error::custom("a personal value was erased"))?;
        let of = serde_json::from_value(inner["of"].clone()).map_err(serde::de::Error::custom)?;
        let value = serde_json::from_value(inner["value"].clone()).map_err(serde::de::Error::custom)?;
        Ok(Personal { of, value })
    }
}

/// A personal value taken out of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Where in the record it stood (JSON pointer).
    pub path: String,
    /// Whose it is.
    pub subject: Subject,
    /// What was mixed into the commitment.
    pub salt: [u8; 16],
    /// The value.
    pub value: Value,
}

/// Replaces every personal value in `record` by its commitment and returns what was taken out, in document order.
/// `salt` is asked for once per value and must give fresh random bytes.
pub fn withhold(record: &mut Value, salt: &mut dyn FnMut() -> [u8; 16]) -> Vec<Withheld> {
    let mut taken = Vec::new();
    walk(record, String::new(), salt, &mut taken);
    taken
}

fn walk(node: &mut Value, path: String, salt: &mut dyn FnMut() -> [u8; 16], taken: &mut Vec<Withheld>) {
    if let Some(withheld) = take(node, &path, salt) {
        *node = json!({ COMMITMENT: commitment(&withheld.salt, &withheld.value), "of": withheld.subject });
        taken.push(withheld);
        return;
    }
    match node {
        Value::Object(map) => map
            .iter_mut()
            .for_each(|(key, child)| walk(child, format!("{path}/{key}"), salt, taken)),
        Value::Array(list) => list
            .iter_mut()
            .enumerate()
            .for_each(|(index, child)| walk(child, format!("{path}/{index}"), salt, taken)),
        _ => {}
    }
}

fn take(node: &Value, path: &str, salt: &mut dyn FnMut() -> [u8; 16]) -> Option<Withheld> {
    let inner = node.get(MARK)?;
    let subject = serde_json::from_value(inner.get("of")?.clone()).ok()?;
    Some(Withheld {
        path: path.to_owned(),
        subject,
        salt: salt(),
        value: inner.get("value")?.clone(),
    })
}

/// Puts withheld values back where they were, checking each against its commitment.
/// A value that was erased stays a commitment. `Err` names the path of a value that does not fit its commitment.
pub fn restore(record: &mut Value, values: &[Withheld]) -> Result<(), String> {
    for withheld in values {
        let node = record
            .pointer_mut(&withheld.path)
            .ok_or_else(|| withheld.path.clone())?;
        let committed =
            json!({ COMMITMENT: commitment(&withheld.salt, &withheld.value), "of": withheld.subject });
        if *node != committed {
            return Err(withheld.path.clone());
        }
        *node = json!({ MARK: { "of": withheld.subject, "value": withheld.value } });
    }
    Ok(())
}

/// How many values of a record stand in it as commitments.
pub fn commitments(record: &Value) -> usize {
    match record {
        Value::Object(map) if map.contains_key(COMMITMENT) => 1,
        Value::Object(map) => map.values().map(commitments).sum(),
        Value::Array(list) => list.iter().map(commitments).sum(),
        _ => 0,
    }
}

fn commitment(salt: &[u8; 16], value: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    let mut text = String::new();
    write_canonical(value, &mut text);
    hash.update(text.as_bytes());
    hex::encode(hash.finalize())
}

/// JSON with the keys of objects in order, whatever order this build's maps keep: a commitment must outlive the build.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            write_list(text, ('{', '}'), sorted, |(key, child), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(child, text);
            });
        }
        Value::Array(list) => write_list(text, ('[', ']'), list, write_canonical),
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_list<T>(
    text: &mut String,
    (open, close): (char, char),
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String),
) {
    text.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(item, text);
    }
    text.push(close);
}
