//! What administrators change of users by the interface, and everybody of themselves.

use super::super::error::ErrorBody;
use super::super::groups::no_group;
use super::super::{ApiError, ApiResult, Key};
use super::{UserGroupInput, UserGroupsInput, parts, user};
use crate::Shared;
use app::accounts::Reactivated;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::account::{UserRole, UserState};
use domain::ids::GroupId;
use domain::language::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A user as they are to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct UserModificationInfo {
    /// It stays; another one is refused.
    email: Option<String>,
    /// All of their name but the last word.
    first_name: Option<String>,
    /// The last word of their name.
    last_name: Option<String>,
    /// It stays; another value is refused.
    is_account_admin: Option<bool>,
    /// `en_US`, `sl_SI` or `cs_CZ`.
    locale: Option<String>,
}

/// Change the name and the language of a user. Address and role stay.
#[utoipa::path(put, path = "/users/{userId}", tag = "users", security(("key" = ["user_write"])), params(("userId" = String, Path)),
    request_body = UserModificationInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(in crate::api) async fn put(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<UserModificationInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("user_write")?;
    let known = user(&web, caller, path).await?;
    let Json(info) = body?;
    let other_address = info
        .email
        .is_some_and(|email| email.trim().to_lowercase() != known.email.to_lowercase());
    let is_admin = known.role == UserRole::Admin;
    if other_address || info.is_account_admin.is_some_and(|admin| admin != is_admin) {
        return Err(ApiError::bad(
            "UPDATE_NOT_ALLOWED",
            "Address and role of a user stay; invite another one",
        ));
    }
    let (first, last) = parts(&known.name);
    let name = format!(
        "{} {}",
        info.first_name.unwrap_or(first).trim(),
        info.last_name.unwrap_or(last).trim()
    );
    let language = info.locale.as_deref().map(|locale| {
        Language::parse(locale)
            .ok_or_else(|| ApiError::bad("INVALID_LOCALE", "Served are en_US, sl_SI and cs_CZ"))
    });
    web.app
        .update_user(caller, known.id, name.trim(), language.transpose()?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a user into these groups and no others; for administrators.
#[utoipa::path(put, path = "/users/{userId}/groups", tag = "users", security(("key" = ["user_write"])), params(("userId" = String, Path)),
    request_body = UserGroupsInput,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(in crate::api) async fn put_groups(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<UserGroupsInput>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("user_write")?;
    let user = user(&web, caller, path).await?;
    caller.must_be_admin()?;
    let Json(input) = body?;
    if input.group_info_list.is_empty() {
        return Err(ApiError::bad("BAD_REQUEST", "Everybody is in at least one group"));
    }
    let wanted = |wanted: UserGroupInput| -> ApiResult<(GroupId, bool)> {
        let group = wanted.id.parse().map_err(|_| no_group())?;
        Ok((group, wanted.is_group_admin.unwrap_or(false)))
    };
    let wanted: Vec<_> = input
        .group_info_list
        .into_iter()
        .map(wanted)
        .collect::<ApiResult<_>>()?;
    let set = web.app.set_groups_of(caller, user.id, &wanted).await;
    set.map_err(|error| match error {
        app::Error::NotFound => no_group(),
        other => other.into(),
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another state for a user.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct UserStateInfo {
    /// `ACTIVE` or `INACTIVE`.
    state: String,
}

/// What became of a user.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct UserStatusUpdateResponse {
    /// `OK`, `ALREADY_ACTIVE`, `ALREADY_INACTIVE` or `SET_PASSWORD_WORKFLOW_INITIATED`.
    code: &'static str,
    /// `ACTIVE`, `INACTIVE`, or `CREATED` for one who has still to choose a password.
    state: &'static str,
}

/// Take the right to sign in away, at once and everywhere, or give it back: then they choose a new password by a mailed link.
#[utoipa::path(put, path = "/users/{userId}/state", tag = "users", security(("key" = ["user_write"])), params(("userId" = String, Path)),
    request_body = UserStateInfo,
    responses((status = 200, body = UserStatusUpdateResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(in crate::api) async fn put_state(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<UserStateInfo>, JsonRejection>,
) -> ApiResult<Json<UserStatusUpdateResponse>> {
    let caller = key.with("user_write")?;
    let known = user(&web, caller, path).await?;
    caller.must_be_admin()?;
    let Json(info) = body?;
    let (code, state) = match (info.state.as_str(), known.state) {
        ("INACTIVE", UserState::Inactive) => ("ALREADY_INACTIVE", "INACTIVE"),
        ("INACTIVE", _) => {
            web.app.deactivate_user(caller, known.id).await?;
            ("OK", "INACTIVE")
        }
        ("ACTIVE", _) => match web.app.reactivate_user(caller, known.id).await? {
            Reactivated::WasActive => ("ALREADY_ACTIVE", "ACTIVE"),
            Reactivated::Invited => ("SET_PASSWORD_WORKFLOW_INITIATED", "CREATED"),
        },
        (other, _) => {
            return Err(ApiError::bad(
                "INVALID_STATE",
                format!("state is ACTIVE or INACTIVE, not {other}"),
            ));
        }
    };
    Ok(Json(UserStatusUpdateResponse { code, state }))
}
