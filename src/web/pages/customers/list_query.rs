//! What the address of the Customers list asks for. A wrong or unknown value is ignored.

use actix_web::HttpRequest;

use crate::domain::customer::CustomerStatus;
use crate::domain::word::Word;
use crate::store::customers::list::{CustomerFilter, CustomerSort};
use crate::web::page::format::PAGE_SIZES;
use crate::web::page::query::Params;
use crate::web::urls;

/// The columns in their order: word in the address, head, whether numbers stand there.
pub const COLUMNS: [(&str, &str, CustomerSort, bool); 7] = [
    ("name", "Company name/Internal reference", CustomerSort::Name, false),
    ("id", "Customer/MSP ID", CustomerSort::Id, false),
    ("country", "Country", CustomerSort::Country, false),
    ("uploaded", "Last uploaded", CustomerSort::LastUploaded, false),
    ("uploads", "Uploads", CustomerSort::Uploads, true),
    ("devices", "Devices", CustomerSort::Devices, true),
    ("status", "Status", CustomerSort::Status, false),
];

/// Search, filter, sort and place in the list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// What is looked for.
    pub q: String,
    /// Only this status.
    pub status: Option<CustomerStatus>,
    /// Word of the column.
    pub column: &'static str,
    /// The other way round.
    pub descending: bool,
    /// From 1.
    pub page: i64,
    /// Rows a page.
    pub per: i64,
}

impl ListQuery {
    /// Reads the address of a request.
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
            per: params.number("per").filter(|per| PAGE_SIZES.contains(per)).unwrap_or(PAGE_SIZES[0]),
        }
    }

    /// For the store.
    pub fn filter(&self) -> CustomerFilter {
        CustomerFilter { q: self.q.clone(), status: self.status }
    }

    /// For the store.
    pub fn sort(&self) -> (CustomerSort, bool) {
        let column = COLUMNS.iter().find(|column| column.0 == self.column);
        (column.map_or(CustomerSort::LastUploaded, |column| column.2), self.descending)
    }

    /// Whether something is left out.
    pub fn is_filtered(&self) -> bool {
        !self.q.is_empty() || self.status.is_some()
    }

    /// The word of sort and direction; nothing for newest first, which is the default.
    pub fn sort_word(&self) -> String {
        match (self.column, self.descending) {
            ("uploaded", true) => String::new(),
            (column, true) => format!("-{column}"),
            (column, false) => column.to_owned(),
        }
    }

    /// The rows a page; nothing for the default.
    pub fn per_word(&self) -> String {
        if self.per == PAGE_SIZES[0] { String::new() } else { self.per.to_string() }
    }

    /// The address of this list, or of its download.
    pub fn address(&self, base: &str) -> String {
        let page = if self.page == 1 { String::new() } else { self.page.to_string() };
        let status = self.status.map_or("", CustomerStatus::word);
        let pairs = [
            ("q", self.q.as_str()),
            ("status", status),
            ("sort", &self.sort_word()),
            ("per", &self.per_word()),
            ("page", &page),
        ];
        urls::with_query(base, &pairs)
    }

    /// The list at another page.
    pub fn at(&self, page: i64) -> String {
        ListQuery { page, ..self.clone() }.address(urls::CUSTOMERS)
    }

    /// The list sorted by a column: once more turns it round. Numbers and times begin with the greatest.
    pub fn sorted_by(&self, column: &'static str) -> String {
        let natural = matches!(column, "uploaded" | "uploads" | "devices");
        let descending = if self.column == column { !self.descending } else { natural };
        ListQuery { column, descending, page: 1, ..self.clone() }.address(urls::CUSTOMERS)
    }
}
