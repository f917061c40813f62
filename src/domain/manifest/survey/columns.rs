//! Decides what the columns of a list mean.

use super::row_shape::RowShape;
use super::table::Table;
use super::{customers, identifiers, optional};
use crate::domain::device_id::IdColumn;
use crate::domain::manifest::bulk::customer_id;
use crate::domain::manifest::column::{Column, Columns, IdentifierColumn};
use crate::domain::manifest::decisions::OrderColumns;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::purpose::ListPurpose;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::rejection::Rejection;
use crate::domain::manifest::row_holds::RowHolds;

/// The meaning of the columns of a list, as decided so far.
#[derive(Default)]
pub(super) struct ColumnDecisions {
    pub(super) columns: Columns,
    /// Names of the columns that are used, in file order.
    pub(super) used: Vec<String>,
    /// Names of the columns that aren't used, in file order.
    pub(super) ignored: Vec<String>,
    pub(super) questions: Vec<Question>,
    pub(super) is_by_content: bool,
    pub(super) shape: RowShape,
    /// Whether the identifiers of a row are one device or several.
    pub(super) row_holds: RowHolds,
}

/// The columns of the published layout for many customers, in order.
const TEMPLATE: [(Column, &str); 5] = [
    (Column::Customer, "customer ID"),
    (Column::Imei1, "identifier"),
    (Column::OrderNumber, "order number"),
    (Column::OrderDate, "order date"),
    (Column::StcAlias, "STC alias"),
];

/// Decides what the columns mean.
pub(super) fn decide(table: &Table<'_>) -> Result<ColumnDecisions, Rejection> {
    match table.purpose {
        ListPurpose::OneCustomer | ListPurpose::Deletion => for_one_customer(table),
        ListPurpose::BulkUpload | ListPurpose::BulkDeletion => for_many_customers(table),
    }
}

fn for_one_customer(table: &Table<'_>) -> Result<ColumnDecisions, Rejection> {
    if table.decisions.columns.is_empty() && customers::has_bulk_layout(table) {
        return Err(Rejection::BulkLayout);
    }
    let mut decided = ColumnDecisions::default();
    decided.questions.extend(customers::check_for_one_customer(table)?);
    add_identifiers(table, &mut decided);
    if table.purpose == ListPurpose::OneCustomer
        && table.decisions.order_columns != Some(OrderColumns::Ignore)
    {
        add_orders(table, &mut decided);
    }
    name_columns(table, &mut decided);
    Ok(decided)
}

fn for_many_customers(table: &Table<'_>) -> Result<ColumnDecisions, Rejection> {
    if table.header.is_none() && table.decisions.columns.is_empty() && follows_template(table) {
        return Ok(from_template(table));
    }
    let mut decided = ColumnDecisions::default();
    let found =
        || (0..table.width()).filter(|_| table.header.is_some()).map(|index| table.text(index)).collect();
    match customers::find_customer_column(table) {
        Ok(Some(index)) => decided.columns.customer = Some(index),
        Ok(None) => return Err(Rejection::NoCustomerColumn { found: found() }),
        Err(question) => decided.questions.push(question),
    }
    add_identifiers(table, &mut decided);
    if table.purpose == ListPurpose::BulkUpload {
        add_orders(table, &mut decided);
    }
    name_columns(table, &mut decided);
    Ok(decided)
}

fn add_orders(table: &Table<'_>, decided: &mut ColumnDecisions) {
    for column in [Column::OrderNumber, Column::OrderDate, Column::StcAlias] {
        match optional::decide(table, column) {
            // A column that identifies the devices isn't an order, whatever its name is.
            Ok(index) => {
                let index = index.filter(|index| !decided.columns.is_identifier(*index));
                set(&mut decided.columns, column, index);
            }
            Err(question) => decided.questions.push(question),
        }
    }
}

fn set(columns: &mut Columns, column: Column, index: Option<usize>) {
    match column {
        Column::OrderNumber => columns.order_number = index,
        Column::OrderDate => columns.order_date = index,
        Column::StcAlias => columns.stc_alias = index,
        _ => {}
    }
}

fn add_identifiers(table: &Table<'_>, decided: &mut ColumnDecisions) {
    let found = identifiers::decide(table);
    decided.columns.identifiers = found.columns;
    decided.questions.extend(found.questions);
    decided.is_by_content = found.is_by_content;
    decided.row_holds = found.row_holds;
    decided.shape = RowShape::of(table, &decided.columns.identifiers);
    decided.columns.model = table.named(Meaning::Unused).into_iter().find(|index| is_model(table, *index));
    decided.columns.line = table.named(Meaning::Line).first().copied();
    decided.columns.code = table.named(Meaning::Code).first().copied();
}

/// The beginnings of the word *model* in the languages of the dictionary.
const MODEL_WORDS: [&str; 7] = ["model", "modèle", "malli", "модел", "型号", "型號", "機種"];

/// Returns whether a column that isn't used names the models of the devices.
fn is_model(table: &Table<'_>, index: usize) -> bool {
    let name = table.header.and_then(|header| header.names.get(index));
    name.is_some_and(|(text, _)| MODEL_WORDS.iter().any(|word| text.to_lowercase().contains(word)))
}

/// Returns whether a list without a header has customer IDs in its first column, as in the published layout. At least one
/// of the customers must be known. A list with identifiers in the place of orders has another layout.
fn follows_template(table: &Table<'_>) -> bool {
    let mut ids = table.rows.iter().map(|row| customer_id(row.cell(0)));
    table.width() >= 2
        && table.contents[0].are_customers(80)
        && !table.contents[2..].iter().any(|content| content.are_strong(80))
        && ids.any(|id| table.context.knows_customer(&id) != Some(false))
}

fn from_template(table: &Table<'_>) -> ColumnDecisions {
    let mut decided = ColumnDecisions::default();
    let is_deletion = table.purpose == ListPurpose::BulkDeletion;
    let used = TEMPLATE.into_iter().take(if is_deletion { 2 } else { TEMPLATE.len() });
    for (index, (column, name)) in used.enumerate().take(table.width()) {
        match column {
            Column::Customer => decided.columns.customer = Some(index),
            Column::Imei1 => {
                let weak = table.contents[index].profile.weak(IdColumn::Any);
                let column = IdentifierColumn { index, column, kind: IdColumn::Any, weak };
                decided.columns.identifiers.push(column);
                decided.row_holds = table.decisions.row_holds.unwrap_or_default();
            }
            _ => set(&mut decided.columns, column, Some(index)),
        }
        decided.used.push(name.to_owned());
    }
    decided.ignored = (decided.used.len()..table.width()).map(|index| table.text(index)).collect();
    decided
}

/// Lists the names of the used columns, and those of the ignored ones. Columns that the portal adds to failed rows are
/// in neither list.
fn name_columns(table: &Table<'_>, decided: &mut ColumnDecisions) {
    let used: Vec<usize> = decided.columns.used(table.purpose).collect();
    for index in 0..table.width() {
        let is_empty = table
            .header
            .is_some_and(|header| header.names.get(index).is_none_or(|(text, _)| text.is_empty()));
        let meaning = table.meaning(index);
        if used.contains(&index) {
            decided.used.push(table.text(index));
        } else if matches!(meaning, Some(Meaning::Line | Meaning::Code | Meaning::FailedRowText))
            || (is_empty && table.contents[index].filled() == 0)
        {
            continue;
        } else {
            decided.ignored.push(table.text(index));
        }
    }
}
