//! The two downloads on pages with failed lines: the errors with their messages, and the rows as they were in the file.

use actix_web::{HttpResponse, Route, web};
use serde::de::DeserializeOwned;

use crate::domain::actor::Scope;
use crate::domain::ids::CustomerId;
use crate::exports::failed_rows::{FileColumns, errors_csv, failed_rows_csv};
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
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
        let errors = errors_csv(state.services.db.clone(), self.scope, self.of, self.customer_id);
        respond::csv(state, frame, &format!("{}-errors.csv", self.name), errors).await
    }

    /// Serves the failed rows in the layout of their file, so that people can correct and upload them again.
    async fn rows(self, state: &State, frame: &Frame) -> Result<HttpResponse, Error> {
        let rows = failed_rows_csv(state.services.db.clone(), self.scope, self.of, self.columns);
        respond::csv(state, frame, &format!("{}-failed-rows.csv", self.name), rows).await
    }
}
