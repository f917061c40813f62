use serde::{Deserialize, Serialize};

use super::column::{Column, IdentifierColumn};
use super::purpose::ListPurpose;
use crate::domain::device_id::IdColumn;

/// A person's decision about a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnChoice {
    /// It has this meaning.
    Column(Column),
    /// It has identifiers of any kind.
    DeviceId,
    /// It isn't used.
    Ignore,
}

impl ColumnChoice {
    /// All choices, in the order in which pages offer them.
    pub(crate) const ALL: [ColumnChoice; 10] = [
        ColumnChoice::Column(Column::Imei1),
        ColumnChoice::Column(Column::Imei2),
        ColumnChoice::Column(Column::Meid),
        ColumnChoice::Column(Column::Serial),
        ColumnChoice::DeviceId,
        ColumnChoice::Column(Column::Customer),
        ColumnChoice::Column(Column::OrderNumber),
        ColumnChoice::Column(Column::OrderDate),
        ColumnChoice::Column(Column::StcAlias),
        ColumnChoice::Ignore,
    ];

    /// Returns the word that forms send.
    pub(crate) fn word(self) -> &'static str {
        self.facts().0
    }

    /// Returns the choice with this word. Returns `None` if there is none.
    pub(crate) fn from_word(word: &str) -> Option<ColumnChoice> {
        ColumnChoice::ALL.into_iter().find(|choice| choice.word() == word)
    }

    /// Returns the name that pages show.
    pub(crate) fn label(self) -> &'static str {
        self.facts().1
    }

    fn facts(self) -> (&'static str, &'static str) {
        match self {
            ColumnChoice::Column(Column::Imei1) => ("imei", "IMEI"),
            ColumnChoice::Column(Column::Imei2) => ("imei2", "IMEI 2"),
            ColumnChoice::Column(Column::Meid) => ("meid", "MEID"),
            ColumnChoice::Column(Column::Serial) => ("serial", "Serial number"),
            ColumnChoice::DeviceId => ("device_id", "Device ID (any)"),
            ColumnChoice::Column(Column::Customer) => ("customer", "Customer ID"),
            ColumnChoice::Column(Column::OrderNumber) => ("order_number", "Order number"),
            ColumnChoice::Column(Column::OrderDate) => ("order_date", "Order date"),
            ColumnChoice::Column(Column::StcAlias) => ("stc_alias", "STC alias"),
            ColumnChoice::Ignore => ("ignore", "Ignore"),
        }
    }

    /// Returns the choice that corresponds to an identifier column.
    pub(crate) fn of_identifier(column: &IdentifierColumn) -> ColumnChoice {
        match (column.column, column.kind) {
            (Column::Imei1, IdColumn::Any) => ColumnChoice::DeviceId,
            (column, _) => ColumnChoice::Column(column),
        }
    }

    /// Returns whether the column identifies devices.
    pub(crate) fn is_identifier(self) -> bool {
        use Column::{Imei1, Imei2, Meid, Serial};
        matches!(self, ColumnChoice::DeviceId | ColumnChoice::Column(Imei1 | Imei2 | Meid | Serial))
    }

    /// Returns whether lists of this kind use such columns.
    pub(crate) fn is_for(self, purpose: ListPurpose) -> bool {
        match self {
            ColumnChoice::Column(Column::Customer) => purpose.names_customers(),
            ColumnChoice::Column(Column::OrderNumber | Column::OrderDate | Column::StcAlias) => {
                purpose.has_orders()
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_its_own_word() {
        for choice in ColumnChoice::ALL {
            assert_eq!(ColumnChoice::from_word(choice.word()), Some(choice));
        }
        assert_eq!(ColumnChoice::from_word(""), None);
    }

    #[test]
    fn a_deletion_for_one_customer_offers_only_identifiers() {
        let offered = ColumnChoice::ALL.into_iter().filter(|choice| choice.is_for(ListPurpose::Deletion));
        let words: Vec<_> = offered.map(ColumnChoice::word).collect();
        assert_eq!(words, ["imei", "imei2", "meid", "serial", "device_id", "ignore"]);
    }
    #[test]
    fn an_upload_for_one_customer_offers_everything_but_the_customer() {
        let missing: Vec<_> =
            ColumnChoice::ALL.into_iter().filter(|choice| !choice.is_for(ListPurpose::OneCustomer)).collect();
        assert_eq!(missing, [ColumnChoice::Column(Column::Customer)]);
    }
}
