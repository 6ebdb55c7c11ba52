//! Puts values into fields: what is stored, and what is seen. It checks that a value suits its field and asks nobody else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::canvas::Canvas;
use super::kind::{self, FieldKind, on_state};
use super::style;
use super::walk::Node;

use crate::draw::{self, Content, Ink, Lettering, Signing};
use crate::font::normalize;
use crate::{Dictionary, Edit, Error, Name, Object, ObjectId, Resolve, Result};

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text; of a list or of radio buttons, what is stored of the choice.
    Text(String),
    /// A box ticked or not.
    Checked(bool),
    /// A drawing, as initials are.
    Ink(Ink),
    /// Text shown in the hand face, as typed initials are.
    Handwritten(String),
}

/// A field that has been drawn but not yet written: its font may still be in the making.
pub(crate) struct Drawn {
    id: ObjectId,
    /// What is stored; `None` leaves the field as it is, null takes the value away.
    value: Option<Object>,
    flags: i64,
    widgets: Vec<(ObjectId, Look)>,
}

enum Look {
    /// A new appearance.
    Content(Canvas, Content),
    /// A state among appearances that are written anew as they are.
    State(Name),
    /// A state among new appearances: its name, and the looks of on and off.
    Switch {
        canvas: Canvas,
        on: Name,
        ticked: bool,
        shape: Switch,
    },
}

/// How the two states of a switch of ours look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// A square with a tick.
    Checkbox,
    /// A ring with a dot.
    Radio,
}

/// Draws `value` into the field, or for none the field as it stands.
pub(crate) fn draw_field(
    source: &dyn Resolve,
    node: &Node,
    value: Option<&Value>,
    lettering: &mut Lettering<'_>,
) -> Result<Drawn> {
    let kind = kind::kind(source, node)?;
    let flags = kind::field_flags(node);
    let mut drawn = Drawn {
        id: node.id,
        value: None,
        flags,
        widgets: Vec::new(),
    };
    match (&kind, value) {
        (FieldKind::Checkbox | FieldKind::Radio, value) => switch(source, node, &kind, value, &mut drawn)?,
        // Its own appearance shows what we have no letters for.
        (FieldKind::Text { .. }, Some(Value::Text(text)))
            if is_drawn_better(source, node, text, lettering)? => {}
        (FieldKind::Text { .. } | FieldKind::Choice { .. }, Some(value)) => {
            drawn.value = Some(stored(node, &kind, value)?);
            draw_text(source, node, &kind, value, lettering, &mut drawn)?;
        }
        (FieldKind::Text { .. } | FieldKind::Choice { .. }, None) => {
            let text = stored_text(source, node)?;
            let stays =
                matches!(kind, FieldKind::Text { .. }) && is_drawn_better(source, node, &text, lettering)?;
            if !stays {
                draw_text(source, node, &kind, &Value::Text(text), lettering, &mut drawn)?;
            }
        }
        (FieldKind::Signature { .. } | FieldKind::PushButton | FieldKind::Unknown, None) => {}
        (_, Some(_)) => return Err(Error::WrongValue(node.name.clone())),
    }
    Ok(drawn)
}

/// Whether the field has this value already, and looks of its own for characters that our face lacks.
fn is_drawn_better(source: &dyn Resolve, node: &Node, text: &str, lettering: &Lettering<'_>) -> Result<bool> {
    let looks = |(_, widget): &(ObjectId, Arc<Dictionary>)| {
        let appearances = source.lookup_dictionary(widget, "AP").ok().flatten();
        appearances.is_some_and(|appearances| appearances.get("N").is_some())
    };
    Ok(!lettering.fonts().unsupported(text).is_empty()
        && !node.widgets.is_empty()
        && node.widgets.iter().all(looks)
        && normalize(&stored_text(source, node)?) == normalize(text))
}

/// Draws a signature into the widgets of its field.
pub(crate) fn draw_signature(
    source: &dyn Resolve,
    node: &Node,
    signing: &Signing<'_>,
    lettering: &mut Lettering<'_>,
) -> Result<Drawn> {
    let mut drawn = Drawn {
        id: node.id,
        value: None,
        flags: kind::field_flags(node),
        widgets: Vec::new(),
    };
    for (id, widget) in &node.widgets {
        if let Some(canvas) = Canvas::of_widget(source, widget)? {
            let content = draw::signature(lettering, signing, canvas.width, canvas.height);
            drawn.widgets.push((*id, Look::Content(canvas, content)));
        }
    }
    Ok(drawn)
}

impl Drawn {
    /// Makes the field read-only.
    pub(crate) fn lock(&mut self) {
        self.flags |= kind::flags::READ_ONLY;
    }

