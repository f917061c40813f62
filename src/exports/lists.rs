//! Lists as CSV: customers, and a customer's uploads and devices.

use super::csv_stream::{Download, PAGE_ROWS, format_time};
use crate::domain::actor::{Actor, Scope};
use crate::domain::customer::CustomerStatus;
use crate::domain::device::DeviceStatus;
use crate::domain::ids::{CustomerKey, UploadId};
use crate::store::customers::list::{CustomerFilter, CustomerSort};
use crate::store::devices::RegisteredRow;
use crate::store::devices::pages::RegistrationPages;
use crate::store::uploads::list::{UploadCursor, UploadFilter};
use crate::store::{Db, customers, uploads};

/// Returns the customers that match a filter, in the order of `sort`.
pub(crate) fn customers_csv(
    db: Db,
    scope: Scope,
    filter: CustomerFilter,
    sort: (CustomerSort, bool),
) -> Download {
    let header = vec![
        "COMPANY NAME",
        "INTERNAL REFERENCE",
        "CUSTOMER/MSP ID",
        "COUNTRY",
        "LAST UPLOADED",
        "UPLOADS",
        "DEVICES",
        "STATUS",
    ];
    let mut offset = 0;
    Download::new(header, move || {
        let rows = db.read(|conn| customers::list::list(conn, scope, &filter, sort, offset, PAGE_ROWS))?;
        offset += PAGE_ROWS;
        Ok((!rows.is_empty()).then(|| {
            rows.into_iter()
                .map(|row| {
                    [
                        row.company_name,
                        row.reference,
                        row.customer_id.to_string(),
                        row.country,
                        row.last_uploaded.map(format_time).unwrap_or_default(),
                        row.uploads.to_string(),
                        row.devices.to_string(),
                        row.status.label().to_owned(),
                    ]
                })
                .collect()
        }))
    })
}

/// Returns a customer's uploads that match a filter, newest first. The account ID is included only for people who
/// signed in through single sign-on.
pub(crate) fn uploads_csv(
    db: Db,
    actor: &Actor,
    scope: Scope,
    customer: CustomerKey,
    filter: UploadFilter,
) -> Download {
    let has_account_column = actor.person().is_some_and(|person| person.sso_account.is_some());
    let mut header = vec!["UPLOAD ID", "UPLOADED BY"];
    header.extend(has_account_column.then_some("ACCOUNT ID"));
    header.extend(["TOTAL DEVICES", "VERIFIED DEVICES", "UPLOADED", "STATUS", "FAILED DEVICES"]);
    header.extend(["ORDER NUMBER", "ORDER DATE", "STC ALIAS", "FILE NAME"]);
    let mut cursor = UploadCursor::First;
    Download::new(header, move || {
        let rows = db.read(|conn| uploads::list::list(conn, scope, customer, &filter, cursor, PAGE_ROWS))?;
        let Some(last) = rows.last() else { return Ok(None) };
        cursor = UploadCursor::After(last.id);
        let rows = rows.into_iter().map(|row| {
            let mut cells = vec![row.id.to_string(), row.uploaded_by.clone()];
            cells.extend(has_account_column.then(|| row.sso_account.clone().unwrap_or_default()));
            cells.extend([
                row.total.to_string(),
                row.verified.to_string(),
                format_time(row.accepted_at),
                row.status().label().to_owned(),
                row.failed.to_string(),
                row.order_number.unwrap_or_default(),
                row.order_date.map(|date| date.to_string()).unwrap_or_default(),
                row.stc_alias.unwrap_or_default(),
                row.file_name,
            ]);
            cells
        });
        Ok(Some(rows.collect()))
    })
}

/// Returns the devices that are registered for a customer: those from the given uploads, or all if none are given.
pub(crate) fn devices_csv(
    db: Db,
    scope: Scope,
    customer: CustomerKey,
    status: CustomerStatus,
    only_uploads: Vec<UploadId>,
) -> Download {
    let header = vec![
        "IMEI 1",
        "IMEI 2",
        "MEID",
        "SERIAL NUMBER",
        "MODEL",
        "ORDER NUMBER",
        "ORDER DATE",
        "UPLOADED",
        "UPLOAD ID",
        "STATUS",
    ];
    let status = DeviceStatus::of(status).label();
    let mut registered = RegistrationPages::of(scope, customer, only_uploads);
    // The formatted columns that are the same for all devices of the current upload.
    let mut current = (UploadId::new(0), String::new(), String::new());
    Download::new(header, move || {
        let Some(rows) = registered.next(&db)? else { return Ok(None) };
        let mut upload_columns = |row: &RegisteredRow| {
            if current.0 != row.upload {
                let date = row.order_date.map(|date| date.to_string()).unwrap_or_default();
                current = (row.upload, date, format_time(row.uploaded));
            }
            (current.1.clone(), current.2.clone())
        };
        let rows = rows.into_iter().map(|row| {
            let (order_date, uploaded) = upload_columns(&row);
            [
                row.imei1.unwrap_or_default(),
                row.imei2.unwrap_or_default(),
                row.meid.unwrap_or_default(),
                row.serial.unwrap_or_default(),
                row.model.unwrap_or_default(),
                row.order_number.unwrap_or_default(),
                order_date,
                uploaded,
                row.upload.to_string(),
                status.to_owned(),
            ]
        });
        Ok(Some(rows.collect()))
    })
}
