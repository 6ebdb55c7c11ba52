//! `/agreements`: create, list, get, state.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::error::ErrorBody;
use super::model::{
    AgreementCreationInfo, AgreementInfo, AgreementStateInfo, CcInfo, Created, CreationState,
    DisplayParticipantInfo, DisplayParticipantSetInfo, ExternalId, PageInfo, UserAgreement, UserAgreements,
    Warning,
};
use super::{ApiError, ApiResult, Key, etag, generators, library_documents, members};
use crate::Shared;
use app::Caller;
use app::agreements::DraftEdit;
use app::lists::{self, ListView};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Refusal;
use domain::agreement::{Agreement, Details, PageSize, ParticipantSet, Role, Status};
use domain::fields::{Field, FieldKind, FieldOptions, Rect};
use domain::ids::{AgreementId, FieldId};
use domain::language::Language;
use domain::refusal::DraftWarning;
use domain::schedule::ReminderFrequency;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// The agreement of a path; anything else is not found.
pub(super) fn id(path: Result<Path<String>, PathRejection>) -> ApiResult<AgreementId> {
    path?.0.parse().map_err(|_| ApiError::no_agreement())
}

/// Make an agreement, and send it unless it is to stay a draft.
#[utoipa::path(post, path = "/agreements", tag = "agreements", security(("key" = ["agreement_write"])),
    request_body = AgreementCreationInfo,
    responses((status = 201, body = Created), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    body: Result<Json<AgreementCreationInfo>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<Created>)> {
    let caller = key.with("agreement_write")?;
    let Json(info) = body?;
    if info.state == CreationState::InProcess {
        key.with("agreement_send")?;
    }
    let people = members::sets(
        &info,
        info.locale
            .as_deref()
            .and_then(Language::parse)
            .unwrap_or(caller.language),
    )?;
    let sources = sources(&info)?;
    let draft = web.app.create_draft(caller, &info.name).await?;
    match fill(&web, caller, &draft, &info, people, &sources).await {
        Ok(warnings) => Ok((
            StatusCode::CREATED,
            Json(Created {
                id: draft.id.to_string(),
                warnings,
            }),
        )),
        Err(error) => {
            // Nothing half-made stays behind a refusal.
            if let Err(left) = web.app.delete_draft(caller, draft.id).await {
                tracing::warn!(agreement = %draft.id, error = %left, "a refused draft could not be thrown away");
            }
            Err(error)
        }
    }
}

async fn fill(
    web: &Shared,
    caller: &Caller,
    draft: &Agreement,
    info: &AgreementCreationInfo,
    (sets, passwords): (Vec<ParticipantSet>, members::Passwords),
    sources: &[Source],
) -> ApiResult<Vec<Warning>> {
    // The people first: tags in the files are bound to them.
    let edit = DraftEdit {
        group: info.group_id()?,
        version: None,
        details: Some(details(info, draft)?),
        sets: Some(sets),
        fields: None,
    };
    let begun = web
        .app
        .edit_draft(caller, draft.id, edit)
        .await
        .map_err(no_such_group)?;
    members::check_methods(web, caller, &begun).await?;
    members::set_passwords(web, caller, draft.id, &passwords).await?;
    for source in sources {
        match source {
            Source::Transient(id) => add_transient(web, caller, draft.id, id).await?,
            Source::Library(id) => library_documents::add_to(web, caller, draft.id, id).await?,
        }
    }
    let opened = web.app.owned(caller, draft.id).await?;
    let mut said = generators::place(web, caller, &opened, info).await?;
    let mut filled = web.app.owned(caller, draft.id).await?;
    if info.state == CreationState::InProcess {
        let fields = with_places(&filled);
        if fields != filled.fields {
            let edit = DraftEdit {
                fields: Some(fields),
                ..DraftEdit::default()
            };
            filled = web.app.edit_draft(caller, draft.id, edit).await?;
        }
        let sent = web.app.send(caller, draft.id, None).await;
        sent.map_err(|error| ApiError::of_draft(error, &filled))?;
    }
    said.extend(members::warnings(&web.app.draft_warnings(&filled)));
    Ok(said)
}

/// The draft is the caller's own: what is not found is the group that it names.
fn no_such_group(error: app::Error) -> ApiError {
    match error {
        app::Error::NotFound => super::groups::no_group(),
        other => other.into(),
    }
}

async fn add_transient(web: &Shared, caller: &Caller, draft: AgreementId, id: &str) -> ApiResult<()> {
    let added = web.app.add_transient(caller, draft, id).await;
    added.map(drop).map_err(|error| match error {
        app::Error::NotFound => ApiError::bad(
            "INVALID_TRANSIENTDOCUMENT_ID",
            "The transient document ID specified is invalid",
        ),
        other => other.into(),
    })
}

