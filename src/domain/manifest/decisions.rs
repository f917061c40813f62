use serde::{Deserialize, Serialize};

use super::column::Column;
use super::column_choice::ColumnChoice;
use super::encoding::Encoding;
use super::row_holds::RowHolds;
use super::separator::Separator;
use crate::domain::order::DateOrder;

/// What an empty customer cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CustomerAbove {
    /// The customer above it.
    Take,
    /// Nothing, so the row fails.
    Fail,
}

/// Whether the order columns of a list for one customer are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderColumns {
    Use,
    Ignore,
}

/// A person's or a program's decisions about a list. Anything left undecided is determined from the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decisions {
    /// Index of a column, and what was decided about it.
    pub(crate) columns: Vec<(usize, ColumnChoice)>,
    /// Name of a column in the header, and what a program decided about it.
    pub(crate) named_columns: Vec<(String, ColumnChoice)>,
    /// Physical line of the header. 0 means that there is none.
    pub(crate) header_line: Option<u32>,
    pub(crate) separator: Option<Separator>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) sheet: Option<String>,
    pub(crate) row_holds: Option<RowHolds>,
    /// Whether hidden rows and columns of a workbook are read.
    pub(crate) include_hidden: Option<bool>,
    pub(crate) dates: Option<DateOrder>,
    pub(crate) customer_above: Option<CustomerAbove>,
    pub(crate) order_columns: Option<OrderColumns>,
    /// Whether identifiers in unused columns and skipped lines may be ignored.
    pub(crate) skip_identifiers: bool,
    /// Whether rows keep their identifiers even though many rows contradict what the portal knows.
    pub(crate) keeps_pairs: bool,
}

impl Decisions {
    /// Returns the decisions for a list that the portal wrote: one identifier on each line, without a header.
    pub(crate) fn identifiers_only() -> Decisions {
        Decisions {
            columns: vec![(0, ColumnChoice::DeviceId)],
            header_line: Some(0),
            skip_identifiers: true,
            ..Decisions::default()
        }
    }

    /// Returns the choice for a column. Returns `None` if the column is undecided.
    pub(crate) fn column(&self, index: usize) -> Option<ColumnChoice> {
        self.columns.iter().find(|(decided, _)| *decided == index).map(|(_, choice)| *choice)
    }

    /// Returns whether nothing is decided.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Decisions::default()
    }

    /// Returns a meaning that more than one column has. Any number of columns can be ignored, or have IMEIs or identifiers
    /// of any kind. Other identifiers can repeat only if each is a device.
    pub(crate) fn repeated_choice(&self) -> Option<ColumnChoice> {
        let indexed = self.columns.iter().map(|(_, choice)| *choice);
        let choices: Vec<ColumnChoice> =
            indexed.chain(self.named_columns.iter().map(|(_, choice)| *choice)).collect();
        let may_repeat = |choice: ColumnChoice| match choice {
            ColumnChoice::Ignore | ColumnChoice::DeviceId | ColumnChoice::Column(Column::Imei1) => true,
            choice => choice.is_identifier() && self.row_holds == Some(RowHolds::Devices),
        };
        let is_repeated = |(position, choice): &(usize, &ColumnChoice)| {
            !may_repeat(**choice) && choices[..*position].contains(choice)
        };
        choices.iter().enumerate().find(is_repeated).map(|(_, choice)| *choice)
    }

    /// Sets the choice for a column.
    pub(crate) fn set_column(&mut self, index: usize, choice: ColumnChoice) {
        self.columns.retain(|(decided, _)| *decided != index);
        self.columns.push((index, choice));
        self.columns.sort_by_key(|(index, _)| *index);
    }
}
