//! Tables to download. They are created page by page, so that a large file needs neither much memory nor a long read
//! transaction.

use std::borrow::Cow;

use chrono::NaiveDateTime;

use crate::store;

/// Maximum number of rows per page.
pub(crate) const PAGE_ROWS: i64 = 2_000;

/// A column of a download.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The header.
    pub(super) name: Cow<'static, str>,
    /// Whether the cells are counts or line numbers. All other cells are text, even if they consist of digits.
    pub(super) is_number: bool,
    /// Width in a workbook, in characters.
    pub(super) width: u16,
}

impl Column {
    /// Creates a column of text.
    pub(crate) fn text(name: impl Into<Cow<'static, str>>, width: u16) -> Column {
        Column { name: name.into(), is_number: false, width }
    }

    /// Creates a column of counts or line numbers.
    pub(crate) fn number(name: &'static str) -> Column {
        Column { name: Cow::Borrowed(name), is_number: true, width: name.len().max(8) as u16 + 2 }
    }
}

/// A download, with its columns and a source of pages.
pub(crate) struct Download {
    /// The name of the sheet in a workbook.
    pub(super) title: &'static str,
    pub(super) columns: Vec<Column>,
    read: Box<dyn FnMut() -> Result<Option<Page>, store::Error> + Send>,
}

/// The rows of a page, ready to be formatted.
pub(crate) struct Page(Box<dyn PageRows>);

trait PageRows: Send {
    fn visit(&self, visit: &mut dyn FnMut(&[String]));
}

impl<R: AsRef<[String]> + Send> PageRows for Vec<R> {
    fn visit(&self, visit: &mut dyn FnMut(&[String])) {
        for row in self {
            visit(row.as_ref());
        }
    }
}

impl Download {
    /// Creates a download with these columns. `page` returns the next rows, or `None` at the end.
    pub(crate) fn new<R>(
        title: &'static str,
        columns: Vec<Column>,
        mut page: impl FnMut() -> Result<Option<Vec<R>>, store::Error> + Send + 'static,
    ) -> Download
    where
        R: AsRef<[String]> + Send + 'static,
    {
        let read = move || Ok(page()?.map(|rows| Page(Box::new(rows))));
        Download { title, columns, read: Box::new(read) }
    }

    /// Reads the next page. Returns `None` at the end. Formatting is separate, so that the next page can be read while
    /// this one is being formatted. Both take about the same time.
    pub(crate) fn read_page(&mut self) -> Result<Option<Page>, store::Error> {
        (self.read)()
    }
}

impl Page {
    /// Calls a function with each row.
    pub(super) fn each(&self, mut visit: impl FnMut(&[String])) {
        self.0.visit(&mut visit);
    }
}

/// Formats a time for downloads according to RFC 3339, in UTC and in whole seconds.
pub(crate) fn format_time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