    /// Writes field and widgets, with these resources for what was drawn.
    pub(crate) fn write(self, change: &mut dyn Edit, resources: &Dictionary) -> Result<()> {
        let mut field = change.dictionary(self.id)?;
        let is_new = self.value.is_some();
        match self.value {
            Some(Object::Null) => drop(field.remove("V")),
            Some(value) => field.set("V", value),
            None => {}
        }
        if is_new {
            // ISO 32000-2 Table 234: the places of what was chosen before must not contradict the value.
            field.remove("I");
        }
        if self.flags != 0 {
            field.set("Ff", self.flags);
        }
        change.set(self.id, field.into());
        for (id, look) in self.widgets {
            let mut widget = change.dictionary(id)?;
            look.apply(&mut widget, change, resources)?;
            change.set(id, widget.into());
        }
        Ok(())
    }
}

impl Look {
    fn apply(self, widget: &mut Dictionary, change: &mut dyn Edit, resources: &Dictionary) -> Result<()> {
        match self {
            Look::Content(canvas, content) => {
                let form = change.add(canvas.form(&content, resources).into());
                widget.set("AP", Dictionary::from_entries([("N", form.into())]));
            }
            Look::State(state) => {
                widget.set("AP", fresh_states(widget, change)?);
                widget.set("AS", state);
            }
            Look::Switch {
                canvas,
                on,
                ticked,
                shape,
            } => {
                widget.set("AP", switch_states(&canvas, &on, shape, change));
                widget.set("AS", if ticked { on } else { off() });
            }
        }
        Ok(())
    }
}

/// The two states of a switch of ours, as appearance dictionary.
pub(crate) fn switch_states(canvas: &Canvas, on: &Name, shape: Switch, change: &mut dyn Edit) -> Dictionary {
    let mut empty = Content::new();
    let (width, height) = (canvas.width, canvas.height);
    match shape {
        Switch::Checkbox => draw::frame(&mut empty, width, height),
        Switch::Radio => draw::ring(&mut empty, width, height),
    }
    let mut ticked = empty.clone();
    match shape {
        Switch::Checkbox => draw::tick(&mut ticked, width, height),
        Switch::Radio => draw::dot(&mut ticked, width, height),
    }
    let mut states = Dictionary::new();
    states.set(
        on.as_bytes(),
        change.add(canvas.form(&ticked, &Dictionary::new()).into()),
    );
    states.set("Off", change.add(canvas.form(&empty, &Dictionary::new()).into()));
    Dictionary::from_entries([("N", states.into())])
}

/// The same appearances as new objects: a signature must not lock one that is older than its revision.
fn fresh_states(widget: &Dictionary, change: &mut dyn Edit) -> Result<Dictionary> {
    let mut appearances = change.lookup_dictionary(widget, "AP")?.unwrap_or_default();
    if let Object::Dictionary(mut states) = change.lookup(&appearances, "N")? {
        for (_, state) in states.iter_mut() {
            let appearance = change.resolve(state)?;
            if appearance.as_stream().is_some() {
                *state = change.add(appearance).into();
            }
        }
        appearances.set("N", states);
    }
    Ok(appearances)
}

fn off() -> Name {
    Name::new("Off")
}

/// What a text field or a list holds now.
pub(crate) fn stored_text(source: &dyn Resolve, node: &Node) -> Result<String> {
    Ok(match source.lookup(&node.attributes, "V")? {
        Object::String(text) => crate::decode_text(&text),
        Object::Array(chosen) => {
            let chosen = chosen
                .iter()
                .filter_map(|one| source.resolve(one).ok()?.as_text());
            chosen.collect::<Vec<_>>().join("\n")
        }
        // ISO 32000-2 §12.7.5.3: long values may be streams.
        _ => String::new(),
    })
}

/// A value as a text field or a list stores it, if it suits it; null for nothing and for drawings.
fn stored(node: &Node, kind: &FieldKind, value: &Value) -> Result<Object> {
    match value {
        Value::Ink(ink) => ink.check().map(|()| Object::Null),
        Value::Text(text) | Value::Handwritten(text) => {
            let text = normalize(text);
            check_text(node, kind, &text)?;
            Ok(match kind {
                _ if text.is_empty() => Object::Null,
                FieldKind::Choice { multiple: true, .. } if text.contains('\n') => {
                    text.split('\n').map(Object::text).collect::<Vec<_>>().into()
                }
                _ => Object::text(&text),
            })
        }
        Value::Checked(_) => Err(Error::WrongValue(node.name.clone())),
    }
}

fn draw_text(
    source: &dyn Resolve,
    node: &Node,
    kind: &FieldKind,
    value: &Value,
    lettering: &mut Lettering<'_>,
    drawn: &mut Drawn,
) -> Result<()> {
    for (id, widget) in &node.widgets {
        let Some(canvas) = Canvas::of_widget(source, widget)? else {
            continue;
        };
        let mut content = style::background(source, widget, &canvas)?;
        if let FieldKind::Text {
            comb: true,
            max_length: Some(cells),
            ..
        } = kind
        {
            content.append(&style::dividers(source, widget, &canvas, *cells)?);
        }
        // ISO 32000-2 §12.7.4.3: viewers replace what stands between these marks.
        content.begin_marked("Tx");
        content
            .append(&look_of(source, node, kind, value, &canvas, lettering)?)
            .end_marked();
        drawn.widgets.push((*id, Look::Content(canvas, content)));
    }
    Ok(())
}

