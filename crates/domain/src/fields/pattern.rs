//! Patterns that a text must match. The engine never goes back, so that no pattern and no text can keep it busy; size is bounded.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

const MAX_EXPRESSION: usize = 500;
const MAX_MESSAGE: usize = 200;
/// Bytes of a compiled pattern: enough for any identifier, too little for `(\w{1000}){1000}`.
const MAX_COMPILED: usize = 1 << 18;

/// What a text must look like, and what is said where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pattern {
    /// A regular expression that the whole text must match.
    pub expression: String,
    /// What is said where it does not; the sender's words.
    pub message: String,
}

impl Pattern {
    /// Whether it can be used at all.
    pub fn is_sound(&self) -> bool {
        self.message.chars().count() <= MAX_MESSAGE && self.compiled().is_some()
    }

    /// Whether the whole text matches. A pattern that cannot be used matches nothing.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled().is_some_and(|pattern| pattern.is_match(text))
    }

    fn compiled(&self) -> Option<Regex> {
        if self.expression.is_empty() || self.expression.chars().count() > MAX_EXPRESSION {
            return None;
        }
        // Alone first: `)|(` would slip out of the group that makes it match as a whole.
        RegexBuilder::new(&self.expression)
            .size_limit(MAX_COMPILED)
            .nest_limit(50)
            .build()
            .ok()?;
        RegexBuilder::new(&format!(r"\A(?:{})\z", self.expression))
            .size_limit(MAX_COMPILED)
            .dfa_size_limit(MAX_COMPILED)
            .nest_limit(60)
            .build()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(expression: &str) -> Pattern {
        Pattern {
            expression: expression.to_owned(),
            message: String::new(),
        }
    }

    #[test]
    fn the_whole_text_must_match() {
        assert!(pattern(r"SI\d{8}").matches("SI12345678"));
        assert!(!pattern(r"SI\d{8}").matches("x SI12345678"));
        assert!(!pattern("a|b").matches("ab"));
        assert!(pattern(r"\p{Lu}\p{Ll}+").matches("Štěpán"));
        assert!(!pattern("^a$").matches("a\nb"));
    }

    #[test]
    fn patterns_that_cannot_be_used_are_told() {
        for bad in [
            "",
            "(",
            "[",
            ")|(",
            r"(?<=a)b",
            r"(a)\1",
            r"(\w{1000}){1000}",
            &"a".repeat(501),
            &"(".repeat(400),
        ] {
            assert!(!pattern(bad).is_sound(), "{bad}");
        }
    }

    #[test]
    fn a_pattern_that_would_go_back_for_ever_answers_at_once() {
        let started = std::time::Instant::now();
        let text = format!("{}!", "a".repeat(4_000));
        for hostile in ["(a+)+", "(a|aa)+", "(a|a?)+", "(.*a){20}"] {
            assert!(!pattern(hostile).matches(&text), "{hostile}");
        }
        // Backtracking would take longer than the age of the world.
        assert!(started.elapsed() < std::time::Duration::from_secs(20));
    }
}
