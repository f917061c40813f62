//! Removes a reported identifier from a device after confirmation. Shown as a dialog or a page.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::device_id;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::devices::{history, removed_identifiers};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "devices/remove_identifier.html")]
struct RemoveIdentifierPage {
    /// The identifier to remove.
    identifier: String,
    /// The device's other identifiers.
    others: String,
    device_url: String,
    action: String,
    frame: Frame,
}

/// Asks for confirmation.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    identifier: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let identifier = device_id::from_link(&identifier).ok_or(Error::NotFound)?.as_str().to_owned();
    let value = identifier.clone();
    let found = state.read(move |conn| history::find(conn, scope, &value)).await?;
    if found.now.is_none() || !found.removable.contains(&identifier) {
        return Err(Error::NotFound);
    }
    let others: Vec<&str> =
        found.device.identifiers().map(String::as_str).filter(|other| *other != identifier).collect();
    respond::page(&RemoveIdentifierPage {
        others: others.join(", "),
        device_url: urls::device(&identifier),
        action: urls::identifier_removal(&identifier),
        identifier,
        frame,
    })
}

/// Removes the identifier and redirects to the device.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    identifier: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    let id = device_id::from_link(&identifier).ok_or(Error::NotFound)?;
    let name = state.write(move |conn| removed_identifiers::remove(conn, scope, by, id.as_str())).await?;
    Ok(respond::see_other_with(&urls::device(&name), Flash::IdentifierRemoved))
}
