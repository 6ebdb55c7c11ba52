//! `POST /verify`, an own addition (`x-podpis`): what the signatures of a PDF are worth, for programs. The page `/verify` says the same to
//! people.

use super::error::ErrorBody;
use super::transient_documents::unreadable;
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use app::ports::UploadedFile;
use app::verify::{Asked, Verdict, Verification};
use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// How long a program waits for others' files to be done with.
const WAITING_TIME: Duration = Duration::from_secs(20);

/// A signed file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(super) struct VerifyForm {
    /// The PDF.
    #[schema(value_type = String, format = Binary, rename = "File")]
    file: Vec<u8>,
    /// Its password, where it has one.
    #[schema(rename = "Password")]
    password: Option<String>,
}

/// What its signatures are worth.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyResponse {
    /// `VALID`, `VALID_THEN_ADDED_TO`, `UNDECIDED`, `INVALID`, `ALTERED` or `NOT_SIGNED`.
    verdict: &'static str,
    /// SHA-256 of the file.
    sha256: String,
    /// Whether the file is, byte for byte, one that was sealed here.
    sealed_here: bool,
    /// What was asked of authorities; absent where nobody is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<Vec<AskedBody>>,
    /// The report as `podpis validate --format json` has it: signatures, timestamps, checks.
    #[schema(value_type = Object)]
    report: app::verify::report::Report,
}

/// A certificate that was asked about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AskedBody {
    /// Whose it is.
    certificate: String,
    /// The machines that were asked.
    asked: Vec<String>,
    /// `GOOD`, `REVOKED` or `UNKNOWN`.
    state: &'static str,
    /// Of which time the answer speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<String>,
    /// Since when it is revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
    /// Why nothing was learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Verify the signatures of a PDF. Nothing of it is kept.
#[utoipa::path(post, path = "/verify", tag = "x-podpis", security(("key" = ["agreement_read"])),
    request_body(content = VerifyForm, content_type = "multipart/form-data"),
    responses((status = 200, body = VerifyResponse), (status = 400, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub(super) async fn verify(
    State(web): State<Shared>,
    key: Key,
    mut form: Multipart,
) -> ApiResult<Json<VerifyResponse>> {
    key.with("agreement_read")?;
    // The same turns as on the page: so much is read at once, and no more.
    let busy = || {
        let text = "Others' files are being verified; try again later";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", text)
    };
    let turn = timeout(WAITING_TIME, web.verifying.acquire()).await;
    let _turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let (mut file, mut name, mut password) = (None, None, None);
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("File") => {
                name = part.file_name().map(str::to_owned);
                file = Some(part.bytes().await.map_err(unreadable)?);
            }
            Some("Password") => password = Some(part.text().await.map_err(unreadable)?),
            _ => {}
        }
    }
    let file = UploadedFile {
        name: name.unwrap_or_else(|| "document.pdf".to_owned()),
        bytes: file.ok_or_else(|| ApiError::bad("NO_FILE_CONTENT", "The form has no part File"))?,
        password: password.filter(|text| !text.is_empty()),
    };
    Ok(Json(response(web.app.verify_file(file).await?)))
}

fn response(found: Verification) -> VerifyResponse {
    VerifyResponse {
        verdict: match found.verdict {
            Verdict::NotSigned => "NOT_SIGNED",
            Verdict::Altered => "ALTERED",
            Verdict::Invalid => "INVALID",
            Verdict::Undecided(_) => "UNDECIDED",
            Verdict::ValidThenAddedTo => "VALID_THEN_ADDED_TO",
            Verdict::Valid => "VALID",
        },
        sealed_here: found.record.is_some_and(|record| record.is_exact),
        revocation: found.asked.map(|all| all.iter().map(body).collect()),
        sha256: found.sha256,
        report: found.verified.report,
    }
}

fn body(asked: &Asked) -> AskedBody {
    let heard = asked.heard.as_ref().ok();
    let revoked = heard.and_then(|heard| heard.revoked);
    AskedBody {
        certificate: asked.subject.clone(),
        asked: asked.places.clone(),
        state: match (heard, revoked) {
            (None, _) => "UNKNOWN",
            (Some(_), Some(_)) => "REVOKED",
            (Some(_), None) => "GOOD",
        },
        answered: heard.map(|heard| heard.at.to_string()),
        revoked: revoked.map(|since| since.to_string()),
        problem: asked.heard.as_ref().err().cloned(),
    }
}
