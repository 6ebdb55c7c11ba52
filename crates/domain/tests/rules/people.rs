//! Who is there: counted ids, and somebody to be asked as the owner writes them down.

use crate::scenario::a_secret;
use domain::agreement::{Member, ParticipantSet, Person, Role};
use domain::contact::{Email, Phone};
use domain::fields::{FieldValue, Mark};
use domain::identity::Method;
use domain::ids::{AgreementId, FieldId, ParticipantId, ParticipantSetId, UserId, VisitId};
use domain::language::Language;
use jiff::SignedDuration;
use uuid::Uuid;

pub(crate) const OWNER: UserId = UserId(Uuid::from_u128(0xb055));
pub(crate) const AGREEMENT: AgreementId = AgreementId(Uuid::from_u128(0xa9));
pub(crate) const TERMS: &str = "7e59";

/// The first member of the set with this number, counted from 1.
pub(crate) fn person(set: u32) -> ParticipantId {
    member(set, 1)
}

/// A member of a set, both counted from 1.
pub(crate) fn member(set: u32, number: u32) -> ParticipantId {
    ParticipantId(Uuid::from_u128(u128::from(set) * 0x1000 + u128::from(number)))
}

pub(crate) fn set_id(set: u32) -> ParticipantSetId {
    ParticipantSetId(Uuid::from_u128(0x5e70_0000 + u128::from(set)))
}

/// The place where a signer signs.
pub(crate) fn signature(set: u32) -> FieldId {
    FieldId(Uuid::from_u128(0xf1e1_0000 + u128::from(set) * 2))
}

/// A text field that a signer may fill.
pub(crate) fn note(set: u32) -> FieldId {
    FieldId(Uuid::from_u128(0xf1e1_0001 + u128::from(set) * 2))
}

/// A person's stay on the signing page; another number is another stay.
pub(crate) fn visit(of: ParticipantId, number: u128) -> VisitId {
    VisitId(Uuid::from_u128(of.0.as_u128() * 0x100 + number))
}

pub(crate) fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(0x05e7_0000 + number))
}

pub(crate) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

pub(crate) fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

pub(crate) fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

pub(crate) fn typed(name: &str) -> FieldValue {
    FieldValue::Mark(Mark::Typed { text: name.into() })
}

/// Somebody to be asked, as the owner writes it down.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub(crate) order: u32,
    pub(crate) role: Role,
    pub(crate) members: Vec<(String, Method)>,
    pub(crate) pin: bool,
}

pub(crate) fn signer(order: u32) -> Someone {
    Someone {
        order,
        role: Role::Signer,
        members: vec![("ana@example.si".into(), Method::Email)],
        pin: false,
    }
}

pub(crate) fn approver(order: u32) -> Someone {
    Someone {
        role: Role::Approver,
        ..signer(order)
    }
}

pub(crate) fn copied() -> Someone {
    Someone {
        role: Role::Cc,
        ..signer(1)
    }
}

impl Someone {
    /// Every member proves themself by telephone.
    pub(crate) fn by_phone(mut self) -> Someone {
        for (number, (_, method)) in self.members.iter_mut().enumerate() {
            *method = Method::Phone { phone: phone(number) };
        }
        self
    }

    /// Every member signs in with their own account.
    pub(crate) fn by_account(mut self) -> Someone {
        for (_, method) in &mut self.members {
            *method = Method::Account;
        }
        self
    }

    /// Every member proves themself by the signing password number 1.
    pub(crate) fn by_password(mut self) -> Someone {
        for (_, method) in &mut self.members {
            *method = Method::Password {
                secret: Some(a_secret(1)),
            };
        }
        self
    }

    /// Every member is asked for their PIN as well.
    pub(crate) fn and_pin(self) -> Someone {
        Someone { pin: true, ..self }
    }

    pub(crate) fn at(mut self, address: &str) -> Someone {
        self.members[0].0 = address.into();
        self
    }

    /// One more member, any of whom acts.
    pub(crate) fn or(mut self, address: &str) -> Someone {
        self.members.push((address.into(), Method::Email));
        self
    }

    pub(crate) fn into_set(self, number: u32) -> ParticipantSet {
        let members = (1..).zip(self.members).map(|(place, (email, method))| {
            let person = Person {
                name: format!("Oseba {number}.{place}"),
                email: Email::parse(&email).unwrap(),
            };
            Member::new(member(number, place), person, method, Language::Slovenian).with_pin(self.pin)
        });
        ParticipantSet {
            id: set_id(number),
            order: self.order,
            role: self.role,
            members: members.collect(),
            place: None,
        }
    }
}

fn phone(number: usize) -> Phone {
    Phone::parse(&format!("+386 41 234 5{number:02}")).unwrap()
}
