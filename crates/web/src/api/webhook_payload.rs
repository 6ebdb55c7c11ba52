//! What webhooks are told, in v6's shape. No password, code or signing link is ever part of it.

use super::agreements::status_word;
use super::members::{role_word, set_status};
use app::ports::{WebhookMessage, WebhookPayloads};
use app::webhooks::Scope;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::agreement::{
    Actor, Agreement, CancelReason, Event, Member, ParticipantSet, ParticipantState, Role,
};
use domain::ids::ParticipantId;
use serde_json::{Map, Value, json};

/// Writes messages to webhooks in the shape of Acrobat Sign v6.
#[derive(Clone, Copy, Debug)]
pub struct WebhookShape;

impl WebhookPayloads for WebhookShape {
    fn payload(&self, message: &WebhookMessage<'_>) -> Vec<u8> {
        let mut body = Map::new();
        envelope(&mut body, message);
        people(&mut body, message);
        if let Event::Reminded { participants, .. } = &message.recorded.event {
            body.insert("reminderInfo".into(), reminded(message.agreement, participants));
        }
        body.insert("agreement".into(), agreement(message));
        Value::Object(body).to_string().into_bytes()
    }
}

fn envelope(body: &mut Map<String, Value>, message: &WebhookMessage<'_>) {
    let webhook = message.webhook;
    let sender = &message.agreement.sender.value;
    let applicable = json!([{
        "id": message.agreement.owner.to_string(),
        "email": sender.email.to_string(),
        "role": "SENDER",
        "payloadApplicable": webhook.scope != Scope::User || webhook.user == message.agreement.owner,
    }]);
    let pairs = [
        ("webhookId", json!(webhook.id.to_string())),
        ("webhookName", json!(webhook.name)),
        ("webhookNotificationId", json!(message.notification.to_string())),
        ("webhookUrlInfo", json!({"url": webhook.url})),
        ("webhookScope", json!(webhook.scope.word())),
        ("webhookNotificationApplicableUsers", applicable),
        ("event", json!(message.event)),
        ("eventDate", json!(message.recorded.at.to_string())),
        ("eventResourceType", json!("AGREEMENT")),
    ];
    body.extend(pairs.map(|(key, value)| (key.to_owned(), value)));
    if let Some(detail) = sub_event(&message.recorded.event) {
        body.insert("subEvent".into(), json!(detail));
    }
}

/// What v6 says more of some events.
fn sub_event(event: &Event) -> Option<&'static str> {
    match event {
        Event::Cancelled {
            reason: CancelReason::TooManyAttempts { .. },
            ..
        } => Some("RECALLED_MAX_SIGNING_PHONE_ATTEMPTS"),
        Event::Sealed { .. } => Some("ESIGNED"),
        _ => None,
    }
}

/// Who takes part, who acted, and who began it all.
fn people(body: &mut Map<String, Value>, message: &WebhookMessage<'_>) {
    let (agreement, recorded) = (message.agreement, message.recorded);
    let about = about(&recorded.event).and_then(|id| agreement.member_or_former(id));
    let owner = (
        agreement.owner.to_string(),
        agreement.sender.value.email.to_string(),
    );
    let acting = match &recorded.actor {
        Actor::Participant { id } => agreement.member_or_former(*id).map(identity),
        // Sealing is the product's doing; the act is the person's.
        Actor::System if matches!(recorded.event, Event::Sealed { .. }) => about.map(identity),
        _ => Some(owner.clone()),
    };
    let mut put = |prefix: &str, (id, email): (String, String)| {
        body.insert(format!("{prefix}UserId"), json!(id));
        body.insert(format!("{prefix}UserEmail"), json!(email));
    };
    put("initiating", owner.clone());
    put("participant", about.map_or(owner, identity));
    if let Some(acting) = acting {
        put("acting", acting);
    }
    if let Some(client) = &recorded.client {
        body.insert("actingUserIpAddress".into(), json!(client.value.ip));
    }
    if let Some(set) = about.and_then(|member| agreement.set_of(member.id)) {
        let (role, action) = if set.role == Role::Approver {
            ("APPROVER", "APPROVE")
        } else {
            ("SIGNER", "ESIGN")
        };
        body.insert("participantRole".into(), json!(role));
        body.insert("actionType".into(), json!(action));
    }
}

/// An internal user goes by their own identity, everybody else by that of their part.
fn identity(member: &Member) -> (String, String) {
    let id = member
        .user
        .map_or_else(|| member.id.to_string(), |user| user.to_string());
    (id, member.person.value.email.to_string())
}

