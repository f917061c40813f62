//! The templates of files for many customers. They hold a header alone.

use actix_web::HttpResponse;

use crate::exports::failed_rows::{FileColumns, template};
use crate::http::Error;
use crate::web::page::respond;

/// Serves the template for uploading.
pub(crate) async fn uploads() -> Result<HttpResponse, Error> {
    respond::csv("bulk-upload-template.csv", template(FileColumns::BulkUpload)).await
}

/// Serves the template for deleting.
pub(crate) async fn deletions() -> Result<HttpResponse, Error> {
    respond::csv("bulk-delete-template.csv", template(FileColumns::BulkDeletion)).await
}
