//! Words in the languages of the product.

use domain::language::Language;

/// An argument of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A number; it chooses the plural form.
    Number(i64),
    /// A text, inserted as it is.
    Text(String),
}

/// The words of reports, seals and text messages; the same ones that the pages use.
pub trait Words: Send + Sync {
    /// The message `key` in `language`, with its arguments filled in.
    fn say(&self, language: Language, key: &str, arguments: &[(&str, Argument)]) -> String;
}
