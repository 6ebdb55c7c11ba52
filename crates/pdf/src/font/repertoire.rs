//! Which characters every prepared document can show: Europe's scripts, punctuation and currencies.

/// Whether the repertoire holds this character, if the face has it.
pub(super) fn contains(character: char) -> bool {
    RANGES
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&character))
}

const RANGES: [(char, char); 21] = [
    (' ', '~'),
    ('\u{A0}', '\u{17F}'), // Latin-1 Supplement, Latin Extended-A
    ('\u{18F}', '\u{18F}'),
    ('\u{192}', '\u{192}'),
    ('\u{1C4}', '\u{1DC}'), // digraphs of Gaj's alphabet, caron letters
    ('\u{1E4}', '\u{1E9}'), // Sámi
    ('\u{1F4}', '\u{1F5}'),
    ('\u{1FA}', '\u{21F}'), // Croatian accents, Romanian comma below, Sámi
    ('\u{259}', '\u{259}'),
    ('\u{2C6}', '\u{2DD}'),
    ('\u{300}', '\u{30C}'), // marks that no composed letter took up
    ('\u{326}', '\u{328}'),
    ('\u{370}', '\u{3FF}'), // Greek
    ('\u{400}', '\u{45F}'), // Cyrillic
    ('\u{490}', '\u{491}'),
    ('\u{1E02}', '\u{1E9E}'), // Welsh, Irish, capital sharp s
    ('\u{1EF2}', '\u{1EF3}'),
    ('\u{2010}', '\u{205E}'), // punctuation
    ('\u{2070}', '\u{20BF}'), // superscripts, subscripts, currencies
    ('\u{2100}', '\u{2265}'), // №, ™, fractions, mathematical signs
    ('\u{FFFC}', '\u{FFFD}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_order() {
        assert!(RANGES.windows(2).all(|pair| matches!(pair, [a, b] if a.1 < b.0)));
        assert!("ČŠŽčšžřěůđćäößελжщ€„“–№".chars().all(contains) && !contains('漢'));
    }
}
