//! The templates for bulk uploads and bulk deletions. They contain only a header row.

use actix_web::HttpResponse;

use crate::exports::failed_rows::{FileColumns, template};
use crate::web::page::respond;

/// Serves the template for bulk uploads.
pub(crate) async fn uploads() -> HttpResponse {
    respond::csv_header("bulk-upload-template.csv", &template(FileColumns::BulkUpload))
}

/// Serves the template for bulk deletions.
pub(crate) async fn deletions() -> HttpResponse {
    respond::csv_header("bulk-delete-template.csv", &template(FileColumns::BulkDeletion))
}
