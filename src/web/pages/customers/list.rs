//! The Customers list.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use strum::VariantArray;

use super::list_query::{COLUMNS, ListQuery};
use crate::domain::actor::Permission;
use crate::domain::customer::{AccountKind, CustomerStatus};
use crate::domain::ids::CustomerId;
use crate::domain::word::Word;
use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::web::page::format::{Choice, Moment, PAGE_SIZES, Pager, Status, counted, number};
use crate::web::page::frame::{Frame, is_script};
use crate::web::page::respond;
use crate::web::parts::waiting_lists::{self, WaitingListLine, WaitingLists};
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/list.html")]
struct ListPage {
    q: String,
    status: &'static str,
    statuses: Vec<Choice>,
    kept: Vec<(&'static str, String)>,
    csv_url: String,
    may_add: bool,
    filtered: bool,
    caption: String,
    heads: Vec<ColumnHead>,
    rows: Vec<CustomerTableRow>,
    pager: Pager,
    undecided: Vec<WaitingListLine>,
    frame: Frame,
}

struct ColumnHead {
    label: &'static str,
    url: String,
    number: bool,
    sorted: Option<&'static str>,
}

impl ColumnHead {
    fn glyph(&self) -> Option<&'static str> {
        self.sorted.map(|sorted| if sorted == "descending" { "arrow-down" } else { "arrow-up" })
    }
}

struct CustomerTableRow {
    url: String,
    company_name: String,
    is_msp: bool,
    reference: String,
    customer_id: CustomerId,
    country: String,
    last_uploaded: Option<Moment>,
    uploads: String,
    devices: String,
    status: Status,
}

impl CustomerTableRow {
    fn new(row: CustomerRow, frame: &Frame) -> CustomerTableRow {
        CustomerTableRow {
            url: urls::customer_uploads(row.customer_id),
            is_msp: row.kind == AccountKind::Msp,
            last_uploaded: row.last_uploaded.map(|at| frame.moment(at)),
            uploads: number(row.uploads),
            devices: number(row.devices),
            status: row.status.into(),
            company_name: row.company_name,
            reference: row.reference,
            customer_id: row.customer_id,
            country: row.country,
        }
    }
}

/// Shows the page. As a person types in the search field, a script loads the same page and extracts the list from it.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
) -> Result<HttpResponse, Error> {
    let (mut query, scope) = (ListQuery::of(&request), frame.scope()?);
    let requested = query.clone();
    let (actor, at) = (frame.actor()?.clone(), frame.now());
    let (rows, total, page, undecided) = state
        .read(move |conn| {
            let (total, per) =
                (customers::list::count(conn, scope, &requested.filter())?, requested.per.rows());
            // If the page number is too high, the last page is shown.
            let page = requested.page.min((total + per - 1) / per).max(1);
            let offset = (page - 1) * per;
            let rows =
                customers::list::list(conn, scope, &requested.filter(), requested.sort(), offset, per)?;
            Ok((rows, total, page, waiting_lists::load(conn, &actor, at)?))
        })
        .await?;
    query.page = page;
    let mut response = respond::page(&view(frame, &query, (rows, total), undecided))?;
    if is_script(request.headers()) {
        respond::announce(&mut response, &format!("{} found", counted(total, "customer", "customers")));
    }
    Ok(response)
}

fn view(
    frame: Frame,
    query: &ListQuery,
    (rows, total): (Vec<CustomerRow>, i64),
    undecided: WaitingLists,
) -> ListPage {
    let mut statuses = vec![Choice::new("", "All statuses")];
    statuses
        .extend(CustomerStatus::VARIANTS.iter().map(|&status| Choice::new(status.word(), status.label())));
    let order = if query.descending { "descending" } else { "ascending" };
    let heads = COLUMNS.map(|(word, label, _, number)| ColumnHead {
        label,
        url: query.sorted_by(word),
        number,
        sorted: (word == query.column).then_some(order),
    });
    let sorted_by = COLUMNS.iter().find(|column| column.0 == query.column).map_or("", |column| column.1);
    ListPage {
        q: query.q.clone(),
        status: query.status.map_or("", CustomerStatus::word),
        statuses,
        kept: vec![("sort", query.sort_word()), ("per", query.per.word())],
        csv_url: ListQuery { page: 1, ..query.clone() }.address(urls::CUSTOMERS_CSV),
        may_add: frame.may(Permission::ManageCustomers),
        filtered: query.is_filtered(),
        caption: format!("Customers, sorted by {}, {order}", sorted_by.to_lowercase()),
        heads: heads.into(),
        pager: pager(query, rows.len() as i64, total),
        rows: rows.into_iter().map(|row| CustomerTableRow::new(row, &frame)).collect(),
        undecided: undecided.lines(&frame),
        frame,
    }
}

fn pager(query: &ListQuery, shown: i64, total: i64) -> Pager {
    let before = (query.page - 1) * query.per.rows();
    let counted = counted(total, "customer", "customers");
    let status = query.status.map_or("", CustomerStatus::word).to_owned();
    Pager {
        shown: match shown == total {
            true => counted,
            false => format!("{}–{} of {counted}", number(before + 1), number(before + shown)),
        },
        previous: (query.page > 1).then(|| query.at(query.page - 1)),
        next: (before + shown < total).then(|| query.at(query.page + 1)),
        sizes: PAGE_SIZES.into(),
        per: query.per.rows(),
        kept: vec![("q", query.q.clone()), ("status", status), ("sort", query.sort_word())],
    }
}
