//! Bodies as strangers may send them, read and judged without a server. It is there under a fuzzer and in tests alone.

use super::form_fields::{AgreementFormFields, read_fields};
use super::model::AgreementCreationInfo;
use super::{agreements, generators, members};
use domain::agreement::{
    Agreement, Command, Details, DraftChanges, NewAgreement, PageSize, Person, Recorded, apply, decide,
};
use domain::contact::Email;
use domain::ids::{AccountId, AgreementId, GroupId, UserId};
use domain::language::Language;
use domain::schedule::ReminderFrequency;
use jiff::Timestamp;
use uuid::Uuid;

/// A draft with three pages.
fn draft() -> Option<Agreement> {
    let owner = UserId(Uuid::from_u128(3));
    let person = Person {
        name: "Maja".to_owned(),
        email: Email::parse("maja@example.com")?,
    };
    let details = Details {
        name: "x".to_owned(),
        subject: String::new(),
        message: String::new(),
        language: Language::English,
        deadline: None,
        reminder: ReminderFrequency::None,
        link_days: 7,
        time_zone: "UTC".to_owned(),
        sends_mail: true,
        external_id: None,
    };
    let new = NewAgreement {
        id: AgreementId(Uuid::from_u128(1)),
        account: AccountId(Uuid::from_u128(2)),
        group: GroupId(Uuid::from_u128(4)),
        owner,
        sender: domain::Personal::new(owner, person),
        organisation: String::new(),
        details,
        copy_of: None,
        template: None,
    };
    let made = after(None, &Command::Create(Box::new(new)))?;
    Some(Agreement {
        pages: vec![
            PageSize {
                width: 595.0,
                height: 842.0
            };
            3
        ],
        ..made
    })
}

/// The state after a command; none where it is refused.
fn after(state: Option<Agreement>, command: &Command) -> Option<Agreement> {
    let decision = decide(state.as_ref(), command, Timestamp::UNIX_EPOCH).ok()?;
    let first = state.as_ref().map_or(0, |agreement| agreement.version);
    (first..).zip(decision.events).fold(state, |state, (seq, event)| {
        let recorded = Recorded {
            seq,
            at: Timestamp::UNIX_EPOCH,
            actor: domain::agreement::Actor::System,
            client: None,
            event,
        };
        apply(state, &recorded)
    })
}

fn saved(draft: &Agreement, changes: DraftChanges) -> Option<Agreement> {
    let command = Command::SaveDraft {
        expected_version: None,
        changes: Box::new(changes),
    };
    after(Some(draft.clone()), &command)
}

/// A body of `POST /agreements` and of `PUT …/formFields`: it is refused, or what it makes is kept, read back and shown again. Says
/// whether anything was kept.
#[cfg_attr(not(fuzzing), allow(unreachable_pub, reason = "the fuzzer is another crate"))]
pub fn body(bytes: &[u8]) -> bool {
    let Some(draft) = draft() else { return false };
    let made = serde_json::from_slice::<AgreementCreationInfo>(bytes);
    let made = made.is_ok_and(|info| agreement(&draft, &info));
    let mut placed = false;
    if let Ok(wanted) = serde_json::from_slice::<AgreementFormFields>(bytes)
        && let Ok(fields) = read_fields(&draft, wanted.fields())
    {
        let changes = DraftChanges {
            fields: Some(fields),
            ..DraftChanges::default()
        };
        placed = kept(saved(&draft, changes));
    }
    made || placed
}

fn agreement(draft: &Agreement, info: &AgreementCreationInfo) -> bool {
    let Ok((sets, _)) = members::sets(info, Language::English) else {
        return false;
    };
    let Ok(details) = agreements::details(info, draft) else {
        return false;
    };
    let changes = DraftChanges {
        details: Some(details),
        sets: Some(sets),
        ..DraftChanges::default()
    };
    let saved = saved(draft, changes);
    if let Some(saved) = &saved {
        generators::judged(saved, info);
    }
    kept(saved)
}

/// What was kept reads back as it was, and what is shown of it is JSON.
fn kept(saved: Option<Agreement>) -> bool {
    let Some(saved) = saved else { return false };
    let text = serde_json::to_string(&saved).unwrap_or_default();
    let read: Option<Agreement> = serde_json::from_str(&text).ok();
    assert_eq!(read.as_ref(), Some(&saved), "what is kept is read back");
    let shown = serde_json::to_value(super::form_fields::shown(&saved));
    assert!(shown.is_ok(), "what is kept can be shown");
    true
}

#[cfg(test)]
mod tests {
    use super::body;

    const SEEDS: [&[u8]; 2] = [
        include_bytes!("../../../../fuzz/seeds/api_body/agreement.json"),
        include_bytes!("../../../../fuzz/seeds/api_body/fields.json"),
    ];

    /// What the fuzzer begins with gets through to the rules, and a few thousand spoilt ones do no harm.
    #[test]
    fn seeds_are_kept_and_spoilt_ones_do_no_harm() {
        assert!(SEEDS.iter().all(|seed| body(seed)));
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut dice = |sides: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % sides as u64).unwrap()
        };
        let bits: [&[u8]; 10] = [
            b"-1",
            b"1e308",
            b"null",
            b"\"\"",
            b"[]",
            b"{}",
            b"99999999999",
            b"true",
            b",",
            "č".as_bytes(),
        ];
        let mut kept = 0;
        for _ in 0..4_000 {
            let mut spoilt = SEEDS[dice(2)].to_vec();
            for _ in 0..=dice(3) {
                let at = dice(spoilt.len());
                let end = (at + dice(12)).min(spoilt.len());
                spoilt.splice(at..end, bits[dice(bits.len())].iter().copied());
            }
            kept += usize::from(body(&spoilt));
        }
        assert!(kept > 20, "only {kept} of them reached the rules");
    }
}
