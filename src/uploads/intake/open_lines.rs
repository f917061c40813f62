//! The failed lines of a submission that a person can correct in the browser.

use std::collections::HashMap;
use std::fs::File;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::device_id::IdColumn;
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::{Column, ColumnChoice, IdentifierColumn, Layout, RowHolds, Rows, single};
use crate::domain::submission::SubmissionKind;
use crate::store::customers::{self, CustomerRow};
use crate::store::failed_rows::listing::{self, ReasonFilter, RowCursor, RowFilter, RowState};
use crate::store::failed_rows::{self, FailedRow, RowOwner};
use crate::store::uploads::{self, UploadRow};
use crate::store::{self, submissions};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Maximum number of lines that can be corrected at once. Further lines can be downloaded.
pub(crate) const MAX_LINES: usize = 500;

/// Maximum number of identifier columns that can be edited.
const MAX_IDENTIFIERS: usize = 4;

/// A column that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EditColumn {
    /// The name of the form's field.
    pub(crate) field: &'static str,
    /// The name of the column, as in the list that is submitted.
    pub(crate) name: &'static str,
    /// What its cells mean.
    pub(crate) choice: ColumnChoice,
}

/// A failed line, with its cells as in the file.
#[derive(Clone, Debug)]
pub(crate) struct OpenLine {
    /// The failed row.
    pub(crate) row: FailedRow,
    /// The cells of the editable columns.
    pub(crate) cells: Vec<String>,
}

/// The failed lines of a submission that can be corrected.
pub(crate) struct OpenLines {
    /// The kind of the submission that the corrected lines become.
    pub(crate) kind: SubmissionKind,
    /// The customer. `None` if each line names its own.
    pub(crate) customer: Option<CustomerRow>,
    /// The upload that the lines belong to. `None` for a whole submission.
    pub(crate) upload: Option<UploadRow>,
    /// The name of the file in which the lines failed.
    pub(crate) file_name: String,
    /// The name of the upload or submission: "Upload 1000012".
    pub(crate) name: String,
    /// The file name of the list with corrected lines.
    pub(crate) list_name: String,
    /// The layout of the file in which the lines failed.
    pub(crate) layout: Layout,
    /// The columns that can be edited.
    pub(crate) columns: Vec<EditColumn>,
    /// The first lines.
    pub(crate) lines: Vec<OpenLine>,
    /// Whether there are more lines.
    pub(crate) has_more: bool,
}

/// Loads the failed lines of an upload or a submission. Returns [`IntakeError::NotFound`] if it isn't within the scope.
pub(crate) fn load(services: &Services, scope: Scope, owner: RowOwner) -> Result<OpenLines, IntakeError> {
    let filter = RowFilter { state: RowState::Open, reasons: ReasonFilter::Correctable };
    let found = services.db.read(|conn| {
        let source = failed_rows::find_source(conn, scope, owner)?;
        let rows = listing::list(conn, &source, filter, RowCursor::First, MAX_LINES as i64 + 1)?;
        let work = submissions::load_work(conn, source.submission())?;
        let (upload, named) = match owner {
            RowOwner::Upload(id) => (Some(uploads::find(conn, scope, id)?), None),
            RowOwner::Submission(id) => (None, Some(submissions::list::find(conn, scope, id)?)),
        };
        let customer = upload.as_ref().map_or(work.customer, |upload| Some(upload.customer));
        let customer = customer.map(|key| customers::find_by_key(conn, scope, key)).transpose()?;
        Ok::<_, store::Error>((rows, work, upload, named, customer))
    });
    let (mut rows, work, upload, named, customer) = found.map_err(IntakeError::not_found)?;
    let has_more = rows.len() > MAX_LINES;
    rows.truncate(MAX_LINES);
    let layout: Layout = serde_json::from_str(&work.layout).unwrap_or_else(|_| Layout::empty());
    // The lines of an upload from a bulk file are for one customer.
    let kind = if upload.is_some() { SubmissionKind::Upload } else { work.kind };
    let identifiers = identifier_columns(&layout);
    let cells = match identifiers.len() {
        0 | 1 => HashMap::new(),
        _ => read_cells(services, work.id, &layout, &rows)?,
    };
    let columns: Vec<EditColumn> = match identifiers.as_slice() {
        _ if cells.is_empty() => vec![edit_column(0, identifiers.first().filter(|_| identifiers.len() == 1))],
        several => {
            several.iter().enumerate().map(|(place, column)| edit_column(place, Some(column))).collect()
        }
    };
    let others = other_columns(kind);
    let lines = rows.into_iter().map(|row| {
        let mut line = cells.get(&row.line).cloned().unwrap_or_else(|| vec![row.value.clone()]);
        line.resize(columns.len(), String::new());
        line.extend(others.iter().map(|column| other_cell(&row, column.choice)));
        OpenLine { row, cells: line }
    });
    let lines = lines.collect();
    let (name, list_name) = match (&upload, &named) {
        (Some(upload), _) => (format!("Upload {}", upload.id), format!("upload-{}", upload.id)),
        (None, Some(row)) if row.kind == SubmissionKind::Deletion => {
            (format!("Deletion {}", row.name()), row.name())
        }
        (None, Some(row)) => (format!("Bulk action {}", row.name()), row.name()),
        (None, None) => return Err(IntakeError::NotFound),
    };
    let file_name = match (&upload, named) {
        (Some(upload), _) => upload.file_name.clone(),
        (None, Some(row)) => row.file_name,
        (None, None) => String::new(),
    };
    Ok(OpenLines {
        kind,
        customer,
        file_name,
        name,
        list_name: format!("{list_name}-failed-rows.csv"),
        layout,
        columns: columns.into_iter().chain(others).collect(),
        lines,
        has_more,
        upload,
    })
}

