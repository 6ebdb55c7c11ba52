//! Where a tag's field goes and which kind of field it is; it binds nobody.

use super::{ReadTag, Tag, TagKind, Vendor};
use crate::agreement::PageSize;
use crate::fields::{FieldKind, Rect};

/// The kind of field for a kind of tag; none where there is no such field.
pub fn field_kind(kind: TagKind) -> Option<FieldKind> {
    Some(match kind {
        TagKind::Attachment => FieldKind::Attachment,
        TagKind::Checkbox => FieldKind::Checkbox,
        TagKind::Company => FieldKind::Company,
        TagKind::Date => FieldKind::Date,
        TagKind::Dropdown => FieldKind::Dropdown,
        TagKind::Email => FieldKind::Email,
        TagKind::Initials => FieldKind::Initials,
        TagKind::List => FieldKind::List,
        TagKind::Multiline => FieldKind::Multiline,
        TagKind::Name => FieldKind::Name,
        TagKind::Number => FieldKind::Number,
        TagKind::Other => return None,
        TagKind::Radio => FieldKind::Radio,
        TagKind::Signature => FieldKind::Signature,
        TagKind::SigningDate => FieldKind::SigningDate,
        TagKind::Text => FieldKind::Text,
        TagKind::Title => FieldKind::Title,
    })
}

/// What a fresh field of a kind measures, and below what it is of no use: as in the editor.
fn sizes(kind: TagKind) -> [(f64, f64); 2] {
    match kind {
        TagKind::Checkbox | TagKind::Radio => [(14.0, 14.0), (9.0, 9.0)],
        TagKind::Date | TagKind::SigningDate => [(96.0, 20.0), (56.0, 12.0)],
        TagKind::Initials => [(64.0, 32.0), (28.0, 16.0)],
        TagKind::Signature => [(160.0, 44.0), (60.0, 20.0)],
        TagKind::Multiline | TagKind::List | TagKind::Attachment => [(170.0, 48.0), (30.0, 12.0)],
        _ => [(170.0, 20.0), (30.0, 12.0)],
    }
}

/// The field's place. Our own tags and words of the dictionary give a field of the usual size, or as wide as the tag where that is
/// wider; tags of others are as wide and as high as they stand there, as their makers say. All stand on the tag's foot.
pub fn place(tag: &Tag, read: &ReadTag, page: PageSize) -> Rect {
    let [usual, least] = sizes(tag.kind);
    let own = matches!(tag.vendor, Vendor::Podpis | Vendor::Dictionary);
    let is_box = matches!(tag.kind, TagKind::Checkbox | TagKind::Radio);
    let (width, height) = if is_box {
        usual
    } else if own {
        (read.rect.width.max(usual.0), read.rect.height.max(usual.1))
    } else {
        (read.rect.width.max(least.0), read.rect.height.max(least.1))
    };
    let width = tag.width.unwrap_or(width).max(least.0).min(page.width);
    let height = tag.height.unwrap_or(height).max(least.1).min(page.height);
    let foot = if is_box {
        read.rect.y + (read.rect.height + height) / 2.0
    } else {
        read.rect.y + read.rect.height
    };
    let inside = |start: f64, length: f64, whole: f64| start.min(whole - length).max(0.0);
    Rect {
        x: inside(read.rect.x, width, page.width),
        y: inside(foot - height, height, page.height),
        width,
        height,
    }
}

/// Whether the page's edge cuts through the tag (a point of rounding is forgiven).
pub fn is_cut(rect: &Rect, page: PageSize) -> bool {
    rect.x < -1.0
        || rect.y < -1.0
        || rect.x + rect.width > page.width + 1.0
        || rect.y + rect.height > page.height + 1.0
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, TagRole};
    use super::*;

    fn placed(vendor: Vendor, kind: TagKind, rect: [f64; 4]) -> Rect {
        let tag = Tag::new(vendor, kind, TagRole::Order);
        let [x, y, width, height] = rect;
        let read = ReadTag {
            raw: String::new(),
            page: 0,
            rect: Rect { x, y, width, height },
            font_size: 10.0,
            reading: Reading::Field(Box::new(tag.clone())),
        };
        place(
            &tag,
            &read,
            PageSize {
                width: 600.0,
                height: 800.0,
            },
        )
    }

    #[test]
    fn own_tags_have_the_usual_size_and_stand_on_their_foot() {
        let rect = placed(Vendor::Podpis, TagKind::Signature, [100.0, 200.0, 30.0, 10.0]);
        assert_eq!(
            (rect.x, rect.y + rect.height, rect.width, rect.height),
            (100.0, 210.0, 160.0, 44.0)
        );
        let wide = placed(Vendor::Podpis, TagKind::Text, [100.0, 200.0, 300.0, 10.0]);
        assert_eq!(wide.width, 300.0);
        let tick = placed(Vendor::Podpis, TagKind::Checkbox, [100.0, 200.0, 30.0, 10.0]);
        assert_eq!((tick.y, tick.width), (198.0, 14.0));
    }

    #[test]
    fn others_are_as_large_as_they_stand_there_and_all_stay_on_the_page() {
        let rect = placed(Vendor::Acrobat, TagKind::Signature, [100.0, 200.0, 250.0, 30.0]);
        assert_eq!((rect.width, rect.height), (250.0, 30.0));
        let edge = placed(Vendor::Podpis, TagKind::Signature, [580.0, -20.0, 40.0, 10.0]);
        assert!(edge.lies_on(600.0, 800.0), "{edge:?}");
        let page = PageSize {
            width: 600.0,
            height: 800.0,
        };
        assert!(is_cut(
            &Rect {
                x: 580.0,
                y: 10.0,
                width: 40.0,
                height: 10.0
            },
            page
        ));
        assert!(!is_cut(
            &Rect {
                x: 560.0,
                y: 10.0,
                width: 40.0,
                height: 10.0
            },
            page
        ));
    }
}
