//! Deletes a remembered layout after confirmation. The form opens in a dialog or on its own page.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::kind::kind;
use crate::domain::ids::FileLayoutKey;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::resellers::file_layouts;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// The text that explains what deleting a layout does.
pub(crate) const WHAT_HAPPENS: &str = "We’ll no longer apply these decisions to lists like this, and we’ll ask you if such a list can be read in several ways. Existing uploads don’t change.";

#[derive(Template)]
#[template(path = "settings/file_layouts/delete.html")]
struct DeletePage {
    name: String,
    kind: &'static str,
    action: String,
    frame: Frame,
}

/// Asks for confirmation.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<FileLayoutKey>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let row = state.read(move |conn| file_layouts::find(conn, scope, *id)).await?;
    let action = urls::file_layout_deletion(row.id);
    respond::page(&DeletePage { name: row.name, kind: kind(row.kind), action, frame })
}

/// Deletes the layout and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<FileLayoutKey>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    state.write(move |conn| file_layouts::delete(conn, scope, by, *id)).await?;
    Ok(respond::see_other(urls::FILE_LAYOUTS))
}
