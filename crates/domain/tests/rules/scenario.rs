//! A small world for the rules: a clock that only the test moves, counted ids, and the steps that a whole journey needs.

pub(crate) use crate::asking::*;
pub(crate) use crate::people::*;
use domain::Refusal;
use domain::agreement::{
    Actor, Agreement, Client, Command, Decision, Details, DraftChanges, Effect, Event, Member, Notice,
    ParticipantSet, ParticipantState, Recorded, RevisionFacts, RevisionKind, Role, Status, apply, decide,
};
use domain::fields::{Field, FieldValue};
use domain::identity::{Code, CodeChannel, FactorKind, FreshFactor, Method, MethodKind};
use domain::ids::{ChallengeId, FieldId, ParticipantId, SecretId, UserId, VisitId};
use domain::personal::Personal;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An agreement with its history and everything that was asked to be done.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) now: Timestamp,
    pub(crate) state: Option<Agreement>,
    pub(crate) history: Vec<Recorded>,
    /// Each effect with the number of events that stood when it was asked for.
    pub(crate) effects: Vec<(u64, Effect)>,
    /// Who is an active user of the account.
    pub(crate) internal: BTreeMap<ParticipantId, UserId>,
    challenges: u128,
}

/// What a failing test should say of the world: who is there and what happened, in a few lines.
impl std::fmt::Debug for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let people = |set: &ParticipantSet| {
            (
                set.order,
                set.role,
                set.members
                    .iter()
                    .map(|one| one.method.value.kind())
                    .collect::<Vec<_>>(),
            )
        };
        let people: Vec<_> = self
            .state
            .iter()
            .flat_map(|state| &state.sets)
            .map(people)
            .collect();
        let internal: Vec<_> = self.internal.keys().collect();
        write!(
            f,
            "{} people {people:?} internal {internal:?} events {:?}",
            self.now,
            self.kinds()
        )
    }
}

impl Scenario {
    /// Nothing yet, on a Monday morning.
    pub(crate) fn empty() -> Scenario {
        Scenario {
            now: "2026-11-23T08:00:00Z".parse().unwrap(),
            state: None,
            history: Vec::new(),
            effects: Vec::new(),
            internal: BTreeMap::new(),
            challenges: 0,
        }
    }

    /// A draft that can be sent: one document of two pages, these people, a place to sign and a note for each signer.
    pub(crate) fn draft(people: impl IntoIterator<Item = Someone>) -> Scenario {
        let mut scenario = Scenario::empty();
        scenario.does(create());
        let sets: Vec<ParticipantSet> = (1..)
            .zip(people)
            .map(|(number, one)| one.into_set(number))
            .collect();
        let fields = (1..).zip(&sets).filter(|(_, set)| set.role == Role::Signer);
        let fields = fields.flat_map(|(number, _)| fields_of(number)).collect();
        scenario.saves(DraftChanges {
            documents: Some(documents()),
            sets: Some(sets),
            fields: Some(fields),
            ..DraftChanges::default()
        });
        scenario
    }

    /// Sent and prepared: the first have their turn.
    pub(crate) fn sent(people: impl IntoIterator<Item = Someone>) -> Scenario {
        let mut scenario = Scenario::draft(people);
        scenario.sends();
        scenario
    }

    pub(crate) fn state(&self) -> &Agreement {
        self.state.as_ref().unwrap()
    }

    pub(crate) fn status(&self) -> &Status {
        &self.state().status
    }

    pub(crate) fn member(&self, id: ParticipantId) -> &Member {
        self.state().member(id).unwrap()
    }

    pub(crate) fn stands(&self, id: ParticipantId) -> ParticipantState {
        self.member(id).state
    }

    pub(crate) fn waits(&mut self, time: SignedDuration) {
        self.now = self.now.checked_add(time).unwrap();
    }

    pub(crate) fn decides(&self, command: &Command) -> Result<Decision, Refusal> {
        decide(self.state.as_ref(), command, self.now)
    }

    pub(crate) fn refuses(&self, command: Command) -> Refusal {
        self.decides(&command).expect_err("the rules should refuse this")
    }

    /// Does what the rules allow and keeps what follows.
    pub(crate) fn does(&mut self, command: Command) -> Decision {
        self.tries(&command).expect("the rules should allow this")
    }

    pub(crate) fn tries(&mut self, command: &Command) -> Result<Decision, Refusal> {
        let decision = self.decides(command)?;
        let actor = actor(command);
        for event in decision.events.iter().cloned() {
            let client = client(&actor);
            let seq = u64::try_from(self.history.len()).unwrap();
            let recorded = Recorded {
                seq,
                at: self.now,
                actor: actor.clone(),
                client,
                event,
            };
            self.state = apply(self.state.take(), &recorded);
            self.history.push(recorded);
        }
        let stood = u64::try_from(self.history.len()).unwrap();
        self.effects
            .extend(decision.effects.iter().cloned().map(|effect| (stood, effect)));
        Ok(decision)
    }

