//! The fields of an agreement. v6 counts from the bottom left corner of the page (decision 29); only here that is turned round.

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use app::agreements::DraftEdit;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::agreement::Agreement;
use domain::fields::{Field, FieldKind, Rect};
use domain::ids::FieldId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const MAX_NAME: usize = 100;

/// The fields of an agreement.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct AgreementFormFields {
    /// All of them.
    fields: Vec<FormField>,
}

/// A field.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FormField {
    /// What you call it, at most 100 letters; a field without a name gets one.
    #[serde(default)]
    name: String,
    /// `SIGNATURE`, `TEXT_FIELD`, `MULTILINE` or `CHECKBOX`.
    input_type: String,
    /// `SIGNATURE`, `SIGNER_INITIALS`, `SIGNATURE_DATE` or `DATA`.
    content_type: Option<String>,
    /// The participant set whose field it is.
    assignee: String,
    /// Must be filled; if absent, signatures and initials must, and others need not.
    required: Option<bool>,
    /// What people are told about it.
    #[serde(default)]
    tooltip: String,
    /// Where; one place for each field.
    locations: Vec<FormFieldLocation>,
}

/// A place on a page, in points.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FormFieldLocation {
    /// Counted from 1.
    page_number: usize,
    /// Left edge, from the left of the page.
    left: f64,
    /// Upper edge, from the bottom of the page.
    top: f64,
    /// Width.
    width: f64,
    /// Height.
    height: f64,
}

/// The fields.
#[utoipa::path(get, path = "/agreements/{agreementId}/formFields", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = AgreementFormFields), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let agreement = web.app.owned(key.with("agreement_read")?, id(path)?).await?;
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    Ok(etag::tagged(agreement.version, Json(shown(&agreement))))
}

