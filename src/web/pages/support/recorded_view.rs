//! Opening what a reseller handed in: support may, and it is written down.

use actix_web::web;

use crate::auth::review::{self, Looked};
use crate::http::{Error, State};
use crate::store::submissions::item::Item;
use crate::web::page::frame::Frame;

/// Opens it for the asker, and writes the look down where it is the first in ten minutes.
pub async fn open(state: &web::Data<State>, frame: &Frame, item: Item) -> Result<Looked, Error> {
    let (actor, at) = (frame.actor()?.clone(), frame.now());
    let person = actor.person;
    let (looked, is_new) = state
        .read(move |conn| {
            let looked = review::open(conn, &actor, item)?;
            let is_new = looked.is_new(conn, person, at)?;
            Ok((looked, is_new))
        })
        .await?;
    if is_new {
        let looked = looked.clone();
        state.write(move |conn| looked.write(conn, person, at)).await?;
    }
    Ok(looked)
}
