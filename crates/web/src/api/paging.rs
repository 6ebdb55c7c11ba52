//! Pages of short lists: `pageSize` and `cursor` as v6 has them. Lists that grow without bound are paged by the store.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::model::PageInfo;
use super::{ApiError, ApiResult};
use serde::Deserialize;
use utoipa::IntoParams;

/// The most at once.
const MOST: u32 = 500;
/// How many where nobody says.
const USUAL: u32 = 100;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageQuery {
    /// How many at once, 1 to 500.
    pub(super) page_size: Option<u32>,
    /// Where the last page ended.
    pub(super) cursor: Option<String>,
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Paged<T> {
    /// What stands on it.
    pub(super) items: Vec<T>,
    /// Where the next one begins.
    pub(super) page: PageInfo,
}

/// The part of a list that was asked for. The cursor is the place in the list.
pub(super) fn page<T>(list: Vec<T>, size: Option<u32>, cursor: Option<&str>) -> ApiResult<Paged<T>> {
    let size = match size {
        None => USUAL,
        Some(size) if (1..=MOST).contains(&size) => size,
        Some(_) => {
            return Err(ApiError::bad(
                "INVALID_PAGE_SIZE",
                format!("Page size is not within 1 to {MOST}"),
            ));
        }
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let start: usize = match cursor.filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => cursor
            .parse()
            .ok()
            .filter(|start| *start <= list.len())
            .ok_or_else(|| ApiError::bad("INVALID_CURSOR", "Page cursor provided is invalid"))?,
    };
    let end = start.saturating_add(size);
    let next_cursor = (end < list.len()).then(|| end.to_string());
    let items = list.into_iter().skip(start).take(size).collect();
    Ok(Paged {
        items,
        page: PageInfo { next_cursor },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another_until_the_list_is_over() {
        let (mut cursor, mut seen) = (None::<String>, Vec::new());
        loop {
            let paged = page((0..7).collect(), Some(3), cursor.as_deref()).unwrap();
            assert!(paged.items.len() <= 3);
            seen.extend(paged.items);
            cursor = paged.page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..7).collect::<Vec<i32>>());
    }

    #[test]
    fn a_size_or_a_cursor_that_cannot_be_is_refused() {
        for (size, cursor) in [
            (Some(0), None),
            (Some(501), None),
            (None, Some("9")),
            (None, Some("x")),
        ] {
            assert!(page(vec![1], size, cursor).is_err(), "{size:?} {cursor:?}");
        }
    }
}
