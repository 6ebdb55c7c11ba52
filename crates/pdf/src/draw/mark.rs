//! Ticks and frames.

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