fn about(event: &Event) -> Option<ParticipantId> {
    match event {
        Event::TurnStarted { participant, .. }
        | Event::DocumentsViewed { participant, .. }
        | Event::Sealed { participant, .. }
        | Event::Cancelled {
            reason: CancelReason::Declined { participant } | CancelReason::TooManyAttempts { participant },
            ..
        } => Some(*participant),
        Event::Delegated { by, .. } => Some(by.id),
        Event::Reminded { participants, .. } => participants.first().copied(),
        _ => None,
    }
}

fn agreement(message: &WebhookMessage<'_>) -> Value {
    let (agreement, include) = (message.agreement, message.include);
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
    put("id", json!(agreement.id.to_string()));
    put("name", json!(agreement.details.name));
    put("signatureType", json!("ESIGN"));
    put(
        "status",
        json!(status_word(
            agreement.status.name(),
            agreement.waits_for_approval()
        )),
    );
    if include.detailed {
        for (key, value) in details(agreement) {
            put(key, value);
        }
    }
    if include.participants {
        put("participantSetsInfo", participants(message));
    }
    if include.documents {
        put("documentsInfo", documents(agreement));
    }
    if let Some(file) = message.signed_document {
        put("signedDocumentInfo", json!({"document": STANDARD.encode(file)}));
    }
    Value::Object(body)
}

fn details(agreement: &Agreement) -> Vec<(&'static str, Value)> {
    let details = &agreement.details;
    let copies = agreement.sets.iter().filter(|set| set.role == Role::Cc);
    let copies: Vec<Value> = copies
        .flat_map(|set| &set.members)
        .map(|member| json!({"email": member.person.value.email.to_string()}))
        .collect();
    let mut pairs = vec![
        ("ccs", json!(copies)),
        ("createdDate", json!(agreement.created_at.to_string())),
        ("documentVisibilityEnabled", json!(false)),
        ("locale", json!(details.language.locale())),
        ("message", json!(details.message)),
        ("senderEmail", json!(agreement.sender.value.email.to_string())),
    ];
    if let Some(time) = agreement.asked_end() {
        pairs.push(("expirationTime", json!(time.to_string())));
    }
    if let Some(word) = super::agreements::word_of(details.reminder) {
        pairs.push(("reminderFrequency", json!(word)));
    }
    pairs
}

fn participants(message: &WebhookMessage<'_>) -> Value {
    let agreement = message.agreement;
    let sets = |next: bool| -> Vec<Value> {
        let acting = agreement.sets.iter().filter(|set| set.role.acts());
        let waits = |set: &&ParticipantSet| {
            let mut members = set.members.iter();
            members.any(|member| member.state == ParticipantState::Waiting)
        };
        acting
            .filter(|set| !next || waits(set))
            .map(|set| participant_set(agreement, set))
            .collect()
    };
    let mut info = json!({"participantSets": sets(false)});
    let next = sets(true);
    if !next.is_empty() {
        info["nextParticipantSets"] = json!(next);
    }
    info
}

fn participant_set(agreement: &Agreement, set: &ParticipantSet) -> Value {
    let member = |member: &Member| {
        let person = &member.person.value;
        json!({
            "id": member.id.to_string(),
            "email": person.email.to_string(),
            "name": person.name,
            "status": "ACTIVE",
        })
    };
    json!({
        "id": set.id.to_string(),
        "order": set.order,
        "role": role_word(set.role),
        "status": set_status(agreement, set),
        "memberInfos": set.members.iter().map(member).collect::<Vec<_>>(),
    })
}

fn documents(agreement: &Agreement) -> Value {
    let document = |document: &domain::agreement::Document| {
        json!({
            "id": document.id.to_string(),
            "name": document.name,
            "mimeType": "application/pdf",
            "numPages": document.pages,
        })
    };
    json!({"documents": agreement.documents.iter().map(document).collect::<Vec<_>>()})
}

fn reminded(agreement: &Agreement, participants: &[ParticipantId]) -> Value {
    let members = participants
        .iter()
        .filter_map(|id| agreement.member_or_former(*id));
    let one = |member: &Member| {
        let (user, email) = identity(member);
        json!({"id": member.id.to_string(), "email": email, "participantUserId": user})
    };
    json!({"participantList": members.map(one).collect::<Vec<_>>()})
}
