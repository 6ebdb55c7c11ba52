//! Places that are handed over, and agreements that others may read.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, Event, Member, NewShare, Notice, ParticipantState, Person, Status, replay};
use domain::contact::{Email, Phone};
use domain::identity::Method;
use domain::ids::ParticipantId;
use domain::language::Language;
use uuid::Uuid;

fn hand_over(who: ParticipantId, by: ParticipantId, address: &str, method: Method) -> Command {
    let person = Person {
        name: address.into(),
        email: Email::parse(address).unwrap(),
    };
    Command::Delegate {
        participant: who,
        visit: visit(who, 1),
        by: Box::new(Member::new(by, person, method, Language::English)),
        user: None,
    }
}

/// What is said to whoever hands on what was handed to them.
pub(crate) fn handed_on() -> Refusal {
    let mut scenario = Scenario::sent([signer(1)]);
    let (first, second) = (another(person(1)), another(another(person(1))));
    scenario.does(hand_over(person(1), first, "drugi@example.si", Method::Email));
    scenario.refuses(hand_over(first, second, "tretji@example.si", Method::Email))
}

#[test]
fn a_place_is_handed_over_once_and_the_owner_hears_of_it() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    let new = another(person(1));
    let told = told(&scenario.does(hand_over(person(1), new, "drugi@example.si", Method::Email)));
    assert_eq!(
        told,
        [
            Notice::Invitation { participant: new },
            Notice::Delegated { participant: new }
        ]
    );
    assert_eq!(scenario.member(new).delegated_by, Some(person(1)));
    assert_eq!(scenario.stands(new), ParticipantState::Waiting);
    let later = visit(person(1), 1);
    assert_eq!(
        scenario.refuses(consent(person(1), later)),
        Refusal::Unknown,
        "the old link is dead at once"
    );
    assert_eq!(handed_on(), Refusal::DelegatedAlready);
    scenario.signs(new);
    scenario.signs(person(2));
    assert_eq!(replay(&scenario.history).as_ref(), Some(scenario.state()));
}

#[test]
fn nobody_hands_over_what_is_not_theirs_to_give() {
    let new = another(person(1));
    let to = |address: &str, method| hand_over(person(1), new, address, method);
    let mut scenario = Scenario::sent([signer(1).by_phone(), signer(2)]);
    assert_eq!(
        scenario.refuses(to("drugi@example.si", Method::Email)),
        Refusal::IdentityNotProved
    );
    scenario.enters(person(1));
    assert_eq!(
        scenario.refuses(to("drugi@example.si", Method::Email)),
        Refusal::Malformed,
        "whoever comes proves no less"
    );
    let phone = Method::Phone {
        phone: Phone::parse("+38640123456").unwrap(),
    };
    scenario.does(to("drugi@example.si", phone));
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    let own = scenario.member(person(1)).person.value.email.to_string();
    assert_eq!(scenario.refuses(to(&own, Method::Email)), Refusal::Malformed);
    let early = hand_over(person(2), another(person(2)), "drugi@example.si", Method::Email);
    assert_eq!(scenario.refuses(early), Refusal::NotYourTurn);
    scenario.clicks(person(1));
    assert_eq!(
        scenario.refuses(to("drugi@example.si", Method::Email)),
        Refusal::AlreadyActed
    );
}

fn reader(number: u128, address: &str) -> NewShare {
    NewShare {
        id: ParticipantId(Uuid::from_u128(0x5_0000 + number)),
        email: Email::parse(address).unwrap(),
        message: "Preberi".into(),
    }
}

#[test]
fn whom_it_is_shared_with_may_read_for_as_long_as_a_link_lives() {
    let mut scenario = Scenario::draft([signer(1)]);
    let share = |number, address: &str| Command::Share {
        with: vec![reader(number, address)],
    };
    assert_eq!(
        scenario.refuses(share(1, "bere@example.si")),
        Refusal::NotNow,
        "a draft"
    );
    scenario.sends();
    let wanted = Command::Share {
        with: vec![
            reader(1, "bere@example.si"),
            reader(2, "BERE@example.si"),
            reader(3, "tudi@example.si"),
        ],
    };
    let told = told(&scenario.does(wanted));
    let ids: Vec<_> = told
        .iter()
        .map(|notice| match notice {
            Notice::Shared { share } => *share,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        ids,
        [reader(1, "a@b.si").id, reader(3, "a@b.si").id],
        "each address once"
    );
    assert!(
        scenario
            .decides(&share(4, "bere@example.si"))
            .unwrap()
            .events
            .is_empty()
    );
    let email = Email::parse("bere@example.si").unwrap();
    assert!(scenario.state().share_for(&email, scenario.now).is_some());
    scenario.waits(days(8));
    assert!(scenario.state().share_for(&email, scenario.now).is_none());
    let again = scenario.does(share(4, "bere@example.si"));
    assert!(
        matches!(again.events.as_slice(), [Event::Shared { .. }]),
        "its time was over"
    );
    assert_eq!(
        scenario.refuses(Command::Share { with: Vec::new() }),
        Refusal::Malformed
    );
    assert_eq!(replay(&scenario.history).as_ref(), Some(scenario.state()));
}

#[test]
fn what_others_may_read_can_be_taken_back() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.does(Command::Share {
        with: vec![reader(1, "bere@example.si"), reader(2, "tudi@example.si")],
    });
    let (taken, other) = (reader(1, "bere@example.si"), reader(2, "tudi@example.si"));
    let unshare = |share| Command::Unshare { share };
    let done = scenario.does(unshare(taken.id));
    assert_eq!(done.events, [Event::Unshared { share: taken.id }]);
    assert!(done.effects.is_empty(), "nobody is written to");
    let reads =
        |scenario: &Scenario, email: &Email| scenario.state().share_for(email, scenario.now).is_some();
    assert!(!reads(&scenario, &taken.email) && reads(&scenario, &other.email));
    assert_eq!(scenario.decides(&unshare(taken.id)).unwrap().events, []);
    assert_eq!(
        scenario.refuses(unshare(reader(9, "a@b.si").id)),
        Refusal::Unknown
    );
    // With a new link; also what has ended is taken back.
    scenario.does(Command::Share {
        with: vec![reader(4, "bere@example.si")],
    });
    assert!(reads(&scenario, &taken.email));
    scenario.does(cancel());
    scenario.does(unshare(other.id));
    assert!(!reads(&scenario, &other.email));
    assert_eq!(replay(&scenario.history).as_ref(), Some(scenario.state()));
}

#[test]
fn what_has_ended_can_still_be_read_by_others() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.does(cancel());
    assert!(matches!(scenario.status(), Status::Cancelled { .. }));
    scenario.does(Command::Share {
        with: vec![reader(1, "bere@example.si")],
    });
    assert_eq!(scenario.state().shares.len(), 1);
}
