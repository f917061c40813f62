//! The first rows of a list as read, with a choice above each column.

use super::list_answers::OPEN_MARK;
use super::list_questions::capitalized;
use super::list_review::Review;
use crate::domain::manifest::{Column, ColumnChoice, Examination, ExaminedColumn};
use crate::domain::quantity::{counted, number};
use crate::uploads::intake::preview::{MAX_SHOWN, PreviewRow};
use crate::web::page::format::{Choice, identifier};

/// Number of rows that the figures above the columns cover.
const SAMPLE_ROWS: u64 = 2_000;

/// Maximum number of characters of a cell that the page shows.
const MAX_CELL: usize = 60;

/// The table of a list's first rows.
pub(crate) struct ListTable {
    pub(crate) heads: Vec<ColumnHead>,
    pub(crate) rows: Vec<TableRow>,
    /// The note below the table.
    pub(crate) note: String,
}

/// The heading of a column.
pub(crate) struct ColumnHead {
    /// The CSS class, which shows whether the column identifies devices, is used for something else, or isn't used.
    pub(crate) class: &'static str,
    /// Number of the column, starting at 1.
    pub(crate) number: usize,
    pub(crate) name: String,
    /// The word for the current choice.
    pub(crate) value: &'static str,
    /// The same, with a mark if the column has an open question.
    pub(crate) was: String,
    pub(crate) options: Vec<Choice>,
    /// A summary of the column's content: "498 of 500 are IMEIs".
    pub(crate) found: String,
    /// The first filled cell.
    pub(crate) sample: String,
}

/// A line in the table.
pub(crate) enum TableRow {
    /// Lines that aren't rows.
    Skipped { lines: String, text: String },
    /// A row.
    Row { line: u32, error: Option<String>, cells: Vec<TableCell> },
}

/// A cell in the table.
pub(crate) struct TableCell {
    pub(crate) class: &'static str,
    /// The meaning of its column. Empty if the column isn't used.
    pub(crate) label: &'static str,
    /// The groups of an identifier, or the whole text.
    pub(crate) parts: Vec<String>,
}

/// Returns the table. Returns `None` if the file can't be read as a list.
pub(crate) fn table(review: &Review) -> Option<ListTable> {
    let list = review.examination.as_ref().filter(|list| !list.columns.is_empty())?;
    let without_preview: Vec<PreviewRow>;
    let shown = match review.preview.shown.is_empty() {
        false => &review.preview.shown,
        true => {
            let lines = list.lines.iter().take(MAX_SHOWN);
            without_preview = lines
                .map(|(line, cells)| PreviewRow { line: *line, cells: cells.clone(), error: None })
                .collect();
            &without_preview
        }
    };
    let heads = list.columns.iter().enumerate();
    let heads =
        heads.map(|(index, column)| head(list, index, column, shown, review.open_columns.contains(&index)));
    Some(ListTable { heads: heads.collect(), rows: rows(list, shown), note: note(list, shown.len()) })
}

fn class(choice: ColumnChoice) -> &'static str {
    match choice {
        ColumnChoice::Ignore => "k-off",
        choice if choice.is_identifier() => "k-id",
        _ => "k-use",
    }
}

fn head(
    list: &Examination,
    index: usize,
    column: &ExaminedColumn,
    shown: &[PreviewRow],
    is_open: bool,
) -> ColumnHead {
    let offered = ColumnChoice::ALL.into_iter().filter(|choice| choice.is_for(list.layout.purpose));
    let value = column.choice.word();
    let sample = shown.iter().filter_map(|row| row.cells.get(index)).find(|cell| !cell.trim().is_empty());
    ColumnHead {
        class: class(column.choice),
        number: index + 1,
        name: column.name.clone(),
        value,
        was: if is_open { format!("{value}{OPEN_MARK}") } else { value.to_owned() },
        options: offered.map(|choice| Choice::new(choice.word(), choice.label())).collect(),
        found: found(column),
        sample: sample.map_or_else(String::new, |cell| shortened(cell)),
    }
}

