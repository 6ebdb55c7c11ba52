//! Addresses of pictures of pages, of agreements and of templates. Each opens one page in one size, without a key and for an hour.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key, etag, files, library_documents};
use crate::Shared;
use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::agreement::{Agreement, Status};
use domain::ids::DocumentId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// v6's sizes: so many pixels wide, or so many hundredths of the page at 96 pixels to the inch.
const SIZES: [(&str, Size); 9] = [
    ("FIXED_WIDTH_50px", Size::Pixels(50)),
    ("FIXED_WIDTH_250px", Size::Pixels(250)),
    ("FIXED_WIDTH_675px", Size::Pixels(675)),
    ("ZOOM_50_PERCENT", Size::Percent(50.0)),
    ("ZOOM_75_PERCENT", Size::Percent(75.0)),
    ("ZOOM_100_PERCENT", Size::Percent(100.0)),
    ("ZOOM_125_PERCENT", Size::Percent(125.0)),
    ("ZOOM_150_PERCENT", Size::Percent(150.0)),
    ("ZOOM_200_PERCENT", Size::Percent(200.0)),
];
/// Those that are answered when none is named.
const DEFAULTS: &str = "FIXED_WIDTH_50px,FIXED_WIDTH_250px,FIXED_WIDTH_675px,ZOOM_100_PERCENT";
/// The most addresses in one answer.
const MOST: usize = 4_000;

#[derive(Clone, Copy)]
enum Size {
    Pixels(u32),
    Percent(f64),
}

impl Size {
    /// Pixels across a page that is so many points wide.
    fn width(self, points: f64) -> u32 {
        match self {
            Size::Pixels(pixels) => pixels,
            Size::Percent(percent) => {
                let rounded = format!("{:.0}", (points * percent / 75.0).max(1.0));
                rounded.parse().unwrap_or(u32::MAX)
            }
        }
    }
}

/// Which pictures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageQuery {
    /// Sizes, parted by commas: `FIXED_WIDTH_50px`, `…_250px`, `…_675px`, `ZOOM_50_PERCENT`, `…_75_…`, `…_100_…`, `…_125_…`, `…_150_…`, `…_200_…`.
    image_sizes: Option<String>,
    /// The first page of each document, from 1.
    start_page: Option<usize>,
    /// The last page of each document.
    end_page: Option<usize>,
    /// Says only whether there are pictures.
    #[serde(default)]
    show_image_availability_only: bool,
}

/// Pictures of all documents.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentsImageUrlsInfo {
    /// Of the files that were uploaded.
    original_documents_image_urls_info: Vec<DocumentImageUrlsInfo>,
    /// None: what signers hand in is never opened.
    supporting_documents_image_urls_info: Vec<DocumentImageUrlsInfo>,
}

/// Pictures of one document.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentImageUrlsInfo {
    /// Its identity.
    document_id: String,
    /// By size.
    document_image_urls_list: Vec<DocumentImageUrls>,
}

/// Pictures of one size.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentImageUrls {
    /// v6's word.
    image_size: &'static str,
    /// Always true: they are drawn when they are asked for.
    images_available: bool,
    /// One for each page.
    #[serde(rename = "imageURLs", skip_serializing_if = "Option::is_none")]
    image_urls: Option<Vec<PageImageUrl>>,
}

/// The picture of one page.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageImageUrl {
    /// Within the document, from 1.
    page_number: usize,
    /// Good for an hour.
    url: String,
}

/// Pictures of the pages of all documents.
#[utoipa::path(get, path = "/agreements/{agreementId}/documents/imageUrls", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ImageQuery),
    responses((status = 200, body = DocumentsImageUrlsInfo), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(super) async fn all(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<ImageQuery>, QueryRejection>,
) -> ApiResult<Json<DocumentsImageUrlsInfo>> {
    let agreement = web.app.readable(key.with("agreement_read")?, id(path)?).await?;
    out_of_draft(&agreement)?;
    let pictures = Pictures::of(&web, &agreement, query)?;
    let documents = agreement.documents.iter();
    let infos: ApiResult<Vec<_>> = documents.map(|document| pictures.info(document.id)).collect();
    Ok(Json(DocumentsImageUrlsInfo {
        original_documents_image_urls_info: infos?,
        supporting_documents_image_urls_info: Vec::new(),
    }))
}

/// Pictures of the pages of one document.
#[utoipa::path(get, path = "/agreements/{agreementId}/documents/{documentId}/imageUrls", tag = "agreements",
    security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("documentId" = String, Path), ImageQuery),
    responses((status = 200, body = DocumentImageUrlsInfo), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(super) async fn one(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<ImageQuery>, QueryRejection>,
) -> ApiResult<Json<DocumentImageUrlsInfo>> {
    let Path((agreement, document)) = path?;
    let agreement = agreement.parse().map_err(|_| ApiError::no_agreement())?;
    let agreement = web.app.readable(key.with("agreement_read")?, agreement).await?;
    out_of_draft(&agreement)?;
    let document = document.parse().map_err(|_| files::no_document())?;
    Ok(Json(Pictures::of(&web, &agreement, query)?.info(document)?))
}

/// Pictures of the pages of one document of a template.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/documents/{documentId}/imageUrls", tag = "libraryDocuments",
    security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path), ("documentId" = String, Path), ("If-None-Match" = Option<String>, Header), ImageQuery),
    responses((status = 200, body = DocumentImageUrlsInfo), (status = 304), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn of_template(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    query: Result<Query<ImageQuery>, QueryRejection>,
) -> ApiResult<Response> {
    let caller = key.with("library_read")?;
    let Path((template, document)) = path.map_err(|_| library_documents::no_library_document())?;
    let template = template
        .parse()
        .map_err(|_| library_documents::no_library_document())?;
    let template = library_documents::found(web.app.template(caller, template).await)?;
    if let Some(same) = etag::unchanged(&headers, template.version) {
        return Ok(same);
    }
    let document = document.parse().map_err(|_| files::no_document())?;
    let info = Pictures::of(&web, &template, query)?.info(document)?;
    Ok(etag::tagged(template.version, Json(info)))
}

fn out_of_draft(agreement: &Agreement) -> ApiResult<()> {
    if agreement.status == Status::Draft {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "AGREEMENT_IN_DRAFT_STATE",
            "The agreement is a draft",
        ));
    }
    Ok(())
}

