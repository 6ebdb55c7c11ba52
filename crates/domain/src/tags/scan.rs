//! Finds tags in lines of text, also those that go on in the next line; it decides by their shape whose language they are written in.

use super::dictionary::TagWord;
use super::words::plain;
use super::{
    Fault, MAX_RAW, MAX_TAGS, Reading, acrobat, boldsign, documenso, docuseal, dropbox, pandadoc, short,
    signnow,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// The longest tag, in characters.
const LONGEST: usize = 2_000;
/// The most lines that one tag takes.
const MOST_LINES: usize = 12;

/// A line of a page.
#[derive(Clone, Debug, Default)]
pub struct TextLine {
    /// What it says.
    pub text: String,
    /// The line below it in the same column.
    pub below: Option<usize>,
    /// What follows after a wide gap.
    pub right: Option<usize>,
}

/// Some characters of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which line.
    pub line: usize,
    /// Which of its characters.
    pub characters: Range<usize>,
}

/// Words that look like a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// As they stand there, shortened.
    pub raw: String,
    /// Where, line by line.
    pub parts: Vec<Part>,
    /// What they say.
    pub reading: Reading,
}

/// Finds the tags of a page, and one more than a document may have if there are so many. Short tags are not joined with their definitions yet, see [`resolve`].
pub fn scan(lines: &[TextLine], dictionary: &[TagWord]) -> Vec<Found> {
    let mut scanner = Scanner::new(lines, dictionary);
    for line in 0..lines.len() {
        scanner.line(line);
    }
    scanner.found
}

/// Gives short tags the meaning that their definitions say, wherever in the document those stand.
pub fn resolve(found: &mut [Reading]) {
    let mut known = BTreeMap::new();
    for reading in found.iter() {
        if let Reading::Definition { name, tag } = reading {
            known
                .entry((tag.vendor, name.clone()))
                .or_insert_with(|| tag.clone());
        }
    }
    for reading in found.iter_mut() {
        if let Reading::Short { name, vendor } = reading {
            *reading = match known.get(&(*vendor, name.clone())) {
                Some(tag) => Reading::Field(tag.clone()),
                None => Reading::Fault(Fault::NotDefined),
            };
        }
    }
}

/// What encloses a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fence {
    /// `[[ ]]`
    Brackets,
    /// `{{ }}`
    Braces,
    /// `[ ]`, of several languages
    Bracket,
    /// `{ }`, PandaDoc's and SignNow's
    Brace,
}

impl Fence {
    fn open(self) -> &'static [char] {
        match self {
            Fence::Brackets => &['[', '['],
            Fence::Braces => &['{', '{'],
            Fence::Bracket => &['['],
            Fence::Brace => &['{'],
        }
    }

    fn close(self) -> &'static [char] {
        match self {
            Fence::Brackets => &[']', ']'],
            Fence::Braces => &['}', '}'],
            Fence::Bracket => &[']'],
            Fence::Brace => &['}'],
        }
    }
}

struct Scanner<'a> {
    lines: &'a [TextLine],
    characters: Vec<Vec<char>>,
    /// How many characters at the beginning of a line belong to a tag of the line before.
    taken: Vec<usize>,
    dictionary: Vec<(Vec<char>, &'a TagWord)>,
    found: Vec<Found>,
}

/// Characters with where they come from; one that was put in between comes from nowhere.
struct Buffer {
    characters: Vec<char>,
    places: Vec<Option<(usize, usize)>>,
}

