//! Decides which column identifies the customer.

use super::content::is_customer_id;
use super::table::Table;
use crate::domain::manifest::bulk::customer_id;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::rejection::Rejection;

/// Returns the column that a person chose for the customer, or else the columns named as such, most exact name first.
fn named(table: &Table<'_>) -> Vec<usize> {
    let decided = table.decisions.columns.iter();
    let decided = decided.filter(|(_, choice)| *choice == ColumnChoice::Column(Column::Customer));
    match decided.map(|(index, _)| *index).find(|index| *index < table.width()) {
        Some(index) => vec![index],
        None => table.named(Meaning::Customer),
    }
}

/// Returns the customer column of a list for many customers. Returns `None` if there is none, and `Err` with a question
/// if there may be several.
pub(super) fn find_customer_column(table: &Table<'_>) -> Result<Option<usize>, Question> {
    let mut columns = named(table);
    // If there are several columns, the one with IDs identifies the customer.
    columns.sort_by_key(|index| !table.contents[*index].are_customers(50));
    let Some(first) = columns.first().copied() else { return by_content(table) };
    let rivals: Vec<usize> = columns
        .iter()
        .copied()
        .filter(|index| {
            *index == first || table.contents[*index].are_customers(50) && !table.agree(first, *index)
        })
        .collect();
    match rivals.len() {
        0 | 1 => Ok(Some(first)),
        _ => Err(Question::SameMeaning { columns: table.labels(&rivals) }),
    }
}

/// Returns the only column in which most cells are customer IDs.
fn by_content(table: &Table<'_>) -> Result<Option<usize>, Question> {
    let ignored = |index: &usize| table.decisions.column(*index).is_none();
    let columns: Vec<usize> =
        (0..table.width()).filter(ignored).filter(|index| table.contents[*index].are_customers(80)).collect();
    match columns[..] {
        [only] => Ok(Some(only)),
        [] if table.header.is_some() || table.width() < 2 => Ok(None),
        _ => {
            let all: Vec<usize> = (0..table.width()).collect();
            Err(Question::CustomerColumn { columns: table.labels(&all) })
        }
    }
}

/// Checks the customer columns of a list for one customer. Such columns are only checked, not used. Returns a question
/// if one of them may name other customers.
pub(super) fn check_for_one_customer(table: &Table<'_>) -> Result<Option<Question>, Rejection> {
    for index in named(table) {
        if table.decisions.column(index).is_some() {
            continue;
        }
        let content = &table.contents[index];
        let question = Question::OtherCustomers { column: table.label(index) };
        if content.are_customers(80) {
            match ids(table, index) {
                Ids::This => {}
                Ids::Others => return Err(Rejection::BulkLayout),
                Ids::Unknown if names_owner(&table.text(index)) => {}
                Ids::Unknown => return Ok(Some(question)),
            }
        } else if content.values().is_none_or(|names| {
            names.len() > 1 || names.iter().any(|name| table.context.is_other_customer_name(name))
        }) && content.filled() > 0
        {
            return Ok(Some(question));
        }
    }
    Ok(None)
}

/// The customers whose IDs a column contains.
enum Ids {
    This,
    Others,
    Unknown,
}

fn ids(table: &Table<'_>, index: usize) -> Ids {
    let mut is_unknown = false;
    for row in table.rows {
        let id = customer_id(row.cell(index));
        match table.context.is_this_customer(&id) {
            _ if id.is_empty() || table.context.is_this_customer(&id) == Some(true) => {}
            // If the customer is unknown, the IDs are assumed to belong to several customers.
            None => return Ids::Others,
            Some(_) if table.context.is_other_customer(&id) => return Ids::Others,
            Some(_) => is_unknown = true,
        }
    }
    if is_unknown { Ids::Unknown } else { Ids::This }
}

fn names_owner(text: &str) -> bool {
    text.to_lowercase().contains("owner")
}

/// Returns whether a list without a header has a customer ID before an identifier in most rows, as lists for many
/// customers do.
pub(super) fn has_bulk_layout(table: &Table<'_>) -> bool {
    let is_bulk = table.width() >= 2
        && table.header.is_none()
        && table.contents[0].are_customers(80)
        && table.contents[1].are_identifiers(50);
    is_bulk && table.rows.iter().any(|row| is_customer_id(row.cell(0)) && !matches!(ids(table, 0), Ids::This))
}
