//! What of an agreement its owner should look at, most urgent first. It reads the state alone: jobs that are late stand elsewhere.

use super::state::{Agreement, CancelReason, Member, ParticipantState, Status};
use crate::ids::ParticipantId;
use crate::routing;
use jiff::Timestamp;

/// A reason to look at an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Somebody declined, and the owner has not taken note.
    Declined(ParticipantId),
    /// Too many wrong answers ended it, and the owner has not taken note.
    TooManyAttempts(ParticipantId),
    /// The document could not be prepared.
    NotPrepared,
    /// The link reached somebody for whom it is not meant.
    Misdirected(ParticipantId),
    /// A mail server refused the address.
    Bounced(ParticipantId),
    /// Somebody asks for the document on paper (C-41).
    PaperRequested(ParticipantId),
    /// Somebody does not want to sign electronically (C-41).
    ConsentWithdrawn(ParticipantId),
    /// Whoever holds the link asks for more time.
    ExtensionRequested(ParticipantId),
    /// The link is dead.
    LinkExpired(ParticipantId),
}

impl Agreement {
    /// Whether the owner should look at it.
    pub fn needs_attention(&self, now: Timestamp) -> bool {
        !self.attention(now).is_empty()
    }

    /// Why the owner should look at it. Of each person one thing is said, the one that stands in the way of the others.
    pub fn attention(&self, now: Timestamp) -> Vec<Attention> {
        if self.binned_at.is_some() {
            return Vec::new();
        }
        let mut reasons: Vec<Attention> = self.unnoted_end().into_iter().collect();
        reasons.extend(self.preparation_problem.as_ref().map(|_| Attention::NotPrepared));
        if self.status == Status::InProgress {
            // Of a group one is enough: who of it is not reached matters only while nobody of it has acted.
            let waited_for = self.sets.iter().filter(|set| !routing::set_is_complete(set));
            let members = waited_for.flat_map(|set| &set.members);
            reasons.extend(members.filter_map(|member| obstacle(member, now)));
        }
        reasons
    }

    fn unnoted_end(&self) -> Option<Attention> {
        match &self.status {
            Status::Cancelled { reason } if self.awaits_note() => match reason {
                CancelReason::Declined { participant } => Some(Attention::Declined(*participant)),
                CancelReason::TooManyAttempts { participant } => {
                    Some(Attention::TooManyAttempts(*participant))
                }
                CancelReason::ByOwner => None,
            },
            _ => None,
        }
    }
}

fn obstacle(member: &Member, now: Timestamp) -> Option<Attention> {
    let id = member.id;
    match () {
        () if member.state == ParticipantState::Misdirected => Some(Attention::Misdirected(id)),
        () if member.bounced_at.is_some() && member.state.is_untouched() => Some(Attention::Bounced(id)),
        () if member.refuses_electronic() => {
            let paper = member.withdrawal.as_ref().is_some_and(|wish| wish.paper);
            Some(if paper {
                Attention::PaperRequested(id)
            } else {
                Attention::ConsentWithdrawn(id)
            })
        }
        () if member.extension_requested => Some(Attention::ExtensionRequested(id)),
        () if member.state == ParticipantState::Waiting && member.link_is_expired(now) => {
            Some(Attention::LinkExpired(id))
        }
        () => None,
    }
}
