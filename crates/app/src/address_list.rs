//! Lists of people as others write them: lines of a mail program, rows of a spreadsheet, a CSV file of any of the usual kinds. They are
//! only read here; what is wrong is said with its row, and nothing is kept.

use crate::error::{Error, Result};
use domain::contact::{Country, Email, Phone};
use domain::language::Language;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1250};
use std::collections::BTreeMap;

/// The most people that are added to an agreement at once.
pub const MOST_RECIPIENTS: usize = 200;
/// The most people that are taken into an address book at once.
pub const MOST_CONTACTS: usize = 10_000;
/// The longest list, in bytes.
pub const MOST_BYTES: usize = 4 << 20;

/// A row of a list as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the list, from 1, as a text editor counts lines.
    pub number: u64,
    /// The name.
    pub name: String,
    /// The address as it stands there.
    pub email: String,
    /// The number as it stands there.
    pub phone: String,
    /// The tag of a language.
    pub language: String,
    /// Where they work.
    pub company: String,
    /// What they are there.
    pub title: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The address cannot exist.
    BadEmail,
    /// The language is none of ours.
    BadLanguage,
    /// The number cannot exist, or lacks its country.
    BadPhone,
    /// The address stands in this row already.
    Double {
        /// Which.
        first: u64,
    },
    /// There is no address.
    NoEmail,
}

/// Which cell is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Company,
    Email,
    FamilyName,
    GivenName,
    Language,
    Name,
    Phone,
    Title,
}

/// What people call columns, folded, in the languages of the product.
const HEADERS: &[(Column, &[&str])] = &[
    (
        Column::Company,
        &[
            "company",
            "organisation",
            "organization",
            "firm",
            "podjetje",
            "organizacija",
            "firma",
            "spolecnost",
            "organizace",
        ],
    ),
    (
        Column::Email,
        &[
            "email",
            "e-mail",
            "mail",
            "e-mail address",
            "email address",
            "address",
            "e-posta",
            "eposta",
            "e-naslov",
            "elektronski naslov",
            "naslov e-poste",
            "elektronska posta",
            "e-mailova adresa",
            "emailova adresa",
            "adresa",
        ],
    ),
    (
        Column::FamilyName,
        &[
            "last name",
            "lastname",
            "surname",
            "family name",
            "priimek",
            "prijmeni",
        ],
    ),
    (
        Column::GivenName,
        &[
            "first name",
            "firstname",
            "given name",
            "ime",
            "jmeno",
            "krestni jmeno",
        ],
    ),
    (Column::Language, &["language", "jezik", "jazyk", "lang"]),
    (
        Column::Name,
        &[
            "name",
            "full name",
            "display name",
            "ime in priimek",
            "polno ime",
            "naziv",
            "jmeno a prijmeni",
            "cele jmeno",
        ],
    ),
    (
        Column::Phone,
        &[
            "phone",
            "mobile",
            "mobile phone",
            "telephone",
            "cell",
            "phone number",
            "telefon",
            "mobitel",
            "gsm",
            "mobilni telefon",
            "telefonska stevilka",
            "mobil",
            "telefonni cislo",
            "mobilni cislo",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "job title",
            "position",
            "role",
            "naziv delovnega mesta",
            "delovno mesto",
            "funkcija",
            "pozice",
            "funkce",
        ],
    ),
];

