//! Strokes of a pen as vector paths of varying width; it never makes a picture of them.

use serde::{Deserialize, Serialize};

use super::PEN;
use super::content::Content;
use crate::{Error, Result};

/// A drawn signature or initials: strokes on a canvas whose origin is its top left corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ink {
    /// What the pen drew between touching the canvas and leaving it.
    pub strokes: Vec<Vec<InkPoint>>,
    /// Width of the canvas, in the points' unit.
    pub width: f64,
    /// Height of the canvas, in the points' unit.
    pub height: f64,
}

/// A place that the pen passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InkPoint {
    /// Distance from the canvas's left side.
    pub x: f64,
    /// Distance from the canvas's upper side.
    pub y: f64,
    /// Width of the line here.
    pub width: f64,
}

/// More than a person draws in ten minutes.
const MAX_POINTS: usize = 20_000;

impl Ink {
    /// Refuses ink that is empty, endless or not made of numbers.
    pub fn check(&self) -> Result<()> {
        let points: usize = self.strokes.iter().map(Vec::len).sum();
        if points > MAX_POINTS {
            return Err(Error::too_large("points of ink", MAX_POINTS as u64));
        }
        let usable = |value: f64| value.is_finite() && value.abs() < 1e6;
        let good = |point: &InkPoint| usable(point.x) && usable(point.y) && usable(point.width);
        let canvas = usable(self.width) && usable(self.height) && self.width > 0.0 && self.height > 0.0;
        if points == 0 || !canvas || !self.strokes.iter().flatten().all(good) {
            return Err(Error::Ink);
        }
        Ok(())
    }

    /// Left, top, right, bottom of the ink itself on its canvas.
    fn bounds(&self) -> Option<[f64; 4]> {
        let around = |point: &InkPoint| {
            let half = point.width.max(0.0) / 2.0;
            [point.x - half, point.y - half, point.x + half, point.y + half]
        };
        let union =
            |a: [f64; 4], b: [f64; 4]| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])];
        self.strokes.iter().flatten().map(around).reduce(union)
    }

    /// Draws the ink as large as it fits into `room` (left, bottom, right, top), centred.
    pub(crate) fn draw(&self, content: &mut Content, room: [f64; 4]) {
        let Some(bounds) = self.bounds() else { return };
        let placed = Placed::new(bounds, room, self);
        content.save().stroke_color(PEN).round_lines();
        for stroke in &self.strokes {
            placed.draw_stroke(content, &placed.points(stroke));
        }
        content.restore();
    }
}

/// Ink on its way from the canvas into its room.
struct Placed {
    scale: f64,
    x: f64,
    y: f64,
}

impl Placed {
    /// A dot on a large canvas stays small: the ink grows to four times the canvas's own scale at most.
    fn new([left, top, right, bottom]: [f64; 4], room: [f64; 4], ink: &Ink) -> Placed {
        let (width, height) = (room[2] - room[0], room[3] - room[1]);
        let whole = (width / ink.width).min(height / ink.height);
        let fit = (width / (right - left).max(1e-6)).min(height / (bottom - top).max(1e-6));
        let scale = fit.min(whole * 4.0).max(0.0);
        Placed {
            scale,
            x: room[0] + (width - (right - left) * scale) / 2.0 - left * scale,
            y: room[1] + (height - (bottom - top) * scale) / 2.0 + bottom * scale,
        }
    }

    fn points(&self, stroke: &[InkPoint]) -> Vec<InkPoint> {
        let place = |point: &InkPoint| InkPoint {
            x: point.x * self.scale + self.x,
            y: self.y - point.y * self.scale,
            width: (point.width * self.scale).max(MIN_WIDTH),
        };
        let mut placed: Vec<InkPoint> = stroke.iter().map(place).collect();
        placed.dedup_by(|a, b| (a.x - b.x).hypot(a.y - b.y) < 0.05);
        placed
    }

