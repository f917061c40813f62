//! The history of bulk actions, newest first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::http::{Error, State};
use crate::store::submissions;
use crate::store::submissions::list::SubmissionList;
use crate::web::page::format::Pager;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::parts::submission_line::{self, PER_PAGE, SubmissionLine, SubmissionLines};
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/history.html")]
struct HistoryPage {
    tab: &'static str,
    may_upload: bool,
    may_delete: bool,
    rows: Vec<SubmissionLine>,
    pager: Pager,
    frame: Frame,
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
) -> Result<HttpResponse, Error> {
    let (scope, cursor) = (frame.scope()?, submission_line::cursor(&Params::of(&request)));
    let (rows, total) = state
        .read(move |conn| {
            let rows = submissions::list::list(conn, scope, SubmissionList::Bulk, cursor, PER_PAGE + 1)?;
            Ok((rows, submissions::list::count(conn, scope, SubmissionList::Bulk)?))
        })
        .await?;
    let listed = SubmissionLines::new(rows, cursor, total);
    respond::page(&HistoryPage {
        tab: urls::BULK_HISTORY,
        may_upload: frame.may(Permission::UploadDevices),
        may_delete: frame.may(Permission::DeleteDevices),
        rows: listed.lines(&frame),
        pager: listed.pager(urls::BULK_HISTORY, "bulk action", "bulk actions"),
        frame,
    })
}
