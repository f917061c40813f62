//! Failed rows to download: a list of errors with reasons, and a file to correct and upload again.

use super::download::{Column, Download, PAGE_ROWS};
use super::original_rows::{OriginalColumns, OriginalRows};
use crate::domain::actor::Scope;
use crate::domain::ids::CustomerId;
use crate::domain::manifest::Layout;
use crate::domain::row_error::{ListOrigin, RowError};
use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::listing::{self, RowCursor, RowFilter};
use crate::store::failed_rows::{self, FailedRow, RowOwner, earlier_files};
use crate::store::{Db, Error};

/// Width of the columns with the sentences about an error, in characters.
const SENTENCE_WIDTH: u16 = 48;
/// The name of the sheet with the rows to correct.
const FAILED_ROWS: &str = "Failed rows";

/// Returns every failed line with its reason, in line order. `customer_id` is used for lines that don't name a
/// customer.
pub(crate) fn errors(db: Db, scope: Scope, owner: RowOwner, customer_id: Option<CustomerId>) -> Download {
    let columns = vec![
        Column::number("line"),
        Column::text("customer_id", 14),
        Column::text("value", 24),
        Column::text("understood_as", 22),
        Column::text("code", 26),
        Column::text("message", SENTENCE_WIDTH),
        Column::text("what_to_do", SENTENCE_WIDTH),
        Column::text("collides_with_upload", 22),
    ];
    let customer_id = customer_id.map(|id| id.to_string()).unwrap_or_default();
    stream_by_line(db, (scope, owner), RowFilter::default(), "Errors", columns, move |row, error, origin| {
        let code = row.reason.code().to_owned();
        let collides = row.collides_with.map(|upload| upload.to_string()).unwrap_or_default();
        let what_to_do = row.reason.advice(origin).to_owned();
        let customer_id = row.customer_id.unwrap_or_else(|| customer_id.clone());
        let canonical = row.canonical.unwrap_or_default();
        let message = error.full_message();
        vec![row.line.to_string(), customer_id, row.value, canonical, code, message, what_to_do, collides]
    })
}

/// The columns of a file with failed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileColumns {
    /// For one customer: the identifier.
    OneCustomer,
    /// For a bulk deletion: customer and identifier.
    BulkDeletion,
    /// For a bulk upload: customer, identifier, order and sold-to code.
    BulkUpload,
}

impl FileColumns {
    /// Returns the columns for submissions of this kind.
    pub(crate) fn of(kind: SubmissionKind) -> FileColumns {
        match kind {
            SubmissionKind::BulkUpload => FileColumns::BulkUpload,
            SubmissionKind::BulkDeletion => FileColumns::BulkDeletion,
            SubmissionKind::Upload | SubmissionKind::Deletion => FileColumns::OneCustomer,
        }
    }

    /// Returns the columns, in the template's order.
    fn columns(self) -> Vec<Column> {
        let mut all = vec![
            Column::text("Customer/MSP ID", 17),
            Column::text("IMEI/MEID/Serial number", 26),
            Column::text("Order number", 20),
            Column::text("Order date", 12),
            Column::text("STC alias", 20),
        ];
        match self {
            FileColumns::OneCustomer => all.drain(1..2).collect(),
            FileColumns::BulkDeletion => all.drain(..2).collect(),
            FileColumns::BulkUpload => all,
        }
    }

    /// Returns the cells of a row, in the same order.
    fn cells(self, row: FailedRow) -> Vec<String> {
        let cell = |cell: Option<String>| cell.unwrap_or_default();
        match self {
            FileColumns::OneCustomer => vec![row.value],
            FileColumns::BulkDeletion => vec![cell(row.customer_id), row.value],
            FileColumns::BulkUpload => vec![
                cell(row.customer_id),
                row.value,
                cell(row.order_number),
                cell(row.order_date),
                cell(row.stc_alias),
            ],
        }
    }
}

