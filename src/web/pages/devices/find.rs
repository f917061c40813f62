//! The search for devices. A single hit opens the device's page, and several hits are listed.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::cursor;
use super::row::{DeviceTableRow, how_to_search, too_many};
use crate::domain::actor::Scope;
use crate::domain::device_id;
use crate::http::{Error, State};
use crate::store::devices::find::FoundRow;
use crate::store::devices::list::DeviceCursor;
use crate::store::{Conn, Error as StoreError, devices};
use crate::web::page::format::{PAGE_SIZES, PageSize, Pager, counted_to, shown_of};
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "devices/find.html")]
struct FindPage {
    q: String,
    too_many: Option<String>,
    /// The error in the search text, if it looks like a complete identifier but isn't valid.
    mistyped: Option<String>,
    how: String,
    rows: Vec<FindLine>,
    pager: Pager,
    frame: Frame,
}

struct FindLine {
    row: DeviceTableRow,
    company_name: String,
    customer_url: String,
}

/// The page's query string.
#[derive(Clone)]
struct FindQuery {
    q: String,
    cursor: DeviceCursor,
    per: PageSize,
}

impl FindQuery {
    fn at(&self, cursor: DeviceCursor) -> String {
        let (name, position) = cursor::parameter(cursor);
        urls::with_query(urls::FIND, &[("q", &self.q), ("per", &self.per.word()), (name, &position)])
    }
}

/// The devices that the search found.
#[derive(Default)]
struct Hits {
    rows: Vec<FoundRow>,
    too_many: Option<String>,
    total: i64,
    newer: Option<DeviceCursor>,
    older: Option<DeviceCursor>,
    /// The identifier of the only device found. Its page opens immediately.
    only: Option<String>,
}

/// Shows the page, or redirects to the only device.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
) -> Result<HttpResponse, Error> {
    let (params, scope) = (Params::of(&request), frame.scope()?);
    let requested =
        FindQuery { q: params.words("q"), cursor: cursor::read(&params), per: params.page_size() };
    let hits = match requested.q.as_str() {
        "" => Hits::default(),
        _ => {
            let requested = requested.clone();
            state.read(move |conn| search(conn, scope, &requested)).await?
        }
    };
    match &hits.only {
        Some(identifier) => Ok(respond::see_other(&urls::device(identifier))),
        None => respond::page(&view(frame, &requested, hits)),
    }
}

fn search(conn: &mut Conn, scope: Scope, requested: &FindQuery) -> Result<Hits, StoreError> {
    let (mut cursor, per) = (requested.cursor, requested.per.rows());
    let mut found = devices::find::find(conn, scope, &requested.q, cursor, per + 1)?;
    if cursor.is_backwards() && found.rows.len() as i64 <= per {
        cursor = DeviceCursor::First;
        found = devices::find::find(conn, scope, &requested.q, cursor, per + 1)?;
    }
    let mut rows = found.rows;
    let ends = cursor.cut(&mut rows, per as usize);
    let is_whole = ends.is_whole();
    let only = match rows.as_slice() {
        [one] if is_whole && found.too_many.is_none() => Some(one.row.identifier().to_owned()),
        [] if is_whole => find_unregistered(conn, scope, &requested.q)?,
        _ => None,
    };
    let total = match is_whole {
        true => rows.len() as i64,
        false => devices::find::count(conn, scope, &requested.q)?,
    };
    Ok(Hits {
        newer: rows.first().filter(|_| ends.has_before).map(|hit| DeviceCursor::before(&hit.row)),
        older: rows.last().filter(|_| ends.has_after).map(|hit| DeviceCursor::after(&hit.row)),
        rows,
        too_many: found.too_many,
        total,
        only,
    })
}

/// Finds a device that is no longer registered. Its page remains available to people who know the identifier.
fn find_unregistered(conn: &mut Conn, scope: Scope, q: &str) -> Result<Option<String>, StoreError> {
    let Some(id) = device_id::find_in_pasted(q) else { return Ok(None) };
    match devices::history::find(conn, scope, id.as_str()) {
        Ok(_) => Ok(Some(id.as_str().to_owned())),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Minimum number of digits for a search text to count as a complete identifier.
const MIN_IDENTIFIER_DIGITS: usize = 10;

fn mistyped(q: &str) -> Option<String> {
    let digits = q.bytes().filter(u8::is_ascii_digit).count();
    device_id::read(q).err().filter(|_| digits >= MIN_IDENTIFIER_DIGITS).map(|error| error.full_message())
}

fn view(mut frame: Frame, requested: &FindQuery, hits: Hits) -> FindPage {
    let counted = counted_to(hits.total, "device", "devices");
    let rows: Vec<FindLine> = hits
        .rows
        .into_iter()
        .map(|hit| FindLine {
            customer_url: urls::customer_devices(hit.customer_id),
            company_name: hit.company_name,
            row: DeviceTableRow::new(hit.row, &frame),
        })
        .collect();
    frame.find.clone_from(&requested.q);
    FindPage {
        q: requested.q.clone(),
        too_many: hits.too_many.as_deref().map(too_many),
        mistyped: mistyped(&requested.q),
        how: how_to_search(),
        pager: Pager {
            shown: shown_of(rows.len(), counted, hits.newer.is_none() && hits.older.is_none()),
            previous: hits.newer.map(|cursor| requested.at(cursor)),
            next: hits.older.map(|cursor| requested.at(cursor)),
            sizes: PAGE_SIZES.into(),
            per: requested.per.rows(),
            kept: vec![("q", requested.q.clone())],
        },
        rows,
        frame,
    }
}