/// Where a document of a new agreement comes from.
enum Source {
    /// A file that was sent before.
    Transient(String),
    /// A template.
    Library(String),
}

fn sources(info: &AgreementCreationInfo) -> ApiResult<Vec<Source>> {
    let source =
        |file: &super::model::FileInfo| match (&file.transient_document_id, &file.library_document_id) {
            (Some(id), None) => Ok(Source::Transient(id.clone())),
            (None, Some(id)) => Ok(Source::Library(id.clone())),
            _ => Err(ApiError::bad(
                "INVALID_ARGUMENTS",
                "Each of fileInfos needs a transientDocumentId or a libraryDocumentId",
            )),
        };
    if info.file_infos.is_empty() {
        return Err(ApiError::bad("INVALID_ARGUMENTS", "fileInfos is empty"));
    }
    info.file_infos.iter().map(source).collect()
}

pub(super) fn details(info: &AgreementCreationInfo, draft: &Agreement) -> ApiResult<Details> {
    if info.signature_type.as_deref().is_some_and(|kind| kind != "ESIGN") {
        return Err(ApiError::bad("INVALID_SIGNATURE_TYPE", "Only ESIGN is served"));
    }
    let mut details = draft.details.clone();
    details.message.clone_from(&info.message);
    if let Some(locale) = &info.locale {
        details.language = Language::parse(locale)
            .ok_or_else(|| ApiError::bad("INVALID_LOCALE", "Served are en_US, sl_SI and cs_CZ"))?;
    }
    if let Some(time) = &info.expiration_time {
        let day = time.get(..10).and_then(|day| day.parse().ok());
        details.deadline =
            Some(day.ok_or_else(|| {
                ApiError::bad("INVALID_ARGUMENTS", "expirationTime is not a time of ISO 8601")
            })?);
    }
    if let Some(word) = &info.reminder_frequency {
        details.reminder = frequency(word)?;
    }
    if let Some(external) = &info.external_id {
        details.external_id = Some(external.id.clone()).filter(|id| !id.is_empty());
    }
    if let Some(days) = info.link_days {
        details.link_days = days;
    }
    details.sends_mail = sends_mail(info)?;
    Ok(details)
}

/// v6's word for how often people are reminded.
pub(super) fn frequency(word: &str) -> ApiResult<ReminderFrequency> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| ApiError::bad("INVALID_REMINDER_FREQUENCY", format!("{word} is not served")))
}

fn sends_mail(info: &AgreementCreationInfo) -> ApiResult<bool> {
    let Some(options) = info
        .email_option
        .as_ref()
        .and_then(|option| option.send_options.as_ref())
    else {
        return Ok(true);
    };
    let words = [
        &options.init_emails,
        &options.in_flight_emails,
        &options.completion_emails,
    ];
    let given: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    match (
        given.iter().all(|word| *word == "ALL"),
        given.iter().all(|word| *word == "NONE"),
    ) {
        (true, _) => Ok(true),
        (false, true) => Ok(false),
        _ => Err(ApiError::bad(
            "INVALID_ARGUMENTS",
            "emailOption: ALL for every stage, or NONE for every stage",
        )),
    }
}

/// The draft's fields, and a place to sign for those who have none. The files' own signature places go to the signers in order, their
/// other fields to the first party (M-64).
fn with_places(draft: &Agreement) -> Vec<Field> {
    let mut fields = draft.fields.clone();
    let mut without = signers_without_place(draft, &fields).into_iter();
    let brought = |field: &&mut Field| field.kind == FieldKind::Signature && field.options.origin.is_some();
    for place in fields.iter_mut().filter(brought) {
        if let Some(set) = without.next() {
            place.assignee = set.id;
        }
    }
    fields.extend(signature_places(&draft.pages, &without.collect::<Vec<_>>()));
    fields
}

/// Signers whom no tag and no hand gave a place; what the files bring is still anybody's.
fn signers_without_place<'a>(draft: &'a Agreement, fields: &[Field]) -> Vec<&'a ParticipantSet> {
    let signs = |set: &&ParticipantSet| {
        let own = |field: &Field| {
            field.assignee == set.id && field.kind == FieldKind::Signature && field.options.origin.is_none()
        };
        fields.iter().any(own)
    };
    let signers = draft.sets.iter().filter(|set| set.role == Role::Signer);
    signers.filter(|set| !signs(set)).collect()
}

