//! The audit chain: what `verify` finds, what erasing leaves, what a record gives back.

use crate::scenario::*;
use domain::agreement::{Agreement, Recorded, replay};
use domain::audit::{self, ChainFault, GENESIS, Link};
use domain::fields::{FieldValue, InkPoint, Mark};
use domain::personal::{Subject, Withheld, restore, withhold};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) const STREAM: &str = "agreement";

/// Salts that are counted instead of drawn.
pub(crate) fn salts() -> impl FnMut() -> [u8; 16] {
    let mut next = 0_u128;
    move || {
        next += 1;
        next.to_be_bytes()
    }
}

/// A history as it is kept: the chain, and the personal values apart.
pub(crate) fn kept(history: &[Recorded]) -> (Vec<Link>, Vec<Vec<Withheld>>) {
    let (mut salt, mut head) = (salts(), GENESIS.to_owned());
    let link = |recorded: &Recorded| {
        let (link, withheld) = audit::link(STREAM, recorded.seq, &head, recorded, &mut salt).unwrap();
        head.clone_from(&link.hash);
        (link, withheld)
    };
    history.iter().map(link).unzip()
}

pub(crate) fn read_back(links: &[Link], personal: &[Vec<Withheld>]) -> Vec<Recorded> {
    links
        .iter()
        .zip(personal)
        .map(|(link, own)| audit::read(link, own).unwrap())
        .collect()
}

fn journey() -> Scenario {
    let mut scenario = Scenario::sent([signer(1).by_phone(), signer(2)]);
    scenario.enters(person(1));
    let ink = Mark::Drawn {
        strokes: vec![vec![InkPoint {
            x: 0.1 + 0.2,
            y: 1.0 / 3.0,
            width: 2.0_f64.sqrt(),
        }]],
        width: 400.0,
        height: 150.0,
    };
    let values = BTreeMap::from([(signature(1), FieldValue::Mark(ink))]);
    scenario.does(scenario.click_with(person(1), values));
    scenario.does(scenario.seal(person(1)));
    scenario.completes();
    scenario
}

fn chain() -> Vec<Link> {
    kept(&journey().history).0
}

/// The chain from this record on, hashed anew so that it fits again.
fn rehashed(mut links: Vec<Link>, from: usize) -> Vec<Link> {
    let mut head = if from == 0 {
        GENESIS.to_owned()
    } else {
        links[from - 1].hash.clone()
    };
    for link in &mut links[from..] {
        link.hash = audit::hash(STREAM, link.seq, &head, &link.text);
        head.clone_from(&link.hash);
    }
    links
}

#[test]
fn decision_20_an_untouched_chain_verifies_and_reads_back() {
    let scenario = journey();
    let (links, personal) = kept(&scenario.history);
    assert_eq!(
        audit::verify(STREAM, &links),
        Ok(links.last().unwrap().hash.clone())
    );
    assert_eq!(audit::verify(STREAM, []), Ok(GENESIS.to_owned()));
    let read = read_back(&links, &personal);
    assert_eq!(read, scenario.history);
    assert_eq!(replay(&read).as_ref(), Some(scenario.state()));
}

#[test]
fn decision_21_an_edited_record_is_found() {
    for place in 0..chain().len() {
        let mut links = chain();
        links[place].text = links[place].text.replace("2026", "2025");
        let seq = u64::try_from(place).unwrap();
        assert_eq!(audit::verify(STREAM, &links), Err(ChainFault::Edited { seq }));
    }
}

#[test]
fn decision_21_a_rehashed_tail_is_found_when_the_head_is_known() {
    let head = audit::verify(STREAM, &chain()).unwrap();
    for place in 0..chain().len() {
        let mut links = chain();
        links[place].text = links[place].text.replace("2026", "2025");
        let forged = audit::verify(STREAM, &rehashed(links, place)).unwrap();
        assert_ne!(forged, head, "the chain fits in itself, and not to its head");
    }
}

#[test]
fn decision_21_a_cut_tail_is_found_when_the_head_is_known() {
    let links = chain();
    let head = audit::verify(STREAM, &links).unwrap();
    assert_ne!(audit::verify(STREAM, &links[..links.len() - 1]).unwrap(), head);
}

#[test]
fn decision_21_a_removed_record_is_found() {
    let whole = chain();
    for place in 0..whole.len() - 1 {
        let mut links = whole.clone();
        links.remove(place);
        let expected = u64::try_from(place).unwrap();
        assert_eq!(audit::verify(STREAM, &links), Err(ChainFault::Gap { expected }));
        links[place..].iter_mut().for_each(|link| link.seq -= 1);
        assert_eq!(
            audit::verify(STREAM, &links),
            Err(ChainFault::Edited { seq: expected }),
            "numbered anew"
        );
    }
}

#[test]
fn decision_21_a_swapped_pair_is_found() {
    let whole = chain();
    for place in 0..whole.len() - 1 {
        let mut links = whole.clone();
        links.swap(place, place + 1);
        let seq = u64::try_from(place).unwrap();
        assert_eq!(
            audit::verify(STREAM, &links),
            Err(ChainFault::Gap { expected: seq })
        );
        (links[place].seq, links[place + 1].seq) = (seq, seq + 1);
        assert_eq!(
            audit::verify(STREAM, &links),
            Err(ChainFault::Edited { seq }),
            "numbered anew"
        );
    }
}

#[test]
fn a_chain_belongs_to_its_stream() {
    assert_eq!(
        audit::verify("another", &chain()),
        Err(ChainFault::Edited { seq: 0 })
    );
}

