//! Renames a remembered layout. The form opens in a dialog or on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::kind::kind;
use crate::domain::ids::FileLayoutKey;
use crate::domain::manifest::remembered::{MAX_LAYOUT_NAME, layout_name};
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::resellers::file_layouts::{self, FileLayoutRow, RenameOutcome};
use crate::uploads::intake::file_layouts::parse;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/file_layouts/edit.html")]
struct EditPage {
    /// The stored name. The form may contain a different one.
    name: String,
    kind: &'static str,
    columns: String,
    action: String,
    form: FormState,
    frame: Frame,
}

impl EditPage {
    fn new(frame: Frame, stored: FileLayoutRow, form: FormState) -> Result<EditPage, Error> {
        Ok(EditPage {
            columns: parse(&stored)?.used_columns(),
            action: urls::file_layout(stored.id),
            kind: kind(stored.kind),
            name: stored.name,
            form,
            frame,
        })
    }
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct RenameForm {
    #[serde(default)]
    name: String,
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<FileLayoutKey>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let stored = state.read(move |conn| file_layouts::find(conn, scope, *id)).await?;
    let form = FormState::new().with("name", &stored.name);
    respond::page(&EditPage::new(frame, stored, form)?)
}

/// Saves the name and redirects to the list.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    id: web::Path<FileLayoutKey>,
    web::Form(submitted): web::Form<RenameForm>,
) -> Result<HttpResponse, Error> {
    let (scope, by, id) = (frame.scope()?, Author { actor: frame.actor()?.key, at: frame.now() }, *id);
    let mut form = FormState::new().with("name", submitted.name.trim());
    match layout_name(&submitted.name) {
        Some(name) => {
            let new = name.clone();
            let rename = move |conn: &mut _| file_layouts::rename(conn, scope, by, id, &new);
            if state.write(rename).await? == RenameOutcome::Renamed {
                return Ok(respond::see_other(urls::FILE_LAYOUTS));
            }
            form.reject("name", format!("You already have a file layout “{name}”. Enter another name."));
        }
        None => form.reject("name", format!("Enter a name of up to {MAX_LAYOUT_NAME} characters")),
    }
    let stored = state.read(move |conn| file_layouts::find(conn, scope, id)).await?;
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::new(frame, stored, form)?)
}
