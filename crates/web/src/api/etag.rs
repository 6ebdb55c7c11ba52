//! Entity tags: an agreement's version says whether anything about it has changed (RFC 9110 §8.8.3, §13.1).

use super::{ApiError, ApiResult};
use axum::http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Refusal;

/// An answer about an agreement of this version.
pub(super) fn tagged(version: u64, answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}

/// 304, when the caller has this version already.
pub(super) fn unchanged(headers: &HeaderMap, version: u64) -> Option<Response> {
    let known = tags(headers, IF_NONE_MATCH).any(|tag| tag == "*" || version_of(tag) == Some(version));
    known.then(|| tagged(version, StatusCode::NOT_MODIFIED))
}

/// The version that must still stand, when the caller names one. A tag that was never ours stands for a version that is gone.
fn expected(headers: &HeaderMap) -> ApiResult<Option<u64>> {
    let wanted: Vec<&str> = tags(headers, IF_MATCH).collect();
    match wanted.as_slice() {
        [] | ["*"] => Ok(None),
        [tag] => Ok(Some(version_of(tag).unwrap_or(u64::MAX))),
        _ => Err(ApiError::bad(
            "INVALID_ARGUMENTS",
            "If-Match takes one entity tag",
        )),
    }
}

/// The same where v6 demands that the caller names one.
pub(super) fn demanded(headers: &HeaderMap) -> ApiResult<Option<u64>> {
    if !headers.contains_key(IF_MATCH) {
        return Err(ApiError::bad(
            "MISSING_IF_MATCH_HEADER",
            "If-Match header missing",
        ));
    }
    expected(headers)
}

/// What was asked for on condition, and the condition did not hold.
pub(super) fn modified(error: app::Error, expected: Option<u64>) -> ApiError {
    match error {
        app::Error::Refused(Refusal::DraftChanged) if expected.is_some() => ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "RESOURCE_MODIFIED",
            "It has changed since this entity tag was read",
        ),
        other => other.into(),
    }
}

fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(name).into_iter();
    let texts = lines.filter_map(|line| line.to_str().ok());
    texts
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
}

/// Proxies that compress call a tag weak; the version in it is the same.
fn version_of(tag: &str) -> Option<u64> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_version_that_is_known_is_not_sent_again() {
        for known in ["\"7\"", "W/\"7\"", "\"3\", \"7\"", "*"] {
            let answer = unchanged(&with(IF_NONE_MATCH, known), 7).unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(answer.headers()[ETAG], "\"7\"");
        }
        for other in ["\"6\"", "7", "\"77\""] {
            assert!(unchanged(&with(IF_NONE_MATCH, other), 7).is_none(), "{other}");
        }
        assert!(unchanged(&HeaderMap::new(), 7).is_none());
    }

    #[test]
    fn a_condition_names_one_version_or_any() {
        assert_eq!(expected(&with(IF_MATCH, "\"7\"")).unwrap(), Some(7));
        assert_eq!(expected(&with(IF_MATCH, "*")).unwrap(), None);
        assert_eq!(expected(&with(IF_MATCH, "\"theirs\"")).unwrap(), Some(u64::MAX));
        assert!(expected(&with(IF_MATCH, "\"1\", \"2\"")).is_err());
    }
}
