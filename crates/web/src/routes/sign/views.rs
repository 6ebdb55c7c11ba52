//! What each page of a visit shows. Before the identity is proved in this visit: nothing of the document, not even its name.

use super::recipient::Recipient;
use super::state;
use crate::error::Problem;
use crate::language::Words;
use crate::pages::sign::document::{
    Choice, Field, Page, Person, Rect, Sign, Value, consent_sha256, kind_word,
};
use crate::pages::sign::gate::{Challenge, PasswordChallenge, PinChallenge};
use crate::pages::sign::outcome::{Done, Ended, Ending, Reason, Waiting, done_state};
use crate::visitor::initials;
use app::App;
use app::ceremony::Stage;
use app::seals::SealDelay;
use domain::agreement::{Agreement, Member, ParticipantSet, ParticipantState, Role, Withdrawal};
use domain::fields::{self, FieldKind, FieldValue, Filled};
use domain::identity::{CodeChannel, Method, MethodKind, RESEND_DELAY};
use domain::ids::FieldId;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn challenge(
    visitor: &Recipient,
    now: Timestamp,
    calls: bool,
    complaint: Option<&str>,
) -> Result<Challenge, Problem> {
    let member = visitor.visit.member()?;
    let live = member
        .challenge
        .as_ref()
        .is_some_and(|asked| asked.visit == visitor.visit.id && now < asked.expires_at());
    let spoken = |asked: &domain::identity::Challenge| asked.channel == CodeChannel::Voice;
    Ok(Challenge {
        frame: visitor.frame(),
        may_refuse: may_refuse(visitor)?,
        withdrawn: refusal(visitor)?,
        number: number(member),
        sent: live,
        called: live && member.challenge.as_ref().is_some_and(spoken),
        calls,
        error: complaint.map(|key| visitor.words.text(key)),
        attempts_left: attempts_left(visitor, member, MethodKind::Phone),
        wait: pause(member, now).map(|seconds| wait(visitor.words, seconds)),
    })
}

/// Said from the first wrong answer on.
pub(super) fn attempts_left(visitor: &Recipient, member: &Member, asked: MethodKind) -> Option<usize> {
    let wrong = member.failures(asked) > 0;
    let left = visitor
        .visit
        .agreement
        .attempts_left(member, asked)
        .filter(|_| wrong);
    left.and_then(|left| usize::try_from(left).ok())
}

pub(super) fn pin(visitor: &Recipient, complaint: Option<&str>) -> Result<PinChallenge, Problem> {
    let sender = &visitor.visit.agreement.sender.value;
    let said = |key| visitor.words.with(key, &[("sender", &sender.name)]);
    Ok(PinChallenge {
        frame: visitor.frame(),
        may_refuse: may_refuse(visitor)?,
        withdrawn: refusal(visitor)?,
        error: complaint.map(said),
        attempts_left: attempts_left(visitor, visitor.visit.member()?, MethodKind::Pin),
        sender_address: sender.email.to_string(),
    })
}

pub(super) fn password(visitor: &Recipient, complaint: Option<&str>) -> Result<PasswordChallenge, Problem> {
    Ok(PasswordChallenge {
        frame: visitor.frame(),
        may_refuse: may_refuse(visitor)?,
        withdrawn: refusal(visitor)?,
        error: complaint.map(|key| visitor.words.text(key)),
        attempts_left: attempts_left(visitor, visitor.visit.member()?, MethodKind::Password),
        sender_address: visitor.visit.agreement.sender.value.email.to_string(),
    })
}

/// Whether they may say that they do not want to sign electronically: while they are asked to, and nobody has agreed to it in their name.
pub(super) fn may_refuse(visitor: &Recipient) -> Result<bool, Problem> {
    let member = visitor.visit.member()?;
    Ok(member.state == ParticipantState::Waiting && member.consent.is_none())
}

/// What they said before, at the door.
pub(super) fn refusal(visitor: &Recipient) -> Result<Option<String>, Problem> {
    let member = visitor.visit.member()?;
    let wish = member.withdrawal.as_ref().filter(|_| member.refuses_electronic());
    Ok(wish.map(|wish| withdrawn(visitor, wish)))
}

