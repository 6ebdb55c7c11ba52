//! Participant sets and their members: read from a new agreement, shown, and their signing links.

use super::agreements::id;
use super::error::ErrorBody;
use super::model::{
    AgreementCreationInfo, CcInfo, MemberInfo, ParticipantSetInfo, ParticipantSetView, ParticipantView,
    PhoneInfo, SecurityOption, Warning,
};
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use crate::error::key_of;
use crate::language::Words;
use app::Caller;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Refusal;
use domain::agreement::{
    Agreement, Member, ParticipantSet, ParticipantState, Person, Role, Status, link_alone,
};
use domain::contact::{Email, Phone};
use domain::identity::{Method, SigningPassword};
use domain::ids::{AgreementId, ParticipantId, ParticipantSetId};
use domain::language::Language;
use domain::refusal::{DraftProblem, DraftWarning};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Signing passwords, which are kept apart from the people whom they are for.
pub(super) type Passwords = Vec<(ParticipantId, SigningPassword)>;

/// The people of a new agreement.
pub(super) fn sets(
    info: &AgreementCreationInfo,
    language: Language,
) -> ApiResult<(Vec<ParticipantSet>, Passwords)> {
    let mut passwords = Passwords::new();
    let infos = info.participant_sets_info.iter();
    let mut sets = infos
        .map(|info| set(info, language, &mut passwords))
        .collect::<ApiResult<Vec<_>>>()?;
    if !domain::routing::orders_are_consecutive(&sets) {
        return Err(ApiError::bad(
            "INVALID_PARTICIPANT_ORDER",
            "order counts from 1 without gaps",
        ));
    }
    let last = sets.iter().map(|set| set.order).max().unwrap_or(0);
    for cc in &info.ccs {
        let CcInfo { email } = cc;
        let info = MemberInfo {
            email: email.clone(),
            name: None,
            security_option: None,
        };
        let members = vec![member(&info, language, &mut passwords)?];
        sets.push(ParticipantSet {
            id: ParticipantSetId(Uuid::now_v7()),
            order: last + 1,
            role: Role::Cc,
            members,
            place: None,
        });
    }
    Ok((sets, passwords))
}

/// One participant set as it was described.
pub(super) fn set(
    info: &ParticipantSetInfo,
    language: Language,
    passwords: &mut Passwords,
) -> ApiResult<ParticipantSet> {
    let role = match info.role.as_str() {
        "SIGNER" => Role::Signer,
        "APPROVER" => Role::Approver,
        other => {
            return Err(ApiError::bad(
                "INVALID_PARTICIPANT_ROLE",
                format!("The role {other} is not served"),
            ));
        }
    };
    let message = info.private_message.as_deref().unwrap_or_default();
    let infos = info.member_infos.iter();
    let members = infos.map(|info| Ok(member(info, language, passwords)?.with_private_message(message)));
    Ok(ParticipantSet {
        id: ParticipantSetId(Uuid::now_v7()),
        order: info.order,
        role,
        members: members.collect::<ApiResult<Vec<_>>>()?,
        place: None,
    })
}

pub(super) fn member(info: &MemberInfo, language: Language, passwords: &mut Passwords) -> ApiResult<Member> {
    let email = Email::parse(&info.email).ok_or_else(|| {
        ApiError::bad(
            "INVALID_EMAIL",
            format!("{} is not an e-mail address", info.email),
        )
    })?;
    let security = info.security_option.clone().unwrap_or_default();
    let named = security.name_info.as_ref().map(|name| {
        format!("{} {}", name.first_name, name.last_name)
            .trim()
            .to_owned()
    });
    let name = info.name.clone().or(named).filter(|name| !name.trim().is_empty());
    // v6 knows recipients by their address until they say how they are called.
    let name = name.unwrap_or_else(|| email.as_str().to_owned());
    let (id, method) = (ParticipantId(Uuid::now_v7()), method(&security)?);
    if let Method::Password { .. } = method {
        passwords.push((id, password(&security)?));
    }
    Ok(Member::new(id, Person { name, email }, method, language).with_pin(security.pin))
}

/// The sender's words are in a request once; they are in no answer.
fn password(security: &SecurityOption) -> ApiResult<SigningPassword> {
    let text = security.password.as_deref().unwrap_or_default();
    SigningPassword::new(text, None).map_err(|fault| {
        let words = Words::of(Language::English);
        ApiError::bad("INVALID_PASSWORD", words.text(&key_of(fault.code())))
    })
}

/// Sets the passwords of people who are in the draft by now.
/// Refuses methods that may not be chosen where the draft is sent from, before anything else is done with it.
pub(super) async fn check_methods(web: &Shared, caller: &Caller, draft: &Agreement) -> ApiResult<()> {
    let mut problems = web.app.sending_problems(caller.chooser, draft).await?;
    problems.retain(|problem| matches!(problem, DraftProblem::MethodNotAllowed { .. }));
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ApiError::of_draft(Refusal::NotReady { problems }.into(), draft))
    }
}

