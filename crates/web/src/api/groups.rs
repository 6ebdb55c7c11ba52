//! The groups of an account.

use super::error::ErrorBody;
use super::model::PageInfo;
use super::paging::{self, PageQuery, Paged};
use super::users::parts;
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use app::groups::{GroupMember, GroupView};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of groups.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupsInfo {
    /// Where the next page begins.
    page: PageInfo,
    /// The groups.
    group_info_list: Vec<GroupInfo>,
}

/// A group in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupInfo {
    /// Its identity.
    group_id: String,
    /// Its name.
    group_name: String,
}

/// A group.
#[derive(Serialize, ToSchema)]
pub(super) struct DetailedGroupInfo {
    /// Its identity.
    id: String,
    /// Its name.
    name: String,
    /// When it was made.
    created: String,
}

/// A page of a group's users.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupUsersInfo {
    /// Where the next page begins.
    page: PageInfo,
    /// The users.
    user_info_list: Vec<GroupUserInfo>,
}

/// A user of a group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupUserInfo {
    /// Their identity.
    id: String,
    /// Their address.
    email: String,
    /// All of their name but the last word.
    first_name: String,
    /// The last word of their name.
    last_name: String,
    /// Whether they look after the group.
    is_group_admin: bool,
}

/// A group as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupNameInfo {
    /// At most 100 characters; no other group of the account is called so.
    group_name: String,
}

/// A group that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct GroupCreationResponse {
    /// Its identity.
    id: String,
}

pub(super) fn no_group() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_GROUP_ID",
        "The Group ID specified is invalid",
    )
}

/// The groups of the account.
#[utoipa::path(get, path = "/groups", tag = "groups", security(("key" = ["user_read"])), params(PageQuery),
    responses((status = 200, body = GroupsInfo), (status = 400, body = ErrorBody)))]
pub(super) async fn groups(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> ApiResult<Json<GroupsInfo>> {
    let caller = key.with("user_read")?;
    let Query(query) = query?;
    let groups = web.app.groups(caller).await?;
    let Paged { items, page } = paging::page(groups, query.page_size, query.cursor.as_deref())?;
    let info = |group: GroupView| GroupInfo {
        group_id: group.id.to_string(),
        group_name: group.name,
    };
    Ok(Json(GroupsInfo {
        page,
        group_info_list: items.into_iter().map(info).collect(),
    }))
}

async fn group_of(
    web: &Shared,
    caller: &app::Caller,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<GroupView> {
    let Path(id) = path.map_err(|_| no_group())?;
    let mut groups = web.app.groups(caller).await?.into_iter();
    groups
        .find(|group| group.id.to_string() == id)
        .ok_or_else(no_group)
}

/// One group.
#[utoipa::path(get, path = "/groups/{groupId}", tag = "groups", security(("key" = ["user_read"])), params(("groupId" = String, Path)),
    responses((status = 200, body = DetailedGroupInfo), (status = 404, body = ErrorBody)))]
pub(super) async fn group(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<DetailedGroupInfo>> {
    let group = group_of(&web, key.with("user_read")?, path).await?;
    Ok(Json(DetailedGroupInfo {
        id: group.id.to_string(),
        name: group.name,
        created: group.created_at.to_string(),
    }))
}

/// The users of a group; for administrators.
#[utoipa::path(get, path = "/groups/{groupId}/users", tag = "groups", security(("key" = ["user_read"])),
    params(("groupId" = String, Path), PageQuery),
    responses((status = 200, body = GroupUsersInfo), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn users_of_group(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> ApiResult<Json<GroupUsersInfo>> {
    let caller = key.with("user_read")?;
    let group = group_of(&web, caller, path).await?;
    let Query(query) = query?;
    let members = web.app.group_members(caller, group.id).await?;
    let Paged { items, page } = paging::page(members, query.page_size, query.cursor.as_deref())?;
    let info = |member: &GroupMember| {
        let (first_name, last_name) = parts(&member.name);
        GroupUserInfo {
            id: member.user.to_string(),
            email: member.email.clone(),
            first_name,
            last_name,
            is_group_admin: member.is_admin,
        }
    };
    Ok(Json(GroupUsersInfo {
        page,
        user_info_list: items.iter().map(info).collect(),
    }))
}

/// Make a group; for administrators. It has the settings of the account, and nobody is in it.
#[utoipa::path(post, path = "/groups", tag = "x-podpis", security(("key" = ["user_write"])), request_body = GroupNameInfo,
    responses((status = 201, body = GroupCreationResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    body: Result<Json<GroupNameInfo>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<GroupCreationResponse>)> {
    let caller = key.with("user_write")?;
    caller.must_be_admin()?;
    let Json(info) = body?;
    let id = web.app.create_group(caller, &info.group_name).await?.to_string();
    Ok((StatusCode::CREATED, Json(GroupCreationResponse { id })))
}

/// Give a group another name; for administrators.
#[utoipa::path(put, path = "/groups/{groupId}", tag = "x-podpis", security(("key" = ["user_write"])), params(("groupId" = String, Path)),
    request_body = GroupNameInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn rename(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<GroupNameInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("user_write")?;
    let group = group_of(&web, caller, path).await?;
    let Json(info) = body?;
    web.app.rename_group(caller, group.id, &info.group_name).await?;
    Ok(StatusCode::NO_CONTENT)
}
