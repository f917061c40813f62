//! Failed rows as CSV: a list of errors with reasons, and a file to correct and upload again.

use super::csv_stream::{Download, PAGE_ROWS};
use crate::domain::actor::Scope;
use crate::domain::ids::CustomerId;
use crate::domain::row_error::RowError;
use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::{self, FailedRow, LineCursor, RowOwner};
use crate::store::{Db, Error};

/// Returns every failed line with its reason, in line order. `customer_id` is used for lines that don't name a
/// customer.
pub(crate) fn errors_csv(db: Db, scope: Scope, owner: RowOwner, customer_id: Option<CustomerId>) -> Download {
    let header = vec![
        "line",
        "customer_id",
        "value",
        "understood_as",
        "code",
        "message",
        "what_to_do",
        "collides_with_upload",
    ];
    let customer_id = customer_id.map(|id| id.to_string()).unwrap_or_default();
    stream_by_line(db, scope, owner, header, move |row, message| {
        let code = row.reason.code().to_owned();
        let collides = row.collides_with.map(|upload| upload.to_string()).unwrap_or_default();
        let what_to_do = row.reason.what_to_do().to_owned();
        let customer_id = row.customer_id.unwrap_or_else(|| customer_id.clone());
        let canonical = row.canonical.unwrap_or_default();
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

    /// Returns the column names, in the template's order.
    pub(crate) fn names(self) -> &'static [&'static str] {
        let all: &[&str] =
            &["Customer/MSP ID", "IMEI/MEID/Serial number", "Order number", "Order date", "STC alias"];
        match self {
            FileColumns::OneCustomer => &all[1..2],
            FileColumns::BulkDeletion => &all[..2],
            FileColumns::BulkUpload => all,
        }
    }
}

/// Returns the failed rows as a file to correct and upload again. The added columns don't affect how its rows are read.
pub(crate) fn failed_rows_csv(db: Db, scope: Scope, owner: RowOwner, columns: FileColumns) -> Download {
    let mut header = columns.names().to_vec();
    header.extend(["line", "code", "message", "what to do"]);
    stream_by_line(db, scope, owner, header, move |row, message| {
        let what_to_do = row.reason.what_to_do().to_owned();
        let cell = |cell: Option<String>| cell.unwrap_or_default();
        let mut cells = match columns {
            FileColumns::OneCustomer => vec![row.value],
            FileColumns::BulkDeletion => vec![cell(row.customer_id), row.value],
            FileColumns::BulkUpload => vec![
                cell(row.customer_id),
                row.value,
                cell(row.order_number),
                cell(row.order_date),
                cell(row.stc_alias),
            ],
        };
        cells.extend([row.line.to_string(), row.reason.code().to_owned(), message, what_to_do]);
        cells
    })
}

/// Returns a template, which is a file with only a header.
pub(crate) fn template(columns: FileColumns) -> Download {
    Download::new(columns.names().to_vec(), || Ok::<_, Error>(None::<Vec<Vec<String>>>))
}

fn stream_by_line(
    db: Db,
    scope: Scope,
    owner: RowOwner,
    header: Vec<&'static str>,
    cells: impl Fn(FailedRow, String) -> Vec<String> + Send + 'static,
) -> Download {
    let mut cursor = LineCursor::First;
    Download::new(header, move || {
        let rows: Vec<FailedRow> = db.read(|conn| {
            let source = failed_rows::find_source(conn, scope, owner)?;
            failed_rows::list(conn, &source, None, cursor, PAGE_ROWS)
        })?;
        let Some(last) = rows.last() else { return Ok::<_, Error>(None) };
        cursor = LineCursor::After(last.line);
        let rows = rows.into_iter().map(|row| {
            let message = RowError::new(row.reason, row.detail.clone()).full_message();
            cells(row, message)
        });
        Ok(Some(rows.collect()))
    })
}
