//! Edits a sold-to code. The form opens in a dialog or on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::new::{SoldToCodeForm, reject};
use crate::domain::ids::SoldToCodeKey;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::resellers::sold_to_codes::{self, SaveOutcome, SoldToCodeRow};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/sold_to_codes/edit.html")]
struct EditPage {
    /// The stored alias. The form may contain a different one.
    alias: String,
    code: String,
    action: String,
    form: FormState,
    frame: Frame,
}

impl EditPage {
    fn new(frame: Frame, stored: SoldToCodeRow, form: FormState) -> EditPage {
        EditPage {
            action: urls::sold_to_code(stored.id),
            alias: stored.alias,
            code: stored.code,
            form,
            frame,
        }
    }
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let stored = state.read(move |conn| sold_to_codes::find_by_key(conn, scope, *id)).await?;
    let form = FormState::new().with("alias", &stored.alias).with("code", &stored.code);
    respond::page(&EditPage::new(frame, stored, form))
}

/// Saves the code and alias and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<SoldToCodeKey>,
    web::Form(submitted): web::Form<SoldToCodeForm>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    let (id, (mut form, read)) = (*id, submitted.read());
    if let Some((code, alias)) = read {
        let (c, a) = (code.clone(), alias.clone());
        let change = move |conn: &mut _| sold_to_codes::change(conn, scope, by, id, c.as_str(), a.as_str());
        let outcome = state.write(change).await?;
        if outcome == SaveOutcome::Saved {
            return Ok(respond::see_other(urls::SOLD_TO_CODES));
        }
        reject(&mut form, outcome, &code, &alias);
    }
    let stored = state.read(move |conn| sold_to_codes::find_by_key(conn, scope, id)).await?;
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::new(frame, stored, form))
}