/// Other fields for a draft, in place of those it has.
#[utoipa::path(put, path = "/agreements/{agreementId}/formFields", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = Option<String>, Header)), request_body = AgreementFormFields,
    responses((status = 200, body = AgreementFormFields), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn put(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<AgreementFormFields>, JsonRejection>,
) -> ApiResult<Response> {
    let caller = key.with("agreement_write")?;
    let (id, Json(wanted)) = (id(path)?, body?);
    let agreement = web.app.owned(caller, id).await?;
    let fields = wanted
        .fields
        .iter()
        .map(|field| placed(&agreement, field))
        .collect::<ApiResult<Vec<_>>>()?;
    let version = etag::expected(&headers)?;
    let edit = DraftEdit {
        version,
        fields: Some(fields),
        ..DraftEdit::default()
    };
    let saved = web.app.edit_draft(caller, id, edit).await;
    let saved = saved.map_err(|error| etag::modified(error, version))?;
    Ok(etag::tagged(saved.version, Json(shown(&saved))))
}

fn shown(agreement: &Agreement) -> AgreementFormFields {
    AgreementFormFields {
        fields: agreement
            .fields
            .iter()
            .filter_map(|field| view(agreement, field))
            .collect(),
    }
}

fn view(agreement: &Agreement, field: &Field) -> Option<FormField> {
    let (input_type, content_type) = match field.kind {
        FieldKind::Checkbox => ("CHECKBOX", "DATA"),
        FieldKind::Date => ("TEXT_FIELD", "SIGNATURE_DATE"),
        FieldKind::Initials => ("SIGNATURE", "SIGNER_INITIALS"),
        FieldKind::Signature => ("SIGNATURE", "SIGNATURE"),
        FieldKind::Text => ("TEXT_FIELD", "DATA"),
    };
    let Rect { x, y, width, height } = field.rect;
    let top = agreement.pages.get(field.page)?.height - y;
    Some(FormField {
        name: match (&field.name, &field.pdf_name) {
            (name, _) if !name.is_empty() => name.clone(),
            (_, Some(name)) => name.clone(),
            _ => field.id.to_string(),
        },
        input_type: input_type.to_owned(),
        content_type: Some(content_type.to_owned()),
        assignee: field.assignee.to_string(),
        required: Some(field.required),
        tooltip: field.label.clone(),
        locations: vec![FormFieldLocation {
            page_number: field.page + 1,
            left: x,
            top,
            width,
            height,
        }],
    })
}

fn placed(agreement: &Agreement, field: &FormField) -> ApiResult<Field> {
    let bad = |message: &str| ApiError::bad("INVALID_FORM_FIELD", format!("{}: {message}", field.name));
    let [place] = field.locations.as_slice() else {
        return Err(bad("one location is served"));
    };
    let page = place
        .page_number
        .checked_sub(1)
        .ok_or_else(|| bad("pages count from 1"))?;
    let size = agreement
        .pages
        .get(page)
        .ok_or_else(|| bad("there is no such page"))?;
    let assignee = field
        .assignee
        .parse()
        .map_err(|_| bad("assignee is not a participant set"))?;
    let rect = Rect {
        x: place.left,
        y: size.height - place.top,
        width: place.width,
        height: place.height,
    };
    let kind = kind(field).ok_or_else(|| bad("this kind of field is not served"))?;
    if field.name.chars().count() > MAX_NAME || field.name.chars().any(char::is_control) {
        return Err(bad("a name has at most 100 letters on one line"));
    }
    // A name that we gave is the identity; one that was given keeps the identity of the field that had it.
    let given = field.name.parse::<FieldId>().is_err();
    let known = agreement
        .fields
        .iter()
        .find(|known| given && !field.name.is_empty() && known.name == field.name);
    let id = known.map_or_else(
        || field.name.parse().unwrap_or_else(|_| FieldId(Uuid::now_v7())),
        |known| known.id,
    );
    let signs = matches!(kind, FieldKind::Signature | FieldKind::Initials);
    Ok(Field {
        id,
        kind,
        page,
        rect,
        assignee,
        required: field.required.unwrap_or(signs),
        name: if given { field.name.clone() } else { String::new() },
        label: field.tooltip.clone(),
        pdf_name: None,
    })
}

fn kind(field: &FormField) -> Option<FieldKind> {
    match (field.input_type.as_str(), field.content_type.as_deref()) {
        ("SIGNATURE", Some("SIGNER_INITIALS")) => Some(FieldKind::Initials),
        ("SIGNATURE", None | Some("SIGNATURE")) => Some(FieldKind::Signature),
        ("CHECKBOX", _) => Some(FieldKind::Checkbox),
        ("TEXT_FIELD", Some("SIGNATURE_DATE")) => Some(FieldKind::Date),
        ("TEXT_FIELD" | "MULTILINE", None | Some("DATA")) => Some(FieldKind::Text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::sample;

    fn field(name: &str, input_type: &str, required: Option<bool>) -> FormField {
        FormField {
            name: name.to_owned(),
            input_type: input_type.to_owned(),
            content_type: None,
            assignee: sample::id(10).to_string(),
            required,
            tooltip: String::new(),
            locations: vec![FormFieldLocation {
                page_number: 1,
                left: 70.0,
                top: 200.0,
                width: 160.0,
                height: 40.0,
            }],
        }
    }

    #[test]
    fn a_given_name_comes_back_and_names_the_same_field_again() {
        let mut draft = sample::draft();
        let first = placed(&draft, &field("Buyer.Signature", "SIGNATURE", None)).unwrap();
        let id = first.id;
        draft.fields = vec![first];
        assert_eq!(shown(&draft).fields[0].name, "Buyer.Signature");
        let again = placed(&draft, &field("Buyer.Signature", "SIGNATURE", None)).unwrap();
        assert_eq!(again.id, id);
        draft.fields[0].pdf_name = Some("r001_signature_0001".into());
        assert_eq!(
            shown(&draft).fields[0].name,
            "Buyer.Signature",
            "also when it is sent"
        );
        assert!(placed(&draft, &field(&"x".repeat(101), "SIGNATURE", None)).is_err());
    }

    #[test]
    fn signatures_must_be_filled_unless_it_is_said_otherwise() {
        let required = |kind: &str, said| placed(&sample::draft(), &field("", kind, said)).unwrap().required;
        assert!(required("SIGNATURE", None));
        assert!(!required("SIGNATURE", Some(false)));
        assert!(!required("TEXT_FIELD", None));
        assert!(required("TEXT_FIELD", Some(true)));
    }
}
