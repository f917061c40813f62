//! Derives from a list what to remember, so that lists like it are read in the same way.

use super::examination::Examination;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::remembered::LayoutKey;

impl Examination {
    /// Returns the key by which lists like this are recognized: their header, or the kinds of their columns.
    pub(crate) fn layout_key(&self) -> LayoutKey {
        match self.header_line {
            Some(_) => LayoutKey::header(self.columns.iter().map(|column| column.name.as_str())),
            None => LayoutKey::Columns(self.columns.iter().map(|column| column.kind).collect()),
        }
    }

    /// Returns the decisions with which lists like this are read. Hidden rows, sheets and the customers that a list
    /// names are never remembered, because the next list has others.
    pub(crate) fn to_remember(&self, decided: &Decisions) -> Decisions {
        let columns = self.columns.iter().enumerate().filter(|(_, column)| {
            let names_customers = column.named == Some(ColumnChoice::Column(Column::Customer));
            column.choice != ColumnChoice::Ignore || !names_customers
        });
        Decisions {
            columns: columns.map(|(index, column)| (index, column.choice)).collect(),
            header_line: self.header_line.or(Some(0)),
            separator: decided.separator,
            encoding: decided.encoding,
            dates: decided.dates,
            // Without names, the rows of the next list may hold something else.
            row_holds: decided.row_holds.filter(|_| self.header_line.is_some()),
            ..Decisions::default()
        }
    }
}
