//! A customer's Uploads tab.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use strum::VariantArray;

use super::list_query::UploadsQuery;
use super::row::UploadTableRow;
use crate::domain::customer::CustomerStatus;
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::db::paging::PageEnds;
use crate::store::uploads::list::UploadCursor;
use crate::store::uploads::{self, UploadRow};
use crate::web::page::format::{Chip, Choice, PAGE_SIZES, Pager, counted_to, shown_of};
use crate::web::page::frame::{Frame, is_script};
use crate::web::page::respond;
use crate::web::pages::customers::header::{CustomerHeader, TabActions};
use crate::web::parts::pending_checks::{self, PendingCheckLine, PendingChecks, may_open};
use crate::web::parts::waiting_lists::{self, WaitingListLine, WaitingLists};
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/uploads/list.html")]
struct UploadsPage {
    head: CustomerHeader,
    inactive: Option<&'static str>,
    waiting: Vec<PendingCheckLine>,
    undecided: Vec<WaitingListLine>,
    q: String,
    status: &'static str,
    statuses: Vec<Choice>,
    from: String,
    to: String,
    kept: Vec<(&'static str, String)>,
    chips: Vec<Chip>,
    filtered: bool,
    with_account_id: bool,
    rows: Vec<UploadTableRow>,
    pager: Pager,
    frame: Frame,
}

/// A page of uploads, as loaded from the database.
struct UploadPageRows {
    rows: Vec<UploadRow>,
    ends: PageEnds,
    total: i64,
    waiting: PendingChecks,
    undecided: WaitingLists,
}

/// Shows the page. As a person types in the search field, a script loads the same page and extracts the list from it.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (query, scope, zone) = (UploadsQuery::of(&request), frame.scope()?, frame.time_zone());
    let (requested, at, may_open) = (query.clone(), frame.now(), may_open(&frame));
    let actor = frame.actor()?.clone();
    let (customer, listed) = state
        .read(move |conn| {
            let customer = customers::find(conn, scope, &customer_id)?;
            let (filter, per) = (requested.filter(zone), requested.per.rows() as usize);
            let page = |conn: &mut _, cursor| {
                uploads::list::list(conn, scope, customer.id, &filter, cursor, requested.per.rows() + 1)
            };
            let mut cursor = requested.cursor;
            let mut rows = page(conn, cursor)?;
            if cursor.is_backwards() && rows.len() <= per {
                cursor = UploadCursor::First;
                rows = page(conn, cursor)?;
            }
            // One extra row was queried to find out whether there is another page.
            let ends = cursor.cut(&mut rows, per);
            let total = match requested.is_filtered() {
                true => uploads::list::count(conn, scope, customer.id, &filter)?,
                false => customer.uploads,
            };
            let waiting = match may_open {
                true => pending_checks::load(conn, scope, Some(customer.id), at)?,
                false => PendingChecks::default(),
            };
            let undecided = waiting_lists::load_of_customer(conn, &actor, customer.id, at)?;
            Ok((customer, UploadPageRows { rows, ends, total, waiting, undecided }))
        })
        .await?;
    let found = counted_to(listed.total, "upload", "uploads");
    let mut response = respond::page(&view(frame, &customer, &query, listed))?;
    if is_script(request.headers()) {
        respond::announce(&mut response, &format!("{found} found"));
    }
    Ok(response)
}

fn view(frame: Frame, customer: &CustomerRow, query: &UploadsQuery, listed: UploadPageRows) -> UploadsPage {
    let url = urls::customer_uploads(customer.customer_id);
    let mut statuses = vec![Choice::new("", "All statuses")];
    statuses.extend(UploadStatus::VARIANTS.iter().map(|&status| Choice::new(status.word(), status.label())));
    let whole = UploadsQuery { cursor: UploadCursor::First, ..query.clone() };
    let csv_url = whole.address(&urls::uploads_csv(customer.customer_id));
    let total = counted_to(listed.total, "upload", "uploads");
    let newer =
        listed.rows.first().filter(|_| listed.ends.has_before).map(|row| UploadCursor::Before(row.id));
    let older = listed.rows.last().filter(|_| listed.ends.has_after).map(|row| UploadCursor::After(row.id));
    let pager = Pager {
        shown: shown_of(listed.rows.len(), total, newer.is_none() && older.is_none()),
        previous: newer.map(|cursor| query.at(&url, cursor)),
        next: older.map(|cursor| query.at(&url, cursor)),
        sizes: PAGE_SIZES.into(),
        per: query.per.rows(),
        kept: query.kept(),
    };
    let is_inactive = customer.status == CustomerStatus::Inactive;
    UploadsPage {
        head: CustomerHeader::new(customer, &frame, Some(TabActions::Uploads { csv_url })),
        waiting: listed.waiting.lines(&frame),
        undecided: listed.undecided.lines(&frame),
        inactive: is_inactive.then_some(crate::uploads::intake::INACTIVE_CUSTOMER),
        q: query.q.clone(),
        status: query.status.map_or("", UploadStatus::word),
        statuses,
        from: query.from.map_or(String::new(), |date| date.to_string()),
        to: query.to.map_or(String::new(), |date| date.to_string()),
        kept: vec![("per", query.per.word())],
        chips: query.chips(&url),
        filtered: query.is_filtered(),
        with_account_id: UploadTableRow::with_account_id(&frame),
        rows: listed.rows.into_iter().map(|row| UploadTableRow::new(row, &frame)).collect(),
        pager,
        frame,
    }
}
