//! The two downloads on pages with failed lines: the errors with their messages, and the rows as they were in the file.

use actix_web::{HttpResponse, Route, web};
use serde::de::DeserializeOwned;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, SubmissionId};
use crate::domain::manifest::Layout;
use crate::exports::failed_rows::{FileColumns, errors, failed_rows, failed_rows_as_submitted};
use crate::exports::file_format::FileFormat;
use crate::http::{Error, State};
use crate::store;
use crate::store::failed_rows::{RowOwner, find_source};
use crate::store::submissions::files;
use crate::uploads::services::Services;
use crate::uploads::stored_file;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// A download of failed rows: its source, its columns and its file name.
pub(crate) struct FailedRowsDownload {
    /// The reseller's scope.
    pub(crate) scope: Scope,
    /// The upload or submission that the rows belong to.
    pub(crate) of: RowOwner,
    /// The start of the file name: "upload-1000012".
    pub(crate) name: String,
    /// The customer or MSP ID. `None` for a bulk action.
    pub(crate) customer_id: Option<CustomerId>,
    /// The columns of the file that contained the rows.
    pub(crate) columns: FileColumns,
}

/// Returns a route that serves the errors of the object in the path, as found by `find`.
pub(crate) fn errors_route<I: DeserializeOwned + 'static>(
    find: impl AsyncFn(&web::Data<State>, &Frame, I) -> Result<FailedRowsDownload, Error> + Copy + 'static,
) -> Route {
    web::route().to(move |state: web::Data<State>, frame: Frame, id: web::Path<I>| async move {
        find(&state, &frame, id.into_inner()).await?.errors(&state, &frame).await
    })
}

/// Returns a route that serves the failed rows of the object in the path, as found by `find`.
pub(crate) fn rows_route<I: DeserializeOwned + 'static>(
    find: impl AsyncFn(&web::Data<State>, &Frame, I) -> Result<FailedRowsDownload, Error> + Copy + 'static,
) -> Route {
    web::route().to(move |state: web::Data<State>, frame: Frame, id: web::Path<I>| async move {
        find(&state, &frame, id.into_inner()).await?.rows(&state, &frame).await
    })
}

impl FailedRowsDownload {
    /// Serves the line, value, code and message of each failed row.
    async fn errors(self, state: &State, frame: &Frame) -> Result<HttpResponse, Error> {
        let errors = errors(state.services.db.clone(), self.scope, self.of, self.customer_id);
        respond::download(state, frame, &format!("{}-errors", self.name), errors).await
    }

    /// Serves the failed rows, so that people can correct and upload them again: as CSV in the layout of the template,
    /// and as a workbook with the columns of the submitted file.
    async fn rows(self, state: &State, frame: &Frame) -> Result<HttpResponse, Error> {
        let db = state.services.db.clone();
        let submitted = match frame.file_format()? {
            FileFormat::Workbook => self.submitted_file(state).await?,
            FileFormat::Csv(_) => None,
        };
        let rows = match submitted {
            Some((submission, layout)) => {
                let services = state.services.clone();
                failed_rows_as_submitted(db, self.scope, self.of, layout, move || {
                    fetch(&services, submission)
                })
            }
            None => failed_rows(db, self.scope, self.of, self.columns),
        };
        respond::download(state, frame, &format!("{}-failed-rows", self.name), rows).await
    }

    /// Returns the submission that contains the rows and the layout of its file. Returns `None` if the file isn't
    /// stored any more.
    async fn submitted_file(&self, state: &State) -> Result<Option<(SubmissionId, Layout)>, Error> {
        let (scope, owner) = (self.scope, self.of);
        let (submission, layout) = state
            .read(move |conn| {
                let submission = find_source(conn, scope, owner)?.submission();
                Ok((submission, files::load_layout(conn, submission)?))
            })
            .await?;
        let layout = layout.and_then(|layout| serde_json::from_str(&layout).ok());
        Ok(layout.map(|layout| (submission, layout)))
    }
}

/// Copies a submission's file to an unnamed temporary file.
fn fetch(services: &Services, submission: SubmissionId) -> Result<std::fs::File, store::Error> {
    stored_file::fetch::<Error>(services, submission).map_err(|error| match error {
        Error::Busy(cause) => store::Error::Busy(cause),
        Error::Full(cause) => store::Error::Full(cause),
        error => store::Error::Database(error.to_string()),
    })
}