/// The text of a file: UTF-8 with or without a mark, UTF-16 with one, else the old code page of Central Europe.
pub fn decode(bytes: &[u8]) -> String {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1250, bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Reads a list of at most so many people; a number without its country is one of `country`, where that is sure.
pub fn read(text: &str, most: usize, country: Option<Country>) -> Result<Vec<Row>> {
    let too_long = Error::BadInput {
        field: "list",
        code: "LIST_TOO_LONG",
    };
    if text.len() > MOST_BYTES {
        return Err(too_long);
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = if looks_like_mailboxes(text) {
        mailboxes(text)
    } else {
        table(text)?
    };
    rows.retain(|row| !row.is_empty());
    if rows.len() > most {
        return Err(too_long);
    }
    judge(&mut rows, country);
    Ok(rows)
}

impl Row {
    /// Without an address of its own nobody is taken in; a number or a language that cannot be is only left away.
    pub fn is_left_out(&self) -> bool {
        let away = |fault: &Fault| matches!(fault, Fault::BadEmail | Fault::NoEmail | Fault::Double { .. });
        self.faults.iter().any(away)
    }

    fn is_empty(&self) -> bool {
        [&self.name, &self.email, &self.phone, &self.company, &self.title]
            .iter()
            .all(|cell| cell.is_empty())
    }

    fn put(&mut self, column: Column, cell: &str) {
        let cell = cell.trim();
        let place = match column {
            Column::Company => &mut self.company,
            Column::Email => &mut self.email,
            Column::GivenName | Column::FamilyName | Column::Name => &mut self.name,
            Column::Language => &mut self.language,
            Column::Phone => &mut self.phone,
            Column::Title => &mut self.title,
        };
        if !cell.is_empty() {
            place.push_str(if place.is_empty() { "" } else { " " });
            place.push_str(cell);
        }
    }
}

/// `Ana Novak <ana@x.si>`: an address in angle brackets stands in nobody's spreadsheet.
fn looks_like_mailboxes(text: &str) -> bool {
    text.lines().any(|line| bracketed(line).is_some())
}

fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (address, _) = rest.split_once('>')?;
    address.contains('@').then_some((name, address))
}

/// Lines of a mail program; several may stand in one line, parted by commas or semicolons.
fn mailboxes(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, line) in (1_u64..).zip(text.lines()) {
        for part in parts(line) {
            let (name, email) = bracketed(part).unwrap_or(("", part));
            let name = name.trim().trim_matches(['"', '\'']).trim();
            rows.push(Row {
                number,
                name: name.to_owned(),
                email: email.trim().to_owned(),
                ..Row::default()
            });
        }
    }
    rows
}

/// Where a separator stands after an address in brackets, or outside of a quoted name that has none in it.
fn parts(line: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut has_address) = (Vec::new(), 0, false, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '@' => has_address = true,
            // `Novak, Ana <ana@x.si>`: before an address a comma belongs to the name.
            ',' | ';' if !quoted && has_address => {
                parts.extend(line.get(start..at));
                (start, has_address) = (at + 1, false);
            }
            _ => {}
        }
    }
    parts.extend(line.get(start..));
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Rows of cells. Whichever of tab, semicolon and comma parts most lines is what parts them.
fn table(text: &str) -> Result<Vec<Row>> {
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut header, mut rows, mut lines) = (None, Vec::new(), Lines::of(text));
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|_| Error::BadInput {
            field: "list",
            code: "LIST_BROKEN",
        })?;
        let number = lines.at(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<&str> = record.iter().map(without_mark).collect();
        if index == 0 {
            header = header_of(&cells);
            if header.is_some() {
                continue;
            }
        }
        let mut row = match &header {
            Some(columns) => by_header(&cells, columns),
            None => by_shape(&cells),
        };
        row.number = number;
        rows.push(row);
    }
    Ok(rows)
}

