//! `/users` and `/groups`: who is in the account. People are invited and deactivated on the pages.

pub(super) mod changes;

use super::error::ErrorBody;
use super::model::PageInfo;
use super::paging::{self, PageQuery, Paged};
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use app::accounts::UserView;
use app::groups::OwnGroup;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::account::{UserRole, UserState};
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
pub(super) fn parts(name: &str) -> (String, String) {
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
    let own = web.app.groups_of(caller, user.id).await?;
    let info = |own: OwnGroup| UserGroupInfo {
        id: own.group.id.to_string(),
        name: own.group.name,
        is_group_admin: own.is_admin,
    };
    Ok(Json(UserGroupsInfo {
        group_info_list: own.into_iter().map(info).collect(),
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
