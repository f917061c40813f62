//! A customer's Devices tab.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use strum::VariantArray;

use super::list_query::DevicesQuery;
use crate::domain::device::DeviceStatus;
use crate::domain::word::Word;
use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::db::paging::PageEnds;
use crate::store::devices::list::{DeviceCursor, DeviceListPage};
use crate::store::devices::{self, catalog};
use crate::web::page::format::{
    Chip, Choice, MAX_COUNTED, PAGE_SIZES, Pager, Status, counted_to, number, shown_of,
};
use crate::web::page::frame::{Frame, is_script};
use crate::web::page::respond;
use crate::web::pages::customers::header::{CustomerHeader, TabActions};
use crate::web::pages::devices::row::{DeviceTableRow, too_many};
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/devices/list.html")]
struct DevicesPage {
    head: CustomerHeader,
    query: DevicesQuery,
    status: &'static str,
    statuses: Vec<Choice>,
    models: Vec<String>,
    kept: Vec<(&'static str, String)>,
    chips: Vec<Chip>,
    filtered: bool,
    too_many: Option<String>,
    device_status: Status,
    /// The number of devices, such as "1,284" or "10,000+".
    total: String,
    rows: Vec<DeviceTableRow>,
    pager: Pager,
    frame: Frame,
}

/// Shows the page. As a person types in the search field, a script loads the same page and extracts the list from it.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (requested, scope) = (DevicesQuery::of(&request), frame.scope()?);
    let (customer, query, models, listed, ends) = state
        .read(move |conn| {
            let customer = customers::find(conn, scope, &customer_id)?;
            let models = catalog::list_models(conn)?;
            let query = requested.without_unknown_model(&models);
            let mut page = |cursor| {
                devices::list::load_page(conn, scope, &customer, &query.filter, cursor, query.per.rows() + 1)
            };
            let mut cursor = query.cursor;
            let mut listed = page(cursor)?;
            if cursor.is_backwards() && listed.rows.len() as i64 <= query.per.rows() {
                cursor = DeviceCursor::First;
                listed = page(cursor)?;
            }
            let ends = cursor.cut(&mut listed.rows, query.per.rows() as usize);
            Ok((customer, query, models, listed, ends))
        })
        .await?;
    let announcement = match &listed.too_many {
        Some(suffix) if listed.rows.is_empty() => too_many(suffix),
        _ => format!("{} found", counted_to(listed.total, "device", "devices")),
    };
    let mut response = respond::page(&view(frame, &customer, query, models, listed, ends))?;
    if is_script(request.headers()) {
        respond::announce(&mut response, &announcement);
    }
    Ok(response)
}

fn view(
    frame: Frame,
    customer: &CustomerRow,
    query: DevicesQuery,
    models: Vec<String>,
    listed: DeviceListPage,
    ends: PageEnds,
) -> DevicesPage {
    let url = urls::customer_devices(customer.customer_id);
    let mut statuses = vec![Choice::new("", "All statuses")];
    statuses.extend(DeviceStatus::VARIANTS.iter().map(|&status| Choice::new(status.word(), status.label())));
    let counted = counted_to(listed.total, "device", "devices");
    let found = if query.is_filtered() { " found" } else { "" };
    let total = match listed.total > MAX_COUNTED && query.is_filtered() {
        true => format!("{}+", number(MAX_COUNTED)),
        false => number(listed.total),
    };
    let delete_all = (listed.total > 0).then(|| match listed.total {
        1 => format!("Delete 1 device{found}…"),
        _ => format!("Delete all {total} devices{found}…"),
    });
    let newer = listed.rows.first().filter(|_| ends.has_before).map(DeviceCursor::before);
    let older = listed.rows.last().filter(|_| ends.has_after).map(DeviceCursor::after);
    // Without a filter, the customer's stored count is exact, however large it is.
    let counted = if query.is_filtered() || listed.total == 1 { counted } else { format!("{total} devices") };
    let pager = Pager {
        shown: shown_of(listed.rows.len(), counted, newer.is_none() && older.is_none()),
        previous: newer.map(|cursor| query.at(&url, cursor)),
        next: older.map(|cursor| query.at(&url, cursor)),
        sizes: PAGE_SIZES.into(),
        per: query.per.rows(),
        kept: query.kept(),
    };
    DevicesPage {
        head: CustomerHeader::new(customer, &frame, Some(TabActions::Devices { delete_all })),
        status: query.filter.status.map_or("", DeviceStatus::word),
        statuses,
        models,
        kept: query.kept(),
        chips: query.chips(&url),
        filtered: query.is_filtered(),
        too_many: listed.too_many.as_deref().map(too_many),
        device_status: DeviceStatus::of(customer.status).into(),
        total,
        rows: listed.rows.into_iter().map(|row| DeviceTableRow::new(row, &frame)).collect(),
        pager,
        query,
        frame,
    }
}
