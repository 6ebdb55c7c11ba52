//! Runs content streams as far as they show text (ISO 32000-2 §8, §9) and collects the characters; it draws nothing.

use std::collections::HashMap;
use std::rc::Rc;

use super::font::{Code, Font};
use super::operations::Operations;
use super::state::{Matrix, State};
use super::{Glyph, PageText, Source, StreamKey, bounds};
use crate::{Dictionary, Document, Object, ObjectId, Page, Resolve, Result};

/// Reads the text of a document's pages; fonts are read once for all of them.
pub struct Reader<'a> {
    document: &'a Document,
    fonts: HashMap<ObjectId, Option<Rc<Font>>>,
    /// How many operators may still run in the whole document.
    operations: usize,
}

impl<'a> Reader<'a> {
    /// Begins to read.
    pub fn new(document: &'a Document) -> Reader<'a> {
        Reader {
            document,
            fonts: HashMap::new(),
            operations: bounds::ALL_OPERATIONS,
        }
    }

    /// What a page says.
    pub fn page(&mut self, page: &Page) -> Result<PageText> {
        let content = contents(self.document, &page.dictionary)?;
        let resources = self
            .document
            .lookup_dictionary(&page.dictionary, "Resources")?
            .unwrap_or_default();
        let granted = bounds::OPERATIONS.min(self.operations);
        let mut run = Run {
            reader: self,
            page,
            glyphs: Vec::new(),
            operations: granted,
            bytes: bounds::BYTES.saturating_sub(content.len()),
            forms: HashMap::new(),
            open: Vec::new(),
            is_complete: true,
        };
        let state = State::new(Matrix::IDENTITY);
        run.stream(&content, StreamKey::Page(page.index), &Rc::new(resources), state)?;
        let (glyphs, is_complete, left) = (run.glyphs, run.is_complete, run.operations);
        self.operations -= granted - left;
        Ok(PageText::new(glyphs, is_complete))
    }
}

/// The content streams of a page, one behind the other (ISO 32000-2 §7.8.2); one that cannot be read says nothing.
pub(super) fn contents(document: &Document, page: &Dictionary) -> Result<Vec<u8>> {
    let parts = match document.lookup(page, "Contents")? {
        Object::Array(parts) => parts,
        single => vec![single],
    };
    let mut all = Vec::new();
    for part in parts {
        if let Object::Stream(stream) = document.resolve(&part)? {
            all.extend_from_slice(&document.decode(&stream).unwrap_or_default());
            all.push(b'\n');
        }
        if all.len() > bounds::BYTES {
            break;
        }
    }
    Ok(all)
}

/// A form that has been decoded.
struct Form {
    content: Vec<u8>,
    matrix: Matrix,
    resources: Option<Rc<Dictionary>>,
}

struct Run<'a, 'b> {
    reader: &'b mut Reader<'a>,
    page: &'b Page,
    glyphs: Vec<Glyph>,
    /// How many operators may still run.
    operations: usize,
    /// How many bytes of forms may still be decoded.
    bytes: usize,
    forms: HashMap<ObjectId, Option<Rc<Form>>>,
    /// The forms that are being drawn.
    open: Vec<ObjectId>,
    is_complete: bool,
}

/// What holds within one content stream.
struct Scope<'c> {
    key: StreamKey,
    resources: &'c Rc<Dictionary>,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// For each open marked content where it begins, if its property list says other words for what it shows.
    marked: Vec<Option<usize>>,
    /// Fonts by their names in the resources.
    fonts: HashMap<Vec<u8>, Option<Rc<Font>>>,
}

impl Run<'_, '_> {
    fn stream(
        &mut self,
        content: &[u8],
        key: StreamKey,
        resources: &Rc<Dictionary>,
        state: State,
    ) -> Result<()> {
        let mut scope = Scope {
            key,
            resources,
            state,
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            marked: Vec::new(),
            fonts: HashMap::new(),
        };
        let mut operations = Operations::new(content);
        while let Some((operator, range)) = operations.next() {
            if self.operations == 0 || self.glyphs.len() >= bounds::GLYPHS {
                self.is_complete = false;
                break;
            }
            self.operations -= 1;
            self.operation(&mut scope, operator, &operations, range.start)?;
        }
        Ok(())
    }

