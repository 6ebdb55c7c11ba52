//! Masks: `9` stands for a digit, `A` for a letter, `*` for either, `\` takes the meaning from the next one; the rest is written as it is.

/// The longest mask, in characters.
pub(super) const MAX_MASK: usize = 60;

enum Place {
    Digit,
    Letter,
    Either,
    Fixed(char),
}

impl Place {
    fn takes(&self, c: char) -> bool {
        match self {
            Place::Digit => c.is_ascii_digit(),
            Place::Letter => c.is_alphabetic(),
            Place::Either => c.is_ascii_digit() || c.is_alphabetic(),
            Place::Fixed(fixed) => c == *fixed,
        }
    }
}

fn places(mask: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut characters = mask.chars();
    while let Some(c) = characters.next() {
        places.push(match c {
            '9' => Place::Digit,
            'A' => Place::Letter,
            '*' => Place::Either,
            '\\' => Place::Fixed(characters.next().unwrap_or('\\')),
            fixed => Place::Fixed(fixed),
        });
    }
    places
}

/// Whether the mask asks for anything.
pub(super) fn is_sound(mask: &str) -> bool {
    mask.chars().count() <= MAX_MASK && places(mask).iter().any(|place| !matches!(place, Place::Fixed(_)))
}

/// The text as the mask writes it, its fixed characters put in where they were left out; `None` where it does not fit.
pub(super) fn apply(mask: &str, text: &str) -> Option<String> {
    let mut typed = text.trim().chars().peekable();
    let mut written = String::new();
    for place in places(mask) {
        match place {
            Place::Fixed(fixed) => {
                typed.next_if_eq(&fixed);
                written.push(fixed);
            }
            place => written.push(typed.next().filter(|c| place.takes(*c))?),
        }
    }
    typed.next().is_none().then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_completes_and_refuses() {
        assert_eq!(apply("999-999", "123456").as_deref(), Some("123-456"));
        assert_eq!(apply("999-999", "123-456").as_deref(), Some("123-456"));
        assert_eq!(apply("SI99", "SI12").as_deref(), Some("SI12"));
        assert_eq!(apply("SI99", "12").as_deref(), Some("SI12"));
        assert_eq!(apply(r"\9AA", "čb").as_deref(), Some("9čb"));
        for wrong in ["12345", "12a456", "1234567", ""] {
            assert_eq!(apply("999-999", wrong), None, "{wrong}");
        }
        assert!(is_sound("A-**") && !is_sound("") && !is_sound("---") && !is_sound(&"9".repeat(61)));
    }
}