    /// Neighbouring segments of nearly one width become one stroked path; its round ends hide the seams.
    fn draw_stroke(&self, content: &mut Content, points: &[InkPoint]) {
        if let [only] = points {
            content
                .line_width(only.width)
                .move_to(only.x, only.y)
                .line_to(only.x, only.y)
                .stroke();
        }
        let mut width = None;
        for (index, pair) in points.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let wanted = (from.width + to.width) / 2.0;
            if width.is_none_or(|width: f64| (width - wanted).abs() > width * 0.06) {
                if width.is_some() {
                    content.stroke();
                }
                content.line_width(wanted).move_to(from.x, from.y);
                width = Some(wanted);
            }
            let before = index
                .checked_sub(1)
                .and_then(|before| points.get(before))
                .unwrap_or(from);
            let after = points.get(index + 2).unwrap_or(to);
            curve(content, before, from, to, after);
        }
        if width.is_some() {
            content.stroke();
        }
    }
}

/// Hairlines vanish in some viewers.
const MIN_WIDTH: f64 = 0.45;

/// The piece of a Catmull-Rom curve between two of its points, as a Bézier curve.
fn curve(content: &mut Content, before: &InkPoint, from: &InkPoint, to: &InkPoint, after: &InkPoint) {
    let first = (from.x + (to.x - before.x) / 6.0, from.y + (to.y - before.y) / 6.0);
    let second = (to.x - (after.x - from.x) / 6.0, to.y - (after.y - from.y) / 6.0);
    content.curve_to([first.0, first.1, second.0, second.1, to.x, to.y]);
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A flourish such as a hand draws.
    pub(crate) fn flourish() -> Ink {
        let point = |step: usize| {
            let t = step as f64 / 12.0;
            InkPoint {
                x: 40.0 + t * 28.0 + 22.0 * (t * 2.3).sin(),
                y: 75.0 - 38.0 * (t * 1.9).sin() * (1.0 - t / 14.0),
                width: 2.2 + 1.2 * (t * 3.0).cos(),
            }
        };
        let dash = (0..12)
            .map(|step| InkPoint {
                x: 60.0 + 22.0 * f64::from(step),
                y: 128.0,
                width: 2.0,
            })
            .collect();
        Ink {
            strokes: vec![(0..130).map(point).collect(), dash],
            width: 400.0,
            height: 150.0,
        }
    }

    fn coordinates(content: &Content) -> Vec<(f64, f64)> {
        let text = String::from_utf8(content.as_bytes().to_vec()).unwrap();
        let ends = text
            .lines()
            .filter(|line| line.ends_with(" c") || line.ends_with(" m"))
            .map(|line| {
                let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
                (numbers[numbers.len() - 2], numbers[numbers.len() - 1])
            });
        ends.collect()
    }

    #[test]
    fn ink_fills_its_room_and_stays_within() {
        let mut content = Content::new();
        flourish().draw(&mut content, [10.0, 5.0, 110.0, 45.0]);
        let places = coordinates(&content);
        assert!(
            places
                .iter()
                .all(|(x, y)| (10.0..=110.0).contains(x) && (5.0..=45.0).contains(y))
        );
        let height = places.iter().map(|place| place.1).fold(0.0, f64::max) - 5.0;
        assert!(height > 30.0, "{height}");
        assert!(content.as_bytes().len() < 12_000);
    }

    #[test]
    fn a_dot_stays_a_dot() {
        let dot = Ink {
            strokes: vec![vec![InkPoint {
                x: 50.0,
                y: 50.0,
                width: 2.0,
            }]],
            width: 100.0,
            height: 100.0,
        };
        let mut content = Content::new();
        dot.draw(&mut content, [0.0, 0.0, 100.0, 100.0]);
        assert!(String::from_utf8_lossy(content.as_bytes()).contains("8 w\n50 50 m\n50 50 l\nS"));
    }

    #[test]
    fn silly_ink_is_refused() {
        assert_eq!(flourish().check(), Ok(()));
        assert_eq!(Ink::default().check(), Err(Error::Ink));
        let mut ink = flourish();
        ink.strokes[0][3].x = f64::NAN;
        assert_eq!(ink.check(), Err(Error::Ink));
        ink.strokes = vec![vec![InkPoint::default(); 20_001]];
        assert_eq!(ink.check().unwrap_err().code(), "too_large");
    }
}
