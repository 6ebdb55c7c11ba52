//! Tables for spreadsheets: CSV (RFC 4180) in UTF-8. What a spreadsheet would take for a formula is marked as text, for the cells are
//! strangers' words.

use domain::fields::Decimal;
use domain::language::Language;
use std::io;

/// Without it at the beginning of a file, spreadsheets take UTF-8 for an old code page.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Rows of a table, as bytes.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// For programs: commas between the cells.
    pub fn plain() -> Table {
        Table::with(b',')
    }

    /// For the spreadsheet of a reader: where a comma stands in numbers, it expects a semicolon between the cells.
    pub fn of(language: Language) -> Table {
        Table::with(match language {
            Language::English => b',',
            Language::Czech | Language::Slovenian => b';',
        })
    }

    fn with(delimiter: u8) -> Table {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(delimiter).terminator(csv::Terminator::CRLF);
        Table(builder.from_writer(Vec::new()))
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> io::Result<()> {
        let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()));
        Ok(self.0.write_record(cells)?)
    }

    /// The rows.
    pub fn bytes(self) -> io::Result<Vec<u8>> {
        self.0
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// A spreadsheet takes a cell that begins so for a formula; the apostrophe says that it is text (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && Decimal::parse(cell).is_none();
    if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut table: Table, cells: [&str; 2]) -> String {
        table.row(cells).unwrap_or_default();
        String::from_utf8(table.bytes().unwrap_or_default()).unwrap_or_default()
    }

    #[test]
    fn a_strangers_words_are_no_formula() {
        let link = written(Table::plain(), ["=HYPERLINK(\"x\")", "@me"]);
        assert_eq!(link, "\"'=HYPERLINK(\"\"x\"\")\",'@me\r\n");
        assert_eq!(
            written(Table::plain(), ["-12.5", "Pogodba -1"]),
            "-12.5,Pogodba -1\r\n"
        );
    }

    #[test]
    fn cells_are_parted_as_the_reader_parts_them() {
        assert_eq!(
            written(Table::of(Language::English), ["a, b", "c; d"]),
            "\"a, b\",c; d\r\n"
        );
        assert_eq!(
            written(Table::of(Language::Slovenian), ["a, b", "c; d"]),
            "a, b;\"c; d\"\r\n"
        );
    }
}
