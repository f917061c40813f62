//! Opens a reseller's submission for support and records the view in the activity log.

use actix_web::web;

use crate::auth::review::{self, ReviewedItem};
use crate::http::{Error, State};
use crate::store::submissions::item::Item;
use crate::web::page::frame::Frame;

/// Opens an item for support. Records the view in the activity log, unless a view of the item by the same person was
/// recorded in the last ten minutes.
pub(crate) async fn open(state: &web::Data<State>, frame: &Frame, item: Item) -> Result<ReviewedItem, Error> {
    let (actor, at) = (frame.actor()?.clone(), frame.now());
    let actor_key = actor.key;
    let (viewed, is_new) = state
        .read(move |conn| {
            let viewed = review::open(conn, &actor, item)?;
            let is_new = viewed.is_new(conn, actor_key, at)?;
            Ok((viewed, is_new))
        })
        .await?;
    if is_new {
        let viewed = viewed.clone();
        state.write(move |conn| viewed.write(conn, actor_key, at)).await?;
    }
    Ok(viewed)
}
