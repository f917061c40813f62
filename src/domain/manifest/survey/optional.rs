//! Decides which columns hold the order number, the order date and the alias of the sold-to code.

use super::table::Table;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;
use crate::domain::order::{OrderNumber, is_date};
use crate::domain::placeholder::is_placeholder;

/// Returns the column with this meaning. If there are several, the one with the most exact name is used. Returns `Err`
/// with a question if several names are equally exact and the values differ.
///
/// In a list for one customer, only full names count, because *Date* and *Order* may mean anything there. Their columns
/// must also have the form of such values in at least half of their filled cells.
pub(super) fn decide(table: &Table<'_>, column: Column) -> Result<Option<usize>, Question> {
    let choice = ColumnChoice::Column(column);
    if let Some((index, _)) = table.decisions.columns.iter().find(|(_, decided)| *decided == choice) {
        return Ok(Some(*index).filter(|index| *index < table.width()));
    }
    let meaning = match column {
        Column::OrderNumber => Meaning::OrderNumber,
        Column::OrderDate => Meaning::OrderDate,
        Column::StcAlias => Meaning::StcAlias,
        _ => return Ok(None),
    };
    let mut columns = table.named(meaning);
    if !table.purpose.names_customers() {
        columns.retain(|index| table.name(*index).is_some_and(|name| name.is_full_order));
        columns.retain(|index| is_confirmed(table, *index, column));
    }
    let Some(first) = columns.first().copied() else { return Ok(None) };
    let rank = |index: usize| table.name(index).map_or(0, |name| name.rank);
    let rivals: Vec<usize> = columns
        .iter()
        .copied()
        .filter(|index| *index == first || (rank(*index) == rank(first) && !table.agree(first, *index)))
        .collect();
    match rivals.len() {
        1 => Ok(Some(first)),
        _ => Err(Question::SameMeaning { columns: table.labels(&rivals) }),
    }
}

/// Returns whether at least half of the filled cells of a column have the form that its name promises.
fn is_confirmed(table: &Table<'_>, index: usize, column: Column) -> bool {
    let cells = table.rows.iter().map(|row| row.cell(index));
    let filled: Vec<&str> = cells.filter(|cell| !cell.trim().is_empty() && !is_placeholder(cell)).collect();
    let has_form = |cell: &&&str| match column {
        Column::OrderDate => is_date(cell, table.is_workbook),
        Column::OrderNumber => OrderNumber::read(cell).is_ok(),
        _ => true,
    };
    filled.iter().filter(has_form).count() * 2 >= filled.len()
}
