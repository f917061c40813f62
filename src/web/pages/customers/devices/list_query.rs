//! The query string of the Devices tab. Invalid and unknown values are ignored.

use actix_web::HttpRequest;

use crate::domain::device::DeviceStatus;
use crate::domain::word::Word;
use crate::store::devices::list::{DeviceCursor, DeviceFilter};
use crate::web::page::format::{Chip, PageSize};
use crate::web::page::query::Params;
use crate::web::pages::devices::cursor;
use crate::web::urls;

/// The search, filter, cursor and page size of the list.
#[derive(Clone, Debug)]
pub struct DevicesQuery {
    /// The search and filter.
    pub(crate) filter: DeviceFilter,
    /// The cursor at which the page starts or ends.
    pub cursor: DeviceCursor,
    /// Rows per page.
    pub(crate) per: PageSize,
}

impl DevicesQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> DevicesQuery {
        DevicesQuery::read(&Params::of(request))
    }

    /// Reads the parameters from an address, or from the form that selects the whole list.
    pub(crate) fn read(params: &Params) -> DevicesQuery {
        let text = |name| params.words(name);
        let filter = DeviceFilter {
            q: text("q"),
            order_number: text("order_number"),
            model: text("model"),
            status: DeviceStatus::from_word(params.get("status")),
            upload: params.number("upload"),
        };
        DevicesQuery { filter, cursor: cursor::read(params), per: params.page_size() }
    }

    /// Removes the model from the filter if it is unknown.
    pub(crate) fn without_unknown_model(mut self, models: &[String]) -> DevicesQuery {
        if !models.contains(&self.filter.model) {
            self.filter.model.clear();
        }
        self
    }

    /// Returns whether the list is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        self.filter != DeviceFilter::default()
    }

    /// Returns the upload ID in the filter, or an empty string if there is none.
    pub(crate) fn upload_word(&self) -> String {
        self.filter.upload.map_or(String::new(), |upload| upload.to_string())
    }

    /// Returns the parameters that are kept when the page size changes. The form that selects the whole list also
    /// sends them.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        vec![
            ("q", self.filter.q.clone()),
            ("order_number", self.filter.order_number.clone()),
            ("model", self.filter.model.clone()),
            ("status", self.filter.status.map_or("", DeviceStatus::word).to_owned()),
            ("upload", self.upload_word()),
        ]
    }

    /// Returns the address of the list at a cursor.
    pub fn at(&self, base: &str, cursor: DeviceCursor) -> String {
        let (kept, per) = (self.kept(), self.per.word());
        let (name, position) = cursor::parameter(cursor);
        let mut pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.extend([("per", per.as_str()), (name, position.as_str())]);
        urls::with_query(base, &pairs)
    }

    /// Returns the active filters, each with the address of the list without it.
    pub(crate) fn chips(&self, base: &str) -> Vec<Chip> {
        let chip = |label: String, change: fn(&mut DeviceFilter)| {
            let mut without = self.clone();
            change(&mut without.filter);
            Chip { label, remove: without.at(base, DeviceCursor::First) }
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
