//! Folding of text for search and for comparing addresses: lower case, Latin letters without their marks. It never changes what is shown.

/// The form in which text is searched: `fold("Čarobna POGODBA") == "carobna pogodba"`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(plain) => folded.push_str(plain),
            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            None => folded.push(letter),
        }
    }
    folded
}

/// The letters of the Latin languages of Europe.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// The pattern that finds folded text anywhere, with `\` as the escape character of LIKE.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in fold(text.trim()).chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

/// The most groups of letters that one question names: by then it hardly finds more than the text itself.
const MAX_TRIGRAMS: usize = 24;

/// What [`contains`] looks for, as a question to an index of groups of three letters. Whatever holds the text answers it, and some that
/// do not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Groups {
    /// Every group of the text (SQLite, FTS5: "Full-text Query Syntax").
    Holding(String),
    /// For a text shorter than a group: groups from the first to before the second.
    Beginning(String, String),
}

impl Groups {
    /// `None` for a text of which nothing is left.
    pub(crate) fn of(text: &str) -> Option<Groups> {
        let folded = fold(text.trim());
        let letters: Vec<char> = folded.chars().collect();
        if letters.is_empty() {
            return None;
        }
        if letters.len() < 3 {
            let end = format!("{folded}{}", char::MAX);
            return Some(Groups::Beginning(folded, end));
        }
        let mut groups: Vec<&[char]> = Vec::new();
        for group in letters.windows(3) {
            if groups.len() < MAX_TRIGRAMS && !groups.contains(&group) {
                groups.push(group);
            }
        }
        let quoted = |group: &&[char]| {
            let group: String = group.iter().collect();
            format!("\"{}\"", group.replace('"', "\"\""))
        };
        let groups: Vec<String> = groups.iter().map(quoted).collect();
        Some(Groups::Holding(groups.join(" AND ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_groups_of_three() {
        let holding = |text: &str| match Groups::of(text) {
            Some(Groups::Holding(question)) => question,
            other => format!("{other:?}"),
        };
        assert_eq!(holding(" Čaša\" "), "\"cas\" AND \"asa\" AND \"sa\"\"\"");
        assert_eq!(holding("aaaaa"), "\"aaa\"");
        let long: String = ('a'..='z').chain('0'..='9').collect();
        assert_eq!(holding(&long).matches(" AND ").count(), 23);
        let end = format!("za{}", char::MAX);
        assert_eq!(Groups::of("Ža "), Some(Groups::Beginning("za".into(), end)));
        assert_eq!(Groups::of("\u{301}"), None);
    }

    #[test]
    fn folds_the_letters_of_the_product_languages() {
        assert_eq!(
            fold("Čarobna POGODBA žabě Přílišžluťoučký"),
            "carobna pogodba zabe prilis\u{017e}lutoucky".replace('\u{017e}', "z")
        );
        assert_eq!(fold("Straße e\u{301}tude"), "strasse etude");
        assert_eq!(fold("Ωmega жук"), "ωmega жук");
    }

    #[test]
    fn a_pattern_takes_signs_literally() {
        assert_eq!(contains(" 100%_\\ "), "%100\\%\\_\\\\%");
    }
}
