//! Detects a list in which one column of identifiers was sorted without the others.

use super::columns::ColumnDecisions;
use super::table::Table;
use crate::domain::device_id::read_cell;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::row_holds::RowHolds;

/// Minimum number of rows that contradict what the portal knows. A few may be mistakes.
const MIN_ROWS: usize = 3;

/// The question is asked if more than one in this number of rows contradicts what the portal knows.
const MAX_SHARE: usize = 20;

/// Returns a question if many rows have identifiers that the portal knows from different devices.
pub(super) fn decide(table: &Table<'_>, decided: &ColumnDecisions) -> Option<Question> {
    let columns = &decided.columns;
    let is_one_device = decided.row_holds == RowHolds::OneDevice;
    if table.decisions.keeps_pairs || columns.identifiers.len() < 2 || !is_one_device {
        return None;
    }
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let cells = columns.identifiers.iter();
            let read = cells.filter_map(|column| {
                let ids = read_cell(row.cell(column.index), column.kind, column.weak).ok()?;
                Some(ids.iter().map(|id| id.id.as_str().to_owned()).collect::<Vec<_>>())
            });
            read.flatten().collect::<Vec<String>>()
        })
        .filter(|ids| ids.len() > 1)
        .collect();
    if rows.len() < MIN_ROWS {
        return None;
    }
    let contradictions = table.context.count_contradictions(&rows);
    let is_many = contradictions >= MIN_ROWS && contradictions * MAX_SHARE > rows.len();
    is_many.then(|| {
        let indexes: Vec<usize> = columns.identifiers.iter().map(|column| column.index).collect();
        Question::SortedAlone {
            columns: table.labels(&indexes),
            rows: contradictions as u64,
            of: rows.len() as u64,
        }
    })
}