fn found(column: &ExaminedColumn) -> String {
    let filled = column.filled();
    let of = |count: u64, words: &str| format!("{} of {} {words}", number(count), number(filled));
    let is_mostly = |count: u64| count * 2 >= filled;
    match column.choice {
        _ if filled == 0 => "Empty".to_owned(),
        ColumnChoice::Column(Column::Serial) => of(column.serials().max(column.identifiers()), "are valid"),
        ColumnChoice::DeviceId => of(column.identifiers(), "are identifiers"),
        choice if choice.is_identifier() => of(column.imeis(), "are IMEIs"),
        _ if is_mostly(column.imeis()) => of(column.imeis(), "are IMEIs"),
        _ => match column.values {
            Some(1) => "Same in all rows".to_owned(),
            Some(values) => counted(i64::try_from(values).unwrap_or(i64::MAX), "value", "values"),
            None => "Many values".to_owned(),
        },
    }
}

/// Returns the shown rows, with the skipped lines above and between them.
fn rows(list: &Examination, shown: &[PreviewRow]) -> Vec<TableRow> {
    let mut rows = Vec::new();
    let mut skipped = list.layout.skipped.first.iter().peekable();
    for row in shown {
        while let Some(first) = skipped.next_if(|skipped| skipped.line < row.line) {
            let (mut last, mut texts) = (first.line, vec![format!("“{}”", first.text)]);
            while let Some(next) = skipped.next_if(|next| next.line < row.line && next.reason == first.reason)
            {
                last = next.line;
                texts.push(format!("“{}”", next.text));
            }
            rows.push(TableRow::Skipped {
                lines: if last == first.line { last.to_string() } else { format!("{}–{last}", first.line) },
                text: format!("{}, skipped: {}", capitalized(first.reason.label()), texts.join(", ")),
            });
        }
        rows.push(table_row(list, row));
    }
    rows
}

fn table_row(list: &Examination, row: &PreviewRow) -> TableRow {
    let is_filled = |index: usize| row.cells.get(index).is_some_and(|cell| !cell.trim().is_empty());
    let identifiers = || list.layout.columns.identifiers.iter().map(|column| column.index);
    let failing = row
        .error
        .as_ref()
        .and_then(|_| identifiers().find(|index| is_filled(*index)).or(identifiers().next()));
    let cells = list.columns.iter().enumerate().map(|(index, column)| {
        let text = row.cells.get(index).map_or_else(String::new, |cell| shortened(cell));
        let is_identifier = column.choice.is_identifier();
        TableCell {
            class: if failing == Some(index) { "k-bad" } else { class(column.choice) },
            label: if column.choice == ColumnChoice::Ignore { "" } else { column.choice.label() },
            parts: if is_identifier { identifier(&text) } else { vec![text] },
        }
    });
    TableRow::Row { line: row.line, error: row.error.clone(), cells: cells.collect() }
}

/// Returns a cell without control characters, cut off at its maximum length.
fn shortened(cell: &str) -> String {
    let mut text: String =
        cell.trim().chars().take(MAX_CELL).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if cell.trim().chars().count() > MAX_CELL {
        text.push('…');
    }
    text
}

fn note(list: &Examination, shown: usize) -> String {
    let mut note = match list.rows {
        0 => format!("First {}.", counted(shown as i64, "line", "lines")),
        rows if rows <= shown as u64 => format!("All {}.", counted(shown as i64, "row", "rows")),
        rows => format!("First {shown} of {} rows.", number(rows)),
    };
    if list.rows > SAMPLE_ROWS {
        note.push_str(&format!(
            " The figures above the columns are for the first {} rows.",
            number(SAMPLE_ROWS)
        ));
    }
    if let Some(skipped) = list.layout.skipped.sentence() {
        note.push_str(&format!(" {skipped}"));
    }
    note
}
