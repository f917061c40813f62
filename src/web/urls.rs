//! Every address of the portal. Templates and handlers call these; nobody writes an address by hand.

use std::fmt::Write as _;

/// The way in: leads to the first page of whoever asks.
pub const HOME: &str = "/";
/// Sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Sign out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// The person's own account.
pub const ACCOUNT: &str = "/account";
/// Change the password (POST).
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Change time zone and theme (POST).
pub const ACCOUNT_DISPLAY: &str = "/account/display";
/// The Customers list; adding one is a POST to it.
pub const CUSTOMERS: &str = "/customers";
/// Add customer.
pub const CUSTOMER_ADD: &str = "/customers/new";
/// The Customers list as CSV.
pub const CUSTOMERS_CSV: &str = "/customers.csv";
/// Bulk actions: upload devices for many customers.
pub const BULK_ACTIONS: &str = "/bulk-actions";
/// Bulk actions: delete devices of many customers.
pub const BULK_DELETE: &str = "/bulk-actions/delete";
/// Bulk actions: what was handed in before.
pub const BULK_HISTORY: &str = "/bulk-actions/history";
/// Hand in a file for many customers (POST).
pub const BULK_UPLOADS: &str = "/bulk-actions/uploads";
/// Hand in a file of devices to delete, of many customers (POST).
pub const BULK_DELETIONS: &str = "/bulk-actions/deletions";
/// The template of a file for many customers.
pub const BULK_UPLOADS_TEMPLATE: &str = "/bulk-actions/uploads-template.csv";
/// The template of a file of devices to delete, of many customers.
pub const BULK_DELETIONS_TEMPLATE: &str = "/bulk-actions/deletions-template.csv";
/// Settings, Sold-to codes; adding one is a POST to it.
pub const SOLD_TO_CODES: &str = "/settings/sold-to-codes";
/// Add sold-to code.
pub const SOLD_TO_CODE_ADD: &str = "/settings/sold-to-codes/new";
/// Support: the review queue, and the search over all resellers.
pub const SUPPORT: &str = "/support";
/// Find a device.
pub const FIND: &str = "/find";
/// Help.
pub const HELP: &str = "/help";
/// How to prepare a device file.
pub const HELP_DEVICE_FILES: &str = "/help/device-files";
/// What is done so that everybody can use the portal.
pub const HELP_ACCESSIBILITY: &str = "/help/accessibility";
/// What is kept about whom.
pub const HELP_PRIVACY: &str = "/help/privacy";

/// An embedded file, by the name under which it is served.
pub fn asset(served_name: &str) -> String {
    format!("/assets/{served_name}")
}

/// Sign in, and then go to a local address.
pub fn sign_in_then(next: &str) -> String {
    with_query(SIGN_IN, &[("next", next)])
}

/// A customer's UPLOADS tab; handing in a file is a POST to it.
pub fn customer_uploads(customer_id: &str) -> String {
    format!("/customers/{}/uploads", encode(customer_id))
}

/// A customer's DEVICES tab.
pub fn customer_devices(customer_id: &str) -> String {
    format!("/customers/{}/devices", encode(customer_id))
}

/// Edit a sold-to code (page and POST).
pub fn sold_to_code(id: i64) -> String {
    format!("{SOLD_TO_CODES}/{id}")
}

/// Delete a sold-to code (the page that asks, and POST).
pub fn sold_to_code_deletion(id: i64) -> String {
    format!("{SOLD_TO_CODES}/{id}/delete")
}

/// A device, by any of its identifiers.
pub fn device(identifier: &str) -> String {
    format!("/devices/{}", encode(identifier))
}

/// The devices that were found for a text.
pub fn find(q: &str) -> String {
    with_query(FIND, &[("q", q)])
}

/// Upload devices.
pub fn upload_devices(customer_id: &str) -> String {
    format!("/customers/{}/uploads/new", encode(customer_id))
}

/// Edit the internal reference (page and POST).
pub fn customer_reference(customer_id: &str) -> String {
    format!("/customers/{}/reference", encode(customer_id))
}

