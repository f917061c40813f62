//! The lines of a submitted file, with the cells as people wrote them.

use std::fs::File;
use std::io::{BufReader, Seek};

use super::download::Column;
use crate::domain::manifest::{self, ColumnChoice, Layout, RowHolds, Rows};
use crate::store::Error;
use crate::store::failed_rows::FailedRow;

/// Headers of the columns that a download adds. Only the first two mark a file as a correction.
const ADDED: [&str; 5] = ["line", "code", "message", "details", "what to do"];
/// Size of the read buffer in bytes.
const BUFFER_BYTES: usize = 256 * 1024;
/// The header of a column with identifiers of any kind, if the file has none.
const ANY_IDENTIFIER: &str = "IMEI/MEID/Serial number";

/// The columns of a submitted file that a download repeats, by index.
#[derive(Clone, Debug)]
pub(super) struct OriginalColumns(Vec<usize>);

impl OriginalColumns {
    /// Returns the columns of a file. Leaves out those that an earlier download added.
    pub(super) fn of(layout: &Layout) -> OriginalColumns {
        let is_correction = layout.columns.line.is_some() && layout.columns.code.is_some();
        let is_kept = |index: &usize| !is_correction || !is_added(&header(layout, *index));
        OriginalColumns((0..layout.width).filter(is_kept).collect())
    }

    /// Returns the columns with their names.
    pub(super) fn columns(&self, layout: &Layout) -> Vec<Column> {
        let column = |index: &usize| {
            let name = name(layout, *index);
            let is_identifier = layout.columns.identifiers.iter().any(|column| column.index == *index);
            let width = if is_identifier { 24 } else { 18 };
            let width = width.max(name_width(&name));
            Column::text(name, width)
        };
        self.0.iter().map(column).collect()
    }
}

fn name_width(name: &str) -> u16 {
    name.chars().count().min(40) as u16 + 2
}

fn header(layout: &Layout, index: usize) -> String {
    layout.header_cells.get(index).map_or_else(String::new, |name| name.trim().to_owned())
}

fn is_added(header: &str) -> bool {
    ADDED.contains(&header.to_lowercase().as_str())
}

/// Returns the name of a column: that in the file, or one that leads to the same meaning when only the failed rows are
/// read again. Text in brackets doesn't affect the meaning.
fn name(layout: &Layout, index: usize) -> String {
    let header = header(layout, index);
    if is_added(&header) {
        return format!("original {header}");
    }
    let names_decide = layout.header && !layout.is_by_content && layout.is_decided_by_itself();
    match (meaning(layout, index), header.is_empty()) {
        (_, false) if names_decide => header,
        (Some(meaning), true) => meaning.to_owned(),
        (Some(meaning), false) => format!("{meaning} ({header})"),
        (None, false) => header,
        (None, true) if layout.header => header,
        (None, true) => format!("Column {}", index + 1),
    }
}

/// Returns the name for the meaning of a column. Returns `None` if the column isn't used.
fn meaning(layout: &Layout, index: usize) -> Option<&'static str> {
    let columns = &layout.columns;
    if let Some(column) = columns.identifiers.iter().find(|column| column.index == index) {
        return Some(match ColumnChoice::of_identifier(column) {
            ColumnChoice::DeviceId => ANY_IDENTIFIER,
            choice => choice.label(),
        });
    }
    let named = [
        (columns.customer, "Customer/MSP ID"),
        (columns.order_number, "Order number"),
        (columns.order_date, "Order date"),
        (columns.stc_alias, "STC alias"),
    ];
    named.into_iter().find(|(found, _)| *found == Some(index)).map(|(_, name)| name)
}

/// Reads lines of a submitted file, in ascending order.
pub(super) struct OriginalRows {
    rows: Rows<BufReader<File>>,
    layout: Layout,
    columns: OriginalColumns,
    /// The latest line that was read, with its cells.
    latest: Option<(i64, Vec<String>)>,
}

impl OriginalRows {
    /// Starts at the first line.
    pub(super) fn new(
        mut file: File,
        layout: Layout,
        columns: OriginalColumns,
    ) -> Result<OriginalRows, Error> {
        file.rewind().map_err(failed)?;
        let source = BufReader::with_capacity(BUFFER_BYTES, file);
        Ok(OriginalRows { rows: Rows::new(source, &layout).map_err(failed)?, layout, columns, latest: None })
    }

    /// Returns the cells of a failed row. If the file no longer contains the line, returns the stored cells.
    pub(super) fn cells(&mut self, failed_row: &FailedRow) -> Result<Vec<String>, Error> {
        let line = failed_row.line;
        while self.latest.as_ref().is_none_or(|(latest, _)| *latest < line) {
            let Some(row) = self.rows.next_row().map_err(failed)? else { break };
            let number = i64::from(row.line);
            if number >= line {
                self.latest = Some((number, manifest::original_cells(&self.layout, row)));
            }
        }
        let found = self.latest.as_ref().filter(|(latest, _)| *latest == line).map(|(_, cells)| cells);
        Ok(match found {
            Some(cells) => {
                let cells = self.columns.0.iter().map(|index| self.cell(cells, *index, failed_row));
                cells.collect()
            }
            None => self.stored_cells(failed_row),
        })
    }

    /// Returns a cell. If the line has several devices, the identifier columns have only that of the failed one.
    fn cell(&self, cells: &[String], index: usize, failed_row: &FailedRow) -> String {
        let identifiers = &self.layout.columns.identifiers;
        let holds_devices = self.layout.row_holds == RowHolds::Devices;
        match identifiers.iter().position(|column| column.index == index).filter(|_| holds_devices) {
            Some(0) => failed_row.value.clone(),
            Some(_) => String::new(),
            None => match (cell(cells, index), &failed_row.customer_id) {
                // The row may belong to the customer that a line above it names.
                (own, Some(id)) if own.trim().is_empty() && self.layout.columns.customer == Some(index) => {
                    id.clone()
                }
                (own, _) => own,
            },
        }
    }

    fn stored_cells(&self, row: &FailedRow) -> Vec<String> {
        let columns = &self.layout.columns;
        let first = columns.identifiers.first().map_or(0, |column| column.index);
        let stored = [
            (Some(first), Some(&row.value)),
            (columns.customer, row.customer_id.as_ref()),
            (columns.order_number, row.order_number.as_ref()),
            (columns.order_date, row.order_date.as_ref()),
            (columns.stc_alias, row.stc_alias.as_ref()),
        ];
        let value = |index: &usize| {
            let found = stored.iter().find(|(column, _)| *column == Some(*index));
            found.and_then(|(_, value)| *value).cloned().unwrap_or_default()
        };
        self.columns.0.iter().map(value).collect()
    }
}

fn cell(cells: &[String], index: usize) -> String {
    cells.get(index).cloned().unwrap_or_default()
}

fn failed(error: std::io::Error) -> Error {
    Error::Database(format!("reading a submitted file: {error}"))
}
