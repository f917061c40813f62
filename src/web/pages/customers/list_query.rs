//! The query string of the Customers list. Invalid and unknown values are ignored.

use actix_web::HttpRequest;

use crate::domain::customer::CustomerStatus;
use crate::domain::word::Word;
use crate::store::customers::list::{CustomerFilter, CustomerSort};
use crate::web::page::format::PageSize;
use crate::web::page::query::Params;
use crate::web::urls;

/// The columns in order, each with its word in the address, its heading, its sort and whether it contains numbers.
pub(crate) const COLUMNS: [(&str, &str, CustomerSort, bool); 7] = [
    ("name", "Company name/Internal reference", CustomerSort::Name, false),
    ("id", "Customer/MSP ID", CustomerSort::Id, false),
    ("country", "Country", CustomerSort::Country, false),
    ("uploaded", "Last uploaded", CustomerSort::LastUploaded, false),
    ("uploads", "Uploads", CustomerSort::Uploads, true),
    ("devices", "Devices", CustomerSort::Devices, true),
    ("status", "Status", CustomerSort::Status, false),
];

/// The search, filter, sort, page and page size of the list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The search words.
    pub(crate) q: String,
    /// The only status to show. `None` shows all.
    pub(crate) status: Option<CustomerStatus>,
    /// The word for the column that the list is sorted by.
    pub(crate) column: &'static str,
    /// Whether the order is descending.
    pub(crate) descending: bool,
    /// The page number, starting at 1.
    pub(crate) page: i64,
    /// Rows per page.
    pub(crate) per: PageSize,
}

impl ListQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> ListQuery {
        let params = Params::of(request);
        let sort = params.get("sort");
        let (descending, word) = match sort.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, sort),
        };
        let column = COLUMNS.iter().find(|column| column.0 == word).map(|column| column.0);
        ListQuery {
            q: params.words("q"),
            status: CustomerStatus::from_word(params.get("status")),
            column: column.unwrap_or("uploaded"),
            descending: column.is_none() || descending,
            page: params.number("page").filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
            per: params.page_size(),
        }
    }

    /// Returns the filter for the store.
    pub(crate) fn filter(&self) -> CustomerFilter {
        CustomerFilter { q: self.q.clone(), status: self.status }
    }

    /// Returns the sort for the store, and whether it is descending.
    pub(crate) fn sort(&self) -> (CustomerSort, bool) {
        let column = COLUMNS.iter().find(|column| column.0 == self.column);
        (column.map_or(CustomerSort::LastUploaded, |column| column.2), self.descending)
    }

    /// Returns whether the list is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.q.is_empty() || self.status.is_some()
    }

    /// Returns the word for the column and direction. The word is empty for the default, which is newest first.
    pub(crate) fn sort_word(&self) -> String {
        match (self.column, self.descending) {
            ("uploaded", true) => String::new(),
            (column, true) => format!("-{column}"),
            (column, false) => column.to_owned(),
        }
    }

    /// Returns the address of this list, or of its download.
    pub fn address(&self, base: &str) -> String {
        let page = if self.page == 1 { String::new() } else { self.page.to_string() };
        let status = self.status.map_or("", CustomerStatus::word);
        let pairs = [
            ("q", self.q.as_str()),
            ("status", status),
            ("sort", &self.sort_word()),
            ("per", &self.per.word()),
            ("page", &page),
        ];
        urls::with_query(base, &pairs)
    }

    /// Returns the address of another page of the list.
    pub(crate) fn at(&self, page: i64) -> String {
        ListQuery { page, ..self.clone() }.address(urls::CUSTOMERS)
    }

    /// Returns the address of the list sorted by a column. Selecting the same column again reverses the order. For
    /// numbers and times, the first selection sorts in descending order.
    pub(crate) fn sorted_by(&self, column: &'static str) -> String {
        let starts_descending = matches!(column, "uploaded" | "uploads" | "devices");
        let descending = if self.column == column { !self.descending } else { starts_descending };
        ListQuery { column, descending, page: 1, ..self.clone() }.address(urls::CUSTOMERS)
    }
}
