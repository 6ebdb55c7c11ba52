//! Puts a report's blocks on pages: lines with places and a tree of what they mean. It knows no PDF.

use super::{Block, Entry, Report};
use crate::Fonts;
use crate::draw::content::Color;

/// A4 in points.
pub(super) const PAGE: [f64; 2] = [595.28, 841.89];
const LEFT: f64 = 57.0;
const RIGHT: f64 = PAGE[0] - 57.0;
const TOP: f64 = 84.0;
const BOTTOM: f64 = PAGE[1] - 76.0;
const KEY_WIDTH: f64 = 130.0;
const TIME_WIDTH: f64 = 118.0;

const INK: Color = [0.11, 0.12, 0.14];
const SOFT: Color = [0.38, 0.4, 0.44];
const ACCENT: Color = [0.1, 0.27, 0.55];
const BLACK: Color = [0.0, 0.0, 0.0];
/// The side of a square of modules with the quiet zone around it.
const MODULES: f64 = 92.0;
const RULE: Color = [0.84, 0.86, 0.89];

/// Pages of what is drawn, and what it means.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) pages: Vec<Vec<Item>>,
    pub(super) tree: Vec<Branch>,
    pub(super) headings: Vec<Heading>,
    /// How many leaves the tree has.
    pub(super) leaves: usize,
}

/// Something to be drawn; y counts from the top.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Line(Line),
    Rule {
        x: f64,
        y: f64,
        width: f64,
        color: Color,
    },
    Dot {
        x: f64,
        y: f64,
        color: Color,
    },
    /// Squares of one side, by their upper left corners.
    Squares {
        corners: Vec<(f64, f64)>,
        side: f64,
        color: Color,
    },
}

/// One line of text on its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) style: Style,
    /// Which leaf of the tree it is; none for what repeats on each page.
    pub(super) leaf: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) color: Color,
    pub(super) bold: bool,
}

/// A place to jump to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) y: f64,
}

/// What lines mean together (ISO 32000-2 §14.8.4).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Branch {
    Leaf(usize),
    Group(Role, Vec<Branch>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    Title,
    Heading(u8, String),
    Paragraph,
    Table,
    Row,
    Name,
    Value,
    List,
    Item,
    Label,
    Body,
}

const fn style(size: f64, color: Color, bold: bool) -> Style {
    Style { size, color, bold }
}
const TITLE: Style = style(20.0, INK, true);
const BODY: Style = style(9.5, INK, false);
const SMALL: Style = style(8.0, SOFT, false);
const NAME: Style = style(9.0, SOFT, false);

/// Puts everything on pages.
pub(super) fn layout(report: &Report, fonts: &Fonts) -> Layout {
    let mut flow = Flow {
        fonts,
        layout: Layout::default(),
        y: 0.0,
    };
    flow.new_page();
    flow.title(report);
    report.blocks.iter().for_each(|block| flow.block(block));
    flow.margins(report);
    flow.layout
}

struct Flow<'a> {
    fonts: &'a Fonts,
    layout: Layout,
    /// Where the next line's upper side will be.
    y: f64,
}