/// Returns the failed rows as a file to correct and upload again. The added columns don't affect how its rows are read.
pub(crate) fn failed_rows(db: Db, scope: Scope, owner: RowOwner, file: FileColumns) -> Download {
    let mut columns = file.columns();
    columns.extend([
        Column::number("line"),
        Column::text("code", 26),
        Column::text("message", SENTENCE_WIDTH),
        Column::text("what to do", SENTENCE_WIDTH),
    ]);
    stream_by_line(db, (scope, owner), RowFilter::OPEN, FAILED_ROWS, columns, move |row, error, origin| {
        let line = row.position().to_string();
        let mut cells = file.cells(row);
        let (code, what_to_do) = (error.reason.code(), error.reason.advice(origin));
        cells.extend([line, code.to_owned(), error.full_message(), what_to_do.to_owned()]);
        cells
    })
}

/// Returns the failed rows with all columns of the submitted file, followed by the reasons. `open` opens the file
/// when the first rows are needed. Rows that the file no longer contains have only their identifier.
pub(crate) fn failed_rows_as_submitted(
    db: Db,
    scope: Scope,
    owner: RowOwner,
    layout: Layout,
    open: impl FnOnce() -> Result<std::fs::File, Error> + Send + 'static,
) -> Download {
    let original = OriginalColumns::of(&layout);
    let mut columns = original.columns(&layout);
    columns.extend([
        Column::number("line"),
        Column::text("code", 26),
        Column::text("message", SENTENCE_WIDTH),
        Column::text("details", SENTENCE_WIDTH),
        Column::text("what to do", SENTENCE_WIDTH),
    ]);
    let (mut open, mut rows) = (Some(open), None);
    let mut cursor = RowCursor::First;
    Download::new(FAILED_ROWS, columns, move || {
        let next = next_page(&db, (scope, owner), RowFilter::OPEN, &mut cursor)?;
        let Some((page, origin)) = next else { return Ok(None) };
        if let Some(open) = open.take() {
            rows = Some(OriginalRows::new(open()?, layout.clone(), original.clone())?);
        }
        let Some(rows) = &mut rows else { return Ok(None) };
        let mut lines = Vec::with_capacity(page.len());
        for row in page {
            let (mut cells, position) = (rows.cells(&row)?, row.position());
            let error = RowError::new(row.reason, row.detail);
            let (reason, message) = (error.reason, error.full_message());
            let details = if message == reason.message() { String::new() } else { message };
            cells.extend([
                position.to_string(),
                reason.code().to_owned(),
                reason.message().to_owned(),
                details,
                reason.advice(origin).to_owned(),
            ]);
            lines.push(cells);
        }
        Ok(Some(lines))
    })
}

/// Returns a template, which is a file with only a header.
pub(crate) fn template(columns: FileColumns) -> Download {
    Download::new("Devices", columns.columns(), || Ok::<_, Error>(None::<Vec<Vec<String>>>))
}

fn stream_by_line(
    db: Db,
    rows_of: (Scope, RowOwner),
    filter: RowFilter,
    title: &'static str,
    columns: Vec<Column>,
    cells: impl Fn(FailedRow, RowError, ListOrigin) -> Vec<String> + Send + 'static,
) -> Download {
    let mut cursor = RowCursor::First;
    Download::new(title, columns, move || {
        let Some((page, origin)) = next_page(&db, rows_of, filter, &mut cursor)? else { return Ok(None) };
        let rows = page.into_iter().map(|row| {
            let error = RowError::new(row.reason, row.detail.clone());
            cells(row, error, origin)
        });
        Ok(Some(rows.collect()))
    })
}

/// Returns the failed rows after the cursor and where they come from, and moves the cursor. Returns `None` at the end.
fn next_page(
    db: &Db,
    (scope, owner): (Scope, RowOwner),
    filter: RowFilter,
    cursor: &mut RowCursor,
) -> Result<Option<(Vec<FailedRow>, ListOrigin)>, Error> {
    let (rows, origin): (Vec<FailedRow>, ListOrigin) = db.read(|conn| {
        let source = failed_rows::find_source(conn, scope, owner)?;
        let origin = earlier_files::find_origin(conn, source.submission())?;
        let rows = listing::list(conn, &source, filter, *cursor, PAGE_ROWS)?;
        Ok::<_, Error>((rows, origin))
    })?;
    let Some(last) = rows.last() else { return Ok(None) };
    *cursor = RowCursor::After(last.position());
    Ok(Some((rows, origin)))
}
