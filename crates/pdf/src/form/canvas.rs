//! Between what is drawn upright in points and a widget on a page that may be turned and scaled; it draws nothing itself.

use crate::draw::Content;
use crate::draw::content::deflated;
use crate::{Dictionary, Object, Rect, Resolve, Result, Stream};

/// The room of an appearance as displayed, and how it is turned onto the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Canvas {
    /// Points as displayed.
    pub(crate) width: f64,
    /// Points as displayed.
    pub(crate) height: f64,
    /// Degrees by which the widget is turned anticlockwise in user space (ISO 32000-2 Table 192, R).
    pub(crate) turn: u16,
}

impl Canvas {
    /// For a new widget on a page that is turned by `turn` degrees for display.
    pub(crate) fn new(rect: Rect, turn: u16) -> Canvas {
        Canvas {
            width: rect.width,
            height: rect.height,
            turn,
        }
    }

    /// For a widget that is there already; none for one without a rectangle or of no size.
    pub(crate) fn of_widget(source: &dyn Resolve, widget: &Dictionary) -> Result<Option<Canvas>> {
        let corners = source.lookup_array(widget, "Rect")?.unwrap_or_default();
        let corners = corners
            .iter()
            .map(|corner| source.resolve(corner))
            .collect::<Result<Vec<_>>>()?;
        let Some([left, bottom, right, top]) = Object::Array(corners).as_rectangle() else {
            return Ok(None);
        };
        let unit = match source.lookup_dictionary(widget, "P")? {
            Some(page) => source
                .lookup(&page, "UserUnit")?
                .as_number()
                .filter(|unit| *unit > 0.0)
                .unwrap_or(1.0),
            None => 1.0,
        };
        let characteristics = source.lookup_dictionary(widget, "MK")?.unwrap_or_default();
        let turn = source
            .lookup(&characteristics, "R")?
            .as_integer()
            .unwrap_or(0)
            .rem_euclid(360);
        let turn = if turn % 90 == 0 { turn as u16 } else { 0 };
        let (width, height) = ((right - left) * unit, (top - bottom) * unit);
        let (width, height) = if turn % 180 == 90 {
            (height, width)
        } else {
            (width, height)
        };
        Ok((width > 0.0 && height > 0.0).then_some(Canvas { width, height, turn }))
    }

    /// The appearance as a form XObject (ISO 32000-2 §8.10, §12.5.5).
    pub(crate) fn form(&self, content: &Content, resources: &Dictionary) -> Stream {
        let mut dictionary = Dictionary::from_entries([
            ("Type", Object::name("XObject")),
            ("Subtype", Object::name("Form")),
            (
                "BBox",
                Object::rectangle([0.0, 0.0, round(self.width), round(self.height)]),
            ),
            ("Resources", resources.clone().into()),
        ]);
        if let Some(matrix) = self.matrix() {
            dictionary.set("Matrix", matrix.map(|value| Object::Real(round(value))).to_vec());
        }
        deflated(dictionary, content.as_bytes())
    }

    /// Turns the room anticlockwise and moves it back into the first quadrant.
    fn matrix(&self) -> Option<[f64; 6]> {
        match self.turn {
            90 => Some([0.0, 1.0, -1.0, 0.0, self.height, 0.0]),
            180 => Some([-1.0, 0.0, 0.0, -1.0, self.width, self.height]),
            270 => Some([0.0, -1.0, 1.0, 0.0, 0.0, self.width]),
            _ => None,
        }
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_room_stays_in_the_first_quadrant() {
        for turn in [90, 180, 270] {
            let canvas = Canvas {
                width: 120.0,
                height: 30.0,
                turn,
            };
            let [a, b, c, d, e, f] = canvas.matrix().unwrap();
            let corners = [(0.0, 0.0), (120.0, 0.0), (0.0, 30.0), (120.0, 30.0)];
            let turned = corners.map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
            let lowest = turned
                .iter()
                .fold((f64::MAX, f64::MAX), |low, at| (low.0.min(at.0), low.1.min(at.1)));
            assert_eq!(lowest, (0.0, 0.0), "{turn}");
        }
    }
}
