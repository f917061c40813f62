//! Adds a sold-to code. The form opens in a dialog or on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::sold_to_code::{Alias, MAX_SOLD_TO_CODES, SoldToCode, SoldToCodeError};
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::resellers::sold_to_codes::{self, SaveOutcome};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/sold_to_codes/new.html")]
struct NewSoldToCodePage {
    frame: Frame,
    form: FormState,
}

/// The fields of the form, for adding and editing a code.
#[derive(Deserialize)]
pub(crate) struct SoldToCodeForm {
    #[serde(default)]
    alias: String,
    #[serde(default)]
    code: String,
}

impl SoldToCodeForm {
    /// Reads the form. Returns its state, and the code and alias if both are valid.
    pub(crate) fn read(&self) -> (FormState, Option<(SoldToCode, Alias)>) {
        let mut form = FormState::new().with("alias", self.alias.trim()).with("code", self.code.trim());
        let mut reject = |field, error: SoldToCodeError| form.reject(field, error.to_string());
        let alias = Alias::read(&self.alias).map_err(|error| reject("alias", error));
        let code = SoldToCode::read(&self.code).map_err(|error| reject("code", error));
        (form, code.ok().zip(alias.ok()))
    }
}

/// Adds a message to the form that explains why the code wasn't saved.
pub(crate) fn reject(form: &mut FormState, outcome: SaveOutcome, code: &SoldToCode, alias: &Alias) {
    let (code, alias) = (code.as_str(), alias.as_str());
    match outcome {
        SaveOutcome::Saved => {}
        SaveOutcome::CodeTaken(other) => {
            form.reject("code", format!("You already have the code {code}, with the alias “{other}”"));
        }
        SaveOutcome::AliasTaken(other) => {
            form.reject("alias", format!("You already have the alias “{alias}”, for the code {other}"));
        }
        SaveOutcome::TooMany => form.reject(
            "",
            format!("You’ve reached the limit of {MAX_SOLD_TO_CODES} sold-to codes. Delete one first."),
        ),
    }
}

/// Shows the page.
pub(crate) async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&NewSoldToCodePage { frame, form: FormState::new() })
}

/// Adds the code and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    web::Form(submitted): web::Form<SoldToCodeForm>,
) -> Result<HttpResponse, Error> {
    let (scope, by) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() });
    let (mut form, read) = submitted.read();
    if let Some((code, alias)) = read {
        let (c, a) = (code.clone(), alias.clone());
        let outcome =
            state.write(move |conn| sold_to_codes::add(conn, scope, by, c.as_str(), a.as_str())).await?;
        if outcome == SaveOutcome::Saved {
            return Ok(respond::see_other(urls::SOLD_TO_CODES));
        }
        reject(&mut form, outcome, &code, &alias);
    }
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewSoldToCodePage { frame, form })
}
