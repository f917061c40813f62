//! The customer cells of a list for many customers. Some lists name a customer only on the first of its lines.

use crate::domain::manifest::bulk::{self, MAX_UPLOADS};
use crate::domain::manifest::decisions::CustomerAbove;
use crate::domain::manifest::layout::Layout;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::row::Row;

/// Maximum number of characters that are kept of a customer ID. Valid ones are shorter.
const MAX_ID_LENGTH: usize = 20;

/// The customers that the rows name, and how many rows name none.
#[derive(Default)]
pub(super) struct CustomerCells {
    /// Number of rows with an identifier.
    devices: u64,
    /// Number of those rows whose customer cell is empty.
    empty: u64,
    /// The lines on which the customer changes, with its ID.
    starts: Vec<(u32, String)>,
    has_too_many: bool,
}

impl CustomerCells {
    /// Adds a row. Rows that failed before aren't below the rows that were above them, so they are left out.
    pub(super) fn add(&mut self, layout: &Layout, row: &Row, has_identifier: bool) {
        if !layout.purpose.names_customers() || layout.columns.line.is_some() {
            return;
        }
        let id = bulk::own_customer(layout, row);
        self.devices += u64::from(has_identifier);
        if id.is_empty() {
            self.empty += u64::from(has_identifier);
            return;
        }
        let id: String = id.chars().take(MAX_ID_LENGTH).collect();
        if self.starts.last().is_some_and(|(_, last)| *last == id) {
            return;
        }
        match self.starts.len() < MAX_UPLOADS {
            true => self.starts.push((row.line, id)),
            false => self.has_too_many = true,
        }
    }

    /// Returns the question whether rows without a customer belong to the one above. It is asked if more than half of the
    /// rows have none.
    pub(super) fn question(&self, decided: Option<CustomerAbove>, column: ColumnLabel) -> Option<Question> {
        let is_open = decided.is_none() && !self.starts.is_empty() && !self.has_too_many;
        let (empty, rows) = (self.empty, self.devices);
        (is_open && empty * 2 > rows).then_some(Question::CustomerAbove { column, empty, rows })
    }

    /// Returns the lines from which rows without a customer belong to a customer. Returns nothing if such rows fail.
    pub(super) fn taken(self, decided: Option<CustomerAbove>) -> Vec<(u32, String)> {
        let is_taken = decided == Some(CustomerAbove::Take) && self.empty > 0 && !self.has_too_many;
        if is_taken { self.starts } else { Vec::new() }
    }
}