impl<'a> Scanner<'a> {
    fn new(lines: &'a [TextLine], dictionary: &'a [TagWord]) -> Scanner<'a> {
        let mut words: Vec<(Vec<char>, &TagWord)> = dictionary
            .iter()
            .map(|word| (word.word.chars().map(plain).collect(), word))
            .collect();
        // Of two words of which one begins the other, the longer one is meant.
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Scanner {
            lines,
            characters: lines
                .iter()
                .map(|line| line.text.chars().map(plain).collect())
                .collect(),
            taken: vec![0; lines.len()],
            dictionary: words,
            found: Vec::new(),
        }
    }

    fn line(&mut self, line: usize) {
        let mut at = self.taken.get(line).copied().unwrap_or(0);
        while at < self.characters_of(line).len() && self.found.len() <= MAX_TAGS {
            let next = self.word(line, at).or_else(|| self.tag(line, at));
            at = next.unwrap_or(at + 1);
            at = at.max(self.taken.get(line).copied().unwrap_or(0));
        }
    }

    fn characters_of(&self, line: usize) -> &[char] {
        self.characters.get(line).map(Vec::as_slice).unwrap_or_default()
    }

    fn rest(&self, line: usize, at: usize) -> &[char] {
        self.characters_of(line).get(at..).unwrap_or_default()
    }

    /// A word of the dictionary.
    fn word(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = self.rest(line, at);
        let (length, word) = self
            .dictionary
            .iter()
            .find(|(word, _)| rest.starts_with(word))
            .map(|(text, word)| (text.len(), *word))?;
        self.found.push(Found {
            raw: word.word.clone(),
            parts: vec![Part {
                line,
                characters: at..at + length,
            }],
            reading: Reading::Field(Box::new(word.tag())),
        });
        Some(at + length)
    }

    /// A tag between brackets or braces that begins here.
    fn tag(&mut self, line: usize, at: usize) -> Option<usize> {
        let fence = self.fence(line, at)?;
        let opening = fence.open().len();
        let mut buffer = Buffer {
            characters: Vec::new(),
            places: Vec::new(),
        };
        let end = self.gather(fence, line, at, &mut buffer);
        let Some(end) = end else {
            return self.unclosed(fence, line, at);
        };
        let inner: String = buffer
            .characters
            .get(opening..end)
            .unwrap_or_default()
            .iter()
            .collect();
        let whole = end + fence.close().len();
        let reading = read(fence, inner.trim())?;
        let parts = parts(buffer.places.get(..whole).unwrap_or_default());
        for part in &parts {
            if part.line != line
                && let Some(taken) = self.taken.get_mut(part.line)
            {
                *taken = (*taken).max(part.characters.end);
            }
        }
        let raw = buffer.characters.get(..whole).unwrap_or_default();
        self.found.push(Found {
            raw: raw.iter().take(MAX_RAW).collect(),
            reading,
            parts,
        });
        let own_end = self
            .found
            .last()?
            .parts
            .iter()
            .filter(|part| part.line == line)
            .map(|part| part.characters.end)
            .max();
        own_end.or(Some(at + opening))
    }

    fn fence(&self, line: usize, at: usize) -> Option<Fence> {
        let rest = self.rest(line, at);
        if rest.starts_with(Fence::Braces.open()) {
            Some(Fence::Braces)
        } else if rest.starts_with(Fence::Brackets.open()) {
            Some(Fence::Brackets)
        } else {
            // Single ones are common in prose: what follows must look like a tag.
            let text: String = rest.iter().skip(1).take(40).collect();
            let shared = pandadoc::begins(&text) || signnow::is_own(&text);
            match rest.first()? {
                '[' => (shared || dropbox::begins(&text)).then_some(Fence::Bracket),
                '{' => shared.then_some(Fence::Brace),
                _ => None,
            }
        }
    }

    /// Reads on until the tag ends, over as many lines as that takes; the place of its end in the buffer.
    fn gather(&self, fence: Fence, line: usize, at: usize, buffer: &mut Buffer) -> Option<usize> {
        let (mut line, mut from) = (line, at);
        for _ in 0..MOST_LINES {
            let searched = buffer.characters.len();
            self.append(line, from, buffer);
            let start = searched.saturating_sub(1).max(fence.open().len());
            if let Some(end) = end_of(fence, &buffer.characters, start) {
                return end.ok();
            }
            if buffer.characters.len() > LONGEST {
                return None;
            }
            let (right, below) = self.lines.get(line).map(|line| (line.right, line.below))?;
            line = right
                .filter(|right| self.begins_with_end(fence, *right))
                .or(below)
                .or(right)?;
            from = self.taken.get(line).copied().unwrap_or(0);
        }
        None
    }

    fn append(&self, line: usize, from: usize, buffer: &mut Buffer) {
        let quoted = buffer
            .characters
            .iter()
            .filter(|character| **character == '"')
            .count()
            % 2
            == 1;
        // Lines break at spaces, which files often do not show; they matter between quotes only.
        if quoted && buffer.characters.last().is_some_and(|last| *last != ' ') {
            buffer.characters.push(' ');
            buffer.places.push(None);
        }
        for (place, character) in self
            .characters_of(line)
            .iter()
            .enumerate()
            .skip(from)
            .take(LONGEST + 1)
        {
            buffer.characters.push(*character);
            buffer.places.push(Some((line, place)));
        }
    }

    /// Whether a tag that was made wide ends there.
    fn begins_with_end(&self, fence: Fence, line: usize) -> bool {
        let from = self.taken.get(line).copied().unwrap_or(0);
        let mut rest = self.rest(line, from);
        while let Some((' ', tail)) = rest.split_first() {
            rest = tail;
        }
        rest.starts_with(fence.close())
    }

    /// A beginning without an end is only told of where it looks like the beginning of a tag.
    fn unclosed(&mut self, fence: Fence, line: usize, at: usize) -> Option<usize> {
        let rest = self.rest(line, at);
        let after: Vec<char> = rest
            .iter()
            .skip(fence.open().len())
            .copied()
            .skip_while(|c| *c == ' ')
            .take(2)
            .collect();
        let likely = after
            .first()
            .is_some_and(|first| first.is_alphabetic() || "*!$#".contains(*first));
        if !likely {
            return None;
        }
        let length = rest.len();
        let raw = rest.iter().take(60).collect();
        self.found.push(Found {
            raw,
            parts: vec![Part {
                line,
                characters: at..at + length,
            }],
            reading: Reading::Fault(Fault::Unclosed),
        });
        Some(at + fence.open().len())
    }
}