/// Returns the columns of identifiers that can be edited side by side: at most one for each meaning.
fn identifier_columns(layout: &Layout) -> Vec<IdentifierColumn> {
    let mut columns: Vec<IdentifierColumn> = Vec::new();
    for column in &layout.columns.identifiers {
        if columns.iter().any(|other| other.column == column.column) {
            return Vec::new();
        }
        columns.push(*column);
    }
    if layout.row_holds == RowHolds::Devices && columns.len() > 1 {
        // Each failed row has only its own identifier.
        return Vec::new();
    }
    columns.truncate(MAX_IDENTIFIERS);
    columns
}

fn edit_column(place: usize, column: Option<&IdentifierColumn>) -> EditColumn {
    let field = ["id1", "id2", "id3", "id4"][place.min(MAX_IDENTIFIERS - 1)];
    let (name, choice) = match column.map(|column| (column.column, column.kind)) {
        Some((Column::Imei1, IdColumn::Imei)) => ("IMEI", ColumnChoice::Column(Column::Imei1)),
        Some((Column::Imei2, _)) => ("IMEI 2", ColumnChoice::Column(Column::Imei2)),
        Some((Column::Meid, _)) => ("MEID", ColumnChoice::Column(Column::Meid)),
        Some((Column::Serial, _)) => ("Serial number", ColumnChoice::Column(Column::Serial)),
        _ => ("IMEI/MEID/Serial number", ColumnChoice::DeviceId),
    };
    EditColumn { field, name, choice }
}

/// Returns the columns other than identifiers that lists of this kind have.
fn other_columns(kind: SubmissionKind) -> Vec<EditColumn> {
    let all = [
        ("customer", "Customer/MSP ID", Column::Customer),
        ("order_number", "Order number", Column::OrderNumber),
        ("order_date", "Order date", Column::OrderDate),
        ("stc_alias", "STC alias", Column::StcAlias),
    ];
    let count = match kind {
        SubmissionKind::BulkUpload => 4,
        SubmissionKind::BulkDeletion => 1,
        SubmissionKind::Upload | SubmissionKind::Deletion => 0,
    };
    let columns = all.into_iter().take(count);
    columns
        .map(|(field, name, column)| EditColumn { field, name, choice: ColumnChoice::Column(column) })
        .collect()
}

fn other_cell(row: &FailedRow, choice: ColumnChoice) -> String {
    let cell = match choice {
        ColumnChoice::Column(Column::Customer) => &row.customer_id,
        ColumnChoice::Column(Column::OrderNumber) => &row.order_number,
        ColumnChoice::Column(Column::OrderDate) => &row.order_date,
        _ => &row.stc_alias,
    };
    cell.clone().unwrap_or_default()
}

/// Reads the identifier cells of these rows from the file. Returns none if the file doesn't contain all rows.
fn read_cells(
    services: &Services,
    submission: SubmissionId,
    layout: &Layout,
    failed: &[FailedRow],
) -> Result<HashMap<i64, Vec<String>>, IntakeError> {
    let mut cells = HashMap::new();
    let Some(last) = failed.last().map(|row| row.line) else { return Ok(cells) };
    let wanted: std::collections::HashSet<i64> = failed.iter().map(|row| row.line).collect();
    let file: File = stored_file::fetch::<IntakeError>(services, submission)?;
    let mut rows = Rows::new(stored_file::rewind_buffered(&file)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let line = i64::from(row.line);
        if wanted.contains(&line) {
            let columns = layout.columns.identifiers.iter().take(MAX_IDENTIFIERS);
            cells.insert(line, columns.map(|column| single::visible(row, column.index)).collect());
        }
        if line >= last {
            break;
        }
    }
    if cells.len() < wanted.len() {
        cells.clear();
    }
    Ok(cells)
}
