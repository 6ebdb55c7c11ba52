//! Templates: drafts that are never sent, with places instead of people (M-39).

use crate::asking::{new_agreement, send};
use crate::people::signer;
use crate::scenario::Scenario;
use domain::Refusal;
use domain::agreement::{
    Command, DraftChanges, NewAgreement, Person, Place, Sharing, draft_problems, replay,
};
use domain::contact::Email;
use std::collections::BTreeMap;
use uuid::Uuid;

fn template(sharing: Sharing) -> Scenario {
    let mut scenario = Scenario::empty();
    let new = NewAgreement {
        template: Some(sharing),
        ..new_agreement()
    };
    scenario.does(Command::Create(Box::new(new)));
    let contract = Scenario::draft([signer(1), signer(2)]);
    let contract = contract.state();
    scenario.saves(DraftChanges {
        documents: Some((contract.documents.clone(), contract.pages.clone())),
        sets: Some(contract.sets.clone()),
        fields: Some(contract.fields.clone()),
        ..DraftChanges::default()
    });
    scenario
}

#[test]
fn a_template_is_never_sent_and_stands_in_no_list_of_agreements() {
    let mut scenario = template(Sharing::Account);
    assert_eq!(
        draft_problems(scenario.state(), scenario.now),
        [],
        "nothing else keeps it back"
    );
    assert_eq!(scenario.refuses(send()), Refusal::NotNow);
    assert_eq!(scenario.state().shelf(), "template");
    scenario.does(Command::Bin);
    assert_eq!(scenario.state().shelf(), "binned");
    scenario.does(Command::Restore);
    assert_eq!(scenario.state().shelf(), "template");
    scenario.does(Command::DeleteDraft);
    assert_eq!(scenario.state().shelf(), "deleted");
}

#[test]
fn whom_a_template_serves_is_changed_and_recorded() {
    let mut scenario = template(Sharing::Account);
    let user = Command::ShareTemplate {
        sharing: Sharing::User,
    };
    scenario.does(user.clone());
    assert_eq!(scenario.state().template, Some(Sharing::User));
    assert!(
        scenario.does(user.clone()).events.is_empty(),
        "nothing has changed"
    );
    assert_eq!(scenario.count("TEMPLATE_SHARED"), 1);
    scenario.does(Command::Bin);
    let account = Command::ShareTemplate {
        sharing: Sharing::Account,
    };
    assert_eq!(scenario.refuses(account), Refusal::NotNow);
    assert_eq!(Scenario::draft([signer(1)]).refuses(user), Refusal::NotNow);
}

/// Records that were made before there were templates are read as they were, and those of agreements have not changed.
#[test]
fn an_agreement_says_nothing_of_templates() {
    let draft = Scenario::draft([signer(1)]);
    let text = serde_json::to_string(draft.state()).unwrap();
    assert!(!text.contains("template"), "{text}");
    assert_eq!(draft.state().template, None);
    let made = template(Sharing::User);
    assert_eq!(replay(&made.history).unwrap(), *made.state());
}

#[test]
fn places_stand_for_people_and_take_people_again() {
    let mut scenario = Scenario::draft([signer(1), signer(2), signer(3)]);
    let mut sets = scenario.state().sets.clone();
    let owner = scenario.state().sender.value.clone();
    sets[1].members[0].person.value = owner;
    sets[2].place = Some(Place::Party(1));
    scenario.saves(DraftChanges {
        sets: Some(sets),
        ..DraftChanges::default()
    });
    let mut draft = scenario.state().clone();
    draft.sets = draft.places();
    let places: Vec<Option<Place>> = draft.sets.iter().map(|set| set.place.clone()).collect();
    assert_eq!(
        places,
        [Some(Place::Party(2)), Some(Place::Owner), Some(Place::Party(1))]
    );
    assert!(draft.sets.iter().all(|set| set.members.is_empty()));

    let ana = Person {
        name: "Ana".into(),
        email: Email::parse("ana@stranka.example").unwrap(),
    };
    let (first, second) = (draft.sets[0].id, draft.sets[1].id);
    let mut number = 0;
    let mut new_id = || {
        number += 1;
        Uuid::from_u128(number)
    };
    let filled = draft.with_people(&BTreeMap::from([(first, ana.clone())]), &mut new_id);
    assert_eq!(filled.sets[0].members[0].person.value, ana);
    assert!(filled.sets[1].members.is_empty(), "nobody was named");
    let other = Person {
        name: "Bo".into(),
        ..ana.clone()
    };
    let again = filled.with_people(
        &BTreeMap::from([(first, other.clone()), (second, other)]),
        &mut new_id,
    );
    assert_eq!(again.sets[0].members[0].person.value, ana, "who is there stays");
    assert_eq!(again.sets[1].members.len(), 1);
}