/// `•• 67`: enough for its owner, nothing for anybody else.
fn number(member: &Member) -> String {
    let Method::Phone { phone } = &member.method.value else {
        return String::new();
    };
    let digits = phone.as_str();
    format!(
        "••\u{a0}{}",
        digits.get(digits.len().saturating_sub(2)..).unwrap_or_default()
    )
}

/// Seconds until another code may be asked for.
fn pause(member: &Member, now: Timestamp) -> Option<u32> {
    let next = member.code_requests.last()?.saturating_add(RESEND_DELAY).ok()?;
    u32::try_from(next.duration_since(now).as_secs())
        .ok()
        .filter(|seconds| *seconds > 0)
}

/// "You can ask for a new code in 28 seconds."
pub(super) fn wait(words: Words, seconds: u32) -> String {
    words.count("sign-code-wait", usize::try_from(seconds).unwrap_or(usize::MAX))
}

pub(super) fn document(
    visitor: &Recipient,
    kept: BTreeMap<FieldId, FieldValue>,
    filled: &Filled,
    (app, now): (&App, Timestamp),
) -> Result<Sign, Problem> {
    let (visit, words) = (&visitor.visit, visitor.words);
    let (agreement, member) = (&visit.agreement, visit.member()?);
    let mut values = agreement.initial_values(member, now);
    values.extend(kept);
    let name = &member.person.value.name;
    Ok(Sign {
        frame: visitor.frame(),
        name: agreement.details.name.clone(),
        message: agreement.details.message.clone(),
        private_message: member
            .private_message
            .as_ref()
            .map(|message| message.value.clone())
            .unwrap_or_default(),
        person: Person {
            name: name.clone(),
            initials: initials(name),
            has_letters: app.has_letters_for(name),
            approver: visit.role() == Role::Approver,
            insider: member.user.is_some(),
        },
        consented: member.consent.is_some(),
        withdrawn: member
            .withdrawal
            .as_ref()
            .map(|withdrawal| withdrawn(visitor, withdrawal)),
        consent_version: consent_sha256(words.language),
        deadline: agreement.details.deadline.map(|day| words.date(day)),
        revision: agreement
            .last_revision()
            .map(|revision| revision.sha256.clone())
            .unwrap_or_default(),
        pdf: format!("{}/document.pdf", visitor.base),
        pages: pages(visitor, member),
        state: state::of(visitor, filled),
        values: values
            .into_iter()
            .filter_map(|(id, value)| Some((id.to_string(), value_shown(value)?)))
            .collect(),
    })
}

