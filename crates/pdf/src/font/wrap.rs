//! Breaks text into lines of a width; it knows words and characters, no hyphenation.

use super::Face;

/// `text` in lines no wider than `width`, a line's last space not counted; each `\n` begins a new one.
pub(super) fn wrap(face: &Face, text: &str, size: f64, width: f64) -> Vec<String> {
    text.split('\n')
        .flat_map(|paragraph| wrap_paragraph(face, paragraph, size, width))
        .collect()
}

fn wrap_paragraph(face: &Face, paragraph: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split_inclusive(' ') {
        let candidate = format!("{line}{word}");
        if face.width(candidate.trim_end(), size) <= width {
            line = candidate;
            continue;
        }
        push(&mut lines, &mut line);
        line = break_word(face, word, size, width, &mut lines);
    }
    if !line.is_empty() || lines.is_empty() {
        push_always(&mut lines, &line);
    }
    lines
}

/// Puts all full lines of a too long word into `lines` and returns its rest.
fn break_word(face: &Face, word: &str, size: f64, width: f64, lines: &mut Vec<String>) -> String {
    let mut rest = String::new();
    for character in word.chars() {
        rest.push(character);
        let overflows = face.width(rest.trim_end(), size) > width && rest.chars().count() > 1;
        if overflows {
            rest.pop();
            push(lines, &mut rest);
            rest = String::from(character);
        }
    }
    rest
}

fn push(lines: &mut Vec<String>, line: &mut String) {
    if !line.trim_end().is_empty() {
        push_always(lines, line);
    }
    line.clear();
}

fn push_always(lines: &mut Vec<String>, line: &str) {
    lines.push(line.to_owned());
}

#[cfg(test)]
mod tests {
    use super::super::tests::fonts;

    #[test]
    fn no_line_is_too_wide_and_no_letter_is_lost() {
        let fonts = fonts();
        let text = "Elektronsko podpisal Žiga Čebašek-Ščavničar;\n\nistovetnost preverjena: Donaudampfschifffahrtsgesellschaft";
        for width in [30.0, 55.0, 90.0, 400.0] {
            let lines = fonts.wrap(text, 8.0, width);
            assert!(
                lines.iter().all(|line| fonts.width(line, 8.0) <= width),
                "{lines:?}"
            );
            let letters = |text: &str| {
                text.chars()
                    .filter(|letter| !letter.is_whitespace())
                    .collect::<String>()
            };
            assert_eq!(letters(&lines.concat()), letters(text));
        }
        assert_eq!(fonts.wrap("a b\n\nc", 8.0, 400.0), ["a b", "", "c"]);
        assert_eq!(fonts.wrap("", 8.0, 10.0), [""]);
    }

    #[test]
    fn a_character_wider_than_the_line_still_ends() {
        assert_eq!(fonts().wrap("WWW", 20.0, 1.0), ["W", "W", "W"]);
    }
}
