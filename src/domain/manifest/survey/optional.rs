//! Decides which columns hold the order number, the order date and the alias of the sold-to code.

use super::table::Table;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;

/// Returns the column with this meaning. If there are several, the one with the most exact name is used. Returns `Err`
/// with a question if several names are equally exact and the values differ.
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
    let columns = table.named(meaning);
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
