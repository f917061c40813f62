//! The templates for bulk uploads and bulk deletions. They contain only a header row.

use actix_web::HttpResponse;

use crate::exports::failed_rows::{FileColumns, template};
use crate::http::Error;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the template for bulk uploads.
pub(crate) async fn uploads(frame: Frame) -> Result<HttpResponse, Error> {
    respond::header_only(&frame, "bulk-upload-template", &template(FileColumns::BulkUpload))
}

/// Serves the template for bulk deletions.
pub(crate) async fn deletions(frame: Frame) -> Result<HttpResponse, Error> {
    respond::header_only(&frame, "bulk-delete-template", &template(FileColumns::BulkDeletion))
}