pub(super) async fn set_passwords(
    web: &Shared,
    caller: &Caller,
    draft: AgreementId,
    passwords: &Passwords,
) -> ApiResult<()> {
    for (participant, password) in passwords {
        web.app
            .set_signing_password(caller, draft, *participant, password)
            .await?;
    }
    Ok(())
}

fn method(security: &SecurityOption) -> ApiResult<Method> {
    match security.authentication_method.as_deref() {
        None | Some("NONE") => Ok(Method::Email),
        Some("PASSWORD") => Ok(Method::Password { secret: None }),
        // The second is what v6 calls it (B4).
        Some("ACCOUNT" | "ADOBE_SIGN") => Ok(Method::Account),
        Some("PHONE") => {
            let info = security
                .phone_info
                .as_ref()
                .ok_or_else(|| ApiError::bad("INVALID_PHONE", "PHONE needs phoneInfo"))?;
            Ok(Method::Phone { phone: phone(info)? })
        }
        Some(other) => Err(ApiError::bad(
            "AUTHENTICATION_METHOD_NOT_ENABLED",
            format!("{other} is not enabled"),
        )),
    }
}

/// A number in v6's parts.
pub(super) fn phone(info: &PhoneInfo) -> ApiResult<Phone> {
    let country = info.country_code.trim_start_matches('+');
    let text = format!("+{country}{}", info.phone.trim_start_matches('0'));
    Phone::parse(&text).ok_or_else(|| ApiError::bad("INVALID_PHONE", "This number cannot exist"))
}

/// The people of an agreement as v6 shows them, without those who get a copy.
pub(super) fn views(agreement: &Agreement, caller: &Caller) -> Vec<ParticipantSetView> {
    let acting = agreement.sets.iter().filter(|set| set.role.acts());
    acting.map(|set| set_view(agreement, set, caller)).collect()
}

pub(super) fn set_view(agreement: &Agreement, set: &ParticipantSet, caller: &Caller) -> ParticipantSetView {
    ParticipantSetView {
        id: set.id.to_string(),
        order: set.order,
        role: role_word(set.role),
        status: set_status(agreement, set),
        member_infos: set
            .members
            .iter()
            .map(|member| member_view(agreement, member, caller))
            .collect(),
        private_message: set
            .members
            .iter()
            // What is written to somebody alone is theirs and the sender's.
            .filter(|member| caller.manages(agreement) || member.user == Some(caller.user))
            .find_map(|member| member.private_message.as_ref())
            .map(|message| message.value.clone()),
    }
}

/// v6's word for what somebody does.
pub(super) fn role_word(role: Role) -> &'static str {
    if role == Role::Approver {
        "APPROVER"
    } else {
        "SIGNER"
    }
}

pub(super) fn set_status(agreement: &Agreement, set: &ParticipantSet) -> &'static str {
    let is = |state: ParticipantState| set.members.iter().any(|member| member.state == state);
    match agreement.status {
        Status::Cancelled { .. } | Status::Deleted => "CANCELLED",
        Status::Expired => "EXPIRED",
        _ if is(ParticipantState::Completed) || is(ParticipantState::Sealing) => "COMPLETED",
        _ if is(ParticipantState::Waiting) && set.role == Role::Approver => "WAITING_FOR_MY_APPROVAL",
        _ if is(ParticipantState::Waiting) => "WAITING_FOR_MY_SIGNATURE",
        _ => "NOT_YET_VISIBLE",
    }
}

fn member_view(agreement: &Agreement, member: &Member, caller: &Caller) -> ParticipantView {
    let person = &member.person.value;
    let is_self = person.email.normalised() == caller.email.normalised();
    ParticipantView {
        id: member.id.to_string(),
        email: person.email.to_string(),
        name: person.name.clone(),
        // How others prove who they are is between them and the sender.
        security_option: match is_self || caller.manages(agreement) {
            true => SecurityOption {
                pin: member.pin,
                ..security_view(&member.method.value)
            },
            false => SecurityOption::default(),
        },
        is_self,
    }
}

fn security_view(method: &Method) -> SecurityOption {
    match method {
        Method::Email => SecurityOption {
            authentication_method: Some("NONE".to_owned()),
            ..SecurityOption::default()
        },
        Method::Account => SecurityOption {
            authentication_method: Some("ACCOUNT".to_owned()),
            ..SecurityOption::default()
        },
        Method::Password { .. } => SecurityOption {
            authentication_method: Some("PASSWORD".to_owned()),
            ..SecurityOption::default()
        },
        Method::Phone { phone } => {
            let masked = phone.masked();
            let (code, rest) = masked.split_once(' ').unwrap_or((&masked, ""));
            let info = PhoneInfo {
                country_code: code.trim_start_matches('+').to_owned(),
                phone: rest.to_owned(),
            };
            SecurityOption {
                authentication_method: Some("PHONE".to_owned()),
                phone_info: Some(info),
                ..SecurityOption::default()
            }
        }
    }
}

