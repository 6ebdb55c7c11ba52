//! Own additions `x-podpis`: the settings of the account and of its groups, and the methods of identity that may be chosen.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::error::ErrorBody;
use super::groups::no_group;
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use app::settings::SettingsView;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::identity::{IdentityRules, MethodKind, MethodRules};
use domain::ids::GroupId;
use domain::settings::{Kind, Level, Setting, SettingsPage, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Of which group.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct OfGroup {
    /// The group; the account, or for methods the caller's usual group, if absent.
    group_id: Option<String>,
}

impl OfGroup {
    fn group(self) -> ApiResult<Option<GroupId>> {
        let group = self.group_id.map(|id| id.parse().map_err(|_| no_group()));
        group.transpose()
    }
}

/// What may be chosen for recipients.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationMethods {
    /// For whoever is no active user of the account.
    external: MethodList,
    /// For its active users.
    internal: MethodList,
    /// Whether a PIN may be asked for beside any of them (`securityOption.pin`).
    pin_enabled: bool,
    /// What to know of each method that either list has, and of the PIN if it is enabled.
    method_infos: Vec<MethodInfo>,
}

/// What to know of a method.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodInfo {
    /// As `authenticationMethod` takes it; `PIN` for the one beside.
    method: &'static str,
    /// Whether each use costs something.
    premium: bool,
    /// What the recipient must do: `LOW`, `MEDIUM` or `HIGH`.
    friction: String,
    /// What it proves: `MAILBOX`, `SHARED_SECRET` or `POSSESSION`.
    assurance: String,
}

/// What may be chosen for one kind of recipients.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodList {
    /// As `authenticationMethod` takes them, the default first.
    methods: Vec<&'static str>,
    /// What a recipient has unless something else is chosen.
    default_method: &'static str,
    /// Whether a person who sends may choose another than the default; integration keys always may.
    senders_may_change: bool,
}

/// A page of settings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingsInfo {
    /// `send`, `security` or `global`.
    page: &'static str,
    /// Whether the group has values of its own here; always false for the account.
    overridden: bool,
    /// Whether groups may settle this page.
    open_to_groups: bool,
    /// The settings.
    settings: Vec<SettingInfo>,
}

/// A setting.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingInfo {
    /// Its name.
    name: &'static str,
    /// What counts: true or false, a number, a word or a list of words.
    #[schema(value_type = Object)]
    value: Value,
    /// What counts where nobody settled anything.
    #[schema(value_type = Object)]
    usual: Value,
    /// Where it was settled: `NOWHERE`, `ACCOUNT` or `GROUP`.
    settled: &'static str,
    /// When, where that is known.
    changed: Option<String>,
    /// Who did it, where that is known.
    changed_by: Option<String>,
    /// The words that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    among: Option<&'static [&'static str]>,
    /// The least and the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<[u32; 2]>,
}

/// The methods of identity that may be chosen where something is sent from.
#[utoipa::path(get, path = "/settings/authenticationMethods", tag = "x-podpis", security(("key" = ["agreement_read"])), params(OfGroup),
    responses((status = 200, body = AuthenticationMethods), (status = 404, body = ErrorBody)))]
pub(super) async fn methods(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<OfGroup>, QueryRejection>,
) -> ApiResult<Json<AuthenticationMethods>> {
    let caller = key.with("agreement_read")?;
    let Query(of) = query?;
    let rules = web
        .app
        .identity_rules(caller, of.group()?)
        .await
        .map_err(of_no_group)?;
    Ok(Json(methods_of(&rules)))
}

fn methods_of(rules: &IdentityRules) -> AuthenticationMethods {
    let list = |rules: &MethodRules| MethodList {
        methods: rules.offered.iter().copied().map(api_name).collect(),
        default_method: api_name(rules.default),
        senders_may_change: rules.may_change,
    };
    AuthenticationMethods {
        external: list(&rules.external),
        internal: list(&rules.internal),
        pin_enabled: rules.pin_enabled,
        method_infos: MethodKind::explained()
            .filter(|kind| may_be_asked(rules, *kind))
            .map(method_info)
            .collect(),
    }
}

fn may_be_asked(rules: &IdentityRules, kind: MethodKind) -> bool {
    let offered = |rules: &MethodRules| rules.offered.contains(&kind);
    offered(&rules.external) || offered(&rules.internal) || kind == MethodKind::Pin && rules.pin_enabled
}

fn method_info(kind: MethodKind) -> MethodInfo {
    MethodInfo {
        method: api_name(kind),
        premium: kind.is_premium(),
        friction: kind.friction().name().to_uppercase(),
        assurance: kind.assurance().name().to_uppercase(),
    }
}

