//! Lists to download: customers, and a customer's uploads and devices.

use super::download::{Column, Download, PAGE_ROWS, format_time};
use crate::domain::actor::{Actor, Scope};
use crate::domain::customer::CustomerStatus;
use crate::domain::device::DeviceStatus;
use crate::domain::ids::{CustomerKey, UploadId};
use crate::store::customers::list::{CustomerFilter, CustomerSort};
use crate::store::devices::RegisteredRow;
use crate::store::devices::pages::RegistrationPages;
use crate::store::uploads::list::{UploadCursor, UploadFilter};
use crate::store::{self, Db};

/// Returns the customers that match a filter, in the order of `sort`.
pub(crate) fn customers(
    db: Db,
    scope: Scope,
    filter: CustomerFilter,
    sort: (CustomerSort, bool),
) -> Download {
    let columns = vec![
        Column::text("COMPANY NAME", 32),
        Column::text("INTERNAL REFERENCE", 22),
        Column::text("CUSTOMER/MSP ID", 17),
        Column::text("COUNTRY", 10),
        Column::text("LAST UPLOADED", 22),
        Column::number("UPLOADS"),
        Column::number("DEVICES"),
        Column::text("STATUS", 28),
    ];
    let mut offset = 0;
    Download::new("Customers", columns, move || {
        let rows =
            db.read(|conn| store::customers::list::list(conn, scope, &filter, sort, offset, PAGE_ROWS))?;
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
pub(crate) fn uploads(
    db: Db,
    actor: &Actor,
    scope: Scope,
    customer: CustomerKey,
    filter: UploadFilter,
) -> Download {
    let has_account_column = actor.person().is_some_and(|person| person.sso_account.is_some());
    let mut columns = vec![Column::text("UPLOAD ID", 12), Column::text("UPLOADED BY", 24)];
    columns.extend(has_account_column.then(|| Column::text("ACCOUNT ID", 24)));
    columns.extend([
        Column::number("TOTAL DEVICES"),
        Column::number("VERIFIED DEVICES"),
        Column::text("UPLOADED", 22),
        Column::text("STATUS", 22),
        Column::number("FAILED DEVICES"),
        Column::text("ORDER NUMBER", 20),
        Column::text("ORDER DATE", 12),
        Column::text("STC ALIAS", 20),
        Column::text("FILE NAME", 32),
    ]);
    let mut cursor = UploadCursor::First;
    Download::new("Uploads", columns, move || {
        let rows =
            db.read(|conn| store::uploads::list::list(conn, scope, customer, &filter, cursor, PAGE_ROWS))?;
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
pub(crate) fn devices(
    db: Db,
    scope: Scope,
    customer: CustomerKey,
    status: CustomerStatus,
    only_uploads: Vec<UploadId>,
) -> Download {
    let columns = vec![
        Column::text("IMEI 1", 18),
        Column::text("IMEI 2", 18),
        Column::text("MEID", 18),
        Column::text("SERIAL NUMBER", 22),
        Column::text("MODEL", 24),
        Column::text("ORDER NUMBER", 20),
        Column::text("ORDER DATE", 12),
        Column::text("UPLOADED", 22),
        Column::text("UPLOAD ID", 12),
        Column::text("STATUS", 16),
    ];
    let status = DeviceStatus::of(status).label();
    let mut registered = RegistrationPages::of(scope, customer, only_uploads);
    // The formatted columns that are the same for all devices of the current upload.
    let mut current = (UploadId::new(0), String::new(), String::new());
    Download::new("Devices", columns, move || {
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
