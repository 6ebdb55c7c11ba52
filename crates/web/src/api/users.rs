//! `/users` and `/groups`: who is in the account. People are invited and deactivated on the pages.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

pub(super) mod changes;

use super::error::ErrorBody;
use super::model::PageInfo;
use super::paging::{self, Paged};
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use app::accounts::{GroupView, UserView};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::account::{UserRole, UserState};
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageQuery {
    /// How many at once, 1 to 500.
    page_size: Option<u32>,
    /// Where the last page ended.
    cursor: Option<String>,
}

/// A page of users.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UsersInfo {
    /// Where the next page begins.
    page: PageInfo,
    /// The users.
    user_info_list: Vec<UserInfo>,
}

/// A user in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserInfo {
    /// Their identity.
    id: String,
    /// Their address.
    email: String,
    /// All of their name but the last word.
    first_name: String,
    /// The last word of their name.
    last_name: String,
    /// Whether they are an administrator.
    is_account_admin: bool,
}

/// A user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DetailedUserInfo {
    /// Their identity.
    id: String,
    /// Their address.
    email: String,
    /// All of their name but the last word.
    first_name: String,
    /// The last word of their name.
    last_name: String,
    /// One or two letters.
    initials: String,
    /// Whether they are an administrator.
    is_account_admin: bool,
    /// `CREATED`, `ACTIVE` or `INACTIVE`.
    status: &'static str,
}

/// The groups of a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserGroupsInfo {
    /// All of them.
    group_info_list: Vec<UserGroupInfo>,
}

/// A group of a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserGroupInfo {
    /// Its identity.
    id: String,
    /// Its name.
    name: String,
    /// Whether the user looks after it.
    is_group_admin: bool,
}

/// The groups that a user is to be in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserGroupsInput {
    /// All of them.
    group_info_list: Vec<UserGroupInput>,
}

/// A group that a user is to be in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserGroupInput {
    /// Its identity.
    id: String,
    /// Whether the user is to look after it.
    is_group_admin: Option<bool>,
}

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

/// Which page of the product is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ViewInfo {
    /// The name of the view, or `ALL`.
    pub(super) name: String,
    /// How it is shown.
    pub(super) common_view_configuration: Option<CommonViewConfiguration>,
}

/// How a page of the product is shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommonViewConfiguration {
    /// Refused if true: an address opens nothing by itself.
    #[serde(default)]
    pub(super) auto_login_user: bool,
}

/// Pages of the product.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserViewResponse {
    /// All that were asked for.
    user_view_list: Vec<View>,
}

/// A page of the product. Whoever opens it signs in there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct View {
    /// Its name.
    pub(super) name: &'static str,
    /// Its address.
    pub(super) url: String,
}

fn no_user() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_USER_ID",
        "The User ID specified is invalid",
    )
}

fn no_group() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_GROUP_ID",
        "The Group ID specified is invalid",
    )
}

