//! A row in the Uploads tab. The page refreshes it every two seconds while the upload is running.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;

use crate::domain::actor::Permission;
use crate::domain::ids::UploadId;
use crate::domain::submission::Phase;
use crate::domain::upload::UploadStatus;
use crate::http::{Error, State};
use crate::store::customers;
use crate::store::uploads::{self, UploadRow};
use crate::web::page::format::{Moment, Status, number};
use crate::web::page::frame::{Frame, is_script};
use crate::web::page::respond;
use crate::web::parts::corrections::FailureNote;
use crate::web::parts::submission_line::Progress;
use crate::web::urls;

/// An upload as a row in the Uploads tab.
pub(crate) struct UploadTableRow {
    /// The upload ID.
    pub(crate) id: UploadId,
    /// Whether the person has just started the upload.
    pub(crate) is_new: bool,
    /// The address that serves only this row.
    pub(crate) row_url: String,
    /// The address of the page with the upload's errors. If there are no errors, it shows only the upload's details.
    pub(crate) errors_url: String,
    /// Whether the person may select the row to download the upload's devices.
    pub(crate) may_pick: bool,
    /// The e-mail address of the person who uploaded the file.
    pub(crate) uploaded_by: String,
    /// That person's account ID.
    pub(crate) sso_account: Option<String>,
    /// The number of rows.
    pub(crate) total: String,
    /// The number of registered rows.
    pub(crate) verified: String,
    /// When the upload was accepted.
    pub(crate) uploaded: Moment,
    /// The status.
    pub(crate) status: Status,
    /// The progress. `None` once the upload has finished.
    pub(crate) progress: Option<Progress>,
    /// The number of errors, or what is left after corrections. Empty while the upload is running.
    pub(crate) note: FailureNote,
}

#[derive(Template)]
#[template(path = "customers/uploads/row.html")]
struct RowFragment {
    row: UploadTableRow,
    with_account_id: bool,
    /// The customer's current number of devices, for the header of the page.
    devices: Option<String>,
}

impl UploadTableRow {
    /// Creates the row as the signed-in person sees it.
    pub(crate) fn new(row: UploadRow, frame: &Frame) -> UploadTableRow {
        let status = row.status();
        let is_running = status == UploadStatus::InProgress;
        UploadTableRow {
            id: row.id,
            is_new: frame.started == Some(row.id),
            row_url: urls::upload_row(row.id),
            errors_url: urls::upload_errors(row.id),
            may_pick: frame.may(Permission::ViewDevices),
            total: number(row.total),
            verified: number(row.verified),
            uploaded: frame.moment(row.accepted_at),
            status: status.into(),
            progress: is_running.then(|| progress(&row, frame.now())),
            note: if is_running {
                FailureNote::default()
            } else {
                FailureNote::new(row.failed, row.lines_left)
            },
            uploaded_by: row.uploaded_by,
            sso_account: row.sso_account,
        }
    }

    /// Returns whether to show the Account ID column. Only people who use single sign-on see it.
    pub(crate) fn with_account_id(frame: &Frame) -> bool {
        frame.actor().is_ok_and(|actor| actor.person().is_some_and(|person| person.sso_account.is_some()))
    }
}

fn progress(row: &UploadRow, now: NaiveDateTime) -> Progress {
    let is_counting = row.phase == Phase::Resolved;
    let mut progress = Progress::of(is_counting, row.attempts, row.done(), row.total);
    if let Some(left) = time_left(row, now).filter(|_| is_counting) {
        progress.words = format!("{} · {left}", progress.words);
    }
    progress
}

/// Estimates the time left from the average speed since the upload was accepted. Returns `None` while it is too early
/// to tell.
fn time_left(row: &UploadRow, now: NaiveDateTime) -> Option<String> {
    let seconds = (now - row.accepted_at).num_seconds();
    let done = row.done();
    if seconds < 5 || done < 1 {
        return None;
    }
    let left = seconds * (row.total - done) / done;
    Some(if left < 60 {
        "less than a minute left".to_owned()
    } else {
        format!("about {} min left", (left + 30) / 60)
    })
}

