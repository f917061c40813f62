//! Marks an upload as reviewed and opens the next one, or removes the mark.

use actix_web::{HttpResponse, web};

use super::queue_query::QueueQuery;
use crate::domain::ids::{QueuePosition, UploadId};
use crate::http::{Error, State};
use crate::store::submissions::item::Item;
use crate::store::support::queue::{QueueCursor, View, list_items};
use crate::store::support::reviews::{self, ReviewChange};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::urls;

/// Saves or removes the mark.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
    web::Form(fields): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let (id, fields) = (*upload, Params::of_fields(fields));
    let queue = QueueQuery::read(&fields);
    let (actor, at, zone) = (frame.actor()?, frame.now(), frame.time_zone());
    let (scope, actor) = (actor.scope, actor.key);
    let is_reviewed = fields.get("mark") != "undo";
    let change = if is_reviewed { ReviewChange::Reviewed } else { ReviewChange::NotReviewed };
    state.write(move |conn| reviews::change(conn, scope, actor, id, &change, at)).await?;
    let upload_url = queue.address(&urls::support_upload(id));
    // Only people who are working through the queue continue with the next upload.
    if !is_reviewed || QueueQuery::view(queue.view, at) != View::NeedsReview {
        return Ok(respond::see_other(&upload_url));
    }
    let requested = queue.clone();
    let next = state
        .read(move |conn| {
            let filter = requested.filter(conn, zone)?;
            let mut next = list_items(
                conn,
                scope,
                View::NeedsReview,
                &filter,
                QueueCursor::After(QueuePosition::new(id.get())),
                1,
            )?;
            if next.is_empty() {
                next = list_items(conn, scope, View::NeedsReview, &filter, QueueCursor::First, 1)?;
            }
            Ok(next)
        })
        .await?;
    Ok(match next.first() {
        Some((_, Item::Upload(next))) => respond::see_other(
            &QueueQuery { cursor: QueueCursor::First, ..queue }.address(&urls::support_upload(*next)),
        ),
        _ => respond::see_other_with(&queue.at(QueueCursor::First), Flash::Reviewed(id)),
    })
}
