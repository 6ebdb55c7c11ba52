//! An account's own tags (M-47): words agreed upon beforehand that mean a person, a role, or a place in the order.

use super::{Tag, TagKind, TagRole, Vendor};
use serde::{Deserialize, Serialize};

/// The shortest and the longest word, in characters.
pub const WORD_LENGTH: std::ops::RangeInclusive<usize> = 3..=60;
/// The most words of an account.
pub const MAX_WORDS: usize = 500;

/// A word and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagWord {
    /// As it stands in documents, `#DIREKTOR#`.
    pub word: String,
    /// Initials instead of a signature.
    pub initials: bool,
    /// Whose.
    pub target: Target,
}

/// Who a word means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// A place in the order: 0 is the owner, 1 is Party 1.
    Order {
        /// Which.
        number: u32,
    },
    /// A person.
    Person {
        /// How they are called.
        name: String,
        /// Their address.
        email: String,
    },
    /// A role that a person is named for each time.
    Role {
        /// Its name.
        name: String,
    },
}

impl TagWord {
    /// The tag that the word stands for.
    pub fn tag(&self) -> Tag {
        let kind = if self.initials {
            TagKind::Initials
        } else {
            TagKind::Signature
        };
        let role = match &self.target {
            Target::Order { number: 0 } => TagRole::Owner,
            Target::Order { number } => TagRole::Party(*number),
            Target::Person { name, email } => TagRole::Person {
                name: name.clone(),
                email: email.clone(),
            },
            Target::Role { name } => TagRole::Named(name.clone()),
        };
        let mut tag = Tag::new(Vendor::Dictionary, kind, role);
        tag.required = Some(true);
        tag
    }

    /// Whether the word can be found in a document and means nothing in ordinary sentences: it holds a sign that words do not.
    pub fn is_usable(word: &str) -> bool {
        let length = word.chars().count();
        let signs = word
            .chars()
            .any(|c| c.is_ascii_punctuation() && !"-.,'\"()".contains(c));
        WORD_LENGTH.contains(&length) && signs && word.trim() == word && !word.chars().any(char::is_control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_occur_in_sentences_are_no_tags() {
        for good in [
            "#DIREKTOR#",
            "<<podpis>>",
            "/sn1/",
            "**signature_1**",
            "#predsednica uprave#",
        ] {
            assert!(TagWord::is_usable(good), "{good}");
        }
        for bad in ["direktor", "##", " #A# ", "", "mr. X", "#a\n#"] {
            assert!(!TagWord::is_usable(bad), "{bad}");
        }
    }
}
