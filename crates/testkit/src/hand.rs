//! A hand that signs the same way each time; it imitates nobody.

use pdf::{Ink, InkPoint};

/// A signature as a pad records it: one long stroke with loops, and a line below.
pub fn signature() -> Ink {
    let line = (0..12).map(|step| point(60.0 + 22.0 * f64::from(step), 128.0, 2.0));
    Ink {
        strokes: vec![(0..130).map(loops).collect(), line.collect()],
        width: 400.0,
        height: 150.0,
    }
}

/// Two short strokes, as initials are.
pub fn initials() -> Ink {
    let down = (0..20).map(|step| point(20.0 + f64::from(step), 20.0 + 3.0 * f64::from(step), 2.5));
    let bow = (0..40).map(|step| {
        let turn = f64::from(step) / 6.0;
        point(80.0 + 25.0 * turn.cos(), 50.0 + 25.0 * turn.sin(), 2.0)
    });
    Ink {
        strokes: vec![down.collect(), bow.collect()],
        width: 120.0,
        height: 100.0,
    }
}

fn loops(step: u32) -> InkPoint {
    let turn = f64::from(step) / 12.0;
    point(
        40.0 + turn * 28.0 + 22.0 * (turn * 2.3).sin(),
        75.0 - 38.0 * (turn * 1.9).sin() * (1.0 - turn / 14.0),
        2.2 + 1.2 * (turn * 3.0).cos(),
    )
}

fn point(x: f64, y: f64, width: f64) -> InkPoint {
    InkPoint { x, y, width }
}
