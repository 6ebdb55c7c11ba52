//! Templates: places in the order of signing instead of people, and people in those places again (M-39).

use super::state::{Agreement, Member, ParticipantSet, Person, Place};
use crate::identity::Method;
use crate::ids::{ParticipantId, ParticipantSetId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Agreement {
    /// Its people's places without the people, as a template has them: the owner's, and parties by number. A place that has a name
    /// keeps it.
    pub fn places(&self) -> Vec<ParticipantSet> {
        let mut taken: BTreeSet<u32> = self.sets.iter().filter_map(party).collect();
        let has_owner = self.sets.iter().any(|set| set.place == Some(Place::Owner));
        let owner = self.sender.value.email.normalised();
        let is_owner = |set: &ParticipantSet| {
            !has_owner
                && set
                    .members
                    .iter()
                    .any(|member| member.person.value.email.normalised() == owner)
        };
        let mut next_party = || {
            let number = (1..).find(|number| !taken.contains(number)).unwrap_or(u32::MAX);
            taken.insert(number);
            Place::Party(number)
        };
        let mut owner_found = false;
        let place = |set: &ParticipantSet| {
            let place = match &set.place {
                Some(place) => place.clone(),
                None if is_owner(set) && !std::mem::replace(&mut owner_found, true) => Place::Owner,
                None => next_party(),
            };
            ParticipantSet {
                members: Vec::new(),
                place: Some(place),
                ..set.clone()
            }
        };
        self.sets.iter().map(place).collect()
    }

    /// The same with people in its empty places. A place that has somebody keeps them, with the method by which they prove who they
    /// are; whom nobody is named for stays empty.
    pub fn with_people(
        &self,
        people: &BTreeMap<ParticipantSetId, Person>,
        new_id: &mut dyn FnMut() -> Uuid,
    ) -> Agreement {
        let language = self.details.language;
        let mut filled = self.clone();
        for set in filled.sets.iter_mut().filter(|set| set.members.is_empty()) {
            if let Some(person) = people.get(&set.id) {
                let id = ParticipantId(new_id());
                set.members
                    .push(Member::new(id, person.clone(), Method::Email, language));
            }
        }
        filled
    }
}

fn party(set: &ParticipantSet) -> Option<u32> {
    match set.place {
        Some(Place::Party(number)) => Some(number),
        _ => None,
    }
}
