//! Failed lines in an editable table, and the results of checking them.

use crate::domain::manifest::{Column, ColumnChoice};
use crate::domain::row_error::{ListOrigin, Reason, RowError, Segment, segments};
use crate::domain::row_position::RowPosition;
use crate::http::multipart::ReceivedForm;
use crate::uploads::intake::corrected_list::CorrectedLine;
use crate::uploads::intake::open_lines::{EditColumn, OpenLine, OpenLines};
use crate::web::page::format::number;

/// A line of the editable table.
pub(crate) struct EditedLine {
    /// The position, as the form sends it.
    pub(crate) line: String,
    /// The line number, as people read it. For further devices on a line, with their number: "5 (2)".
    pub(crate) label: String,
    /// The position as part of an element's ID.
    pub(crate) id: String,
    /// The cells of the editable columns.
    pub(crate) cells: Vec<EditedCell>,
    /// Whether the line can be submitted now.
    pub(crate) is_ready: bool,
    /// The result of the check in a few words.
    pub(crate) result: String,
    /// What was found, and what to do.
    pub(crate) details: Vec<String>,
    /// The value before it was changed, with the wrong characters marked. Empty if it wasn't changed.
    pub(crate) before: Vec<Segment>,
}

/// A cell of the editable table.
pub(crate) struct EditedCell {
    /// The name of the form's field.
    pub(crate) field: &'static str,
    /// The name of the column.
    pub(crate) name: &'static str,
    /// The text in the field.
    pub(crate) value: String,
    /// Whether the line fails because of this cell.
    pub(crate) is_wrong: bool,
}

/// The lines as a person has edited them.
pub(crate) struct EditedLines {
    /// The cells of each line, in the order of the open lines.
    cells: Vec<Vec<String>>,
    /// The indexes of the lines that have an identifier.
    filled: Vec<usize>,
    lines: Vec<CorrectedLine>,
    /// The error of each line, or `None` if the line can be submitted.
    results: Vec<Option<RowError>>,
}

impl EditedLines {
    /// Creates the lines as they are in the file.
    pub(crate) fn unchanged(open: &OpenLines) -> EditedLines {
        EditedLines::new(open, open.lines.iter().map(|line| line.cells.clone()).collect())
    }

    /// Reads the lines from a form. Lines that it doesn't contain are unchanged.
    pub(crate) fn of(open: &OpenLines, submitted: &ReceivedForm) -> EditedLines {
        let positions: Vec<Option<RowPosition>> = submitted.values("line").map(RowPosition::parse).collect();
        let columns: Vec<Vec<&str>> =
            open.columns.iter().map(|column| submitted.values(column.field).collect()).collect();
        let cells = |line: &OpenLine| -> Vec<String> {
            let own = Some(line.row.position());
            let Some(place) = positions.iter().position(|position| *position == own) else {
                return line.cells.clone();
            };
            columns.iter().map(|column| clean(column.get(place).copied().unwrap_or_default())).collect()
        };
        EditedLines::new(open, open.lines.iter().map(cells).collect())
    }

    fn new(open: &OpenLines, cells: Vec<Vec<String>>) -> EditedLines {
        let has_identifier = |cells: &[String]| {
            cells
                .iter()
                .zip(&open.columns)
                .any(|(cell, column)| column.choice.is_identifier() && !cell.trim().is_empty())
        };
        let filled: Vec<usize> = (0..cells.len()).filter(|place| has_identifier(&cells[*place])).collect();
        let lines = open.lines.iter().zip(&cells).map(|(line, cells)| CorrectedLine {
            position: line.row.position(),
            code: line.row.reason.code(),
            cells: cells.clone(),
        });
        let lines = lines.collect();
        let results = open.lines.iter().map(|line| Some(error(line))).collect();
        EditedLines { cells, filled, lines, results }
    }

    /// Returns the number of lines.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Returns the lines that have an identifier.
    pub(crate) fn filled(&self) -> Vec<CorrectedLine> {
        self.filled.iter().filter_map(|place| self.lines.get(*place)).cloned().collect()
    }

    /// Sets the errors of the lines that have an identifier, in their order.
    pub(crate) fn set_results(&mut self, results: Vec<Option<RowError>>) {
        for (place, result) in self.filled.iter().zip(results) {
            if let Some(old) = self.results.get_mut(*place) {
                *old = result;
            }
        }
    }

