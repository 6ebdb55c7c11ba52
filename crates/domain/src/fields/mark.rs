//! Signatures and initials as a person makes them: drawn strokes, or a typed name.

use super::FieldProblem;
use serde::{Deserialize, Serialize};

const MAX_POINTS: usize = 20_000;
const MAX_TYPED: usize = 120;

/// A point of a stroke, in the units of the drawing surface.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct InkPoint {
    /// From the left edge of the surface.
    pub x: f64,
    /// From its top edge.
    pub y: f64,
    /// The pen's width at this point.
    pub width: f64,
}

/// What a person drew or typed as signature or initials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mark {
    /// Strokes on a surface of the given size.
    Drawn {
        /// The strokes in the order of drawing.
        strokes: Vec<Vec<InkPoint>>,
        /// Width of the surface.
        width: f64,
        /// Height of the surface.
        height: f64,
    },
    /// A name, shown in a handwriting face.
    Typed {
        /// The name as typed.
        text: String,
    },
}

impl Mark {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Mark::Drawn { strokes, .. } => strokes.iter().all(Vec::is_empty),
            Mark::Typed { text } => text.trim().is_empty(),
        }
    }

    pub(super) fn check(&self) -> Result<(), FieldProblem> {
        match self {
            Mark::Drawn {
                strokes,
                width,
                height,
            } => check_strokes(strokes, *width, *height),
            Mark::Typed { text } if text.chars().count() > MAX_TYPED => Err(FieldProblem::TooLong),
            Mark::Typed { .. } => Ok(()),
        }
    }
}

fn check_strokes(strokes: &[Vec<InkPoint>], width: f64, height: f64) -> Result<(), FieldProblem> {
    if strokes.iter().map(Vec::len).sum::<usize>() > MAX_POINTS {
        return Err(FieldProblem::TooLong);
    }
    let sized = |n: f64| n.is_finite() && n > 0.0 && n <= 10_000.0;
    let inside = |p: &InkPoint| {
        p.x.is_finite() && p.y.is_finite() && p.x.abs() <= 20_000.0 && p.y.abs() <= 20_000.0 && sized(p.width)
    };
    let good = sized(width) && sized(height) && strokes.iter().flatten().all(inside);
    if good {
        Ok(())
    } else {
        Err(FieldProblem::WrongKind)
    }
}
