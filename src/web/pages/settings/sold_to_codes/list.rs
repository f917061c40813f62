//! The list of sold-to codes in the settings.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::sold_to_code::MAX_SOLD_TO_CODES;
use crate::http::{Error, State};
use crate::store::resellers::sold_to_codes::{self, SoldToCodeRow};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/sold_to_codes/list.html")]
struct ListPage {
    rows: Vec<SoldToCodeTableRow>,
    /// The number of codes and the limit, such as "3 of 20".
    shown: String,
    may_add: bool,
    frame: Frame,
}

struct SoldToCodeTableRow {
    code: String,
    alias: String,
    edit_url: String,
    delete_url: String,
}

impl SoldToCodeTableRow {
    fn new(row: SoldToCodeRow) -> SoldToCodeTableRow {
        SoldToCodeTableRow {
            edit_url: urls::sold_to_code(row.id),
            delete_url: urls::sold_to_code_deletion(row.id),
            code: row.code,
            alias: row.alias,
        }
    }
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let codes = state.read(move |conn| sold_to_codes::list(conn, scope)).await?;
    respond::page(&ListPage {
        shown: format!("{} of {MAX_SOLD_TO_CODES}", codes.len()),
        may_add: codes.len() < MAX_SOLD_TO_CODES,
        rows: codes.into_iter().map(SoldToCodeTableRow::new).collect(),
        frame,
    })
}
