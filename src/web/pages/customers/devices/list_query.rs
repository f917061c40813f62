//! What the address of the DEVICES tab asks for. A wrong or unknown value is ignored.

use actix_web::HttpRequest;

use crate::domain::device::DeviceStatus;
use crate::domain::word::Word;
use crate::store::devices::list::{DeviceCursor, DeviceFilter};
use crate::web::page::format::{Chip, PAGE_SIZES};
use crate::web::page::query::Params;
use crate::web::pages::devices::cursor;
use crate::web::urls;

/// Search, filter and place in the list.
#[derive(Clone, Debug)]
pub struct DevicesQuery {
    /// What the list shows.
    pub filter: DeviceFilter,
    /// The place.
    pub cursor: DeviceCursor,
    /// Rows a page.
    pub per: i64,
}

impl DevicesQuery {
    /// Reads the address of a request.
    pub fn of(request: &HttpRequest) -> DevicesQuery {
        DevicesQuery::read(&Params::of(request))
    }

    /// Reads names and values: of an address, or of the form that selects all that a list shows.
    pub fn read(params: &Params) -> DevicesQuery {
        let text = |name| params.words(name);
        let filter = DeviceFilter {
            q: text("q"),
            order_number: text("order_number"),
            model: text("model"),
            status: DeviceStatus::from_word(params.get("status")),
            upload: params.number("upload"),
        };
        let per = params.number("per").filter(|per| PAGE_SIZES.contains(per)).unwrap_or(PAGE_SIZES[0]);
        DevicesQuery { filter, cursor: cursor::read(params), per }
    }

    /// Ignores a model that nobody knows.
    pub fn knowing(mut self, models: &[String]) -> DevicesQuery {
        if !models.contains(&self.filter.model) {
            self.filter.model.clear();
        }
        self
    }

    /// Whether something is left out.
    pub fn is_filtered(&self) -> bool {
        self.filter != DeviceFilter::default()
    }

    /// The rows a page; nothing for the default.
    pub fn per_word(&self) -> String {
        if self.per == PAGE_SIZES[0] { String::new() } else { self.per.to_string() }
    }

    /// The upload that is filtered for, or nothing.
    pub fn upload_word(&self) -> String {
        self.filter.upload.map_or(String::new(), |upload| upload.to_string())
    }

    /// What of the address stays when the rows a page change; the form that selects all sends the same.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        vec![
            ("q", self.filter.q.clone()),
            ("order_number", self.filter.order_number.clone()),
            ("model", self.filter.model.clone()),
            ("status", self.filter.status.map_or("", DeviceStatus::word).to_owned()),
            ("upload", self.upload_word()),
        ]
    }

    /// The address of this list at a place.
    pub fn at(&self, base: &str, cursor: DeviceCursor) -> String {
        let (kept, per) = (self.kept(), self.per_word());
        let (name, place) = cursor::written(cursor);
        let mut pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.extend([("per", per.as_str()), (name, place.as_str())]);
        urls::with_query(base, &pairs)
    }

    /// The active filters, each with the list without it.
    pub fn chips(&self, base: &str) -> Vec<Chip> {
        let chip = |label: String, change: fn(&mut DeviceFilter)| {
            let mut without = self.clone();
            change(&mut without.filter);
            Chip { label, remove: without.at(base, DeviceCursor::Newest) }
        };
        let filter = &self.filter;
        let order_number = (!filter.order_number.is_empty())
            .then(|| chip(format!("Order number: {}", filter.order_number), |f| f.order_number.clear()));
        let model =
            (!filter.model.is_empty()).then(|| chip(format!("Model: {}", filter.model), |f| f.model.clear()));
        let status =
            filter.status.map(|status| chip(format!("Status: {}", status.label()), |f| f.status = None));
        let upload = filter.upload.map(|upload| chip(format!("Upload: {upload}"), |f| f.upload = None));
        [order_number, model, status, upload].into_iter().flatten().collect()
    }
}
