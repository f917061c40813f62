//! The page on which support views any reseller's upload: why its lines failed, and support's note on it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::queue::{LoadedSideList, SideList, SideListFrame};
use super::queue_query::QueueQuery;
use super::{line, recorded_view};
use crate::domain::device_id::Repair;
use crate::domain::ids::{CustomerId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::http::{Error, State};
use crate::store::failed_rows::{Source, repairs};
use crate::store::submissions::item::Item;
use crate::store::support::holders::{self, ForeignHolder};
use crate::store::support::items::ItemRow;
use crate::store::support::reviews::{self, Review};
use crate::store::uploads::{self, UploadRow};
use crate::web::page::format::{Moment, Status, counted};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::corrections::Links;
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::parts::upload_facts::{order, read_as};
use crate::web::urls;

/// Maximum number of characters in a note. Longer notes are rejected.
pub(crate) const MAX_NOTE_CHARACTERS: usize = 2_000;

#[derive(Template)]
#[template(path = "support/upload.html")]
struct UploadPage {
    id: UploadId,
    row: ItemRow,
    /// The e-mail address of the person who uploaded the file.
    by: String,
    status: Status,
    uploaded: Moment,
    /// The customer or MSP ID and the company name. Never `None`, because an upload always has a customer.
    customer: Option<(CustomerId, String)>,
    bulk_action: Option<(String, String)>,
    facts: Vec<(&'static str, String)>,
    stalled: Option<String>,
    requeue_url: String,
    reviewed: Option<String>,
    note: String,
    noted: Option<String>,
    longest_note: usize,
    review_url: String,
    note_url: String,
    /// The query parameters that the forms include, so that the person returns to the same list.
    kept: Vec<(&'static str, String)>,
    back_url: String,
    results: Results,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    side: SideList,
    frame: Frame,
}

/// The data that the page shows, as loaded from the database.
struct LoadedUpload {
    upload: UploadRow,
    review: Review,
    holders: Vec<ForeignHolder>,
    repair_counts: Vec<(Repair, i64)>,
    repaired_lines: Vec<(Repair, i64)>,
    results: results::LoadedResults,
    side: LoadedSideList,
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let (id, query, queue) = (*upload, ResultsQuery::of(&request), QueueQuery::of(&request));
    let viewed = recorded_view::open(&state, &frame, Item::Upload(id)).await?;
    let (scope, submission, side) = (viewed.scope, viewed.row.submission, SideListFrame::of(&frame)?);
    let everyone = frame.actor()?.scope;
    let requested = queue.clone();
    let loaded = state
        .read(move |conn| {
            let upload = uploads::find(conn, scope, id)?;
            let results = results::LoadedResults::new(conn, Source::of_upload(&upload), query)?;
            let (repair_counts, repaired_lines) = repairs::of_upload(conn, &upload)?;
            Ok(LoadedUpload {
                upload,
                review: reviews::find(conn, id)?,
                holders: holders::find_for_lines(conn, everyone, submission, &results.lines())?,
                repair_counts,
                repaired_lines,
                side: LoadedSideList::new(conn, &requested, &side)?,
                results,
            })
        })
        .await?;
    respond::page(&view(frame, query, &queue, viewed.row, loaded))
}

fn view(
    frame: Frame,
    query: ResultsQuery,
    queue: &QueueQuery,
    row: ItemRow,
    loaded: LoadedUpload,
) -> UploadPage {
    let upload = &loaded.upload;
    let url = queue.address(&urls::support_upload(upload.id));
    let about = ResultsSource {
        of: format!("upload {}", upload.id),
        url: &url,
        status: upload.status(),
        follows: false,
        total: upload.total,
        done: upload.verified,
        done_label: "Verified",
        all_well: "All lines were uploaded.",
        links: Links::for_support(upload.kind),
        since_check: Vec::new(),
    };
    let results = Results::new(&frame, query, loaded.results, about)
        .with_repairs(&loaded.repair_counts, &loaded.repaired_lines)
        .with_holders(&loaded.holders, urls::support_upload);
    let signature =
        |(at, name): &(chrono::NaiveDateTime, String)| format!("{name}, {}", frame.moment(*at).text);
    UploadPage {
        id: upload.id,
        status: line::status(&row, frame.now()),
        requeue_url: urls::support_requeue(row.submission),
        uploaded: frame.moment(upload.accepted_at),
        customer: row.customer.clone(),
        by: upload.uploaded_by.clone(),
        bulk_action: (row.kind == SubmissionKind::BulkUpload).then(|| {
            let number = upload.submission;
            (SubmissionKind::BulkUpload.name(number), urls::support_submission(number))
        }),
        facts: order(upload).into_iter().chain([read_as(upload, &loaded.repair_counts)]).collect(),
        stalled: line::stalled_for(&row, frame.now()).map(|minutes| counted(minutes, "minute", "minutes")),
        reviewed: loaded.review.reviewed.as_ref().map(signature),
        noted: loaded.review.noted.as_ref().map(signature),
        note: loaded.review.note.clone(),
        longest_note: MAX_NOTE_CHARACTERS,
        review_url: urls::support_review(upload.id),
        note_url: urls::support_note(upload.id),
        kept: queue.kept().into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        back_url: queue.address(urls::SUPPORT),
        results,
        errors_csv_url: format!("{}/errors.csv", urls::support_upload(upload.id)),
        failed_rows_csv_url: format!("{}/failed-rows.csv", urls::support_upload(upload.id)),
        side: SideList::new(loaded.side, queue, Some(Item::Upload(upload.id)), &frame),
        row,
        frame,
    }
}