    fn operation(
        &mut self,
        scope: &mut Scope<'_>,
        operator: &[u8],
        operations: &Operations<'_>,
        start: usize,
    ) -> Result<()> {
        match operator {
            b"q" => scope.save(),
            b"Q" => scope.restore(),
            b"cm" => scope.transform(operations),
            b"BT" => scope.place(Matrix::IDENTITY),
            b"Td" | b"TD" | b"Tm" | b"T*" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts" => {
                scope.text_state(operator, operations);
            }
            b"Tf" => self.set_font(scope, operations)?,
            b"gs" => self.set_state(scope, operations)?,
            b"Tj" | b"TJ" | b"'" | b"\"" => self.show(scope, operator, operations, start),
            b"BDC" => scope.begin_marked(operations, start),
            b"BMC" => scope.begin_marked_plain(),
            b"EMC" => {
                scope.marked.pop();
            }
            b"Do" => self.draw(scope, operations)?,
            _ => {}
        }
        Ok(())
    }

    fn set_font(&mut self, scope: &mut Scope<'_>, operations: &Operations<'_>) -> Result<()> {
        let (Some(Object::Name(name)), Some(size)) = (operations.operands.first(), operations.number(1))
        else {
            return Ok(());
        };
        scope.state.size = size;
        if let Some(known) = scope.fonts.get(name.as_bytes()) {
            scope.state.font.clone_from(known);
            return Ok(());
        }
        let document = self.reader.document;
        let fonts = document
            .lookup_dictionary(scope.resources, "Font")?
            .unwrap_or_default();
        let font = match fonts.get(name.as_bytes()) {
            Some(font) => self.font(font)?,
            None => None,
        };
        scope.fonts.insert(name.as_bytes().to_vec(), font.clone());
        scope.state.font = font;
        Ok(())
    }

    /// A font that cannot be read shows nothing.
    fn font(&mut self, font: &Object) -> Result<Option<Rc<Font>>> {
        let document = self.reader.document;
        let read = || -> Option<Rc<Font>> {
            let resolved = document.resolve(font).ok()?;
            Font::read(document, resolved.as_dictionary()?).ok().map(Rc::new)
        };
        let Some(id) = font.as_reference() else {
            return Ok(read());
        };
        Ok(self.reader.fonts.entry(id).or_insert_with(read).clone())
    }

    /// ISO 32000-2 Table 57: a graphics state may name a font.
    fn set_state(&mut self, scope: &mut Scope<'_>, operations: &Operations<'_>) -> Result<()> {
        let document = self.reader.document;
        let Some(Object::Name(name)) = operations.operands.first() else {
            return Ok(());
        };
        let states = document
            .lookup_dictionary(scope.resources, "ExtGState")?
            .unwrap_or_default();
        let state = states
            .get(name.as_bytes())
            .map(|state| document.resolve(state))
            .transpose()?;
        let font = match state.as_ref().and_then(Object::as_dictionary) {
            Some(state) => document.lookup_array(state, "Font")?.unwrap_or_default(),
            None => return Ok(()),
        };
        if let [font, size] = font.as_slice() {
            scope.state.font = self.font(font)?;
            scope.state.size = document.resolve(size)?.as_number().unwrap_or(0.0);
        }
        Ok(())
    }

    fn show(&mut self, scope: &mut Scope<'_>, operator: &[u8], operations: &Operations<'_>, start: usize) {
        if operator == b"\""
            && let [Some(words), Some(characters)] = [operations.number(0), operations.number(1)]
        {
            scope.state.word_spacing = words;
            scope.state.character_spacing = characters;
        }
        if matches!(operator, b"\"" | b"'") {
            scope.next_line();
        }
        match operations.operands.last() {
            Some(Object::String(bytes)) => self.string(scope, bytes, start, 0),
            Some(Object::Array(items)) if operator == b"TJ" => {
                for (element, item) in items.iter().enumerate() {
                    match item {
                        Object::String(bytes) => self.string(scope, bytes, start, element),
                        other => scope.adjust(other.as_number().unwrap_or(0.0)),
                    }
                }
            }
            _ => {}
        }
    }

    fn string(&mut self, scope: &mut Scope<'_>, bytes: &[u8], operation: usize, element: usize) {
        let Some(font) = scope.state.font.clone() else {
            return;
        };
        let mut offset = 0;
        while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
            let code = font.code(rest);
            let source = Source {
                stream: scope.key,
                operation,
                element,
                offset,
                length: code.length,
                adjustment: scope.adjustment(&code),
                actual_text: scope.marked.iter().find_map(|begin| *begin),
            };
            self.glyphs.extend(scope.glyph(&font, &code, source, self.page));
            if self.glyphs.len() >= bounds::GLYPHS {
                return;
            }
            scope.advance(&font, &code);
            offset += code.length;
        }
    }

    fn draw(&mut self, scope: &Scope<'_>, operations: &Operations<'_>) -> Result<()> {
        let Some(Object::Name(name)) = operations.operands.first() else {
            return Ok(());
        };
        let document = self.reader.document;
        let objects = document
            .lookup_dictionary(scope.resources, "XObject")?
            .unwrap_or_default();
        let Some(id) = objects.get_reference(name.as_bytes()) else {
            return Ok(());
        };
        if self.open.contains(&id) {
            return Ok(());
        }
        if self.open.len() >= bounds::DEPTH {
            self.is_complete = false;
            return Ok(());
        }
        let Some(form) = self.form(id)? else {
            return Ok(());
        };
        let mut state = scope.state.clone();
        state.matrix = form.matrix.then(state.matrix);
        if !state.matrix.is_finite() {
            return Ok(());
        }
        // Forms of old files without resources use those of the page (ISO 32000-2 §7.8.3).
        let resources = form.resources.clone().unwrap_or_else(|| scope.resources.clone());
        self.open.push(id);
        let drawn = self.stream(&form.content, StreamKey::Form(id), &resources, state);
        self.open.pop();
        drawn
    }

    fn form(&mut self, id: ObjectId) -> Result<Option<Rc<Form>>> {
        if let Some(known) = self.forms.get(&id) {
            return Ok(known.clone());
        }
        let document = self.reader.document;
        let form = match document.get(id)? {
            Object::Stream(stream) if stream.dictionary.get_name("Subtype") == Some(b"Form") => {
                let content = document.decode(&stream).unwrap_or_default();
                if content.len() > self.bytes {
                    self.is_complete = false;
                    None
                } else {
                    self.bytes -= content.len();
                    let resources = document.lookup_dictionary(&stream.dictionary, "Resources")?;
                    Some(Rc::new(Form {
                        content,
                        matrix: matrix(document, &stream.dictionary)?,
                        resources: resources.map(Rc::new),
                    }))
                }
            }
            _ => None,
        };
        self.forms.insert(id, form.clone());
        Ok(form)
    }
}

