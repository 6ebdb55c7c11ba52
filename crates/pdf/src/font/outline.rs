//! A line of text as the outlines of its glyphs, for typed signatures; it embeds no font.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::Face;
use crate::draw::content::Content;

/// Closed paths in ems, baseline at 0, and the box around them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    steps: Vec<Step>,
    /// Left, bottom, right, top of the ink; `None` where there is none.
    pub(crate) bounds: Option<[f64; 4]>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Curve([f64; 6]),
    Close,
}

impl Outline {
    /// Appends the path, one em as `scale` points, the baseline's start at (`x`, `y`).
    pub(crate) fn draw(&self, content: &mut Content, scale: f64, x: f64, y: f64) {
        for step in &self.steps {
            match step {
                Step::Move(a, b) => content.move_to(a * scale + x, b * scale + y),
                Step::Line(a, b) => content.line_to(a * scale + x, b * scale + y),
                Step::Curve([a, b, c, d, e, f]) => content.curve_to([
                    a * scale + x,
                    b * scale + y,
                    c * scale + x,
                    d * scale + y,
                    e * scale + x,
                    f * scale + y,
                ]),
                Step::Close => content.close(),
            };
        }
        content.fill();
    }
}

/// The outlines of `text` in the first of two faces that has each character.
pub(super) fn of_line(text: &str, hand: &Face, text_face: &Face) -> Outline {
    let mut pen = Pen {
        outline: Outline::default(),
        scale: 0.0,
        x: 0.0,
        last: (0.0, 0.0),
    };
    for character in text.chars() {
        let face = if hand.has(character) { hand } else { text_face };
        let Some(glyph) = face.glyph(character) else {
            continue;
        };
        pen.add(face, glyph.id);
        pen.x += glyph.advance / 1000.0;
    }
    pen.outline
}

struct Pen {
    outline: Outline,
    scale: f64,
    x: f64,
    last: (f64, f64),
}

impl Pen {
    fn add(&mut self, face: &Face, glyph: u16) {
        let Ok(font) = FontRef::new(face.data()) else {
            return;
        };
        let units = font
            .metrics(Size::unscaled(), LocationRef::default())
            .units_per_em;
        self.scale = 1.0 / f64::from(units.max(1));
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        if let Some(outline) = font.outline_glyphs().get(GlyphId::from(glyph)) {
            // A broken glyph leaves a gap; the face is the product's own, so this is for damage on the disk only.
            let _ = outline.draw(settings, self);
        }
    }

    fn place(&mut self, x: f32, y: f32) -> (f64, f64) {
        let (x, y) = (f64::from(x) * self.scale + self.x, f64::from(y) * self.scale);
        let bounds = self.outline.bounds.unwrap_or([x, y, x, y]);
        let [left, bottom, right, top] = bounds;
        self.outline.bounds = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
        (x, y)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.outline.steps.push(Step::Move(self.last.0, self.last.1));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.outline.steps.push(Step::Line(self.last.0, self.last.1));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (from, control, to) = (self.last, self.place(cx, cy), self.place(x, y));
        let toward = |end: (f64, f64)| {
            (
                end.0 + (control.0 - end.0) * 2.0 / 3.0,
                end.1 + (control.1 - end.1) * 2.0 / 3.0,
            )
        };
        let (first, second) = (toward(from), toward(to));
        self.outline
            .steps
            .push(Step::Curve([first.0, first.1, second.0, second.1, to.0, to.1]));
        self.last = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (a, b) = (self.place(ax, ay), self.place(bx, by));
        self.last = self.place(x, y);
        self.outline
            .steps
            .push(Step::Curve([a.0, a.1, b.0, b.1, self.last.0, self.last.1]));
    }

    fn close(&mut self) {
        self.outline.steps.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fonts;

    #[test]
    fn a_typed_name_has_ink_in_any_supported_script() {
        for name in ["Žiga Čebašek", "Ελένη", "Щука"] {
            let [left, bottom, right, top] = fonts().handwriting(name).bounds.unwrap();
            assert!(right - left > 1.0 && top > 0.4 && bottom < 0.1, "{name}");
        }
        assert!(fonts().handwriting("  ").bounds.is_none());
    }
}