/// What the caller should think about, in English as all of the API.
pub(super) fn warnings(list: &[DraftWarning]) -> Vec<Warning> {
    let words = Words::of(Language::English);
    let warning = |warning: &DraftWarning| Warning {
        code: warning.code(),
        message: words.text(&key_of(warning.code())),
        participant_ids: warning.participants().iter().map(ToString::to_string).collect(),
    };
    list.iter().map(warning).collect()
}

/// Everybody who has to do with an agreement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MembersInfo {
    /// Who sent it.
    sender_info: SenderInfo,
    /// Who acts.
    participant_sets: Vec<ParticipantSetView>,
    /// Whose turn it is.
    next_participant_sets: Vec<ParticipantSetView>,
    /// Who gets a copy.
    ccs_info: Vec<CcInfo>,
    /// Who may read it beside them; told to those who manage it.
    shares_info: Vec<ShareParticipantInfo>,
}

/// Somebody who may read an agreement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareParticipantInfo {
    /// Their address.
    email: String,
    /// Their identity in this agreement.
    participant_id: String,
    /// Who shared it.
    sharer_participant_id: String,
}

/// The sender.
#[derive(Serialize, ToSchema)]
pub(super) struct SenderInfo {
    /// Their name.
    name: String,
    /// Their address.
    email: String,
    /// The organisation.
    company: String,
}

/// Everybody who has to do with an agreement.
#[utoipa::path(get, path = "/agreements/{agreementId}/members", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = MembersInfo), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn members(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let caller = key.with("agreement_read")?;
    let agreement = web.app.visible(caller, id(path)?).await?;
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    Ok(etag::tagged(
        agreement.version,
        Json(everybody(&agreement, caller, web.app.ports.clock.now())),
    ))
}

fn everybody(agreement: &Agreement, caller: &Caller, now: Timestamp) -> MembersInfo {
    let sender = &agreement.sender.value;
    let waiting = |set: &&ParticipantSet| {
        set.members
            .iter()
            .any(|member| member.state == ParticipantState::Waiting)
    };
    let copies = agreement
        .sets
        .iter()
        .filter(|set| set.role == Role::Cc)
        .flat_map(|set| &set.members);
    MembersInfo {
        sender_info: SenderInfo {
            name: sender.name.clone(),
            email: sender.email.to_string(),
            company: agreement.organisation.clone(),
        },
        participant_sets: views(agreement, caller),
        next_participant_sets: agreement
            .sets
            .iter()
            .filter(waiting)
            .map(|set| set_view(agreement, set, caller))
            .collect(),
        ccs_info: copies
            .map(|member| CcInfo {
                email: member.person.value.email.to_string(),
            })
            .collect(),
        shares_info: shares(agreement, caller, now),
    }
}

/// Who may read it now, for whoever decides that.
fn shares(agreement: &Agreement, caller: &Caller, now: Timestamp) -> Vec<ShareParticipantInfo> {
    let open = agreement.shares.iter().filter(|share| now < share.until);
    let told = open.filter(|_| caller.manages(agreement));
    told.map(|share| ShareParticipantInfo {
        email: share.email.value.to_string(),
        participant_id: share.id.to_string(),
        sharer_participant_id: agreement.owner.to_string(),
    })
    .collect()
}

/// Links of those whose turn it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SigningUrlResponse {
    /// By participant set.
    signing_url_set_infos: Vec<SigningUrlSetInfo>,
    /// Own addition `x-podpis`: whom nothing but the link proves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Warning>,
}

/// Links of one participant set.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SigningUrlSetInfo {
    /// The set.
    signing_url_set_name: String,
    /// By person.
    signing_urls: Vec<SigningUrl>,
}

/// The link of one person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SigningUrl {
    /// Whose.
    email: String,
    /// The link.
    esign_url: String,
}

/// Links of those whose turn it is. Off unless the operator allows it: whoever holds the link can act as the recipient.
#[utoipa::path(get, path = "/agreements/{agreementId}/signingUrls", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path)),
    responses((status = 200, body = SigningUrlResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn signing_urls(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SigningUrlResponse>> {
    let caller = key.with("agreement_write")?;
    let id = id(path)?;
    let links = web.app.signing_links(caller, id).await;
    let links = links.map_err(|error| match error {
        app::Error::BadInput {
            code: code @ "SECOND_FACTOR_REQUIRED",
            ..
        } => ApiError::bad(
            code,
            "The account hands out no links of whom nothing but the link proves",
        ),
        other => other.into(),
    })?;
    if links.is_empty() {
        return Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "AGREEMENT_NOT_SIGNABLE",
            "Nobody can sign this agreement now",
        ));
    }
    let set = |(set, email, esign_url): (ParticipantSetId, String, String)| SigningUrlSetInfo {
        signing_url_set_name: set.to_string(),
        signing_urls: vec![SigningUrl { email, esign_url }],
    };
    Ok(Json(SigningUrlResponse {
        signing_url_set_infos: links.into_iter().map(set).collect(),
        warnings: warnings(link_alone(&web.app.owned(caller, id).await?).as_slice()),
    }))
}