/// What the page says to somebody who does not want to sign electronically, and may still do so.
fn withdrawn(visitor: &Recipient, withdrawal: &Withdrawal) -> String {
    let agreement = &visitor.visit.agreement;
    let key = if withdrawal.paper {
        "sign-paper-asked"
    } else {
        "sign-withdrawn"
    };
    let zone = jiff::tz::TimeZone::get(&agreement.details.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let date = visitor.words.date(withdrawal.at.to_zoned(zone).date());
    visitor
        .words
        .with(key, &[("date", &date), ("sender", &agreement.sender.value.name)])
}

fn value_shown(value: FieldValue) -> Option<Value> {
    match value {
        FieldValue::Checked(set) => Some(Value::Set(set)),
        FieldValue::Chosen(chosen) => Some(Value::Several(chosen)),
        FieldValue::File(file) => Some(Value::Text(file.name)),
        FieldValue::Mark(_) => None,
        FieldValue::Text(text) => Some(Value::Text(text)),
    }
}

fn pages(visitor: &Recipient, member: &Member) -> Vec<Page> {
    let agreement = &visitor.visit.agreement;
    let own = agreement.set_of(member.id);
    let place = the_one_place(agreement, own);
    let watched = watched(agreement);
    let field = |field: &fields::Field| {
        let shown = shown(visitor.words, agreement, own, field);
        Field {
            required: shown.required || Some(field.id) == place,
            watched: watched.contains(&field.id),
            ..shown
        }
    };
    let page = |(index, size): (usize, &domain::agreement::PageSize)| Page {
        index,
        width: size.width,
        height: size.height,
        fields: agreement
            .fields
            .iter()
            .filter(|field| field.page == index)
            .map(field)
            .collect(),
    };
    agreement.pages.iter().enumerate().map(page).collect()
}

/// Fields that conditions and formulas look at: what is put into them is said to the server at once.
fn watched(agreement: &Agreement) -> BTreeSet<FieldId> {
    let conditions = agreement
        .fields
        .iter()
        .filter_map(|field| field.options.condition.as_ref());
    let tested = conditions
        .flat_map(|condition| &condition.tests)
        .map(|test| test.field);
    let calculates = agreement.fields.iter().any(fields::Field::is_calculated);
    let numbers = agreement.fields.iter().filter(|field| {
        calculates && (field.kind == FieldKind::Number || field.kind.is_switch() || field.kind.has_choices())
    });
    tested.chain(numbers.map(|field| field.id)).collect()
}

/// A signer signs in at least one place: where all are optional, the first one is the one that must be.
fn the_one_place(agreement: &Agreement, own: Option<&ParticipantSet>) -> Option<FieldId> {
    let own = own.filter(|set| set.role == Role::Signer)?;
    let mut places = agreement
        .fields
        .iter()
        .filter(|field| field.assignee == own.id && field.kind == FieldKind::Signature);
    let first = places.clone().min_by(|a, b| {
        (a.page, a.rect.y)
            .partial_cmp(&(b.page, b.rect.y))
            .unwrap_or(std::cmp::Ordering::Equal)
    })?;
    (!places.any(|place| place.required)).then_some(first.id)
}

fn shown(words: Words, agreement: &Agreement, own: Option<&ParticipantSet>, field: &fields::Field) -> Field {
    let owner = agreement.sets.iter().find(|set| set.id == field.assignee);
    let acted = |member: &Member| {
        matches!(
            member.state,
            ParticipantState::Completed | ParticipantState::Sealing
        )
    };
    let fields::Rect { x, y, width, height } = field.rect;
    Field {
        id: field.id.to_string(),
        kind: field.kind,
        page: field.page,
        rect: Rect { x, y, width, height },
        label: label_of(words, field),
        required: field.required,
        own: own.is_some_and(|set| set.id == field.assignee),
        font_size: field.options.font_size,
        group: field
            .group()
            .map(|group| format!("{}-{group}", field.kind.name())),
        automatic: field.fills_itself(),
        watched: false,
        mask: field.options.mask.clone(),
        choices: field.options.choices.iter().map(choice).collect(),
        max_length: max_length(field),
        printed: field.is_filled_at_sending() && field.default_value().is_some(),
        owner: owner
            .and_then(|set| set.members.first())
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default(),
        settled: owner.is_some_and(|set| set.members.iter().any(acted)),
    }
}

/// What a field is for: the sender's words, with the group's name and the choice of a button, else the name of its kind.
fn label_of(words: Words, field: &fields::Field) -> String {
    let label = field.label.trim();
    let own = match (label, field.kind) {
        ("", FieldKind::Radio) => field.on_value().to_owned(),
        ("", kind) => words.text(&kind_word(kind)),
        (label, _) => label.to_owned(),
    };
    match field.group() {
        Some(group) => format!("{group}: {own}"),
        None => own,
    }
}

fn choice(choice: &fields::Choice) -> Choice {
    Choice {
        value: choice.value.clone(),
        label: choice.shown().to_owned(),
    }
}

/// Room for what a mask puts in by itself.
fn max_length(field: &fields::Field) -> usize {
    let most = field
        .options
        .max_length
        .and_then(|most| usize::try_from(most).ok());
    most.unwrap_or(if field.is_multiline() {
        fields::MAX_TEXT
    } else {
        500
    })
    .min(fields::MAX_TEXT)
}

/// The agreement's name, or words that say nothing about it.
fn name(visitor: &Recipient) -> String {
    if visitor.may_know() {
        visitor.visit.agreement.details.name.clone()
    } else {
        visitor.words.text("sign-the-document")
    }
}

/// What a seal that was asked for waits for.
fn sealing(delay: Option<SealDelay>) -> Reason {
    match delay {
        None => Reason::Sealing,
        Some(SealDelay::Organisation) => Reason::SealNotAllowed,
        Some(SealDelay::Outside) => Reason::SealLate,
    }
}

pub(super) fn waiting(visitor: &Recipient, delay: Option<SealDelay>) -> Result<Waiting, Problem> {
    let reason = if visitor.visit.stage == Stage::Sealing {
        sealing(delay)
    } else {
        Reason::Turn
    };
    Ok(Waiting {
        frame: visitor.frame(),
        name: name(visitor),
        reason,
    })
}

pub(super) fn done(visitor: &Recipient, delay: Option<SealDelay>) -> Result<Done, Problem> {
    let visit = &visitor.visit;
    let completed = visit.stage == Stage::Completed;
    let acted = |member: &Member| {
        matches!(
            member.state,
            ParticipantState::Completed | ParticipantState::Sealing
        )
    };
    let open = |set: &&ParticipantSet| set.role.acts() && !set.members.iter().any(acted);
    let file = |name: &str| completed.then(|| format!("{}/{name}", visitor.base));
    Ok(Done {
        frame: visitor.frame(),
        name: name(visitor),
        approver: visit.role() == Role::Approver,
        copy_only: visit.role() == Role::Cc,
        others_left: visit.agreement.sets.iter().filter(open).count(),
        late: !completed && delay.is_some(),
        download: file("document.pdf"),
        report: file("report.pdf"),
    })
}

pub(super) fn ended(visitor: &Recipient) -> Result<Ended, Problem> {
    let ending = match visitor.visit.stage {
        Stage::ActedByOther => Ending::ActedByOther,
        Stage::Declined => Ending::Declined,
        Stage::Expired => Ending::Late,
        Stage::Misdirected => Ending::Misdirected,
        Stage::LinkExpired { asked } => Ending::Expired { asked },
        _ => Ending::Cancelled,
    };
    let name = if visitor.may_know() && ending == Ending::Declined {
        name(visitor)
    } else {
        String::new()
    };
    Ok(Ended {
        frame: visitor.frame(),
        ending,
        name,
    })
}

/// The word for scripts that wait for the next stage.
pub(super) fn stage_name(stage: &Stage, delay: Option<SealDelay>) -> &'static str {
    match stage {
        Stage::ActedByOther => "by-other",
        Stage::Cancelled => "cancelled",
        Stage::Challenge { .. } => "challenge",
        Stage::Completed => "completed",
        Stage::Declined => "declined",
        Stage::Document => "document",
        Stage::Expired => "late",
        Stage::LinkExpired { .. } => "expired",
        Stage::Misdirected => "misdirected",
        Stage::NotYet => Reason::Turn.state(),
        Stage::Sealing => sealing(delay).state(),
        Stage::WaitingForOthers => done_state(delay.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;
    use domain::agreement::Role;

    #[test]
    fn a_signer_signs_somewhere_even_where_every_place_is_optional() {
        let mut agreement = sample::draft();
        let later = fields::Field {
            rect: fields::Rect {
                y: 700.0,
                ..agreement.fields[0].rect
            },
            ..sample::field(21, FieldKind::Signature, 10)
        };
        agreement.fields.insert(0, later);
        assert_eq!(the_one_place(&agreement, agreement.sets.first()), None);
        agreement
            .fields
            .iter_mut()
            .for_each(|field| field.required = false);
        assert_eq!(
            the_one_place(&agreement, agreement.sets.first()),
            Some(FieldId(sample::id(20)))
        );
        agreement.sets[0].role = Role::Approver;
        assert_eq!(the_one_place(&agreement, agreement.sets.first()), None);
    }

    #[test]
    fn others_fields_are_named_and_settled_once_they_acted() {
        let mut agreement = sample::draft();
        agreement
            .sets
            .push(sample::set(11, sample::person("Bo", "bo@example.com")));
        let words = Words::of(domain::language::Language::English);
        let as_bo =
            |agreement: &Agreement| shown(words, agreement, agreement.sets.get(1), &agreement.fields[0]);
        let before = as_bo(&agreement);
        assert_eq!(
            (
                before.own,
                before.settled,
                before.owner.as_str(),
                before.label.as_str()
            ),
            (false, false, "Ana Novak", "Signature")
        );
        agreement.sets[0].members[0].state = ParticipantState::Completed;
        assert!(as_bo(&agreement).settled);
    }

    #[test]
    fn a_number_shows_its_last_two_digits_only() {
        let mut set = sample::set(10, sample::person("Ana", "ana@example.com"));
        let member = &mut set.members[0];
        assert_eq!(number(member), "");
        member.method.value = Method::Phone {
            phone: domain::contact::Phone::parse("+386 40 123 467").unwrap(),
        };
        assert_eq!(number(member), "••\u{a0}67");
    }
}
