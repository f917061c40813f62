//! Facts about the cells in each column.

use std::collections::HashSet;

use super::sample_row::SampleRow;
use crate::domain::device_id::{self, CellForm, ColumnProfile, IdColumn};
use crate::domain::ids::CustomerId;
use crate::domain::manifest::bulk::customer_id;
use crate::domain::manifest::remembered::ColumnKind;

/// Maximum number of different values in a column that are compared.
const MAX_VALUES: usize = 4_096;

/// Facts about the cells of a column in the sample.
pub(super) struct Content {
    pub(super) profile: ColumnProfile,
    /// Number of cells with a customer ID.
    customers: usize,
    /// Different values, in upper case.
    values: HashSet<String>,
    /// Whether a value that looks like an identifier occurs in more than two rows.
    has_repeats: bool,
}

impl Content {
    /// Collects the facts about one column of the rows.
    pub(super) fn of(rows: &[SampleRow], index: usize) -> Content {
        let mut content = Content {
            profile: ColumnProfile::default(),
            customers: 0,
            values: HashSet::new(),
            has_repeats: false,
        };
        let mut times = std::collections::HashMap::<&str, usize>::new();
        for row in rows {
            let cell = row.cell(index).trim();
            content.profile.add(cell);
            if cell.is_empty() {
                continue;
            }
            content.customers += usize::from(is_customer_id(cell));
            if content.values.len() < MAX_VALUES {
                content.values.insert(cell.to_uppercase());
            }
            let form = device_id::form(cell);
            if form.is_strong() || matches!(form, CellForm::SerialShaped { .. }) {
                let times = times.entry(cell).or_default();
                *times += 1;
                content.has_repeats |= *times > 2;
            }
        }
        content
    }

    /// Returns the number of filled cells.
    pub(super) fn filled(&self) -> usize {
        self.profile.filled as usize
    }

    /// Returns whether at least this percentage of the filled cells are IMEI-like or serial-shaped.
    pub(super) fn are_identifiers(&self, percent: usize) -> bool {
        self.profile.is_share(self.profile.imei_like() + self.profile.serial_like(), percent as u64)
    }

    /// Returns whether at least this percentage of the filled cells are strong or labelled identifiers.
    pub(super) fn are_strong(&self, percent: usize) -> bool {
        self.profile.is_share(self.profile.strong, percent as u64)
    }

    /// Returns whether any cell is a strong or labelled identifier.
    pub(super) fn has_evidence(&self) -> bool {
        self.profile.has_strong_or_labelled()
    }

    /// Returns whether all filled cells are different serial-shaped values of the same length.
    pub(super) fn are_uniform_serials(&self) -> bool {
        self.profile.serial_like() == self.profile.filled
            && self.profile.has_distinct_values_of_equal_length()
    }

    /// Returns whether the cells confirm a column name of this kind: at least half of the filled cells have the right
    /// form.
    pub(super) fn confirms(&self, kind: IdColumn) -> bool {
        let count = match kind {
            IdColumn::Imei => self.profile.imei_in_own_column(),
            IdColumn::Meid => self.profile.imei_like(),
            IdColumn::Serial => self.profile.strong + self.profile.serial_in_own_column(),
            IdColumn::Any => self.profile.imei_like() + self.profile.serial_like(),
        };
        self.profile.is_share(count, 50)
    }

    /// Returns whether at least this percentage of the filled cells are customer IDs.
    pub(super) fn are_customers(&self, percent: usize) -> bool {
        reaches(self.customers, self.filled(), percent)
    }

    /// Returns the kind of the cells. At least 80 % of the filled ones have its form.
    pub(super) fn kind(&self) -> ColumnKind {
        let is_share = |count: u64| self.profile.is_share(count, 80);
        match self.profile.imei_in_own_column() {
            _ if self.filled() == 0 => ColumnKind::Empty,
            _ if self.are_customers(80) => ColumnKind::Customer,
            imeis if is_share(imeis) => ColumnKind::Imei,
            imeis if is_share(imeis + self.profile.serial_like()) => ColumnKind::Serial,
            _ => ColumnKind::Other,
        }
    }

    /// Returns the different values, in upper case. Returns `None` if there are too many to compare.
    pub(super) fn values(&self) -> Option<&HashSet<String>> {
        Some(&self.values).filter(|values| values.len() < MAX_VALUES)
    }

    /// Returns whether a value that looks like an identifier occurs in more than two rows.
    pub(super) fn has_repeats(&self) -> bool {
        self.has_repeats
    }
}

/// Returns whether a part is at least this percentage of the whole. Returns `false` if the whole is 0.
fn reaches(part: usize, whole: usize, percent: usize) -> bool {
    whole > 0 && part * 100 >= whole * percent
}

/// Returns whether a cell contains a customer ID.
pub(super) fn is_customer_id(cell: &str) -> bool {
    customer_id(cell).parse::<CustomerId>().is_ok()
}