/// A place at the foot of the last page for each, two beside each other, as v6 does.
fn signature_places(pages: &[PageSize], signers: &[&ParticipantSet]) -> Vec<Field> {
    let Some((page, size)) = pages.iter().enumerate().next_back() else {
        return Vec::new();
    };
    let width = ((size.width - 108.0) / 2.0).clamp(60.0, 220.0);
    let place = |(index, set): (usize, &ParticipantSet)| {
        let (column, row) = (
            f64::from(u32::try_from(index % 2).unwrap_or(0)),
            f64::from(u32::try_from(index / 2).unwrap_or(0)),
        );
        let rows = (size.height - 80.0) / 64.0;
        let y = size.height - 90.0 - (row % rows.floor().max(1.0)) * 64.0;
        Field {
            id: FieldId(Uuid::now_v7()),
            kind: FieldKind::Signature,
            page,
            rect: Rect {
                x: 48.0 + column * (width + 12.0),
                y,
                width,
                height: 54.0,
            },
            assignee: set.id,
            required: true,
            label: String::new(),
            options: FieldOptions::default(),
            pdf_name: None,
        }
    };
    signers.iter().copied().enumerate().map(place).collect()
}

/// Which agreements, and from where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListQuery {
    /// How many at once, 1 to 200.
    page_size: Option<u32>,
    /// Where the last page ended.
    cursor: Option<String>,
    /// Only those that the caller's own system calls so.
    external_id: Option<String>,
    /// Also those that the caller has hidden.
    #[serde(default)]
    show_hidden_agreements: bool,
}

/// The caller's agreements, what is shared with them, and what has come to them to act in, the latest change first.
#[utoipa::path(get, path = "/agreements", tag = "agreements", security(("key" = ["agreement_read"])), params(ListQuery),
    responses((status = 200, body = UserAgreements), (status = 400, body = ErrorBody)))]
pub(super) async fn list(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult<Json<UserAgreements>> {
    let caller = key.with("agreement_read")?;
    let Query(query) = query?;
    let cursor = query
        .cursor
        .filter(|text| !text.is_empty())
        .map(|text| text.parse())
        .transpose();
    let cursor = cursor.map_err(|_| ApiError::bad("INVALID_CURSOR", "The cursor is not one of ours"))?;
    let limit = query.page_size.unwrap_or(100);
    if !(1..=200).contains(&limit) {
        return Err(ApiError::bad(
            "INVALID_PAGE_SIZE",
            "Page size is not within 1 to 200",
        ));
    }
    let wanted = lists::ListQuery {
        external_id: query.external_id.filter(|id| !id.is_empty()),
        with_hidden: query.show_hidden_agreements,
        with_received: true,
        ..lists::ListQuery::of(ListView::All)
    };
    let page = web.app.list(caller, &wanted, cursor.as_ref(), limit).await?;
    let hidden = web.app.hidden(caller).await?;
    let owners = web.app.owners(&page.items).await?;
    let user = caller.user.to_string();
    let item = |item: app::lists::Summary| UserAgreement {
        status: status_for(&item, &caller.email.normalised()),
        hidden: hidden.contains(&item.id),
        // v6: the sender, if it was received from another user.
        display_participant_set_infos: match owners.get(&item.owner_id).filter(|_| item.owner_id != user) {
            Some((name, email)) => vec![one_person(email, name)],
            None => displayed(&item),
        },
        id: item.id,
        name: item.name,
        display_date: item.updated_at.to_string(),
        esign: true,
    };
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(Json(UserAgreements {
        page: PageInfo { next_cursor },
        user_agreement_list: page.items.into_iter().map(item).collect(),
    }))
}

/// v6's word for where an agreement of a list stands for this address.
fn status_for(item: &app::lists::Summary, email: &str) -> &'static str {
    let awaited = |person: &&app::lists::Participant| person.role != "cc" && person.state == "waiting";
    let mut own = item.participants.iter().filter(awaited);
    let mut all = item.participants.iter().filter(awaited).peekable();
    let own = own.find(|person| person.email_norm == email);
    match (item.state.as_str(), own.map(|person| person.role.as_str())) {
        ("in_progress", Some("approver")) => "WAITING_FOR_MY_APPROVAL",
        ("in_progress", Some(_)) => "WAITING_FOR_MY_SIGNATURE",
        ("draft", _) => "WAITING_FOR_AUTHORING",
        (state, _) => {
            let approval = all.peek().is_some() && all.all(|person| person.role == "approver");
            status_word(state, approval)
        }
    }
}

/// Whom an agreement in a list waits for, or else everybody who acts in it.
fn displayed(item: &app::lists::Summary) -> Vec<DisplayParticipantSetInfo> {
    let acting = || item.participants.iter().filter(|person| person.role != "cc");
    let is_awaited = acting().any(|person| person.state == "waiting");
    let shown = acting().filter(|person| !is_awaited || person.state == "waiting");
    let info = |person: &app::lists::Participant| one_person(&person.email_norm, &person.name);
    shown.map(info).collect()
}

