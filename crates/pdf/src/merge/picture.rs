//! A page that shows one picture.

use crate::draw::Content;
use crate::draw::content::deflated;
use crate::image::Picture;
use crate::{Dictionary, Edit, Object, ObjectId};

const A4: [f64; 2] = [595.28, 841.89];
/// Scans name their density truly; cameras write 72 and mean nothing by it.
const LEAST_DENSITY: f64 = 100.0;
const LARGEST_SIDE: f64 = 1200.0;
const SMALLEST_SIDE: f64 = 140.0;

/// Makes the page, its parent still to be set.
pub(super) fn page(edit: &mut dyn Edit, picture: &Picture) -> ObjectId {
    let sheet = true_size(picture).unwrap_or_else(|| sheet(picture));
    let place = centred(picture, sheet);
    let image = picture.embed(&mut |object| edit.add(object));
    let mut content = Content::new();
    picture.paint(&mut content, "Picture", place);
    let contents = edit.add(deflated(Dictionary::new(), content.as_bytes()).into());
    let objects = Dictionary::from_entries([("Picture", image.into())]);
    let resources = Dictionary::from_entries([("XObject", objects.into())]);
    edit.add(Object::Dictionary(Dictionary::from_entries([
        ("Type", Object::name("Page")),
        ("MediaBox", Object::rectangle([0.0, 0.0, sheet[0], sheet[1]])),
        ("Resources", resources.into()),
        ("Contents", contents.into()),
    ])))
}

/// The size that a scan was made with, if it is a sheet's.
fn true_size(picture: &Picture) -> Option<[f64; 2]> {
    let (across, down) = picture
        .density
        .filter(|(x, y)| *x >= LEAST_DENSITY && *y >= LEAST_DENSITY)?;
    let size = [
        f64::from(picture.width) * 72.0 / across,
        f64::from(picture.height) * 72.0 / down,
    ];
    let usual = |side: &f64| (SMALLEST_SIDE..=LARGEST_SIDE).contains(side);
    size.iter().all(usual).then_some(size)
}

/// A4, upright or lying as the picture is.
fn sheet(picture: &Picture) -> [f64; 2] {
    if picture.width > picture.height {
        [A4[1], A4[0]]
    } else {
        A4
    }
}

fn centred(picture: &Picture, [across, down]: [f64; 2]) -> [f64; 4] {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let scale = (across / width).min(down / height);
    let (x, y) = ((across - width * scale) / 2.0, (down - height * scale) / 2.0);
    [x, y, x + width * scale, y + height * scale]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::a_jpeg;

    #[test]
    fn a_scan_keeps_its_size_and_a_photograph_fits_the_sheet() {
        // 300 by 150 pixels an inch, turned by Exif orientation 6.
        let scan = Picture::read(&a_jpeg(2480, 1754, Some(6))).unwrap();
        let [width, height] = true_size(&scan).unwrap();
        assert!(
            (width - 841.9).abs() < 0.1 && (height - 595.2).abs() < 0.1,
            "{width} × {height}"
        );
        let photograph = Picture::read(&a_jpeg(4000, 3000, None)).unwrap();
        assert_eq!(true_size(&photograph), None);
        let [left, bottom, right, top] = centred(&photograph, sheet(&photograph));
        assert!(left > 0.0 && bottom == 0.0 && (right - left) / (top - bottom) > 1.33);
    }
}