fn api_name(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Email => "NONE",
        MethodKind::Password => "PASSWORD",
        MethodKind::Account => "ACCOUNT",
        MethodKind::Phone => "PHONE",
        MethodKind::Pin => "PIN",
    }
}

/// The settings of a page; for whoever looks after the account or the group.
#[utoipa::path(get, path = "/settings/pages/{page}", tag = "x-podpis", security(("key" = ["user_read"])), params(("page" = String, Path), OfGroup),
    responses((status = 200, body = SettingsInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<OfGroup>, QueryRejection>,
) -> ApiResult<Json<SettingsInfo>> {
    let caller = key.with("user_read")?;
    let (page, Query(of)) = (page_of(path)?, query?);
    let view = web.app.settings(caller, of.group()?).await.map_err(of_no_group)?;
    Ok(Json(shown(&view, page)))
}

/// Settle values of a page, all or none.
#[utoipa::path(put, path = "/settings/pages/{page}", tag = "x-podpis", security(("key" = ["user_write"])), params(("page" = String, Path), OfGroup),
    request_body = Object,
    responses((status = 200, body = SettingsInfo), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn put(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<OfGroup>, QueryRejection>,
    body: Result<Json<BTreeMap<String, Value>>, JsonRejection>,
) -> ApiResult<Json<SettingsInfo>> {
    let caller = key.with("user_write")?;
    let (page, Query(of)) = (page_of(path)?, query?);
    let (group, Json(new)) = (of.group()?, body?);
    let changed = web.app.change_settings(caller, group, page, &new).await;
    changed.map_err(of_no_group)?;
    Ok(Json(shown(&web.app.settings(caller, group).await?, page)))
}

/// Make a group stop inheriting a page: what counts now becomes its own.
#[utoipa::path(put, path = "/settings/pages/{page}/override", tag = "x-podpis", security(("key" = ["user_write"])), params(("page" = String, Path), OfGroup),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn override_page(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<OfGroup>, QueryRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("user_write")?;
    let (page, Query(of)) = (page_of(path)?, query?);
    let group = of.group()?.ok_or_else(no_group)?;
    let done = web.app.override_settings(caller, group, page).await;
    done.map_err(of_no_group)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a group inherit a page again; its own values are given up.
#[utoipa::path(delete, path = "/settings/pages/{page}/override", tag = "x-podpis", security(("key" = ["user_write"])), params(("page" = String, Path), OfGroup),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn inherit_page(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<OfGroup>, QueryRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("user_write")?;
    let (page, Query(of)) = (page_of(path)?, query?);
    let group = of.group()?.ok_or_else(no_group)?;
    let done = web.app.inherit_settings(caller, group, page).await;
    done.map_err(of_no_group)?;
    Ok(StatusCode::NO_CONTENT)
}

fn page_of(path: Result<Path<String>, PathRejection>) -> ApiResult<SettingsPage> {
    let page = path.ok().and_then(|Path(name)| SettingsPage::from_name(&name));
    page.ok_or_else(|| {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "INVALID_SETTINGS_PAGE",
            "The pages are send, security and global",
        )
    })
}

/// What is not found here is the group.
fn of_no_group(error: app::Error) -> ApiError {
    match error {
        app::Error::NotFound => no_group(),
        other => other.into(),
    }
}

fn shown(view: &SettingsView, page: SettingsPage) -> SettingsInfo {
    SettingsInfo {
        page: page.name(),
        overridden: view.standing.is_overridden(page),
        open_to_groups: !view.standing.account.closed.contains(&page),
        settings: page.settings().map(|setting| info(view, setting)).collect(),
    }
}

fn info(view: &SettingsView, setting: &'static Setting) -> SettingInfo {
    let (value, level) = view.standing.value(setting);
    let changed = view.standing.changed(setting);
    SettingInfo {
        name: setting.name,
        value,
        usual: setting.usual(),
        settled: match level {
            Level::Usual => "NOWHERE",
            Level::Account => "ACCOUNT",
            Level::Group => "GROUP",
        },
        changed: changed.map(|changed| changed.at.to_string()),
        changed_by: changed.map(|changed| changed.by.to_string()),
        among: match &setting.kind {
            Kind::Choice { among, .. } | Kind::Several { among, .. } => Some(among),
            _ => None,
        },
        range: match setting.kind {
            Kind::Number { least, most, .. } => Some([least, most]),
            _ => None,
        },
    }
}
