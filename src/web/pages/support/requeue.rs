//! Puts a stalled submission back into the queue.

use actix_web::{HttpResponse, web};

use super::line;
use crate::auth::review;
use crate::domain::activity::Activity;
use crate::domain::ids::SubmissionId;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::submissions::item::to_item;
use crate::store::submissions::queue;
use crate::store::support::queue::STALL_TIMEOUT;
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Puts the submission back into the queue and wakes the worker.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    submission: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (id, actor, at) = (*submission, frame.actor()?.clone(), frame.now());
    let (item, is_requeued) = state
        .write(move |conn| {
            let item = to_item(conn, id)?;
            let reviewed = review::open(conn, &actor, item)?;
            let is_requeued = queue::requeue(conn, id, at - STALL_TIMEOUT, at)?;
            if is_requeued {
                let (action, object) = (Activity::requeued(reviewed.row.kind), line::name(&reviewed.row));
                Author { actor: actor.key, at }.log(conn, reviewed.scope, action, &object, ("", ""))?;
            }
            Ok((item, is_requeued))
        })
        .await?;
    state.services.wake.ring();
    let flash = if is_requeued { Flash::Requeued } else { Flash::NotStalled };
    Ok(respond::see_other_with(&line::url(item), flash))
}
