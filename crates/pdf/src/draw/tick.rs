//! Ticks, dots and what stands around them.

use super::content::{Color, Content};
use super::{BLACK, GREY};

/// A tick as large as it fits into a square in the middle of the room.
pub(crate) fn tick(content: &mut Content, width: f64, height: f64) {
    let side = width.min(height);
    let (x, y) = ((width - side) / 2.0, (height - side) / 2.0);
    content
        .save()
        .stroke_color(BLACK)
        .line_width((side * 0.11).max(0.6))
        .round_lines();
    content
        .move_to(x + side * 0.23, y + side * 0.5)
        .line_to(x + side * 0.42, y + side * 0.28);
    content
        .line_to(x + side * 0.78, y + side * 0.74)
        .stroke()
        .restore();
}

/// A square frame in the middle of the room, as wide as a tick needs it.
pub(crate) fn frame(content: &mut Content, width: f64, height: f64) {
    let side = width.min(height);
    boxed(
        content,
        [(width - side) / 2.0, (height - side) / 2.0, side, side],
        GREY,
        (side * 0.05).clamp(0.4, 1.0),
    );
}

fn boxed(content: &mut Content, [x, y, width, height]: [f64; 4], color: Color, line: f64) {
    content.save().stroke_color(color).line_width(line);
    content
        .rectangle(
            x + line / 2.0,
            y + line / 2.0,
            (width - line).max(0.0),
            (height - line).max(0.0),
        )
        .stroke()
        .restore();
}

/// How far the handles of a curve stand off, so that four of them make a circle.
const HANDLE: f64 = 0.552_284_75;

/// A ring in the middle of the room, as wide as a dot needs it.
pub(crate) fn ring(content: &mut Content, width: f64, height: f64) {
    let side = width.min(height);
    let line = (side * 0.05).clamp(0.4, 1.0);
    content.save().stroke_color(GREY).line_width(line);
    circle(content, [width / 2.0, height / 2.0], (side - line).max(0.0) / 2.0);
    content.stroke().restore();
}

/// A dot in the middle of the room.
pub(crate) fn dot(content: &mut Content, width: f64, height: f64) {
    let side = width.min(height);
    content.save().fill_color(BLACK);
    circle(content, [width / 2.0, height / 2.0], side * 0.27);
    content.fill().restore();
}

fn circle(content: &mut Content, [x, y]: [f64; 2], radius: f64) {
    let handle = radius * HANDLE;
    let (left, right, low, high) = (x - radius, x + radius, y - radius, y + radius);
    content
        .move_to(right, y)
        .curve_to([right, y + handle, x + handle, high, x, high])
        .curve_to([x - handle, high, left, y + handle, left, y])
        .curve_to([left, y - handle, x - handle, low, x, low])
        .curve_to([x + handle, low, right, y - handle, right, y]);
}