/// Shows only the row. If a script requests it, the response also contains the number of devices for the page's header
/// and announces the final status.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let is_script_request = is_script(request.headers());
    let (row, devices) = state
        .read(move |conn| {
            let row = uploads::find(conn, scope, *upload)?;
            let customer =
                is_script_request.then(|| customers::find_by_key(conn, scope, row.customer)).transpose()?;
            Ok((row, customer.map(|customer| number(customer.devices))))
        })
        .await?;
    let row = UploadTableRow::new(row, &frame);
    let final_status = row.progress.is_none().then(|| {
        let errors = row.note.errors.as_ref().map_or(String::new(), |errors| format!(", {errors}"));
        format!("Upload {}: {}{errors}", row.id, row.status.words)
    });
    let with_account_id = UploadTableRow::with_account_id(&frame);
    let mut response = respond::page(&RowFragment { row, with_account_id, devices })?;
    if let (Some(final_status), true) = (final_status, is_script_request) {
        respond::announce(&mut response, &final_status);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::actor::tests::administrator;
    use crate::domain::ids::{CustomerKey, SubmissionId};
    use crate::domain::submission::SubmissionKind;

    fn frame(seconds_after: i64) -> Frame {
        Frame::new(
            Some(Arc::new(administrator())),
            at() + chrono::Duration::seconds(seconds_after),
            "/customers",
        )
    }

    fn at() -> NaiveDateTime {
        NaiveDateTime::parse_from_str("2025-11-19 14:32:08", "%Y-%m-%d %H:%M:%S").unwrap()
    }

    fn upload(phase: Phase, verified: i64, failed: i64) -> UploadRow {
        UploadRow {
            id: UploadId::new(1_048_823),
            submission: SubmissionId::new(1),
            kind: SubmissionKind::Upload,
            customer: CustomerKey::new(1),
            total: 10_000,
            verified,
            failed,
            accepted_at: at(),
            finished_at: (phase == Phase::Finished).then(at),
            order_number: None,
            order_date: None,
            stc: None,
            stc_alias: None,
            phase,
            attempts: i64::from(phase != Phase::Waiting || verified > 0),
            file_name: "november.csv".to_owned(),
            reading_description: String::new(),
            uploaded_by: "maya@brightline.example".to_owned(),
            sso_account: None,
            correction_of: None,
            correction_note: String::new(),
            was_checked: false,
            lines_left: None,
        }
    }

    fn html(row: UploadRow, seconds_after: i64) -> String {
        let row = UploadTableRow::new(row, &frame(seconds_after));
        RowFragment { row, with_account_id: false, devices: None }.render().unwrap()
    }

    #[test]
    fn a_running_row_refreshes_itself_and_shows_its_progress() {
        let waiting = html(upload(Phase::Waiting, 0, 0), 1);
        assert!(waiting.contains("Waiting to start") && waiting.contains("hx-get=\"/uploads/1048823/row\""));
        assert!(!waiting.contains("value="), "the progress of a waiting upload is unknown");
        let counting = html(upload(Phase::Resolved, 6_087, 33), 180);
        for words in ["6,120 of 10,000 checked · about 2 min left", "61%", "6,087", "so far", "Today, 14:32"]
        {
            assert!(counting.contains(words), "{words} is missing from {counting}");
        }
    }

    #[test]
    fn a_finished_row_stops_refreshing_and_links_to_its_errors() {
        let mixed = html(upload(Phase::Finished, 9_816, 184), 300);
        assert!(mixed.contains("Completed with error") && mixed.contains("184 errors"));
        assert!(mixed.contains("/uploads/1048823/errors") && !mixed.contains("hx-"));
        let good = html(upload(Phase::Finished, 10_000, 0), 300);
        assert!(good.contains("Completed") && !good.contains("err-btn"));
        let bad = html(upload(Phase::Finished, 0, 10_000), 300);
        assert!(bad.contains("data-s=\"bad\"") && bad.contains("10,000 errors"));
    }
}
