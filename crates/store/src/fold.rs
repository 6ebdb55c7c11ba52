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

/// What [`contains`] looks for, as a question to an index of trigrams (SQLite, FTS5: "Full-text Query Syntax"): every group of three
/// letters. Whatever holds the text answers it, and some that do not. `None` for a text that is shorter than a group.
pub(crate) fn trigrams(text: &str) -> Option<String> {
    let letters: Vec<char> = fold(text.trim()).chars().collect();
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
    (!groups.is_empty()).then(|| groups.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_groups_of_three() {
        assert_eq!(
            trigrams(" Čaša\" "),
            Some("\"cas\" AND \"asa\" AND \"sa\"\"\"".into())
        );
        assert_eq!(trigrams("aaaaa"), Some("\"aaa\"".into()));
        assert_eq!(trigrams("ab "), None);
        let long: String = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        assert_eq!(
            trigrams(&long).map(|text| text.matches(" AND ").count()),
            Some(23)
        );
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