impl Flow<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading((*level).clamp(1, 3), text),
            Block::Paragraph(text) => self.paragraph(text, BODY, 7.0),
            Block::Note(text) => self.paragraph(text, SMALL, 6.0),
            Block::Table(rows) => self.table(rows),
            Block::Timeline(entries) => self.timeline(entries),
            Block::Modules(rows) => self.modules(rows),
        }
    }

    /// With a quiet zone of four modules around it (ISO/IEC 18004 §9.1).
    fn modules(&mut self, rows: &[Vec<bool>]) {
        let count = rows.len().max(1);
        let whole = f64::from(u32::try_from(count + 8).unwrap_or(u32::MAX));
        let side = MODULES / whole;
        self.room(MODULES);
        let place = |at: usize| side * f64::from(u32::try_from(at + 4).unwrap_or(u32::MAX));
        let mut corners = Vec::new();
        for (y, row) in rows.iter().enumerate() {
            for x in (0..row.len()).filter(|x| row[*x]) {
                corners.push((LEFT + place(x), self.y + place(y)));
            }
        }
        self.item(Item::Squares {
            corners,
            side,
            color: BLACK,
        });
        self.y += MODULES + 4.0;
    }

    fn title(&mut self, report: &Report) {
        let lines = self.column(&report.title, TITLE, LEFT, RIGHT - LEFT);
        self.push(Role::Title, lines);
        if let Some(subtitle) = &report.subtitle {
            self.y += 2.0;
            self.paragraph(subtitle, style(11.0, SOFT, false), 0.0);
        }
        self.y += 8.0;
        self.rule(LEFT, RIGHT - LEFT, ACCENT);
        self.y += 6.0;
    }

    fn heading(&mut self, level: u8, text: &str) {
        let size = [14.0, 11.5, 10.0]
            .get(usize::from(level - 1))
            .copied()
            .unwrap_or(10.0);
        self.y += size;
        self.room(size * 4.5);
        let (page, y) = (self.layout.pages.len() - 1, self.y);
        self.layout.headings.push(Heading {
            level,
            text: text.to_owned(),
            page,
            y,
        });
        let lines = self.column(
            text,
            style(size, if level == 1 { ACCENT } else { INK }, true),
            LEFT,
            RIGHT - LEFT,
        );
        self.push(Role::Heading(level, text.to_owned()), lines);
        self.y += size * 0.4;
    }

    fn paragraph(&mut self, text: &str, style: Style, after: f64) {
        let lines = self.column(text, style, LEFT, RIGHT - LEFT);
        self.push(Role::Paragraph, lines);
        self.y += after;
    }

    fn table(&mut self, rows: &[(String, String)]) {
        let mut branches = Vec::new();
        for (name, value) in rows {
            let width = RIGHT - LEFT - KEY_WIDTH;
            self.room(
                self.height(name, NAME, KEY_WIDTH - 10.0)
                    .max(self.height(value, BODY, width))
                    + 8.0,
            );
            self.y += 3.5;
            let cells = self.beside(
                (name, NAME, LEFT, KEY_WIDTH - 10.0),
                (value, BODY, LEFT + KEY_WIDTH, width),
            );
            self.y += 3.5;
            self.rule(LEFT, RIGHT - LEFT, RULE);
            let [name, value] = cells.map(|leaf| leaf.into_iter().map(Branch::Leaf).collect());
            branches.push(Branch::Group(
                Role::Row,
                vec![Branch::Group(Role::Name, name), Branch::Group(Role::Value, value)],
            ));
        }
        self.layout.tree.push(Branch::Group(Role::Table, branches));
        self.y += 8.0;
    }

    fn timeline(&mut self, entries: &[Entry]) {
        let items = entries.iter().map(|entry| self.entry(entry)).collect();
        self.layout.tree.push(Branch::Group(Role::List, items));
        self.y += 6.0;
    }

    fn entry(&mut self, entry: &Entry) -> Branch {
        let (x, width) = (LEFT + TIME_WIDTH, RIGHT - LEFT - TIME_WIDTH);
        let details: f64 = entry
            .details
            .iter()
            .map(|detail| self.height(detail, SMALL, width))
            .sum();
        self.room(self.height(&entry.text, BODY, width) + details + 6.0);
        self.item(Item::Dot {
            x: x - 11.0,
            y: self.y + 6.2,
            color: ACCENT,
        });
        let time = style(8.5, SOFT, false);
        let [label, mut body] = self.beside(
            (&entry.time, time, LEFT, TIME_WIDTH - 18.0),
            (&entry.text, BODY, x, width),
        );
        for detail in &entry.details {
            body.extend(self.column(detail, SMALL, x, width));
        }
        self.y += 6.0;
        let leaves = |leaves: Vec<usize>| leaves.into_iter().map(Branch::Leaf).collect();
        let parts = vec![
            Branch::Group(Role::Label, leaves(label)),
            Branch::Group(Role::Body, leaves(body)),
        ];
        Branch::Group(Role::Item, parts)
    }

    /// Two columns that begin at one height; the lower end of the longer one counts.
    fn beside(
        &mut self,
        (left, left_style, left_x, left_width): (&str, Style, f64, f64),
        (right, right_style, right_x, right_width): (&str, Style, f64, f64),
    ) -> [Vec<usize>; 2] {
        let (page, start) = (self.layout.pages.len(), self.y);
        let first = self.column(left, left_style, left_x, left_width);
        let (first_page, first_end) = (self.layout.pages.len(), self.y);
        if first_page == page {
            self.y = start;
        }
        let second = self.column(right, right_style, right_x, right_width);
        if self.layout.pages.len() == first_page {
            self.y = self.y.max(first_end);
        }
        [first, second]
    }

    /// Lines of text one below the other, on as many pages as they need.
    fn column(&mut self, text: &str, style: Style, x: f64, width: f64) -> Vec<usize> {
        let mut leaves = Vec::new();
        for text in self.fonts.wrap_keeping_spaces(text, style.size, width) {
            self.room(leading(style));
            let leaf = self.layout.leaves;
            self.layout.leaves += 1;
            let y = self.y + style.size * 1.05;
            self.item(Item::Line(Line {
                text,
                x,
                y,
                style,
                leaf: Some(leaf),
            }));
            leaves.push(leaf);
            self.y += leading(style);
        }
        leaves
    }

    fn height(&self, text: &str, style: Style, width: f64) -> f64 {
        self.fonts.wrap(text, style.size, width).len() as f64 * leading(style)
    }

    /// Begins a page if `height` more would not fit on this one, but would on an empty one.
    fn room(&mut self, height: f64) {
        if self.y + height > BOTTOM && self.y > TOP && height < BOTTOM - TOP {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        self.layout.pages.push(Vec::new());
        self.y = TOP;
    }

    fn rule(&mut self, x: f64, width: f64, color: Color) {
        self.item(Item::Rule {
            x,
            y: self.y,
            width,
            color,
        });
    }

    fn item(&mut self, item: Item) {
        if let Some(page) = self.layout.pages.last_mut() {
            page.push(item);
        }
    }

    fn push(&mut self, role: Role, leaves: Vec<usize>) {
        self.layout.tree.push(Branch::Group(
            role,
            leaves.into_iter().map(Branch::Leaf).collect(),
        ));
    }

    /// What stands at the head and foot of every page.
    fn margins(&mut self, report: &Report) {
        let pages = self.layout.pages.len();
        for (index, page) in self.layout.pages.iter_mut().enumerate() {
            let label = report
                .page_label
                .replace("{pages}", &pages.to_string())
                .replace("{page}", &(index + 1).to_string());
            let label_x = RIGHT - self.fonts.width(&label, SMALL.size);
            let foot = PAGE[1] - 44.0;
            let lines = [
                (&report.header, LEFT, 48.0),
                (&report.footer, LEFT, foot),
                (&label, label_x, foot),
            ];
            for (text, x, y) in lines.into_iter().filter(|(text, ..)| !text.is_empty()) {
                page.push(Item::Line(Line {
                    text: text.clone(),
                    x,
                    y,
                    style: SMALL,
                    leaf: None,
                }));
            }
            page.push(Item::Rule {
                x: LEFT,
                y: foot - 13.0,
                width: RIGHT - LEFT,
                color: RULE,
            });
        }
    }
}

