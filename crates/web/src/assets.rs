//! The built interface (styles, scripts, icons, fonts), embedded in the binary and served with addresses that carry the hash of the bytes.
//!
//! It never serves anything that was not there at build time.

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;
use std::borrow::Cow;

/// Where the assets live; the styles name their fonts by this prefix too (`ui/src/css/fonts.css`).
pub const PREFIX: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "ui/dist/"]
struct Dist;

/// The address of an asset: `/assets/app.css?v=1f2e3d…`. It changes when the bytes change, so browsers may keep it for ever.
pub fn url(name: &str) -> String {
    match Dist::get(name) {
        Some(file) => format!("{PREFIX}{name}?v={}", stamp(&file)),
        None => format!("{PREFIX}{name}"),
    }
}

/// The bytes of an asset, for those who need one inside the process: the PDF side takes its fonts from here.
pub fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

/// The names of all assets.
pub fn names() -> impl Iterator<Item = Cow<'static, str>> {
    Dist::iter()
}

/// `GET /assets/{*name}`.
pub async fn serve(Path(name): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(file) = Dist::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", stamp(&file));
    let current = query.as_deref() == Some(&format!("v={}", stamp(&file)));
    if !current
        && headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let (data, encoding) = smallest(&name, &headers).unwrap_or((file.data, None));
    let mut answer = match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes).into_response(),
        Cow::Owned(bytes) => bytes.into_response(),
    };
    let fields = answer.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(&name)),
    );
    fields.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if current {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        fields.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}

/// The twin that the build compressed, when the browser can read it.
fn smallest(name: &str, headers: &HeaderMap) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let can = |token: &str| {
        accepted.split(',').any(|part| {
            part.trim() == token
                || part.trim().starts_with(&format!("{token};q=0."))
                || part.trim() == format!("{token};q=1")
        })
    };
    let twin = |encoding: &'static str, ending: &str| {
        let file = Dist::get(&format!("{name}.{ending}")).filter(|_| can(encoding))?;
        Some((file.data, Some(encoding)))
    };
    twin("br", "br").or_else(|| twin("gzip", "gz"))
}

fn stamp(file: &rust_embed::EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..6])
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