    pub(crate) fn saves(&mut self, changes: DraftChanges) -> Decision {
        self.does(Command::SaveDraft {
            expected_version: None,
            changes: Box::new(changes),
        })
    }

    pub(crate) fn changes_details(&mut self, change: impl FnOnce(&mut Details)) -> Decision {
        let mut details = self.state().details.clone();
        change(&mut details);
        self.saves(DraftChanges {
            details: Some(details),
            ..DraftChanges::default()
        })
    }

    pub(crate) fn changes_fields(&mut self, change: impl FnOnce(&mut Vec<Field>)) -> Decision {
        let mut fields = self.state().fields.clone();
        change(&mut fields);
        self.saves(DraftChanges {
            fields: Some(fields),
            ..DraftChanges::default()
        })
    }

    pub(crate) fn sends(&mut self) {
        self.does(send());
        self.does(self.prepared());
    }

    pub(crate) fn prepared(&self) -> Command {
        Command::Prepared {
            revision: self.revision(RevisionKind::Prepared),
            internal: self.internal.clone(),
        }
    }

    /// The revision that would come next.
    pub(crate) fn revision(&self, kind: RevisionKind) -> RevisionFacts {
        let number = u32::try_from(self.state().revisions.len()).unwrap();
        let timestamp = (kind != RevisionKind::Prepared).then_some(self.now);
        RevisionFacts {
            number,
            kind,
            sha256: format!("{number:064x}"),
            length: 10_000 * u64::from(number + 1),
            timestamp,
            seal: None,
            at: self.now,
        }
    }

    pub(crate) fn last_hash(&self) -> String {
        self.state()
            .last_revision()
            .map(|revision| revision.sha256.clone())
            .unwrap_or_default()
    }

    /// Asks for a code; the gateway takes it at once.
    pub(crate) fn asks_for_code(&mut self, who: ParticipantId, visit: VisitId) -> ChallengeId {
        let challenge = self.next_challenge();
        self.does(Command::RequestCode {
            participant: who,
            visit,
            challenge,
            channel: CodeChannel::Text,
        });
        self.does(Command::CodeHandedOver {
            participant: who,
            challenge,
        });
        challenge
    }

    pub(crate) fn next_challenge(&mut self) -> ChallengeId {
        self.challenges += 1;
        challenge(self.challenges)
    }

    /// The code of the challenge that was made last.
    pub(crate) fn last_code(&self) -> Code {
        code_of(challenge(self.challenges))
    }

    /// The answer with the code of the challenge that stands, or with a wrong one.
    pub(crate) fn answer(&self, who: ParticipantId, visit: VisitId, right: bool) -> Command {
        if let Method::Password { secret } = &self.member(who).method.value {
            return Command::AnswerPassword {
                participant: who,
                visit,
                secret: secret.unwrap_or_else(|| a_secret(0)),
                is_right: right,
            };
        }
        let challenge = self.member(who).challenge.as_ref().map(|challenge| challenge.id);
        let expected = challenge.map_or_else(|| Code::new("123456"), code_of);
        let answered = if right {
            expected.clone()
        } else {
            Code::new("000000")
        };
        Command::AnswerCode {
            participant: who,
            visit,
            expected,
            answered,
        }
    }

    /// Proves what the method asks for, sees the document and agrees to sign electronically.
    pub(crate) fn enters(&mut self, who: ParticipantId) {
        let visit = visit(who, 1);
        if self.member(who).method.value.asks_a_question() {
            if self.member(who).method.value.kind() == MethodKind::Phone {
                self.asks_for_code(who, visit);
            }
            self.does(self.answer(who, visit, true));
        }
        if self.member(who).pin {
            self.does(answer_pin(who, visit, true));
        }
        self.does(Command::View {
            participant: who,
            visit,
        });
        self.does(consent(who, visit));
    }

    /// *Click to Sign* with the values that this person's set must give.
    pub(crate) fn click(&self, who: ParticipantId) -> Command {
        let set = self.state().set_of(who).unwrap();
        let fields = self
            .state()
            .fields
            .iter()
            .filter(|field| field.assignee == set.id && field.required);
        let values = fields.map(|field| (field.id, typed("Ana Novak"))).collect();
        self.click_with(who, values)
    }

    pub(crate) fn click_with(&self, who: ParticipantId, values: BTreeMap<FieldId, FieldValue>) -> Command {
        Command::Sign {
            participant: who,
            visit: visit(who, 1),
            values,
            shown_revision: self.last_hash(),
            fresh_factor: self.member(who).user.map(|user| self.password(user)),
        }
    }

