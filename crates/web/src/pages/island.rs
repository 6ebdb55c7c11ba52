//! What a page hands to its script: data as JSON in a block that is never executed, and the words that the script needs.
//!
//! It never lets a value end the block early: every `<` inside is escaped.

use crate::language::{self, Words};
use askama::filters::Safe;
use domain::language::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The words of every language for scripts: what stands in a message, with `{name}` where a variable goes; a counted
/// noun is an object of its plural forms.
static WORDS: LazyLock<HashMap<Language, Map<String, Value>>> = LazyLock::new(|| {
    Language::ALL
        .into_iter()
        .map(|language| (language, dictionary(language)))
        .collect()
});

/// JSON for `<script type="application/json">`.
pub fn json(value: &impl Serialize) -> Safe<String> {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    Safe(
        text.replace('<', "\\u003c")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029"),
    )
}

/// All messages whose key begins with one of `prefixes`.
pub fn words(words: Words, prefixes: &[&str]) -> Value {
    let all = WORDS.get(&words.language).into_iter().flatten();
    let asked = all.filter(|(key, _)| prefixes.iter().any(|prefix| key.starts_with(prefix)));
    Value::Object(asked.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn dictionary(language: Language) -> Map<String, Value> {
    let sources = language::sources(language);
    sources.iter().flat_map(|(_, source)| messages(source)).collect()
}

fn messages(source: &str) -> Vec<(String, Value)> {
    let resource = match parser::parse(source) {
        Ok(resource) => resource,
        Err((resource, _)) => resource,
    };
    let entry = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), value(message.value.as_ref()?))),
        _ => None,
    };
    resource.body.iter().filter_map(entry).collect()
}

/// A sentence, or the forms of one that counts.
fn value(pattern: &Pattern<&str>) -> Value {
    let [
        PatternElement::Placeable {
            expression: Expression::Select { variants, .. },
        },
    ] = pattern.elements.as_slice()
    else {
        return Value::String(sentence(pattern));
    };
    let form = |key: &VariantKey<&str>| match key {
        VariantKey::Identifier { name } => (*name).to_owned(),
        VariantKey::NumberLiteral { value } => (*value).to_owned(),
    };
    Value::Object(
        variants
            .iter()
            .map(|variant| (form(&variant.key), Value::String(sentence(&variant.value))))
            .collect(),
    )
}

fn sentence(pattern: &Pattern<&str>) -> String {
    pattern.elements.iter().map(element).collect()
}

fn element(element: &PatternElement<&str>) -> String {
    match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => format!("{{{}}}", id.name),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::StringLiteral { value }),
        } => (*value).to_owned(),
        PatternElement::Placeable { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_the_block() {
        assert_eq!(
            json(&"</script><script>alert(1)</script>").0,
            r#""\u003c/script>\u003cscript>alert(1)\u003c/script>""#
        );
    }

    #[test]
    fn counted_nouns_come_with_their_forms() {
        let slovenian = words(Words::of(Language::Slovenian), &["editor-ui-"]);
        assert_eq!(slovenian["editor-ui-send-to"]["two"], "Pošlji {n} osebama");
        assert_eq!(slovenian["editor-ui-page"], "Stran {page} od {total}");
        assert!(slovenian.get("shell-menu").is_none());
    }

    /// Scripts ask for their words by key; a key that no language has would show itself to a person.
    #[test]
    fn scripts_use_only_words_that_exist_and_none_is_left_over() {
        for (prefix, folders) in [("editor-ui-", ["editor"].as_slice()), ("sign-ui-", &["sign"])] {
            let known = words(Words::of(Language::English), &[prefix]);
            let Value::Object(known) = known else {
                unreachable!("words are an object")
            };
            let source: String = folders.iter().map(|folder| scripts(folder)).collect();
            let asked: Vec<&str> = keys(&source, prefix);
            for key in &asked {
                let found = key.ends_with('-') && known.keys().any(|name| name.starts_with(key))
                    || known.contains_key(*key);
                assert!(found, "a script asks for the unknown word {key}");
            }
            for name in known.keys() {
                let used = asked
                    .iter()
                    .any(|key| key == name || key.ends_with('-') && name.starts_with(key));
                assert!(used, "no script asks for the word {name}");
            }
        }
    }

    fn scripts(folder: &str) -> String {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/");
        let files = std::fs::read_dir(format!("{root}{folder}")).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        texts
            .chain(std::fs::read_to_string(format!("{root}{folder}.ts")))
            .collect()
    }

    /// Keys in the source; one that goes on with `${…}` ends in a hyphen and stands for all that begin so.
    fn keys<'a>(source: &'a str, prefix: &str) -> Vec<&'a str> {
        let starts = source.match_indices(prefix).map(|(at, _)| at);
        starts
            .map(|at| {
                let rest = &source[at..];
                let end = rest
                    .find(|letter: char| {
                        !letter.is_ascii_lowercase() && !letter.is_ascii_digit() && letter != '-'
                    })
                    .unwrap_or(rest.len());
                &rest[..end]
            })
            .collect()
    }
}
