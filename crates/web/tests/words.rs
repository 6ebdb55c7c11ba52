//! The words are complete: the same keys with the same variables in every language, and no page asks for a key that is not there
//! (ui.md rule 8; feature invariant F7).

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use domain::language::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Variables = BTreeSet<String>;

fn messages(language: Language) -> BTreeMap<String, Variables> {
    let mut all = BTreeMap::new();
    for (path, source) in web::language::sources(language) {
        let resource = fluent_syntax::parser::parse(source.as_str())
            .unwrap_or_else(|(_, problems)| panic!("{path}: {problems:?}"));
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let key = message.id.name.to_owned();
                assert!(
                    all.insert(key.clone(), variables(&message)).is_none(),
                    "{path}: {key} is there twice"
                );
            }
        }
    }
    all
}

fn variables(message: &Message<&str>) -> Variables {
    let mut found = Variables::new();
    if let Some(pattern) = &message.value {
        in_pattern(pattern, &mut found);
    }
    found
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut Variables) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => in_inline(inline, found),
            Expression::Select { selector, variants } => {
                in_inline(selector, found);
                variants
                    .iter()
                    .for_each(|variant| in_pattern(&variant.value, found));
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut Variables) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                in_inline(inner, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_variables() {
    let english = messages(Language::English);
    assert!(english.len() > 300, "only {} words were found", english.len());
    for language in [Language::Slovenian, Language::Czech] {
        let other = messages(language);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{language}: missing {missing:?}, surplus {surplus:?}"
        );
        for (key, variables) in &english {
            assert_eq!(&other[key], variables, "{language}: {key} has other variables");
        }
    }
}

#[test]
fn every_message_formats_without_complaint() {
    // A variable that is not given shows as `{$name}`; with all of them given nothing of that kind may be left.
    for language in Language::ALL {
        let words = web::language::Words::of(language);
        for (key, variables) in messages(language) {
            let values: Vec<(&str, &dyn web::language::Argument)> = variables
                .iter()
                .map(|name| (name.as_str(), &3_i64 as &dyn web::language::Argument))
                .collect();
            let text = words.with(&key, &values);
            assert!(
                !text.contains("{$") && text != key,
                "{language}: {key} gives {text}"
            );
            assert!(
                !text.contains('\u{2068}'),
                "{language}: {key} has isolation marks"
            );
        }
    }
}

/// Every string literal of the sources that looks like a key: `"area-name"`, with `{…}` standing for anything.
fn asked_for(areas: &BTreeSet<String>) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut literals = BTreeSet::new();
    for folder in ["src", "templates", "../app/src"] {
        walk(&root.join(folder), &mut |text| {
            // Words in test modules are samples.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let pieces: Vec<&str> = code.split('"').collect();
            // What follows `=` without a space is the value of an HTML attribute: a class, an id, an address.
            let spoken = pieces
                .windows(2)
                .filter(|pair| !pair[0].ends_with('='))
                .map(|pair| pair[1].to_owned());
            literals.extend(spoken);
        });
    }
    let is_key = |text: &String| {
        let area = text.split('-').next().unwrap_or_default();
        text.contains('-')
            && areas.contains(area)
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-{}_".contains(c))
    };
    literals.into_iter().filter(is_key).collect()
}

fn walk(folder: &Path, read: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, read);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "html" || ending == "txt")
        {
            read(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn no_page_asks_for_a_word_that_is_not_there() {
    let known = messages(Language::English);
    let areas: BTreeSet<String> = known
        .keys()
        .filter_map(|key| key.split('-').next().map(str::to_owned))
        .collect();
    // Literals that look like a key and are something else: icons and form fields.
    let others = ["list-checks", "new-key"];
    let asked = asked_for(&areas);
    assert!(
        asked.len() > 200,
        "only {} keys were found in the sources",
        asked.len()
    );
    let missing: Vec<_> = asked
        .iter()
        .filter(|key| !others.contains(&key.as_str()) && !is_known(key, &known))
        .collect();
    assert!(missing.is_empty(), "unknown words: {missing:#?}");
}

fn is_known(asked: &str, known: &BTreeMap<String, Variables>) -> bool {
    if asked.ends_with('-') {
        return known.keys().any(|key| key.starts_with(asked));
    }
    if !asked.contains('{') {
        return known.contains_key(asked);
    }
    let first = asked.split('{').next().unwrap_or_default();
    let last = asked.rsplit('}').next().unwrap_or_default();
    known
        .keys()
        .any(|key| key.starts_with(first) && key.ends_with(last))
}

#[test]
fn slovenian_has_its_dual_and_czech_its_plurals() {
    let sl = web::language::Words::of(Language::Slovenian);
    let counted: Vec<String> = [1, 2, 3, 5, 101]
        .iter()
        .map(|n| sl.count("shell-waiting", *n))
        .collect();
    assert_eq!(
        counted,
        [
            "1 zadeva čaka na vas",
            "2 zadevi čakata na vas",
            "3 zadeve čakajo na vas",
            "5 zadev čaka na vas",
            "101 zadeva čaka na vas"
        ]
    );
    let cs = web::language::Words::of(Language::Czech);
    let counted: Vec<String> = [1, 2, 5].iter().map(|n| cs.count("shell-waiting", *n)).collect();
    assert_eq!(
        counted,
        [
            "1 dohoda čeká na vás",
            "2 dohody čekají na vás",
            "5 dohod čeká na vás"
        ]
    );
}

#[test]
fn every_icon_is_in_the_sprite() {
    let sprite = web::assets::bytes("sprite.svg").unwrap();
    let sprite = String::from_utf8_lossy(&sprite);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = BTreeSet::new();
    for folder in ["src", "templates"] {
        walk(&root.join(folder), &mut |text| {
            let named = text
                .split("icon(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            missing.extend(
                named
                    .filter(|name| !sprite.contains(&format!("id=\"{name}\"")))
                    .map(str::to_owned),
            );
        });
    }
    assert!(missing.is_empty(), "icons that ui/icons.txt lacks: {missing:?}");
}