/// A customer's uploads as CSV.
pub fn uploads_csv(customer_id: &str) -> String {
    format!("/customers/{}/uploads.csv", encode(customer_id))
}

/// A customer's devices as CSV.
pub fn devices_csv(customer_id: &str) -> String {
    format!("/customers/{}/devices.csv", encode(customer_id))
}

/// The live row of one upload.
pub fn upload_row(upload: i64) -> String {
    format!("/uploads/{upload}/row")
}

/// What failed in an upload.
pub fn upload_errors(upload: i64) -> String {
    format!("/uploads/{upload}/errors")
}

/// The same as CSV, line by line.
pub fn errors_csv(upload: i64) -> String {
    format!("/uploads/{upload}/errors.csv")
}

/// The failed rows in the layout of an upload file.
pub fn failed_rows_csv(upload: i64) -> String {
    format!("/uploads/{upload}/failed-rows.csv")
}

/// What is to be deleted of a customer: asking and confirming are POSTs to it, and it lists the deletions.
pub fn deletions(customer_id: &str) -> String {
    format!("/customers/{}/deletions", encode(customer_id))
}

/// Delete devices of a customer by a file.
pub fn delete_devices(customer_id: &str) -> String {
    format!("/customers/{}/deletions/new", encode(customer_id))
}

/// A deletion: what was deleted, and what was not.
pub fn deletion(id: i64) -> String {
    format!("/deletions/{id}")
}

/// A bulk action.
pub fn bulk_action(id: i64) -> String {
    format!("/bulk-actions/{id}")
}

/// What failed in a bulk action or a deletion at this address, line by line, as CSV.
pub fn errors_csv_of(page: &str) -> String {
    format!("{page}/errors.csv")
}

/// The same rows, to correct and hand in again.
pub fn failed_rows_csv_of(page: &str) -> String {
    format!("{page}/failed-rows.csv")
}

/// The check of a file.
pub fn check(number: i64) -> String {
    format!("/checks/{number}")
}

/// An upload, as support sees it.
pub fn support_upload(upload: i64) -> String {
    format!("/support/uploads/{upload}")
}

/// A bulk action or a deletion, as support sees it.
pub fn support_submission(number: i64) -> String {
    format!("/support/submissions/{number}")
}

/// Support's mark on an upload (POST).
pub fn support_review(upload: i64) -> String {
    format!("/support/uploads/{upload}/review")
}

/// Support's note on an upload (POST).
pub fn support_note(upload: i64) -> String {
    format!("/support/uploads/{upload}/note")
}

/// Puts what has stalled back into the queue (POST).
pub fn support_requeue(submission: i64) -> String {
    format!("/support/submissions/{submission}/requeue")
}

/// A sample file.
pub fn sample(name: &str) -> String {
    format!("/help/samples/{}", encode(name))
}

/// An address with those of the pairs that have a value, in their order, after what it asks for already.
pub fn with_query(base: &str, pairs: &[(&str, &str)]) -> String {
    let mut address = base.to_owned();
    let mut mark = if base.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(address, "{mark}{}={}", encode(name), encode(value));
        mark = '&';
    }
    address
}

/// An address on this portal that somebody sent along, if it is one: never a way to another site.
pub fn local(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    (is_path && next.bytes().all(|byte| byte.is_ascii_graphic())).then_some(next)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte as char),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_only_what_has_a_value() {
        assert_eq!(with_query("/customers", &[("q", ""), ("sort", "")]), "/customers");
        assert_eq!(
            with_query("/customers", &[("q", "Łódź & co"), ("page", "2")]),
            "/customers?q=%C5%81%C3%B3d%C5%BA%20%26%20co&page=2"
        );
    }

    #[test]
    fn next_never_leads_elsewhere() {
        for good in ["/", "/customers?q=a%20b", "/uploads/1000001/errors"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in
            ["", "customers", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/a\tb"]
        {
            assert_eq!(local(bad), None, "{bad}");
        }
    }
}
