//! Which actions do something that nobody asked for; it removes none.

use super::RemovedKind;
use crate::{Dictionary, Object, Resolve, Result};

const MAX_CHAIN: usize = 32;

/// What is wrong with an action or one that follows it; nothing for links and the like (ISO 32000-2 §12.6.4).
pub(super) fn judge(source: &dyn Resolve, action: &Object) -> Result<Option<RemovedKind>> {
    let mut pending = vec![action.clone()];
    for _ in 0..MAX_CHAIN {
        let Some(next) = pending.pop() else {
            return Ok(None);
        };
        match source.resolve(&next)? {
            Object::Array(actions) => pending.extend(actions),
            Object::Dictionary(action) => {
                if let Some(kind) = judge_one(source, &action)? {
                    return Ok(Some(kind));
                }
                pending.extend(action.get("Next").cloned());
            }
            _ => {}
        }
    }
    // A chain without end is not followed and not kept.
    Ok(Some(RemovedKind::Action))
}

fn judge_one(source: &dyn Resolve, action: &Dictionary) -> Result<Option<RemovedKind>> {
    Ok(match source.lookup(action, "S")?.as_name() {
        Some(b"JavaScript") => Some(RemovedKind::JavaScript),
        Some(b"GoTo" | b"GoToR" | b"GoToE" | b"GoToDp" | b"URI" | b"Thread" | b"Named") | None => None,
        Some(_) => Some(RemovedKind::Action),
    })
}