fn one_person(email: &str, name: &str) -> DisplayParticipantSetInfo {
    DisplayParticipantSetInfo {
        display_user_set_member_infos: vec![DisplayParticipantInfo {
            email: email.to_owned(),
            full_name: name.to_owned(),
        }],
    }
}

/// One agreement.
#[utoipa::path(get, path = "/agreements/{agreementId}", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = AgreementInfo), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
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
    let warnings = match agreement.status {
        Status::Draft => web.app.draft_warnings(&agreement),
        _ => Vec::new(),
    };
    let shown = shown(&agreement, caller, &warnings);
    Ok(etag::tagged(agreement.version, Json(shown)))
}

fn shown(agreement: &Agreement, caller: &Caller, warnings: &[DraftWarning]) -> AgreementInfo {
    let details = &agreement.details;
    let copies = agreement
        .sets
        .iter()
        .filter(|set| set.role == Role::Cc)
        .flat_map(|set| &set.members);
    AgreementInfo {
        id: agreement.id.to_string(),
        name: details.name.clone(),
        message: details.message.clone(),
        locale: details.language.locale().to_owned(),
        status: status_word(agreement.status.name(), agreement.waits_for_approval()),
        created_date: agreement.created_at.to_string(),
        expiration_time: agreement.asked_end().map(|time| time.to_string()),
        sender_email: agreement.sender.value.email.to_string(),
        signature_type: "ESIGN",
        reminder_frequency: word_of(details.reminder),
        link_days: details.link_days,
        // What the sender calls it in their own books is theirs.
        external_id: details
            .external_id
            .clone()
            .filter(|_| caller.manages(agreement))
            .map(|id| ExternalId { id }),
        participant_sets_info: members::views(agreement, caller),
        ccs: copies
            .map(|member| CcInfo {
                email: member.person.value.email.to_string(),
            })
            .collect(),
        warnings: members::warnings(warnings),
    }
}

/// v6's word for a frequency; none for never.
pub(super) fn word_of(frequency: ReminderFrequency) -> Option<String> {
    let word = serde_json::to_value(frequency).ok()?.as_str()?.to_owned();
    (frequency != ReminderFrequency::None).then_some(word)
}

pub(super) fn status_word(state: &str, approval: bool) -> &'static str {
    match state {
        "draft" => "AUTHORING",
        "preparing" => "DOCUMENTS_NOT_YET_PROCESSED",
        "in_progress" if approval => "OUT_FOR_APPROVAL",
        "in_progress" | "closing" => "OUT_FOR_SIGNATURE",
        "completed" => "SIGNED",
        "expired" => "EXPIRED",
        _ => "CANCELLED",
    }
}

/// Send a draft, or take an open agreement back.
#[utoipa::path(put, path = "/agreements/{agreementId}/state", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = String, Header)), request_body = AgreementStateInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody),
        (status = 412, body = ErrorBody)))]
pub(super) async fn put_state(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<AgreementStateInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("agreement_write")?;
    let id = id(path)?;
    let before = web.app.owned(caller, id).await?;
    let read = etag::demanded(&headers)?;
    let Json(info) = body?;
    let modified = |error| match error {
        app::Error::Refused(Refusal::NotReady { .. }) => ApiError::of_draft(error, &before),
        error => etag::modified(error, read),
    };
    match info.state.as_str() {
        "IN_PROCESS" => {
            key.with("agreement_send")?;
            web.app.send(caller, id, read).await.map_err(modified)?;
        }
        "CANCELLED" => {
            let comment = info
                .agreement_cancellation_info
                .map(|info| info.comment)
                .unwrap_or_default();
            web.app
                .cancel(caller, id, &comment, read)
                .await
                .map_err(modified)?;
        }
        other => {
            return Err(ApiError::bad(
                "INVALID_AGREEMENT_STATE",
                format!("{other} cannot be asked for"),
            ));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::agreement::Status;

    #[test]
    fn every_state_has_a_word_of_v6() {
        let words: Vec<&str> = [
            "draft",
            "preparing",
            "in_progress",
            "closing",
            "completed",
            "expired",
            "cancelled",
        ]
        .into_iter()
        .map(|state| status_word(state, false))
        .collect();
        assert_eq!(
            words,
            [
                "AUTHORING",
                "DOCUMENTS_NOT_YET_PROCESSED",
                "OUT_FOR_SIGNATURE",
                "OUT_FOR_SIGNATURE",
                "SIGNED",
                "EXPIRED",
                "CANCELLED"
            ]
        );
        assert_eq!(status_word(Status::InProgress.name(), true), "OUT_FOR_APPROVAL");
    }
}