/// What is wanted of one agreement's pictures.
struct Pictures<'a> {
    web: &'a Shared,
    agreement: &'a Agreement,
    sizes: Vec<(&'static str, Size)>,
    first: usize,
    last: usize,
    addresses: bool,
}

impl<'a> Pictures<'a> {
    fn of(
        web: &'a Shared,
        agreement: &'a Agreement,
        query: Result<Query<ImageQuery>, QueryRejection>,
    ) -> ApiResult<Pictures<'a>> {
        let Query(query) = query?;
        let (first, last) = (
            query.start_page.unwrap_or(1),
            query.end_page.unwrap_or(usize::MAX),
        );
        if first == 0 || last < first {
            return Err(ApiError::bad(
                "INVALID_ARGUMENTS",
                "startPage and endPage count from 1, the first before the last",
            ));
        }
        let sizes = sizes(query.image_sizes.as_deref().unwrap_or(DEFAULTS))?;
        let addresses = !query.show_image_availability_only;
        let pages = agreement.pages.len().min(last - first + 1);
        if addresses && pages.saturating_mul(sizes.len()) > MOST {
            return Err(ApiError::bad(
                "INVALID_ARGUMENTS",
                format!("At most {MOST} addresses at once; ask for fewer pages or sizes"),
            ));
        }
        Ok(Pictures {
            web,
            agreement,
            sizes,
            first,
            last,
            addresses,
        })
    }

    fn info(&self, document: DocumentId) -> ApiResult<DocumentImageUrlsInfo> {
        let mut before = 0;
        let mut known = self.agreement.documents.iter();
        let found = known.find(|known| {
            let same = known.id == document;
            before += if same { 0 } else { known.pages };
            same
        });
        let pages = found.ok_or_else(files::no_document)?.pages;
        let list = self.sizes.iter().map(|(name, size)| DocumentImageUrls {
            image_size: name,
            images_available: true,
            image_urls: self.addresses.then(|| self.urls(*size, before, pages)),
        });
        Ok(DocumentImageUrlsInfo {
            document_id: document.to_string(),
            document_image_urls_list: list.collect(),
        })
    }

    /// Of a document whose pages stand behind so many others.
    fn urls(&self, size: Size, before: usize, pages: usize) -> Vec<PageImageUrl> {
        let wanted = self.first..=self.last.min(pages);
        let url = |number: usize| {
            let page = before + number - 1;
            let width = size.width(self.agreement.pages.get(page)?.width);
            Some(PageImageUrl {
                page_number: number,
                url: self.web.app.picture_address(self.agreement, page, width),
            })
        };
        wanted.filter_map(url).collect()
    }
}

fn sizes(text: &str) -> ApiResult<Vec<(&'static str, Size)>> {
    let size = |wanted: &str| {
        let mut known = SIZES.into_iter();
        known
            .find(|(name, _)| *name == wanted.trim())
            .ok_or_else(|| ApiError::bad("INVALID_IMAGE_SIZE", format!("{wanted} is no size of a picture")))
    };
    text.split(',').map(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_v6() {
        let read = |text| sizes(text).map(|sizes| sizes.len()).ok();
        assert_eq!(read(DEFAULTS), Some(4));
        assert_eq!(read("ZOOM_200_PERCENT, FIXED_WIDTH_50px"), Some(2));
        for bad in ["", "ZOOM_90_PERCENT", "FIXED_WIDTH_50px,"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let width = |text: &str| sizes(text).unwrap()[0].1.width(612.0);
        assert_eq!(
            (width("ZOOM_100_PERCENT"), width("FIXED_WIDTH_675px")),
            (816, 675)
        );
    }
}
