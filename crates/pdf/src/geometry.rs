//! The only place where the product's coordinates and the file's meet; it knows no objects.
//!
//! Outside: points, origin top left of the CropBox as displayed, after Rotate and UserUnit. Inside: default user space.

use serde::{Deserialize, Serialize};

/// A rectangle on the displayed page, in points from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Distance of the left side from the left side of the page.
    pub x: f64,
    /// Distance of the upper side from the upper side of the page.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// How a page's user space becomes the page that people see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSpace {
    /// The visible part of user space: left, bottom, right, top.
    pub crop_box: [f64; 4],
    /// Clockwise turn for display: 0, 90, 180 or 270.
    pub rotate: u16,
    /// Size of a user space unit in points.
    pub user_unit: f64,
}

impl PageSpace {
    /// Width of the page as displayed, in points.
    pub fn width(&self) -> f64 {
        self.displayed_size().0
    }

    /// Height of the page as displayed, in points.
    pub fn height(&self) -> f64 {
        self.displayed_size().1
    }

    /// A displayed rectangle as left, bottom, right, top of user space.
    pub fn to_page_space(&self, rect: Rect) -> [f64; 4] {
        let (ax, ay) = self.point_to_page_space(rect.x, rect.y);
        let (bx, by) = self.point_to_page_space(rect.x + rect.width, rect.y + rect.height);
        [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)]
    }

    /// A rectangle of user space as displayed.
    pub fn from_page_space(&self, rectangle: [f64; 4]) -> Rect {
        let [left, bottom, right, top] = rectangle;
        let (ax, ay) = self.point_from_page_space(left, bottom);
        let (bx, by) = self.point_from_page_space(right, top);
        Rect {
            x: ax.min(bx),
            y: ay.min(by),
            width: (ax - bx).abs(),
            height: (ay - by).abs(),
        }
    }

    fn displayed_size(&self) -> (f64, f64) {
        let [left, bottom, right, top] = self.crop_box;
        let (width, height) = ((right - left) * self.user_unit, (top - bottom) * self.user_unit);
        if self.is_turned() {
            (height, width)
        } else {
            (width, height)
        }
    }

    fn is_turned(&self) -> bool {
        self.rotate == 90 || self.rotate == 270
    }

    fn point_to_page_space(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, bottom, right, top] = self.crop_box;
        let (x, y) = (x / self.user_unit, y / self.user_unit);
        match self.rotate {
            90 => (left + y, bottom + x),
            180 => (right - x, bottom + y),
            270 => (right - y, top - x),
            _ => (left + x, top - y),
        }
    }

    pub(crate) fn point_from_page_space(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, bottom, right, top] = self.crop_box;
        let (x, y) = match self.rotate {
            90 => (y - bottom, x - left),
            180 => (right - x, y - bottom),
            270 => (top - y, right - x),
            _ => (x - left, top - y),
        };
        (x * self.user_unit, y * self.user_unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn space(rotate: u16, user_unit: f64) -> PageSpace {
        PageSpace {
            crop_box: [10.0, 20.0, 210.0, 320.0],
            rotate,
            user_unit,
        }
    }

    #[test]
    fn the_displayed_top_left_corner_is_where_rotation_puts_it() {
        let corner = Rect {
            x: 0.0,
            y: 0.0,
            width: 20.0,
            height: 5.0,
        };
        assert_eq!(space(0, 1.0).to_page_space(corner), [10.0, 315.0, 30.0, 320.0]);
        assert_eq!(space(90, 1.0).to_page_space(corner), [10.0, 20.0, 15.0, 40.0]);
        assert_eq!(space(180, 1.0).to_page_space(corner), [190.0, 20.0, 210.0, 25.0]);
        assert_eq!(
            space(270, 1.0).to_page_space(corner),
            [205.0, 300.0, 210.0, 320.0]
        );
        assert_eq!((space(90, 2.0).width(), space(90, 2.0).height()), (600.0, 400.0));
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(
            turn in 0u16..4, unit in 0.5f64..10.0, x in 0.0f64..100.0, y in 0.0f64..100.0, w in 1.0f64..50.0, h in 1.0f64..50.0
        ) {
            let space = space(turn * 90, unit);
            let rect = Rect { x, y, width: w, height: h };
            let back = space.from_page_space(space.to_page_space(rect));
            for (a, b) in [(rect.x, back.x), (rect.y, back.y), (rect.width, back.width), (rect.height, back.height)] {
                prop_assert!((a - b).abs() < 1e-6);
            }
        }
    }
}