    /// Returns the lines that can be submitted now.
    pub(crate) fn ready(&self) -> Vec<CorrectedLine> {
        let ready = self.lines.iter().zip(&self.results).filter(|(_, result)| result.is_none());
        ready.map(|(line, _)| line.clone()).collect()
    }

    /// Returns whether a line fails because its upload has no sold-to code.
    pub(crate) fn needs_sold_to_code(&self, open: &OpenLines) -> bool {
        let is_missing = |error: &RowError| error.reason == Reason::StcRequired;
        let has_failed = open.lines.iter().any(|line| line.row.reason == Reason::StcRequired);
        open.customer.is_some() && (has_failed || self.results.iter().flatten().any(is_missing))
    }

    /// Returns the lines of the table.
    pub(crate) fn lines(&self, open: &OpenLines) -> Vec<EditedLine> {
        let results = self.cells.iter().zip(&self.results);
        open.lines
            .iter()
            .zip(results)
            .map(|(line, (cells, result))| edited(open, line, cells, result))
            .collect()
    }
}

/// Returns the text of a field without control characters, which would break the line.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Returns the error with which a line failed.
fn error(line: &OpenLine) -> RowError {
    RowError::new(line.row.reason, line.row.detail.clone())
}

fn edited(open: &OpenLines, line: &OpenLine, cells: &[String], result: &Option<RowError>) -> EditedLine {
    let is_changed = cells.iter().zip(&line.cells).any(|(new, old)| new.trim() != old.trim());
    let is_empty = cells
        .iter()
        .zip(&open.columns)
        .all(|(cell, column)| !column.choice.is_identifier() || cell.trim().is_empty());
    let wrong = result.as_ref().and_then(|error| wrong_column(open, cells, error.reason));
    let (result, details) = match result {
        None if open.kind.is_deletion() => ("Can be deleted".to_owned(), Vec::new()),
        None => ("Can be uploaded".to_owned(), Vec::new()),
        Some(_) if is_empty && is_changed => {
            ("Left out".to_owned(), vec!["A line without an identifier isn’t sent.".to_owned()])
        }
        Some(error) => {
            let mut details = vec![error.full_message(), error.reason.advice(ListOrigin::Typed).to_owned()];
            if !is_changed {
                details.push("Not changed yet".to_owned());
            }
            (error.reason.short_name().to_owned(), details)
        }
    };
    EditedLine {
        line: line.row.position().to_string(),
        label: match line.row.slot {
            0 => number(line.row.line),
            slot => format!("{} ({})", number(line.row.line), slot + 1),
        },
        id: match line.row.slot {
            0 => line.row.line.to_string(),
            slot => format!("{}-{}", line.row.line, slot + 1),
        },
        is_ready: details.is_empty(),
        cells: open
            .columns
            .iter()
            .zip(cells)
            .enumerate()
            .map(|(place, (column, value))| EditedCell {
                field: column.field,
                name: column.name,
                value: value.clone(),
                is_wrong: wrong == Some(place),
            })
            .collect(),
        result,
        details,
        before: if is_changed { before(line) } else { Vec::new() },
    }
}

/// Returns the index of the cell that makes a line fail. Returns `None` if it isn't known.
fn wrong_column(open: &OpenLines, cells: &[String], reason: Reason) -> Option<usize> {
    let place = |meaning| {
        let is_it = |column: &EditColumn| column.choice == ColumnChoice::Column(meaning);
        open.columns.iter().position(is_it)
    };
    match reason {
        Reason::CustomerUnknown | Reason::CustomerMissing | Reason::CustomerInactive => {
            place(Column::Customer)
        }
        Reason::OrderNumberInvalid => place(Column::OrderNumber),
        Reason::OrderDateInvalid => place(Column::OrderDate),
        Reason::StcNotFound | Reason::StcRequired => place(Column::StcAlias),
        _ => {
            let filled = cells.iter().position(|cell| !cell.trim().is_empty());
            filled
                .filter(|place| open.columns.get(*place).is_some_and(|column| column.choice.is_identifier()))
        }
    }
}

/// Returns the original value, with the wrong characters marked if they are known.
fn before(line: &OpenLine) -> Vec<Segment> {
    let value = line.row.value.trim();
    segments(line.row.reason, &line.row.detail, value)
        .unwrap_or_else(|| vec![Segment { text: value.to_owned(), is_wrong: false }])
}
