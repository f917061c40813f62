//! What failed, as CSV: every failed line with its reason; and the failed rows in the layout of an upload file,
//! to correct and upload again.

use super::csv_out::{Download, PAGE};
use crate::domain::actor::Scope;
use crate::domain::row_error::RowError;
use crate::store::failed_rows::{self, FailedRow};
use crate::store::{Db, Error};

/// Every failed line of an upload for this customer ID, in line order.
pub fn errors_csv(db: Db, scope: Scope, upload: i64, customer_id: String) -> Download {
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
    by_line(db, scope, upload, header, move |row, message| {
        let code = row.reason.code().to_owned();
        let collides = row.collides_with.map(|upload| upload.to_string()).unwrap_or_default();
        let what_to_do = row.reason.what_to_do().to_owned();
        let customer_id = row.customer_id.unwrap_or_else(|| customer_id.clone());
        let understood = row.understood_as.unwrap_or_default();
        vec![row.line.to_string(), customer_id, row.value, understood, code, message, what_to_do, collides]
    })
}

/// The failed rows of an upload for one customer, to correct and upload again; reading skips the added columns.
pub fn failed_rows_csv(db: Db, scope: Scope, upload: i64) -> Download {
    let header = vec!["IMEI/MEID/Serial number", "line", "code", "message", "what to do"];
    by_line(db, scope, upload, header, |row, message| {
        let what_to_do = row.reason.what_to_do().to_owned();
        vec![row.value, row.line.to_string(), row.reason.code().to_owned(), message, what_to_do]
    })
}

fn by_line(
    db: Db,
    scope: Scope,
    upload: i64,
    header: Vec<&'static str>,
    cells: impl Fn(FailedRow, String) -> Vec<String> + Send + 'static,
) -> Download {
    let mut line = 0;
    Download::new(header, move || {
        let rows: Vec<FailedRow> =
            db.read(|conn| failed_rows::after_line(conn, scope, upload, None, line, PAGE))?;
        let Some(last) = rows.last() else { return Ok::<_, Error>(None) };
        line = last.line;
        let rows = rows.into_iter().map(|row| {
            let message = RowError::new(row.reason, row.detail.clone()).full_message();
            cells(row, message)
        });
        Ok(Some(rows.collect()))
    })
}
