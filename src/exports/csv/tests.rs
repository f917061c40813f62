use proptest::prelude::*;

use super::*;
use crate::exports::download::Download;
use crate::exports::file_format::{FileFormat, FileWriter};

/// Returns the file with these rows below the header `A`, `B`, `C`.
fn file(separator: CsvSeparator, rows: &[Vec<String>]) -> String {
    let mut pages = vec![rows.to_vec()];
    let columns = ["A", "B", "C"].map(|name| Column::text(name, 9)).to_vec();
    let mut download = Download::new("Test", columns, move || Ok(pages.pop()));
    let (mut writer, mut bytes) = FileWriter::begin(FileFormat::Csv(separator), &download).unwrap();
    while let Some(page) = download.read_page().unwrap() {
        bytes.extend(writer.rows(&page).unwrap());
    }
    bytes.extend(writer.finish().unwrap());
    String::from_utf8(bytes).unwrap()
}

#[test]
fn cells_are_quoted_and_formulas_are_escaped() {
    let rows = [vec!["=1+1".to_owned(), "a\"b".to_owned(), "-5".to_owned()]];
    assert_eq!(
        file(CsvSeparator::Comma, &rows),
        "\u{feff}\"A\",\"B\",\"C\"\r\n\"'=1+1\",\"a\"\"b\",\"'-5\"\r\n"
    );
    assert_eq!(
        file(CsvSeparator::Semicolon, &rows),
        "\u{feff}\"A\";\"B\";\"C\"\r\n\"'=1+1\";\"a\"\"b\";\"'-5\"\r\n"
    );
}

/// Splits text into cells as a spreadsheet does. A quote counts only at the start of a cell, and text after the
/// closing quote is part of the cell.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut is_start = true;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let was_start = std::mem::take(&mut is_start);
        match c {
            '"' if is_quoted && characters.next_if_eq(&'"').is_none() => is_quoted = false,
            '"' if was_start => is_quoted = true,
            _ if !is_quoted && (c == separator || c == '\n' || c == '\r') => {
                cells.push(String::new());
                is_start = true;
            }
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// Returns whether a spreadsheet would treat a cell as a formula, even if it drops spaces and quotes first.
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{FEFF}');
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[test]
fn the_simulated_spreadsheet_finds_a_formula_after_a_separator() {
    let cells = split("\"a\",\"x;=2+2;y\"\r\n", ';');
    assert_eq!(cells, ["a,\"x", "=2+2", "y\"", "", ""]);
    assert!(cells.iter().any(|cell| is_formula(cell)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn separators_and_quotes_never_turn_a_cell_into_a_formula(
        rows in prop::collection::vec(prop::collection::vec("[=＝@;,\t\r\n\"' x-]{0,8}", 3), 1..3)
    ) {
        for text in [file(CsvSeparator::Comma, &rows), file(CsvSeparator::Semicolon, &rows)] {
            for separator in [',', ';', '\t'] {
                for cell in split(&text, separator) {
                    prop_assert!(!is_formula(&cell), "{separator:?}: {cell:?} in {text:?}");
                }
                // Simple programs ignore quotes.
                for cell in text.split([separator, '\r', '\n']) {
                    prop_assert!(!is_formula(cell), "{separator:?}, without quotes: {cell:?} in {text:?}");
                }
            }
        }
    }
}