/// Counts lines as a text editor does, also the empty ones that hold no row.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(text: &str) -> Lines<'_> {
        Lines {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line of the row that begins at this byte, or after the empty lines that stand there. Rows are asked for in their order.
    fn at(&mut self, byte: u64) -> u64 {
        let begin = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at) {
            if self.at >= begin && !matches!(sign, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*sign == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// An apostrophe that says "this is text" (our own tables have it before a plus sign) is no part of the text.
fn without_mark(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

fn delimiter(text: &str) -> u8 {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(50);
    let parted = |delimiter: char| lines().filter(|line| line.contains(delimiter)).count();
    // Of equals the one that names and numbers hold least.
    let most = [(',', b','), (';', b';'), ('\t', b'\t')]
        .into_iter()
        .max_by_key(|(sign, _)| parted(*sign));
    most.map_or(b',', |(_, byte)| byte)
}

/// The columns, where the first row names them: it names an address and holds none.
fn header_of(cells: &[&str]) -> Option<BTreeMap<usize, Column>> {
    if cells.iter().any(|cell| cell.contains('@')) {
        return None;
    }
    let column = |cell: &&str| {
        let called = store::fold(cell.trim());
        let known = HEADERS.iter().find(|(_, names)| names.contains(&called.as_str()));
        known.map(|(column, _)| *column)
    };
    let columns: BTreeMap<usize, Column> = cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| Some((index, column(cell)?)))
        .collect();
    columns
        .values()
        .any(|column| *column == Column::Email)
        .then_some(columns)
}

/// First and family name are put together in this order, whichever column stands first.
fn by_header(cells: &[&str], columns: &BTreeMap<usize, Column>) -> Row {
    let mut row = Row::default();
    let rank = |column: &Column| *column == Column::FamilyName;
    let mut known: Vec<(&usize, &Column)> = columns.iter().collect();
    known.sort_by_key(|(_, column)| rank(column));
    for (index, column) in known {
        row.put(*column, cells.get(*index).copied().unwrap_or_default());
    }
    row
}

/// Without a header a cell is what it looks like: an address, a number, a language; words before the address are the name, those after
/// it company and title (or the name, where none stood before).
fn by_shape(cells: &[&str]) -> Row {
    let mut row = Row::default();
    let mut after = Vec::new();
    for cell in cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
    {
        if row.email.is_empty() && cell.contains('@') {
            row.put(Column::Email, cell);
        } else if row.phone.is_empty() && looks_like_phone(cell) {
            row.put(Column::Phone, cell);
        } else if row.language.is_empty() && Language::parse(cell).is_some_and(|_| cell.len() <= 5) {
            row.put(Column::Language, cell);
        } else if row.email.is_empty() {
            row.put(Column::Name, cell);
        } else {
            after.push(cell);
        }
    }
    let mut after = after.into_iter();
    if row.name.is_empty() {
        row.put(Column::Name, after.next().unwrap_or_default());
    }
    row.put(Column::Company, after.next().unwrap_or_default());
    row.put(Column::Title, after.next().unwrap_or_default());
    row
}

fn looks_like_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let others = |c: char| c.is_ascii_digit() || "+ ()-/.\u{a0}".contains(c);
    digits >= 6 && cell.chars().all(others)
}

/// Puts what can be read into its usual form, and says of the rest what is wrong.
fn judge(rows: &mut [Row], country: Option<Country>) {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        match Email::parse(&row.email) {
            _ if row.email.is_empty() => row.faults.push(Fault::NoEmail),
            None => row.faults.push(Fault::BadEmail),
            Some(email) => {
                let first = *seen.entry(email.normalised()).or_insert(row.number);
                if first != row.number {
                    row.faults.push(Fault::Double { first });
                }
                row.email = email.to_string();
            }
        }
        match Phone::parse_in(&row.phone, country) {
            Some(phone) => phone.as_str().clone_into(&mut row.phone),
            None if !row.phone.is_empty() => row.faults.push(Fault::BadPhone),
            None => {}
        }
        match Language::parse(&row.language) {
            Some(language) => language.tag().clone_into(&mut row.language),
            None if !row.language.is_empty() => row.faults.push(Fault::BadLanguage),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<(String, String, String)> {
        let rows = read(text, MOST_RECIPIENTS, None).unwrap();
        rows.into_iter()
            .map(|row| (row.name, row.email, row.phone))
            .collect()
    }

    fn one(name: &str, email: &str, phone: &str) -> (String, String, String) {
        (name.to_owned(), email.to_owned(), phone.to_owned())
    }

    #[test]
    fn lines_of_a_mail_program() {
        let text =
            "Ana Novak <ana@x.si>\n\"Kranjc, Bor\" <bor@x.si>; cene@x.si\n\nNovak, Ema <ema@x.si>, d@x.si";
        assert_eq!(
            people(text),
            [
                one("Ana Novak", "ana@x.si", ""),
                one("Kranjc, Bor", "bor@x.si", ""),
                one("", "cene@x.si", ""),
                one("Novak, Ema", "ema@x.si", ""),
                one("", "d@x.si", ""),
            ]
        );
    }

    #[test]
    fn rows_without_a_header_are_what_they_look_like() {
        let expected = [one("Ana Novak", "ana@x.si", "+38641234567")];
        for text in [
            "ana@x.si; Ana Novak; +386 41 234 567",
            "Ana\tNovak\tana@x.si\t+386 41 234 567",
            "\"Ana Novak\",00386 41 234 567,ana@x.si\r\n",
            "'+386 41 234 567;Ana Novak;ana@x.si",
        ] {
            assert_eq!(people(text), expected, "{text}");
        }
        assert_eq!(people("a@x.si\nb@x.si").len(), 2);
        let row = &read("Ana;ana@x.si;Čebelar d.o.o.;direktorica;sl", 10, None).unwrap()[0];
        assert_eq!(
            (row.company.as_str(), row.title.as_str(), row.language.as_str()),
            ("Čebelar d.o.o.", "direktorica", "sl")
        );
    }

    #[test]
    fn headers_in_three_languages_and_in_any_order() {
        let expected = [one("Ana Novak", "ana@x.si", "+38641234567")];
        for text in [
            "E-mail,Last name,First name,Mobile\nana@x.si,Novak,Ana,+38641234567",
            "Priimek;Ime;Telefon;E-pošta\nNovak;Ana;+386 41 234 567;ana@x.si",
            "Jméno a příjmení\tE-mail\tTelefon\nAna Novak\tana@x.si\t+386 41 234 567",
        ] {
            assert_eq!(people(text), expected, "{text}");
        }
        // What names no address is no header.
        assert_eq!(people("Ime;Priimek\nAna;ana@x.si").len(), 2);
    }

    #[test]
    fn old_and_new_encodings_with_and_without_a_mark() {
        let text = "Ime in priimek;E-pošta\r\nŽiga Čeh;ziga@x.si\r\n";
        let old = WINDOWS_1250.encode(text).0.into_owned();
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let wide: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [old, marked, text.as_bytes().to_vec(), wide] {
            assert_eq!(people(&decode(&bytes)), [one("Žiga Čeh", "ziga@x.si", "")]);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        let text = "Ana;ana@x.si\n\nBor;bor@x\nCene;+386 41 234 567\nANA@x.si;Ana\ne@x.si;12345678;E";
        let faults: Vec<(u64, Vec<Fault>)> = read(text, 10, None)
            .unwrap()
            .into_iter()
            .map(|row| (row.number, row.faults))
            .collect();
        assert_eq!(
            faults,
            [
                (1, vec![]),
                (3, vec![Fault::BadEmail]),
                (4, vec![Fault::NoEmail]),
                (5, vec![Fault::Double { first: 1 }]),
                (6, vec![Fault::BadPhone]),
            ]
        );
    }

    #[test]
    fn a_list_has_an_end() {
        let rows = |count: usize| {
            (0..count)
                .map(|n| format!("Oseba {n};o{n}@x.si\n"))
                .collect::<String>()
        };
        assert_eq!(read(&rows(200), MOST_RECIPIENTS, None).unwrap().len(), 200);
        for (count, most) in [(201, MOST_RECIPIENTS), (10_001, MOST_CONTACTS)] {
            let refused = read(&rows(count), most, None).unwrap_err();
            assert!(
                matches!(
                    refused,
                    Error::BadInput {
                        code: "LIST_TOO_LONG",
                        ..
                    }
                ),
                "{refused}"
            );
        }
        assert_eq!(read(&rows(10_000), MOST_CONTACTS, None).unwrap().len(), 10_000);
        assert!(read(&"x".repeat(MOST_BYTES + 1), 1, None).is_err());
    }

    /// An open quote at the end, a lone separator, bytes that are nothing: read as well as may be, never a panic.
    #[test]
    fn broken_lists_are_read_as_well_as_may_be() {
        for text in [
            "\"Ana;ana@x.si",
            ";;;;",
            "\u{0}",
            "<",
            "<@>",
            "a<@",
            "\"\"\"",
            "\t\t@\t",
        ] {
            let _ = read(text, 10, None);
        }
        assert!(read("", 10, None).unwrap().is_empty());
        assert_eq!(decode(&[0xFF, 0xFE, 0x00]).chars().count(), 1);
    }
}