/// Where the tag ends; an error where another one begins before.
fn end_of(fence: Fence, characters: &[char], start: usize) -> Option<Result<usize, ()>> {
    let (open, close) = (fence.open(), fence.close());
    for at in start..characters.len() {
        let rest = characters.get(at..).unwrap_or_default();
        if rest.starts_with(close) {
            return Some(Ok(at));
        }
        let box_within = fence == Fence::Bracket;
        if rest.starts_with(open) && !box_within {
            return Some(Err(()));
        }
    }
    None
}

/// What the text between the fences says; none where it is no tag at all.
fn read(fence: Fence, inner: &str) -> Option<Reading> {
    let understood = match fence {
        Fence::Brackets => return names_something(inner).then(|| short::parse(inner)),
        Fence::Bracket | Fence::Brace if signnow::is_own(inner) => signnow::parse(inner),
        Fence::Bracket | Fence::Brace if pandadoc::begins(inner) => pandadoc::parse(inner),
        Fence::Bracket => dropbox::parse(inner),
        Fence::Braces if acrobat::is_own(inner) => acrobat::parse(inner),
        Fence::Braces if documenso::is_own(inner) => documenso::parse(inner),
        Fence::Braces if docuseal::is_own(inner) => docuseal::parse(inner),
        Fence::Braces if boldsign::is_own(inner) => boldsign::parse(inner),
        Fence::Braces if signnow::is_own(inner) => signnow::parse(inner),
        Fence::Braces | Fence::Brace => None,
    };
    match understood {
        Some(reading) => Some(reading),
        None => names_something(inner).then_some(Reading::Fault(Fault::NotUnderstood)),
    }
}