/// The user of a path; `me` is the caller.
async fn user(
    web: &Shared,
    caller: &app::Caller,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<UserView> {
    let Path(text) = path.map_err(|_| no_user())?;
    let id: UserId = match text.as_str() {
        "me" => caller.user,
        text => text.parse().map_err(|_| no_user())?,
    };
    let found = web.app.user_view(caller, id).await;
    found.map_err(|error| match error {
        app::Error::NotFound => no_user(),
        other => other.into(),
    })
}

/// v6 has names in two parts; people have them in one.
fn parts(name: &str) -> (String, String) {
    match name.trim().rsplit_once(' ') {
        Some((first, last)) => (first.trim().to_owned(), last.to_owned()),
        None => (name.trim().to_owned(), String::new()),
    }
}

fn short(user: &UserView) -> UserInfo {
    let (first_name, last_name) = parts(&user.name);
    UserInfo {
        id: user.id.to_string(),
        email: user.email.clone(),
        first_name,
        last_name,
        is_account_admin: user.role == UserRole::Admin,
    }
}

/// Everybody in the account; for administrators.
#[utoipa::path(get, path = "/users", tag = "users", security(("key" = ["user_read"])), params(PageQuery),
    responses((status = 200, body = UsersInfo), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub(super) async fn list(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> ApiResult<Json<UsersInfo>> {
    let caller = key.with("user_read")?;
    let Query(query) = query?;
    let users = web.app.users(caller).await?;
    let Paged { items, page } = paging::page(users, query.page_size, query.cursor.as_deref())?;
    Ok(Json(UsersInfo {
        page,
        user_info_list: items.iter().map(short).collect(),
    }))
}

/// One user; `me` is the caller.
#[utoipa::path(get, path = "/users/{userId}", tag = "users", security(("key" = ["user_read"])), params(("userId" = String, Path)),
    responses((status = 200, body = DetailedUserInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<DetailedUserInfo>> {
    let user = user(&web, key.with("user_read")?, path).await?;
    let (first_name, last_name) = parts(&user.name);
    let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    Ok(Json(DetailedUserInfo {
        id: user.id.to_string(),
        email: user.email,
        initials: initial(&first_name) + &initial(&last_name),
        first_name,
        last_name,
        is_account_admin: user.role == UserRole::Admin,
        status: match user.state {
            UserState::Invited => "CREATED",
            UserState::Active => "ACTIVE",
            UserState::Inactive => "INACTIVE",
        },
    }))
}

/// The groups of a user.
#[utoipa::path(get, path = "/users/{userId}/groups", tag = "users", security(("key" = ["user_read"])), params(("userId" = String, Path)),
    responses((status = 200, body = UserGroupsInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn groups_of(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<UserGroupsInfo>> {
    let caller = key.with("user_read")?;
    let user = user(&web, caller, path).await?;
    let own = web
        .app
        .groups(caller)
        .await?
        .into_iter()
        .filter(|group| group.is_default);
    let info = |group: GroupView| UserGroupInfo {
        id: group.id,
        name: group.name,
        is_group_admin: user.role == UserRole::Admin,
    };
    Ok(Json(UserGroupsInfo {
        group_info_list: own.map(info).collect(),
    }))
}

/// Where the caller finds their agreements, settings and profile.
#[utoipa::path(post, path = "/users/{userId}/views", tag = "users", security(("key" = ["user_read"])), params(("userId" = String, Path)),
    request_body = ViewInfo,
    responses((status = 200, body = UserViewResponse), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn views(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<ViewInfo>, JsonRejection>,
) -> ApiResult<Json<UserViewResponse>> {
    user(&web, key.with("user_read")?, path).await?;
    let Json(info) = body?;
    let places = [
        ("MANAGE", "/agreements"),
        ("ACCOUNT_SETTINGS", "/users"),
        ("USER_PROFILE", "/profile"),
    ];
    let views = places.map(|(name, path)| View {
        name,
        url: format!("{}{path}", web.app.config.public_url),
    });
    Ok(Json(UserViewResponse {
        user_view_list: wanted(&info, &views)?,
    }))
}

/// Those of the views that were asked for.
pub(super) fn wanted(info: &ViewInfo, views: &[View]) -> ApiResult<Vec<View>> {
    let auto = info.common_view_configuration.as_ref();
    if auto.is_some_and(|configuration| configuration.auto_login_user) {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "AUTOLOGIN_DENIED",
            "Whoever opens a view signs in there",
        ));
    }
    let found: Vec<View> = views
        .iter()
        .filter(|view| info.name == "ALL" || info.name == view.name)
        .cloned()
        .collect();
    if found.is_empty() {
        return Err(ApiError::bad(
            "VIEW_NOT_AVAILABLE",
            format!("{} is not available in the current state", info.name),
        ));
    }
    Ok(found)
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
        group_id: group.id,
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
    groups.find(|group| group.id == id).ok_or_else(no_group)
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
        id: group.id,
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
    let mut users = web.app.users(caller).await?;
    users.retain(|_| group.is_default);
    let Paged { items, page } = paging::page(users, query.page_size, query.cursor.as_deref())?;
    let info = |user: &UserView| {
        let short = short(user);
        GroupUserInfo {
            id: short.id,
            email: short.email,
            first_name: short.first_name,
            last_name: short.last_name,
            is_group_admin: short.is_account_admin,
        }
    };
    Ok(Json(GroupUsersInfo {
        page,
        user_info_list: items.iter().map(info).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_are_parted_before_the_last_word() {
        let both = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(parts("Ana Marija Novak"), both("Ana Marija", "Novak"));
        assert_eq!(parts(" Ana "), both("Ana", ""));
    }
}