    pub(crate) fn password(&self, user: UserId) -> FreshFactor {
        FreshFactor {
            user,
            factor: FactorKind::Password,
            at: self.now,
        }
    }

    pub(crate) fn seal(&self, who: ParticipantId) -> Command {
        let revision = self.revision(RevisionKind::Act { participant: who });
        Command::Seal {
            participant: who,
            revision,
            internal: self.internal.clone(),
        }
    }

    pub(crate) fn closing(&self) -> Command {
        Command::Close {
            revision: self.revision(RevisionKind::Closing),
            report_sha256: "4e904".into(),
            extend_at: None,
        }
    }

    /// Enters and clicks; the seal is still to come.
    pub(crate) fn clicks(&mut self, who: ParticipantId) {
        self.enters(who);
        self.does(self.click(who));
    }

    pub(crate) fn signs(&mut self, who: ParticipantId) {
        self.clicks(who);
        self.does(self.seal(who));
    }

    /// Everybody signs as their turn comes, and the file is closed.
    pub(crate) fn completes(&mut self) {
        while let Some(next) = self.waiting().first().copied() {
            self.signs(next);
        }
        self.does(self.closing());
    }

    /// Whose turn it is.
    pub(crate) fn waiting(&self) -> Vec<ParticipantId> {
        let waiting = self
            .state()
            .members()
            .filter(|member| member.state == ParticipantState::Waiting);
        waiting.map(|member| member.id).collect()
    }

    /// The kinds of what happened, in order.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.history
            .iter()
            .map(|recorded| recorded.event.kind())
            .collect()
    }

    pub(crate) fn count(&self, kind: &str) -> usize {
        self.kinds().into_iter().filter(|one| *one == kind).count()
    }

    /// Every notice that was asked for so far.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.effects
            .iter()
            .filter_map(|(_, effect)| notice(effect))
            .collect()
    }
}

pub(crate) fn notice(effect: &Effect) -> Option<Notice> {
    match effect {
        Effect::Notify { notice } => Some(notice.clone()),
        _ => None,
    }
}

/// A signing password by its number.
pub(crate) fn a_secret(number: u128) -> SecretId {
    SecretId(Uuid::from_u128(0x5ec2_0000 + number))
}

fn challenge(number: u128) -> ChallengeId {
    ChallengeId(Uuid::from_u128(0xc0de_0000 + number))
}

/// What a decision has people told.
pub(crate) fn told(decision: &Decision) -> Vec<Notice> {
    decision.effects.iter().filter_map(notice).collect()
}

fn actor(command: &Command) -> Actor {
    match command {
        Command::AcceptConsent { participant, .. }
        | Command::AnswerAccount { participant, .. }
        | Command::AnswerCode { participant, .. }
        | Command::AnswerPassword { participant, .. }
        | Command::AnswerPin { participant, .. }
        | Command::Decline { participant, .. }
        | Command::Delegate { participant, .. }
        | Command::RequestCode { participant, .. }
        | Command::ReportMisdirected { participant, .. }
        | Command::RequestExtension { participant }
        | Command::Sign { participant, .. }
        | Command::WithdrawConsent { participant, .. }
        | Command::View { participant, .. } => Actor::Participant { id: *participant },
        Command::Bin
        | Command::Cancel { .. }
        | Command::Create(_)
        | Command::DeleteDraft
        | Command::ExtendLink { .. }
        | Command::FetchLinks
        | Command::ResetPassword { .. }
        | Command::ReplaceParticipant { .. }
        | Command::Restore
        | Command::TakeNote
        | Command::SaveDraft { .. }
        | Command::Share { .. }
        | Command::ShareTemplate { .. }
        | Command::Unshare { .. }
        | Command::Send { .. } => Actor::User { id: OWNER, key: None },
        Command::Remind { scheduled: false, .. } => Actor::User { id: OWNER, key: None },
        Command::Bounce { .. }
        | Command::Close { .. }
        | Command::CodeHandedOver { .. }
        | Command::Expire
        | Command::Extend { .. }
        | Command::Prepared { .. }
        | Command::PreparationFailed { .. }
        | Command::Remind { .. }
        | Command::Seal { .. } => Actor::System,
    }
}

fn client(actor: &Actor) -> Option<Personal<Client>> {
    let client = Client {
        ip: "192.0.2.7".into(),
        user_agent: "Firefox".into(),
    };
    match actor {
        Actor::Participant { id } => Some(Personal::new(*id, client)),
        Actor::User { id, .. } => Some(Personal::new(*id, client)),
        Actor::Operator | Actor::System => None,
    }
}

/// Whether an event of this shape was recorded.
pub(crate) fn recorded(scenario: &Scenario, wanted: impl Fn(&Event) -> bool) -> bool {
    scenario.history.iter().any(|recorded| wanted(&recorded.event))
}