/// `[[12]]` is a footnote and `{{}}` is nothing.
fn names_something(inner: &str) -> bool {
    inner.chars().any(char::is_alphabetic)
}

fn parts(places: &[Option<(usize, usize)>]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (line, place) in places.iter().flatten() {
        match parts.last_mut() {
            Some(part) if part.line == *line && part.characters.end == *place => part.characters.end += 1,
            _ => parts.push(Part {
                line: *line,
                characters: *place..*place + 1,
            }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::Target;
    use super::super::{TagKind, TagRole, Vendor};
    use super::*;

    fn line(text: &str) -> TextLine {
        TextLine {
            text: text.to_owned(),
            ..TextLine::default()
        }
    }

    fn kinds(text: &str) -> Vec<(Vendor, TagKind)> {
        let kind = |found: Found| match found.reading {
            Reading::Field(tag) => (tag.vendor, tag.kind),
            other => panic!("{other:?}"),
        };
        scan(&[line(text)], &[]).into_iter().map(kind).collect()
    }

    #[test]
    fn every_language_by_its_shape() {
        assert_eq!(
            kinds(
                "A [[S1]] b {{Sig_es_:signer1:signature}} c {{signature, r1}} d {{Name;type=text;role=Buyer}} e [sig|req|signer1] {{Signature}} {{sign|1|*}} {{t:s;r:y;o:\"A\";}} {t:i;r:y;} [textfield:user:name___] {s:user}"
            ),
            [
                (Vendor::Podpis, TagKind::Signature),
                (Vendor::Acrobat, TagKind::Signature),
                (Vendor::Documenso, TagKind::Signature),
                (Vendor::Docuseal, TagKind::Text),
                (Vendor::Dropbox, TagKind::Signature),
                (Vendor::Docuseal, TagKind::Signature),
                (Vendor::Boldsign, TagKind::Signature),
                (Vendor::Signnow, TagKind::Signature),
                (Vendor::Signnow, TagKind::Initials),
                (Vendor::Pandadoc, TagKind::Text),
                (Vendor::Pandadoc, TagKind::Signature),
            ]
        );
    }

    #[test]
    fn prose_is_no_tag_and_slips_are_told() {
        assert!(
            scan(
                &[line(
                    "see [1], [[12]], {1,2}, a[i], [sign here], [text: see above], {note: x} and {{}}"
                )],
                &[]
            )
            .is_empty()
        );
        let found = scan(
            &[line("[[unicorn]] {{customer.name}} {{Sig_es_:signer1 and [[S1")],
            &[],
        );
        let faults: Vec<(&str, &Reading)> = found
            .iter()
            .map(|found| (found.raw.as_str(), &found.reading))
            .collect();
        assert_eq!(
            faults,
            [
                ("[[unicorn]]", &Reading::Fault(Fault::NotUnderstood)),
                ("{{customer.name}}", &Reading::Fault(Fault::NotUnderstood)),
                ("{{Sig_es_:signer1 and [[S1", &Reading::Fault(Fault::Unclosed)),
                ("[[S1", &Reading::Fault(Fault::Unclosed)),
            ]
        );
    }

    #[test]
    fn tags_go_on_below_and_beside() {
        let mut lines = vec![
            line("Here {{Sig_es_:"),
            line("{{Name;type=text"),
            line("signer1:"),
            line("}} left"),
            line("signature}} after [[S2]]"),
        ];
        lines[0].right = Some(1);
        lines[0].below = Some(2);
        lines[2].below = Some(4);
        lines[1].right = Some(3);
        let found = scan(&lines, &[]);
        let raws: Vec<&str> = found.iter().map(|found| found.raw.as_str()).collect();
        assert_eq!(
            raws,
            ["{{Sig_es_:signer1:signature}}", "{{Name;type=text}}", "[[S2]]"]
        );
        assert_eq!(found[0].parts.len(), 3);
        assert_eq!(
            found[0].parts[2],
            Part {
                line: 4,
                characters: 0..11
            }
        );
        assert!(
            found
                .iter()
                .all(|found| matches!(found.reading, Reading::Field(_)))
        );
    }

    #[test]
    fn a_broken_quote_keeps_its_space() {
        let mut lines = vec![line("{{Note_es_:signer1:default(“two"), line("words”)}}")];
        lines[0].below = Some(1);
        match &scan(&lines, &[])[0].reading {
            Reading::Field(tag) => assert_eq!(tag.default.as_deref(), Some("two words")),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_of_the_dictionary_the_longest_first() {
        let word = |word: &str, number| TagWord {
            word: word.into(),
            initials: number == 2,
            target: Target::Order { number },
        };
        let found = scan(&[line("#A# and #A##B#")], &[word("#A#", 1), word("#A##B#", 2)]);
        let roles: Vec<(TagKind, TagRole)> = found
            .into_iter()
            .map(|found| match found.reading {
                Reading::Field(tag) => (tag.kind, tag.role),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            roles,
            [
                (TagKind::Signature, TagRole::Party(1)),
                (TagKind::Initials, TagRole::Party(2))
            ]
        );
    }

    #[test]
    fn definitions_may_stand_anywhere() {
        let found = scan(
            &[line("{{$a   }} {{$b}} {{#a=Sig_es_:signer2:signature}} [$a]")],
            &[],
        );
        let mut readings: Vec<Reading> = found.into_iter().map(|found| found.reading).collect();
        resolve(&mut readings);
        assert!(matches!(&readings[0], Reading::Field(tag) if tag.role == TagRole::Party(2)));
        assert_eq!(readings[1], Reading::Fault(Fault::NotDefined));
        assert_eq!(readings[3], Reading::Fault(Fault::NotDefined));
    }

    #[test]
    fn thousands_of_tags_and_openings_cost_little() {
        let many = line(&"[[S1]] ".repeat(6_000));
        assert_eq!(scan(&[many], &[]).len(), MAX_TAGS + 1);
        let mut lines: Vec<TextLine> = (0..2_000).map(|_| line("{{ {{ [[ {{a")).collect();
        let count = lines.len();
        for (index, line) in lines.iter_mut().enumerate() {
            line.below = (index + 1 < count).then_some(index + 1);
        }
        assert!(
            scan(&lines, &[])
                .iter()
                .all(|found| matches!(found.reading, Reading::Fault(_)))
        );
    }

    const PIECES: [&str; 22] = [
        "[[",
        "]]",
        "{{",
        "}}",
        "[",
        "]",
        "S1",
        "T1",
        ":",
        "=",
        "|",
        "@20x30",
        "Sig_es_:signer1:",
        "signature",
        "#a=",
        "$a",
        "r1",
        ",",
        ";type=",
        "sig|req|signer1",
        "\"",
        "č ",
    ];

    proptest::proptest! {
        /// Whatever stands there: what is found stands where it is said, and no two tags share a character.
        #[test]
        fn what_is_found_stands_there_once(pieces in proptest::collection::vec(0..PIECES.len() + 1, 0..60)) {
            let text: String = pieces.into_iter().map(|piece| PIECES.get(piece).copied().unwrap_or("\n")).collect();
            let mut lines: Vec<TextLine> = text.lines().map(line).collect();
            let count = lines.len();
            for (index, line) in lines.iter_mut().enumerate() {
                line.below = (index + 1 < count).then_some(index + 1);
            }
            let mut taken = std::collections::BTreeSet::new();
            for found in scan(&lines, &[]) {
                let is_tag = !matches!(found.reading, Reading::Fault(_));
                for part in found.parts {
                    let length = lines[part.line].text.chars().count();
                    proptest::prop_assert!(part.characters.end <= length);
                    for place in part.characters {
                        proptest::prop_assert!(!is_tag || taken.insert((part.line, place)), "{}", text);
                    }
                }
            }
        }
    }
}