fn leading(style: Style) -> f64 {
    style.size * 1.4
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::*;
    use crate::font::tests::fonts;

    fn leaves(branch: &Branch) -> Vec<usize> {
        match branch {
            Branch::Leaf(leaf) => vec![*leaf],
            Branch::Group(_, parts) => parts.iter().flat_map(leaves).collect(),
        }
    }

    #[test]
    fn every_line_is_within_the_page_and_has_one_place_in_the_tree() {
        let layout = layout(&report(60), fonts());
        assert!(layout.pages.len() > 3);
        for item in layout.pages.iter().flatten() {
            if let Item::Line(line) = item {
                let end = line.x + fonts().width(line.text.trim_end(), line.style.size);
                assert!(
                    line.x >= LEFT && end <= RIGHT + 0.01 && line.y > 40.0 && line.y < PAGE[1] - 40.0,
                    "{line:?}"
                );
            }
        }
        let in_tree: Vec<usize> = layout.tree.iter().flat_map(leaves).collect();
        assert_eq!(in_tree, (0..layout.leaves).collect::<Vec<_>>());
    }

    #[test]
    fn a_value_longer_than_a_page_goes_on_on_the_next() {
        let mut long = report(0);
        long.blocks = vec![Block::Table(vec![
            ("Beseda".into(), "beseda ".repeat(4000)),
            ("Kratka".into(), "da".into()),
        ])];
        assert!(layout(&long, fonts()).pages.len() > 2);
    }

    #[test]
    fn pages_are_numbered() {
        let layout = layout(&report(60), fonts());
        let last = format!("Stran {0} od {0}", layout.pages.len());
        assert!(
            layout
                .pages
                .last()
                .unwrap()
                .iter()
                .any(|item| matches!(item, Item::Line(line) if line.text == last))
        );
    }
}
