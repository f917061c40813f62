//! The answers that a careful reader would expect to questions about columns.

use super::examination::{Examination, ExaminedColumn};
use crate::domain::manifest::names::{Age, traits};
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::row_holds::RowHolds;

/// The use of a column with further identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FurtherUse {
    /// They belong to the same devices.
    SameDevices,
    /// Each one is a device of its own.
    OwnDevices,
    LeftOut,
}

impl Examination {
    /// Returns whether the identifiers in these columns usually belong to one device. Returns `None` if nothing speaks
    /// for either.
    pub(crate) fn expected_row_holds(&self, columns: &[ColumnLabel]) -> Option<RowHolds> {
        let found = self.find(columns);
        if found.len() > 2 || self.are_different_kinds(&found) {
            return Some(RowHolds::Devices);
        }
        let [first, second] = found[..] else { return None };
        // Two tables beside each other repeat other names too.
        let is_repeated = |column: &&ExaminedColumn| {
            let is_other = !column.name.is_empty() && column.name != first.name;
            is_other && self.columns.iter().filter(|other| other.name == column.name).count() > 1
        };
        if self.columns.iter().any(|column| is_repeated(&column)) {
            return Some(RowHolds::Devices);
        }
        let are_alike = first.name == second.name || (first.is_well_named() && second.is_well_named());
        are_alike.then_some(RowHolds::OneDevice)
    }

    /// Returns the index of the column whose devices are usually meant, if the others are for old, new or other
    /// devices. Returns `None` if that isn't certain.
    pub(crate) fn expected_devices(&self, columns: &[ColumnLabel], is_deletion: bool) -> Option<usize> {
        if is_deletion {
            return self.only(columns, |column| column.is_known);
        }
        let age = |column: &ExaminedColumn| traits(&column.name).age;
        self.only(columns, |column| age(column) == Some(Age::New)).or_else(|| {
            let is_plain = |column: &ExaminedColumn| {
                column.named.is_some_and(|named| named.is_identifier())
                    && !traits(&column.name).is_replacement
            };
            let others_are_old = columns
                .iter()
                .filter_map(|label| self.columns.get(label.index))
                .filter(|column| !is_plain(column))
                .all(|column| age(column) == Some(Age::Old));
            if others_are_old { self.only(columns, is_plain) } else { None }
        })
    }

    /// Returns whether the columns are for different kinds of devices, such as phones and tablets.
    pub(crate) fn are_for_different_kinds(&self, columns: &[ColumnLabel]) -> bool {
        self.are_different_kinds(&self.find(columns))
    }

    /// Returns the index of the column that probably identifies the devices. Returns `None` if there is none, or if
    /// another is just as likely.
    pub(crate) fn expected_identifier(&self, columns: &[ColumnLabel]) -> Option<usize> {
        let score = |label: &ColumnLabel| {
            let column = self.columns.get(label.index).filter(|column| !column.is_named_otherwise)?;
            let strong = column.imeis().saturating_mul(2);
            Some(strong.saturating_add(column.identifiers())).filter(|score| *score > 0)
        };
        let best = columns.iter().filter_map(score).max()?;
        let mut likely = columns.iter().filter(|label| score(label) == Some(best));
        let first = likely.next()?;
        likely.next().is_none().then_some(first.index)
    }

    /// Returns the usual use of a further column with identifiers. Returns `None` if it isn't certain.
    pub(crate) fn expected_use(&self, label: &ColumnLabel) -> Option<FurtherUse> {
        let further = self.columns.get(label.index)?;
        let used = self.columns.iter().filter(|column| column.choice.is_identifier());
        let all: Vec<&ExaminedColumn> = used.chain([further]).collect();
        match () {
            () if self.are_different_kinds(&all) => Some(FurtherUse::OwnDevices),
            () if further.is_named_otherwise => Some(FurtherUse::LeftOut),
            () if further.name.is_empty() && !further.is_text => Some(FurtherUse::SameDevices),
            () => None,
        }
    }

    fn find(&self, columns: &[ColumnLabel]) -> Vec<&ExaminedColumn> {
        columns.iter().filter_map(|label| self.columns.get(label.index)).collect()
    }

    fn are_different_kinds(&self, columns: &[&ExaminedColumn]) -> bool {
        let kinds: Vec<_> = columns.iter().filter_map(|column| traits(&column.name).kind).collect();
        kinds.first().is_some_and(|first| kinds.iter().any(|kind| kind != first))
    }

    /// Returns the index of the only one of these columns that meets a condition.
    fn only(&self, columns: &[ColumnLabel], is_meant: impl Fn(&ExaminedColumn) -> bool) -> Option<usize> {
        let mut meant = columns.iter().filter(|label| self.columns.get(label.index).is_some_and(&is_meant));
        let first = meant.next()?;
        meant.next().is_none().then_some(first.index)
    }
}
