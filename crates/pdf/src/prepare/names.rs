//! Checks the names of new fields; it invents none.

use crate::form::{NewField, Node};
use crate::{Error, Result};

/// Refuses names that are empty, hold a period (ISO 32000-2 §12.7.4.2), are taken, or begin another one: validators have
/// mistaken `Signature1` for the parent of `Signature10`.
pub(super) fn check(fields: &[NewField], closing_seal: Option<&str>, existing: &[Node]) -> Result<()> {
    let new: Vec<&str> = fields
        .iter()
        .map(|field| field.name.as_str())
        .chain(closing_seal)
        .collect();
    for (index, name) in new.iter().enumerate() {
        let usable = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let malformed = name.is_empty() || !name.bytes().all(usable);
        let others = new
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, name)| *name);
        let mut all = others.chain(existing.iter().map(|node| node.name.as_str()));
        if malformed || all.any(|other| other.starts_with(*name)) {
            return Err(Error::FieldName((*name).to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rect;
    use crate::form::NewFieldKind;

    fn checked(names: &[&str], seal: Option<&str>) -> Result<()> {
        let field = |name: &&str| NewField {
            name: (*name).to_owned(),
            kind: NewFieldKind::Date,
            page: 0,
            rect: Rect::default(),
            tooltip: String::new(),
            required: false,
            ..NewField::default()
        };
        check(&names.iter().map(field).collect::<Vec<_>>(), seal, &[])
    }

    #[test]
    fn names_are_flat_unique_and_begin_no_other() {
        assert!(
            checked(
                &["r001_text_01", "r001_text_02", "r010_text_01"],
                Some("closing_seal")
            )
            .is_ok()
        );
        for names in [
            &["a.b"][..],
            &[""],
            &["a", "a"],
            &["sig1", "sig10"],
            &["podpis č"],
            &["closing_seal"],
        ] {
            assert_eq!(
                checked(names, Some("closing_seal")).unwrap_err().code(),
                "field_name",
                "{names:?}"
            );
        }
    }
}