#[test]
fn decision_20_a_changed_personal_value_is_found() {
    let (links, personal) = kept(&journey().history);
    let mut changed = 0;
    for (link, own) in links.iter().zip(&personal) {
        for place in 0..own.len() {
            let fault = ChainFault::PersonalValue {
                seq: link.seq,
                path: own[place].path.clone(),
            };
            let tampered = |change: fn(&mut Withheld)| {
                let mut own = own.clone();
                change(&mut own[place]);
                audit::read::<Recorded>(link, &own)
            };
            assert_eq!(
                tampered(|one| one.value = json!("somebody else")).unwrap_err(),
                fault
            );
            assert_eq!(tampered(|one| one.salt[0] ^= 1).unwrap_err(), fault);
            assert_eq!(
                tampered(|one| one.subject = Subject::from(person(60))).unwrap_err(),
                fault
            );
            changed += 1;
        }
    }
    assert!(changed > 20, "{changed}");
}

#[test]
fn a_personal_value_in_the_wrong_place_is_found() {
    let (links, personal) = kept(&journey().history);
    let (link, own) = links
        .iter()
        .zip(&personal)
        .find(|(_, own)| own.len() > 1)
        .unwrap();
    let mut swapped = own.clone();
    let first = swapped[0].path.clone();
    swapped[0].path = std::mem::replace(&mut swapped[1].path, first);
    assert!(matches!(
        audit::read::<Recorded>(link, &swapped),
        Err(ChainFault::PersonalValue { .. })
    ));
    let mut nowhere = own.clone();
    nowhere[0].path = "/nowhere".into();
    assert!(matches!(
        audit::read::<Recorded>(link, &nowhere),
        Err(ChainFault::PersonalValue { .. })
    ));
}

#[test]
fn decision_20_no_personal_value_stands_in_the_chain() {
    let (links, personal) = kept(&journey().history);
    let text: String = links.iter().map(|link| link.text.as_str()).collect();
    for secret in [
        "example.si",
        "Oseba",
        "Boris Kos",
        "banka.example",
        "+386",
        "192.0.2.7",
        "Firefox",
        "strokes",
    ] {
        assert!(!text.contains(secret), "{secret}");
        let apart =
            serde_json::to_string(&personal.concat().iter().map(|one| &one.value).collect::<Vec<_>>());
        assert!(apart.unwrap().contains(secret), "{secret}");
    }
}

#[test]
fn decision_20_after_erasing_a_person_the_chain_still_verifies() {
    let (links, mut personal) = kept(&journey().history);
    let head = audit::verify(STREAM, &links).unwrap();
    let erased = Subject::from(person(1));
    personal
        .iter_mut()
        .for_each(|own| own.retain(|value| value.subject != erased));
    assert_eq!(audit::verify(STREAM, &links), Ok(head));
    let mut unreadable = 0;
    for (link, own) in links.iter().zip(&personal) {
        let mut record: Value = serde_json::from_str(&link.text).unwrap();
        restore(&mut record, own).expect("the values of the others still fit");
        unreadable += usize::from(audit::read::<Recorded>(link, own).is_err());
        assert_eq!(record["seq"], link.seq);
        assert!(
            record["event"]["type"].is_string(),
            "what happened, and when, can still be told"
        );
    }
    assert!(unreadable > 0, "what was personal is gone");
}

#[test]
fn a_record_that_is_no_record_is_said_to_be_unreadable() {
    let link = |text: &str| Link {
        seq: 3,
        text: text.into(),
        hash: String::new(),
    };
    for text in ["", "{}", "null", "[1"] {
        assert_eq!(
            audit::read::<Recorded>(&link(text), &[]).unwrap_err(),
            ChainFault::Unreadable { seq: 3 }
        );
    }
}

#[test]
fn a_commitment_does_not_depend_on_the_order_of_keys() {
    let marked = |text: &str| json!({ "$personal": { "of": person(1), "value": serde_json::from_str::<Value>(text).unwrap() } });
    let commit = |text: &str| {
        let mut record = marked(text);
        withhold(&mut record, &mut salts());
        record
    };
    let one = commit(r#"{"name":"Ana \"Č\"","list":[1,{"b":2.5,"a":null}]}"#);
    let other = commit(r#"{"list":[1,{"a":null,"b":2.5}],"name":"Ana \"Č\""}"#);
    assert_eq!(one, other);
    assert_ne!(one, commit(r#"{"list":[1,{"a":null,"b":2.5}],"name":"Ana"}"#));
    // SHA-256 over sixteen bytes of salt (the number 1) and {"list":[1,{"a":null,"b":2.5}],"name":"Ana \"Č\""}
    assert_eq!(
        one["$commitment"],
        "40cbe1fb168f5251b36e929c9d3cc689c930076228312f610b11561ead995777"
    );
}

#[test]
fn the_hash_of_a_record_can_be_made_by_others() {
    // SHA-256 over stream, number, previous hash and text, each after its length in eight bytes, most significant first.
    let hash = audit::hash(STREAM, 7, GENESIS, r#"{"seq":7}"#);
    assert_eq!(
        hash,
        "0b741868ba885dd052492911dcda14fbc448732d4ab53fe53442725e719610c5"
    );
}

#[test]
fn two_equal_values_have_different_commitments() {
    let mut record = json!([
        { "$personal": { "of": person(1), "value": "Ana" } },
        { "$personal": { "of": person(1), "value": "Ana" } },
    ]);
    let taken = withhold(&mut record, &mut salts());
    assert_eq!(
        taken.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
        ["/0", "/1"]
    );
    assert_ne!(record[0], record[1], "the salt hides that they are equal");
}

#[test]
fn the_state_survives_its_snapshot_to_the_last_bit() {
    let scenario = journey();
    let text = serde_json::to_string(scenario.state()).unwrap();
    assert_eq!(
        serde_json::from_str::<Agreement>(&text).unwrap(),
        *scenario.state()
    );
}
