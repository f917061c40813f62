//! The list of remembered layouts in the settings.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::kind::kind;
use crate::domain::manifest::remembered::MAX_LAYOUTS;
use crate::http::{Error, State};
use crate::store::resellers::file_layouts::{self, FileLayoutRow};
use crate::uploads::intake::file_layouts::parse;
use crate::web::page::format::{Moment, number};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "settings/file_layouts/list.html")]
struct ListPage {
    rows: Vec<LayoutTableRow>,
    /// The number of layouts and the limit, such as "3 of 100".
    shown: String,
    frame: Frame,
}

struct LayoutTableRow {
    id: String,
    name: String,
    kind: &'static str,
    columns: String,
    uses: String,
    last_used: Option<Moment>,
    by: String,
    edit_url: String,
    delete_url: String,
}

impl LayoutTableRow {
    fn new(row: FileLayoutRow, frame: &Frame) -> Result<LayoutTableRow, Error> {
        Ok(LayoutTableRow {
            id: row.id.to_string(),
            columns: parse(&row)?.used_columns(),
            kind: kind(row.kind),
            uses: number(row.uses),
            last_used: row.last_used_at.map(|at| frame.moment(at)),
            edit_url: urls::file_layout(row.id),
            delete_url: urls::file_layout_deletion(row.id),
            name: row.name,
            by: row.by,
        })
    }
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let layouts = state.read(move |conn| file_layouts::list(conn, scope)).await?;
    let shown = format!("{} of {MAX_LAYOUTS}", layouts.len());
    let rows = layouts.into_iter().map(|row| LayoutTableRow::new(row, &frame));
    let rows = rows.collect::<Result<_, _>>()?;
    respond::page(&ListPage { rows, shown, frame })
}
