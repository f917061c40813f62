//! Edit sold-to code. A dialog and a page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::new::{SoldToCodeForm, refuse};
use crate::domain::ids::SoldToCodeKey;
use crate::http::{Error, State};
use crate::store::customers::Author;
use crate::store::resellers::sold_to_codes::{self, SaveOutcome, SoldToCodeRow};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/sold_to_codes/edit.html")]
struct EditPage {
    /// The alias as stored.
    alias: String,
    code: String,
    action: String,
    form: FormState,
    frame: Frame,
}

impl EditPage {
    fn new(frame: Frame, old: SoldToCodeRow, form: FormState) -> EditPage {
        EditPage { action: urls::sold_to_code(old.id), alias: old.alias, code: old.code, form, frame }
    }
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let old = state.read(move |conn| sold_to_codes::find_by_key(conn, scope, *id)).await?;
    let form = FormState::new().with("alias", &old.alias).with("code", &old.code);
    respond::page(&EditPage::new(frame, old, form))
}

/// Saves code and alias, and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
    web::Form(sent): web::Form<SoldToCodeForm>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    let (id, (mut form, read)) = (*id, sent.read());
    if let Some((code, alias)) = read {
        let (c, a) = (code.clone(), alias.clone());
        let change = move |conn: &mut _| sold_to_codes::change(conn, scope, by, id, c.as_str(), a.as_str());
        let kept = state.write(change).await?;
        if kept == SaveOutcome::Kept {
            return Ok(respond::see_other(urls::SOLD_TO_CODES));
        }
        refuse(&mut form, kept, &code, &alias);
    }
    let old = state.read(move |conn| sold_to_codes::find_by_key(conn, scope, id)).await?;
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::new(frame, old, form))
}
