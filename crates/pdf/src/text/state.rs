//! The part of the graphics state that moves text (ISO 32000-2 §8.4, §9.3); it shows nothing.

use std::rc::Rc;

use super::font::Font;

/// `[a b c d e f]` of ISO 32000-2 §8.3.3.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

impl Matrix {
    pub(crate) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(crate) fn translation(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then `next`.
    pub(crate) fn then(self, next: Matrix) -> Matrix {
        let Matrix([a, b, c, d, e, f]) = self;
        let Matrix([p, q, r, s, t, u]) = next;
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    pub(crate) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Matrix([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    pub(crate) fn is_finite(self) -> bool {
        self.0
            .iter()
            .all(|number| number.is_finite() && number.abs() < 1e9)
    }
}

/// What `q` saves.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) matrix: Matrix,
    pub(crate) font: Option<Rc<Font>>,
    pub(crate) size: f64,
    pub(crate) character_spacing: f64,
    pub(crate) word_spacing: f64,
    /// 1 where text is as wide as its font says.
    pub(crate) scale: f64,
    pub(crate) leading: f64,
    pub(crate) rise: f64,
}

impl State {
    pub(crate) fn new(matrix: Matrix) -> State {
        State {
            matrix,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}
