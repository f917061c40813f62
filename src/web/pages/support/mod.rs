//! Support: the review queue, the search across all resellers, and the items that they open. These pages never change
//! resellers' data.

mod failed_rows_csv;
mod line;
mod note;
mod queue;
pub mod queue_query;
mod recorded_view;
mod requeue;
mod review;
mod search;
mod submission;
mod unusual_checks;
mod upload;

use actix_web::web;

use crate::domain::actor::Permission::ReviewUploads;
use crate::web::guard::access::Access::Needs;
use crate::web::parts::failed_rows_csv::{errors_route, rows_route};
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/support", Needs(ReviewUploads), || web::route().to(queue::get)),
        get("/support/unusual-checks", Needs(ReviewUploads), || web::route().to(unusual_checks::get)),
        get("/support/uploads/{upload}", Needs(ReviewUploads), || web::route().to(upload::get)),
        get("/support/uploads/{upload}/errors.csv", Needs(ReviewUploads), || errors_route(failed_rows_csv::find_upload)),
        get("/support/uploads/{upload}/errors.xlsx", Needs(ReviewUploads), || errors_route(failed_rows_csv::find_upload)),
        get("/support/uploads/{upload}/failed-rows.csv", Needs(ReviewUploads), || rows_route(failed_rows_csv::find_upload)),
        get("/support/uploads/{upload}/failed-rows.xlsx", Needs(ReviewUploads), || rows_route(failed_rows_csv::find_upload)),
        post("/support/uploads/{upload}/review", Needs(ReviewUploads), || web::route().to(review::post)),
        post("/support/uploads/{upload}/note", Needs(ReviewUploads), || web::route().to(note::post)),
        get("/support/submissions/{number}", Needs(ReviewUploads), || web::route().to(submission::get)),
        get("/support/submissions/{number}/errors.csv", Needs(ReviewUploads), || errors_route(failed_rows_csv::find_submission)),
        get("/support/submissions/{number}/errors.xlsx", Needs(ReviewUploads), || errors_route(failed_rows_csv::find_submission)),
        get("/support/submissions/{number}/failed-rows.csv", Needs(ReviewUploads), || rows_route(failed_rows_csv::find_submission)),
        get("/support/submissions/{number}/failed-rows.xlsx", Needs(ReviewUploads), || rows_route(failed_rows_csv::find_submission)),
        post("/support/submissions/{number}/requeue", Needs(ReviewUploads), || web::route().to(requeue::post)),
    ]
}