fn matrix(document: &Document, form: &Dictionary) -> Result<Matrix> {
    let items = document.lookup_array(form, "Matrix")?.unwrap_or_default();
    let mut numbers = Matrix::IDENTITY.0;
    if items.len() == numbers.len() {
        for (number, item) in numbers.iter_mut().zip(&items) {
            *number = document.resolve(item)?.as_number().unwrap_or(0.0);
        }
    }
    Ok(Matrix(numbers))
}

impl Scope<'_> {
    fn save(&mut self) {
        if self.saved.len() < bounds::SAVED {
            self.saved.push(self.state.clone());
        }
    }

    fn restore(&mut self) {
        if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    fn transform(&mut self, operations: &Operations<'_>) {
        if let Some(numbers) = operations.numbers() {
            self.state.matrix = Matrix(numbers).then(self.state.matrix);
        }
    }

    fn place(&mut self, matrix: Matrix) {
        self.text = matrix;
        self.line = matrix;
    }

    fn text_state(&mut self, operator: &[u8], operations: &Operations<'_>) {
        if operator == b"T*" {
            return self.next_line();
        }
        if operator == b"Tm" {
            if let Some(numbers) = operations.numbers() {
                self.place(Matrix(numbers));
            }
            return;
        }
        let Some(first) = operations.number(0) else {
            return;
        };
        match operator {
            b"Tc" => self.state.character_spacing = first,
            b"Tw" => self.state.word_spacing = first,
            b"Tz" => self.state.scale = first / 100.0,
            b"TL" => self.state.leading = first,
            b"Ts" => self.state.rise = first,
            _ => {
                let Some(second) = operations.number(1) else {
                    return;
                };
                if operator == b"TD" {
                    self.state.leading = -second;
                }
                self.place(Matrix::translation(first, second).then(self.line));
            }
        }
    }

    fn next_line(&mut self) {
        self.place(Matrix::translation(0.0, -self.state.leading).then(self.line));
    }

    fn begin_marked(&mut self, operations: &Operations<'_>, start: usize) {
        let properties = operations.operands.last().and_then(Object::as_dictionary);
        let says = properties.is_some_and(|properties| properties.contains("ActualText"));
        if self.marked.len() < bounds::SAVED {
            self.marked.push(says.then_some(start));
        }
    }

    fn begin_marked_plain(&mut self) {
        if self.marked.len() < bounds::SAVED {
            self.marked.push(None);
        }
    }

    fn adjust(&mut self, number: f64) {
        let distance = -number / 1000.0 * self.state.size;
        self.go(
            self.state.font.as_ref().is_some_and(|font| font.is_vertical()),
            distance,
        );
    }

    fn go(&mut self, down: bool, distance: f64) {
        let step = if down {
            Matrix::translation(0.0, distance)
        } else {
            Matrix::translation(distance * self.state.scale, 0.0)
        };
        self.text = step.then(self.text);
    }

    fn spacing(&self, code: &Code) -> f64 {
        let words = if code.is_space {
            self.state.word_spacing
        } else {
            0.0
        };
        self.state.character_spacing + words
    }

    /// ISO 32000-2 §9.4.4.
    fn advance(&mut self, font: &Font, code: &Code) {
        self.go(
            font.is_vertical(),
            code.width * self.state.size + self.spacing(code),
        );
    }

    fn adjustment(&self, code: &Code) -> f64 {
        let spacing = if self.state.size == 0.0 {
            0.0
        } else {
            self.spacing(code) / self.state.size
        };
        -1000.0 * (code.width + spacing)
    }

    /// The character where it stands on the displayed page; none where that is nowhere.
    fn glyph(&self, font: &Font, code: &Code, source: Source, page: &Page) -> Option<Glyph> {
        let State {
            size,
            scale,
            rise,
            matrix,
            ..
        } = &self.state;
        let whole = Matrix([size * scale, 0.0, 0.0, *size, 0.0, *rise])
            .then(self.text)
            .then(*matrix);
        if !whole.is_finite() {
            return None;
        }
        let shown = |x: f64, y: f64| {
            let (x, y) = whole.apply(x, y);
            page.space().point_from_page_space(x, y)
        };
        let origin = shown(0.0, 0.0);
        let to = |(x, y): (f64, f64)| (x - origin.0, y - origin.1);
        // Vertical text goes down: each character is as high as it is wide, and begins at its own middle.
        let (em, up) = (to(shown(1.0, 0.0)), to(shown(0.0, 1.0)));
        let (along, width) = if font.is_vertical() {
            ((-up.0, -up.1), -code.width)
        } else {
            (em, code.width)
        };
        let length = along.0.hypot(along.1);
        let is_shown = length > 1e-6 && up.0.hypot(up.1) > 1e-6;
        let spacing = if *size == 0.0 {
            0.0
        } else {
            self.spacing(code) / size
        };
        is_shown.then(|| Glyph {
            characters: code.characters,
            origin,
            direction: (along.0 / length, along.1 / length),
            up: if font.is_vertical() { em } else { up },
            advance: (width + spacing) * length,
            width: width * length,
            source,
        })
    }
}
