//! What happened, as one sentence for each kind of event and for each method: the same on an agreement's page and in its report.

use domain::agreement::{Agreement, CancelReason, Event, ParticipantState, RevisionFacts, Role, Sharing};
use domain::identity::{CodeChannel, MethodKind, PinSource};
use domain::ids::ParticipantId;
use jiff::Timestamp;

/// A sentence: the key of its words, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The key, `event-…`.
    pub key: &'static str,
    /// Name and text of each place.
    pub values: Vec<(&'static str, String)>,
}

/// For whom sentences are written.
pub struct Voice<'a> {
    /// Of this agreement.
    pub agreement: &'a Agreement,
    /// How whoever acted is called.
    pub who: String,
    /// How a moment is said.
    pub when: &'a dyn Fn(Timestamp) -> String,
}

impl Voice<'_> {
    /// The sentence of an event; `None` for steps that say nothing to a reader.
    pub fn sentence(&self, event: &Event) -> Option<Sentence> {
        let plain = |key| Some(Sentence::of(key));
        let about = |key, id: &ParticipantId| Some(self.about(key, *id));
        match event {
            Event::DraftSaved { .. } => None,
            Event::Created { .. } | Event::TemplateShared { .. } => Some(self.by(made(event))),
            Event::Binned => Some(self.by("event-binned")),
            Event::Restored => Some(self.by("event-restored")),
            Event::EndNoted => Some(self.by("event-end-noted")),
            Event::EmailBounced { participant } => about("event-email-bounced", participant),
            Event::Misdirected { participant, .. } => about("event-misdirected", participant),
            Event::ParticipantReplaced { participant, by } => Some(
                self.by("event-participant-replaced")
                    .with("person", self.name(*participant))
                    .with("by", by.person.value.name.clone()),
            ),
            Event::Delegated { participant, by } => Some(
                Sentence::of("event-delegated")
                    .with("person", self.name(*participant))
                    .with("by", by.person.value.name.clone()),
            ),
            Event::Shared { share } => Some(self.about_reader("event-shared", share.id)),
            Event::Unshared { share } => Some(self.about_reader("event-unshared", *share)),
            Event::DraftDeleted => Some(self.by("event-draft-deleted")),
            Event::Sent { .. } => Some(self.by("event-sent")),
            Event::Prepared { .. } => plain("event-prepared"),
            Event::PreparationFailed { .. } => plain("event-preparation-failed"),
            Event::TurnStarted { participant, .. } => about("event-turn-started", participant),
            Event::Reminded {
                participants,
                scheduled,
            } => self.reminded(participants, *scheduled),
            Event::CodeRequested { .. }
            | Event::CodeHandedOver { .. }
            | Event::AuthenticationFailed { .. }
            | Event::IdentityVerified { .. }
            | Event::SigningPasswordReset { .. } => self.proved(event),
            Event::DocumentsViewed { .. }
            | Event::ConsentAccepted { .. }
            | Event::ConsentWithdrawn { .. } => self.looked(event),
            Event::Signed { participant, .. } => about(
                self.by_role(*participant, "event-signed", "event-approved"),
                participant,
            ),
            Event::Sealed {
                participant,
                revision,
            } => Some(self.sealed(*participant, revision)),
            Event::LinksFetched { participants } => Some(
                self.by("event-links-fetched")
                    .with("people", self.names(participants)),
            ),
            Event::TokenExtended { participant, until } => Some(
                self.by("event-token-extended")
                    .with("person", self.name(*participant))
                    .with("until", (self.when)(*until)),
            ),
            Event::ExtensionRequested { participant } => about("event-extension-requested", participant),
            Event::Cancelled { reason, .. } => Some(match reason {
                CancelReason::ByOwner => self.by("event-cancelled"),
                CancelReason::Declined { participant } => self.about("event-declined", *participant),
                CancelReason::TooManyAttempts { participant } => {
                    self.about("event-auto-cancelled", *participant)
                }
            }),
            Event::Expired => plain("event-expired"),
            Event::Extended { lasting, .. } => plain(match lasting.proof_pending {
                true => "event-extended-pending",
                false => "event-extended",
            }),
            Event::ReportExtended { lasting, .. } => plain(match lasting.proof_pending {
                true => "event-report-extended-pending",
                false => "event-report-extended",
            }),
            Event::Completed { revision, .. } => Some(self.completed(revision)),
        }
    }

    fn sealed(&self, participant: ParticipantId, revision: &RevisionFacts) -> Sentence {
        let key = match revision.timestamp {
            Some(_) => self.by_role(participant, "event-sealed", "event-sealed-approval"),
            None => "event-sealed-untimed",
        };
        self.about(key, participant)
    }

    fn completed(&self, revision: &RevisionFacts) -> Sentence {
        let key = match revision.timestamp {
            Some(_) => "event-completed",
            None => "event-completed-untimed",
        };
        Sentence::of(key).with("organisation", self.agreement.organisation.clone())
    }

    fn about(&self, key: &'static str, participant: ParticipantId) -> Sentence {
        Sentence::of(key).with("person", self.name(participant))
    }

    /// What was done on the page before signing, by somebody or by whoever has their link.
    fn looked(&self, event: &Event) -> Option<Sentence> {
        let pick = |participant, known, stranger| match self.is_stranger(participant) {
            false => known,
            true => stranger,
        };
        let (key, participant) = match event {
            Event::DocumentsViewed { participant, .. } => (
                pick(
                    *participant,
                    "event-documents-viewed",
                    "event-documents-viewed-by-link",
                ),
                participant,
            ),
            Event::ConsentAccepted { participant, .. } => (
                pick(
                    *participant,
                    "event-consent-accepted",
                    "event-consent-accepted-by-link",
                ),
                participant,
            ),
            Event::ConsentWithdrawn {
                participant,
                paper,
                unproved,
                ..
            } => {
                let nobody_known = *unproved || self.is_stranger(*participant);
                let key = match (*paper, nobody_known) {
                    (true, false) => "event-paper-requested",
                    (true, true) => "event-paper-requested-by-link",
                    (false, false) => "event-consent-withdrawn",
                    (false, true) => "event-consent-withdrawn-by-link",
                };
                (key, participant)
            }
            _ => return None,
        };
        Some(self.about(key, *participant))
    }

    /// How somebody was asked who they are. E-mail has no sentence of success: its proof is the signature.
    fn proved(&self, event: &Event) -> Option<Sentence> {
        let about = |key, id: &ParticipantId| self.about(key, *id);
        match event {
            Event::CodeRequested {
                participant,
                challenge,
            } => Some(match challenge.channel {
                CodeChannel::Text => about("event-code-requested", participant),
                CodeChannel::Voice => about("event-call-requested", participant),
            }),
            Event::SigningPasswordReset { participant, .. } => Some(
                self.by("event-signing-password-reset")
                    .with("person", self.name(*participant)),
            ),
            Event::CodeHandedOver { participant, .. } => Some(about("event-code-handed-over", participant)),
            Event::AuthenticationFailed {
                participant,
                failures,
                method,
            } => {
                let key = match method {
                    MethodKind::Password => "event-password-failed",
                    MethodKind::Pin => "event-pin-failed",
                    MethodKind::Account => "event-account-failed",
                    _ => "event-authentication-failed",
                };
                Some(about(key, participant).with("failures", failures.to_string()))
            }
            Event::IdentityVerified {
                participant,
                proof,
                target,
            } => match proof.method() {
                MethodKind::Email => None,
                MethodKind::Password => Some(about("event-identity-verified-password", participant)),
                MethodKind::Account => Some(match proof.session_since() {
                    None => about("event-identity-verified-account", participant),
                    Some(since) => about("event-identity-verified-account-session", participant)
                        .with("since", (self.when)(since)),
                }),
                MethodKind::Pin => Some(about(
                    match proof.pin() {
                        Some(PinSource::Contact) => "event-identity-verified-pin-contact",
                        _ => "event-identity-verified-pin",
                    },
                    participant,
                )),
                MethodKind::Phone => {
                    let target = target.as_ref().map(|target| target.value.clone());
                    let key = match proof.channel() {
                        Some(CodeChannel::Voice) => "event-identity-verified-voice",
                        _ => "event-identity-verified-phone",
                    };
                    let sentence = about(key, participant);
                    Some(sentence.with("target", target.unwrap_or_default()))
                }
            },
            _ => None,
        }
    }

    fn reminded(&self, participants: &[ParticipantId], scheduled: bool) -> Option<Sentence> {
        let sentence = if scheduled {
            Sentence::of("event-reminded-scheduled")
        } else {
            self.by("event-reminded")
        };
        (!participants.is_empty()).then(|| sentence.with("people", self.names(participants)))
    }

    /// Whether whoever came through this link said that it is not meant for them: what was done there was done by nobody whose name is
    /// known.
    fn is_stranger(&self, participant: ParticipantId) -> bool {
        let member = self.agreement.member_or_former(participant);
        member.is_some_and(|member| member.state == ParticipantState::Misdirected)
    }

    fn by(&self, key: &'static str) -> Sentence {
        Sentence::of(key).with("who", self.who.clone())
    }

    fn by_role(
        &self,
        participant: ParticipantId,
        signer: &'static str,
        approver: &'static str,
    ) -> &'static str {
        match self.agreement.set_of(participant).map(|set| set.role) {
            Some(Role::Approver) => approver,
            _ => signer,
        }
    }

    /// What was done for somebody who reads without taking part; shares stay known when they end.
    fn about_reader(&self, key: &'static str, id: ParticipantId) -> Sentence {
        let mut shares = self.agreement.shares.iter();
        let email = shares
            .find(|share| share.id == id)
            .map(|share| share.email.value.to_string());
        self.by(key).with("email", email.unwrap_or_default())
    }

    fn name(&self, participant: ParticipantId) -> String {
        let member = self.agreement.member_or_former(participant);
        member
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default()
    }

    fn names(&self, participants: &[ParticipantId]) -> String {
        let names: Vec<String> = participants.iter().map(|id| self.name(*id)).collect();
        names.join(", ")
    }
}

impl Sentence {
    fn of(key: &'static str) -> Sentence {
        Sentence {
            key,
            values: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, text: String) -> Sentence {
        self.values.push((name, text));
        self
    }
}

/// How an agreement or a template came to be, or came to others.
fn made(event: &Event) -> &'static str {
    match event {
        Event::Created {
            template: Some(_), ..
        } => "event-template-created",
        Event::Created { copy_of: None, .. } => "event-created",
        Event::TemplateShared {
            sharing: Sharing::Account,
        } => "event-template-shared",
        Event::TemplateShared { .. } => "event-template-kept",
        _ => "event-copied",
    }
}