fn look_of(
    source: &dyn Resolve,
    node: &Node,
    kind: &FieldKind,
    value: &Value,
    canvas: &Canvas,
    lettering: &mut Lettering<'_>,
) -> Result<Content> {
    let (width, height) = (canvas.width, canvas.height);
    Ok(match value {
        Value::Ink(ink) => draw::signature(
            lettering,
            &Signing {
                ink: Some(ink),
                ..Signing::default()
            },
            width,
            height,
        ),
        Value::Handwritten(name) => draw::signature(
            lettering,
            &Signing {
                typed: Some(name),
                ..Signing::default()
            },
            width,
            height,
        ),
        Value::Checked(_) => Content::new(),
        Value::Text(text) => {
            let mut style = style::text_style(source, node)?;
            style.multiline |= matches!(kind, FieldKind::Choice { multiple: true, .. });
            let shown = label_of(kind, &normalize(text));
            match kind {
                FieldKind::Text {
                    comb: true,
                    max_length: Some(cells),
                    ..
                } => draw::comb(lettering, &shown, &style, *cells, [width, height]),
                _ => draw::text(lettering, &shown, &style, width, height),
            }
        }
    })
}

/// What is shown of a stored value; several choices stand one to a line.
fn label_of(kind: &FieldKind, text: &str) -> String {
    let FieldKind::Choice {
        options, multiple, ..
    } = kind
    else {
        return text.to_owned();
    };
    let label = |text: &str| {
        let option = options.iter().find(|option| option.value == text);
        option.map_or(text, |option| &option.label).to_owned()
    };
    if *multiple {
        text.split('\n').map(label).collect::<Vec<_>>().join("\n")
    } else {
        label(text)
    }
}

fn check_text(node: &Node, kind: &FieldKind, text: &str) -> Result<()> {
    let fits = match kind {
        FieldKind::Text {
            max_length: Some(most),
            ..
        } => text.chars().count() <= *most,
        FieldKind::Choice {
            options,
            editable: false,
            multiple,
        } => {
            let known = |part: &str| options.iter().any(|option| option.value == part);
            text.is_empty() || known(text) || (*multiple && text.split('\n').all(known))
        }
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(Error::WrongValue(node.name.clone()))
    }
}

/// Checkboxes and radio buttons: a state per widget (ISO 32000-2 §12.7.5.2).
fn switch(
    source: &dyn Resolve,
    node: &Node,
    kind: &FieldKind,
    value: Option<&Value>,
    drawn: &mut Drawn,
) -> Result<()> {
    let states = node
        .widgets
        .iter()
        .map(|(_, widget)| on_state(source, widget))
        .collect::<Result<Vec<_>>>()?;
    let states: Vec<Name> = states
        .into_iter()
        .map(|state| state.unwrap_or_else(|| Name::new("Yes")))
        .collect();
    let chosen = chosen_state(source, node, kind, value, &states)?;
    for ((id, widget), state) in node.widgets.iter().zip(&states) {
        let ticked = *state == chosen;
        let has_looks = on_state(source, widget)?.is_some();
        let look = match Canvas::of_widget(source, widget)? {
            _ if has_looks => Look::State(if ticked { state.clone() } else { off() }),
            Some(canvas) => Look::Switch {
                canvas,
                on: state.clone(),
                ticked,
                shape: if *kind == FieldKind::Radio {
                    Switch::Radio
                } else {
                    Switch::Checkbox
                },
            },
            None => continue,
        };
        drawn.widgets.push((*id, look));
    }
    if value.is_some() {
        drawn.value = Some(chosen.into());
    }
    Ok(())
}

fn chosen_state(
    source: &dyn Resolve,
    node: &Node,
    kind: &FieldKind,
    value: Option<&Value>,
    states: &[Name],
) -> Result<Name> {
    let wrong = || Error::WrongValue(node.name.clone());
    match (kind, value) {
        (_, None) => {
            let stored = source.lookup(&node.attributes, "V")?;
            Ok(stored.as_name().map_or_else(off, Name::new))
        }
        (FieldKind::Checkbox | FieldKind::Radio, Some(Value::Checked(true)))
            if states.len() == 1 || *kind == FieldKind::Checkbox =>
        {
            states.first().cloned().ok_or_else(wrong)
        }
        (_, Some(Value::Checked(false))) => Ok(off()),
        // Checkboxes of one name with states of their own are a choice as well.
        (FieldKind::Radio | FieldKind::Checkbox, Some(Value::Text(choice))) => states
            .iter()
            .find(|state| state.as_bytes() == choice.as_bytes())
            .cloned()
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}
