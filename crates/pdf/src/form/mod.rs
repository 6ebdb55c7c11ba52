//! Fields of a form: read, made and filled, in the coordinates of the displayed page; it signs nothing.

mod canvas;
mod create;
mod fill;
mod kind;
mod read;
mod style;
mod walk;

pub(crate) use canvas::Canvas;
pub use create::{Alignment, NewField, NewFieldKind};
pub(crate) use create::{Created, create, invisible_signature};
pub use fill::Value;
pub(crate) use fill::{draw_field, draw_signature};
pub use kind::{ChoiceOption, FieldKind};
pub(crate) use kind::{field_flags, flags, kind};
pub use read::{Field, Widget, fields};
pub(crate) use walk::{Node, acro_form, nodes};
