//! The templates of files for many customers: a header alone.

use actix_web::HttpResponse;

use crate::exports::failed_rows::{Columns, template};
use crate::http::Error;
use crate::web::page::respond;

/// For uploading.
pub async fn uploads() -> Result<HttpResponse, Error> {
    respond::csv("bulk-upload-template.csv", template(Columns::BulkUpload)).await
}

/// For deleting.
pub async fn deletions() -> Result<HttpResponse, Error> {
    respond::csv("bulk-delete-template.csv", template(Columns::BulkDeletion)).await
}
