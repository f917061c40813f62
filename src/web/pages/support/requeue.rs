//! Puts a stalled submission back into the queue.

use actix_web::{HttpResponse, web};

use super::line;
use crate::domain::activity::Activity;
use crate::domain::ids::SubmissionId;
use crate::http::{Error, State};
use crate::store::activity::{self, ActivityEntry, Personal};
use crate::store::submissions::item::to_item;
use crate::store::submissions::queue;
use crate::store::support::items::load_rows;
use crate::store::support::queue::STALL_TIMEOUT;
use crate::store::{Error as StoreError, resellers};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Puts the submission back into the queue and wakes the worker.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    submission: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (id, actor, at) = (*submission, frame.actor()?, frame.now());
    let (scope, actor_key) = (actor.scope, actor.key);
    let (item, is_requeued) = state
        .write(move |conn| {
            let item = to_item(conn, id)?;
            let row = load_rows(conn, scope, &[item])?.into_iter().next().ok_or(StoreError::NotFound)?;
            let is_requeued = queue::requeue(conn, id, at - STALL_TIMEOUT, at)?;
            if is_requeued {
                let reseller_key = Some(resellers::find_id(conn, row.reseller_id.as_str())?);
                let (action, object) = (Activity::requeued(row.kind), line::name(&row));
                activity::write(
                    conn,
                    ActivityEntry {
                        at,
                        actor_key,
                        reseller_key,
                        action,
                        object: &object,
                        detail: "",
                        personal: Personal::NONE,
                    },
                )?;
            }
            Ok((item, is_requeued))
        })
        .await?;
    state.services.wake.ring();
    let flash = if is_requeued { Flash::Requeued } else { Flash::NotStalled };
    Ok(respond::see_other_with(&line::url(item), flash))
}
