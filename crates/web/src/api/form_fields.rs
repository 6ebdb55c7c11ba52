//! The fields of an agreement. v6 counts from the bottom left corner of the page (decision 29); only here that is turned round.

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiResult, Key, etag};
use crate::Shared;
use app::agreements::DraftEdit;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::agreement::Agreement;
pub(super) use model::{FormField, FormFieldLocation};
pub(super) use read::fields as read_fields;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) mod merge;
mod model;
mod read;
pub(super) mod template;
mod view;

pub(super) use view::name_of;

/// The fields of an agreement.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct AgreementFormFields {
    /// All of them.
    fields: Vec<FormField>,
}

#[cfg(any(fuzzing, test))]
impl AgreementFormFields {
    pub(super) fn fields(&self) -> &[FormField] {
        &self.fields
    }
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
    params(("agreementId" = String, Path), ("If-Match" = String, Header)), request_body = AgreementFormFields,
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
    let id = id(path)?;
    let agreement = web.app.owned(caller, id).await?;
    let version = etag::demanded(&headers)?;
    let Json(wanted) = body?;
    let fields = read::fields(&agreement, &wanted.fields)?;
    let edit = DraftEdit {
        version,
        fields: Some(fields),
        ..DraftEdit::default()
    };
    let saved = web.app.edit_draft(caller, id, edit).await;
    let saved = saved.map_err(|error| etag::modified(error, version))?;
    Ok(etag::tagged(saved.version, Json(shown(&saved))))
}

pub(super) fn shown(agreement: &Agreement) -> AgreementFormFields {
    AgreementFormFields {
        fields: view::views(agreement),
    }
}

#[cfg(test)]
mod tests {
    use super::model::FormFieldLocation;
    use super::*;
    use crate::api::ApiResult;
    use crate::routes::sample;
    use domain::fields::Field;

    fn placed(draft: &Agreement, wanted: &FormField) -> ApiResult<Field> {
        Ok(read::fields(draft, std::slice::from_ref(wanted))?.remove(0))
    }

    fn field(name: &str, input_type: &str, required: Option<bool>) -> FormField {
        FormField {
            name: name.to_owned(),
            input_type: input_type.to_owned(),
            assignee: sample::id(10).to_string(),
            required,
            locations: vec![FormFieldLocation {
                page_number: 1,
                left: 70.0,
                top: 200.0,
                width: 160.0,
                height: 40.0,
            }],
            ..FormField::default()
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
