//! All addresses in the portal. Templates and handlers use these constants and functions instead of literal addresses.

use std::fmt::{Display, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::ids::{FileLayoutKey, SoldToCodeKey, SubmissionId, UploadId};

/// The home page, which redirects to the first page in the person's menu.
pub(crate) const HOME: &str = "/";
/// The sign-in page. A POST signs in.
pub(crate) const SIGN_IN: &str = "/sign-in";
/// The address for signing out (POST).
pub(crate) const SIGN_OUT: &str = "/sign-out";
/// The person's own account.
pub(crate) const ACCOUNT: &str = "/account";
/// The address for changing the password (POST).
pub(crate) const ACCOUNT_PASSWORD: &str = "/account/password";
/// The address for changing the time zone, the theme and the shortcuts setting (POST).
pub(crate) const ACCOUNT_DISPLAY: &str = "/account/display";
/// The Customers list. A POST adds a customer.
pub(crate) const CUSTOMERS: &str = "/customers";
/// The page for adding a customer.
pub(crate) const CUSTOMER_ADD: &str = "/customers/new";
/// The Customers list as CSV.
pub(crate) const CUSTOMERS_CSV: &str = "/customers.csv";
/// The page for uploading devices for many customers.
pub(crate) const BULK_ACTIONS: &str = "/bulk-actions";
/// The page for deleting devices for many customers.
pub(crate) const BULK_DELETE: &str = "/bulk-actions/delete";
/// The history of bulk actions.
pub(crate) const BULK_HISTORY: &str = "/bulk-actions/history";
/// The address for uploading a file for many customers (POST).
pub(crate) const BULK_UPLOADS: &str = "/bulk-actions/uploads";
/// The address for deleting devices for many customers with a file (POST).
pub(crate) const BULK_DELETIONS: &str = "/bulk-actions/deletions";
/// The CSV template for bulk uploads.
pub(crate) const BULK_UPLOADS_TEMPLATE: &str = "/bulk-actions/uploads-template.csv";
/// The CSV template for bulk deletions.
pub(crate) const BULK_DELETIONS_TEMPLATE: &str = "/bulk-actions/deletions-template.csv";
/// The sold-to codes in the settings. A POST adds a code.
pub(crate) const SOLD_TO_CODES: &str = "/settings/sold-to-codes";
/// The page for adding a sold-to code.
pub(crate) const SOLD_TO_CODE_ADD: &str = "/settings/sold-to-codes/new";
/// The remembered layouts in the settings.
pub(crate) const FILE_LAYOUTS: &str = "/settings/file-layouts";
/// Support's review queue, and its search across all resellers.
pub const SUPPORT: &str = "/support";
/// Support's list of resellers whose checks contain many devices that other resellers have registered.
pub(crate) const SUPPORT_UNUSUAL_CHECKS: &str = "/support/unusual-checks";
/// The search for devices.
pub(crate) const FIND: &str = "/find";
/// The overview of the help pages.
pub(crate) const HELP: &str = "/help";
/// The help page on preparing a device file.
pub(crate) const HELP_DEVICE_FILES: &str = "/help/device-files";
/// The accessibility statement.
pub(crate) const HELP_ACCESSIBILITY: &str = "/help/accessibility";
/// The privacy notice.
pub(crate) const HELP_PRIVACY: &str = "/help/privacy";

/// Returns the address of an embedded file, by its served name.
pub(crate) fn asset(served_name: &str) -> String {
    format!("/assets/{served_name}")
}

/// Returns the address of the sign-in page that redirects to a local address after signing in.
pub(crate) fn sign_in_then(next: &str) -> String {
    with_query(SIGN_IN, &[("next", next)])
}

/// Returns the address of a customer's Uploads tab. A POST to it uploads a file.
pub(crate) fn customer_uploads(customer_id: impl Display) -> String {
    format!("/customers/{}/uploads", encode(&customer_id.to_string()))
}

/// Returns the address of a customer's Devices tab.
pub(crate) fn customer_devices(customer_id: impl Display) -> String {
    format!("/customers/{}/devices", encode(&customer_id.to_string()))
}

/// Returns the address for editing a sold-to code (page and POST).
pub(crate) fn sold_to_code(id: SoldToCodeKey) -> String {
    format!("{SOLD_TO_CODES}/{id}")
}

/// Returns the address for deleting a sold-to code (confirmation and POST).
pub(crate) fn sold_to_code_deletion(id: SoldToCodeKey) -> String {
    format!("{SOLD_TO_CODES}/{id}/delete")
}

/// Returns the address for renaming a remembered layout (page and POST).
pub(crate) fn file_layout(id: FileLayoutKey) -> String {
    format!("{FILE_LAYOUTS}/{id}")
}

/// Returns the address for deleting a remembered layout (confirmation and POST).
pub(crate) fn file_layout_deletion(id: FileLayoutKey) -> String {
    format!("{FILE_LAYOUTS}/{id}/delete")
}

/// Returns the address of a device, by any of its identifiers.
pub(crate) fn device(identifier: &str) -> String {
    format!("/devices/{}", encode(identifier))
}

/// Returns the address for removing an identifier from its device (confirmation and POST).
pub(crate) fn identifier_removal(identifier: &str) -> String {
    format!("/devices/{}/remove", encode(identifier))
}

/// Returns the address of the Upload devices page.
pub(crate) fn upload_devices(customer_id: impl Display) -> String {
    format!("/customers/{}/uploads/new", encode(&customer_id.to_string()))
}

/// Returns the address of the Upload devices page for a file that corrects an upload.
pub(crate) fn upload_correction(customer_id: impl Display, upload: UploadId) -> String {
    with_query(&upload_devices(customer_id), &[("correction", &upload.to_string())])
}

/// Returns the address for editing the internal reference (page and POST).
pub(crate) fn customer_reference(customer_id: impl Display) -> String {
    format!("/customers/{}/reference", encode(&customer_id.to_string()))
}

/// Returns the address of a customer's uploads as CSV.
pub(crate) fn uploads_csv(customer_id: impl Display) -> String {
    format!("/customers/{}/uploads.csv", encode(&customer_id.to_string()))
}

/// Returns the address of a customer's devices as CSV.
pub(crate) fn devices_csv(customer_id: impl Display) -> String {
    format!("/customers/{}/devices.csv", encode(&customer_id.to_string()))
}

/// Returns the address of a customer's devices as an Excel workbook.
pub(crate) fn devices_workbook(customer_id: impl Display) -> String {
    as_workbook(&devices_csv(customer_id))
}

/// Returns the address of an upload's row in the list.
pub(crate) fn upload_row(upload: UploadId) -> String {
    format!("/uploads/{upload}/row")
}

/// Returns the address of an upload's errors.
pub(crate) fn upload_errors(upload: UploadId) -> String {
    format!("/uploads/{upload}/errors")
}

/// Returns the address of an upload's errors as CSV.
pub(crate) fn errors_csv(upload: UploadId) -> String {
    format!("/uploads/{upload}/errors.csv")
}

/// Returns the address of an upload's failed rows, in the layout of an upload file.
pub(crate) fn failed_rows_csv(upload: UploadId) -> String {
    format!("/uploads/{upload}/failed-rows.csv")
}

/// Returns the address of a customer's deletions. A POST to it deletes devices, after asking for confirmation.
pub(crate) fn deletions(customer_id: impl Display) -> String {
    format!("/customers/{}/deletions", encode(&customer_id.to_string()))
}

/// Returns the address for deleting a customer's devices with a file.
pub(crate) fn delete_devices(customer_id: impl Display) -> String {
    format!("/customers/{}/deletions/new", encode(&customer_id.to_string()))
}

/// Returns the address of a deletion.
pub(crate) fn deletion(id: SubmissionId) -> String {
    format!("/deletions/{id}")
}

/// Returns the address of a bulk action.
pub(crate) fn bulk_action(id: SubmissionId) -> String {
    format!("/bulk-actions/{id}")
}

/// Returns the address of the errors of a check, a bulk action or a deletion as CSV.
pub(crate) fn errors_csv_of(page: &str) -> String {
    format!("{page}/errors.csv")
}

/// Returns the address of the failed rows of a check, a bulk action or a deletion, to correct and upload again.
pub(crate) fn failed_rows_csv_of(page: &str) -> String {
    format!("{page}/failed-rows.csv")
}

/// Returns the address of a download as an Excel workbook, given its address as CSV.
pub(crate) fn as_workbook(csv_url: &str) -> String {
    csv_url.replacen(".csv", ".xlsx", 1)
}

/// Returns the address for correcting the failed lines of an upload, a bulk action or a deletion (page and POST).
/// `page` is the address of their results.
pub(crate) fn correct_lines(page: &str) -> String {
    format!("{}/correct", page.strip_suffix("/errors").unwrap_or(page))
}

/// Returns the address of a check.
pub(crate) fn check(number: SubmissionId) -> String {
    format!("/checks/{number}")
}

/// Returns the address for discarding a check (confirmation and POST).
pub(crate) fn check_discard(number: SubmissionId) -> String {
    format!("/checks/{number}/discard")
}

/// Returns the address of the page for deciding how to read a list (page and POST).
pub(crate) fn undecided_list(token: &str) -> String {
    format!("/reviews/{}", encode(token))
}

/// Returns the address for reading the file of a submission in another way (POST).
pub(crate) fn review_of(number: SubmissionId) -> String {
    format!("/reviews/of/{number}")
}

/// Returns the address of the support page for an upload.
pub(crate) fn support_upload(upload: UploadId) -> String {
    format!("/support/uploads/{upload}")
}

/// Returns the address of the support page for a bulk action or a deletion.
pub(crate) fn support_submission(number: SubmissionId) -> String {
    format!("/support/submissions/{number}")
}

/// Returns the address for marking an upload as reviewed (POST).
pub(crate) fn support_review(upload: UploadId) -> String {
    format!("/support/uploads/{upload}/review")
}

/// Returns the address for saving a note on an upload (POST).
pub(crate) fn support_note(upload: UploadId) -> String {
    format!("/support/uploads/{upload}/note")
}

/// Returns the address for putting a stalled submission back into the queue (POST).
pub(crate) fn support_requeue(submission: SubmissionId) -> String {
    format!("/support/submissions/{submission}/requeue")
}

/// Returns the address of a sample file.
pub(crate) fn sample(name: &str) -> String {
    format!("/help/samples/{}", encode(name))
}

/// Appends the pairs whose values aren't empty to an address's query string.
pub fn with_query(base: &str, pairs: &[(&str, &str)]) -> String {
    let mut address = base.to_owned();
    let mut separator = if base.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(address, "{separator}{}={}", encode(name), encode(value));
        separator = '&';
    }
    address
}

/// Returns the address if it is local. Returns `None` for any address that could redirect to another site.
pub(crate) fn local(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    (is_path && next.bytes().all(|byte| byte.is_ascii_graphic())).then_some(next)
}

/// All characters except the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> impl Display {
    utf8_percent_encode(text, RESERVED)
}

#[cfg(test)]
mod tests;
