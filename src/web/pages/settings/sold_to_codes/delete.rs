//! Deletes a sold-to code after confirmation. The form opens in a dialog or on its own page.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::ids::SoldToCodeKey;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::resellers::sold_to_codes;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// The text that explains what deleting a code does.
pub(crate) const WHAT_HAPPENS: &str = "It can no longer be chosen for uploads. Existing uploads keep their code and alias. You can add it again at any time.";

#[derive(Template)]
#[template(path = "settings/sold_to_codes/delete.html")]
struct DeleteSoldToCodePage {
    alias: String,
    code: String,
    action: String,
    frame: Frame,
}

/// Asks for confirmation.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let row = state.read(move |conn| sold_to_codes::find_by_key(conn, scope, *id)).await?;
    let action = urls::sold_to_code_deletion(row.id);
    respond::page(&DeleteSoldToCodePage { alias: row.alias, code: row.code, action, frame })
}

/// Deletes the code and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    state.write(move |conn| sold_to_codes::delete(conn, scope, by, *id)).await?;
    Ok(respond::see_other(urls::SOLD_TO_CODES))
}
