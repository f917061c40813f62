//! The templates for bulk uploads and bulk deletions. They contain only a header row.

use actix_web::HttpResponse;

use crate::exports::failed_rows::{FileColumns, template};
use crate::http::Error;
use crate::web::page::respond;

/// Serves the template for bulk uploads.
pub(crate) async fn uploads() -> Result<HttpResponse, Error> {
    respond::csv("bulk-upload-template.csv", template(FileColumns::BulkUpload)).await
}

/// Serves the template for bulk deletions.
pub(crate) async fn deletions() -> Result<HttpResponse, Error> {
    respond::csv("bulk-delete-template.csv", template(FileColumns::BulkDeletion)).await
}
