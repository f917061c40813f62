use super::sample_row::SampleRow;
use crate::domain::device_id;
use crate::domain::manifest::word_line::is_word_line;

/// Returns the rows that show the content of the columns: without the word lines at the end and, if there is no header,
/// without those at the beginning.
pub(super) fn data_rows(rows: &[SampleRow], first: usize, has_header: bool) -> &[SampleRow] {
    let mut rows = &rows[first.min(rows.len())..];
    let is_strong = |row: &SampleRow| row.cells.iter().any(|cell| device_id::form(cell).is_strong());
    let is_word = |row: &SampleRow| is_word_line(row.cells.iter().map(String::as_str));
    let has_others = rows.iter().any(|row| !is_word(row));
    while let Some((last, others)) = rows.split_last()
        && has_others
        && is_word(last)
    {
        rows = others;
    }
    if has_header {
        return rows;
    }
    match rows.iter().position(is_strong) {
        Some(first)
            if rows[..first].iter().all(|row| !row.cells.iter().any(|cell| looks_like_serial(cell))) =>
        {
            &rows[first..]
        }
        _ => {
            let words = rows.iter().take_while(|row| has_others && is_word(row)).count();
            &rows[words..]
        }
    }
}

fn looks_like_serial(cell: &str) -> bool {
    device_id::form(cell).may_identify()
}
