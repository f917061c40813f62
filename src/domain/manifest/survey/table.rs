//! The table in a list: its data rows in the sample, and the name and content of each column.

use super::content::Content;
use super::header::Header;
use super::sample_row::SampleRow;
use crate::domain::manifest::column::IdentifierColumn;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::context::ListContext;
use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::names::{self, Meaning, Name, Traits};
use crate::domain::manifest::purpose::ListPurpose;
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::survey_request::SurveyRequest;
use crate::domain::manifest::text::shortened;

/// The part of a list's table that is in the sample.
pub(super) struct Table<'a> {
    pub(super) header: Option<&'a Header>,
    pub(super) rows: &'a [SampleRow],
    /// Content of each column. The length is the number of columns.
    pub(super) contents: Vec<Content>,
    pub(super) purpose: ListPurpose,
    pub(super) decisions: &'a Decisions,
    pub(super) context: &'a dyn ListContext,
    pub(super) is_pasted: bool,
    /// Whether the table is a sheet of a workbook, in which numbers may be dates.
    pub(super) is_workbook: bool,
}

impl<'a> Table<'a> {
    /// Creates the table from the rows below the header.
    pub(super) fn new(
        header: Option<&'a Header>,
        rows: &'a [SampleRow],
        width: usize,
        request: &SurveyRequest<'a>,
    ) -> Table<'a> {
        let contents = (0..width).map(|index| Content::of(rows, index)).collect();
        Table {
            header,
            rows,
            contents,
            purpose: request.purpose,
            decisions: request.decisions,
            context: request.context,
            is_pasted: request.is_pasted,
            is_workbook: false,
        }
    }

    /// Returns the same table as a sheet of a workbook.
    pub(super) fn of_workbook(self, is_workbook: bool) -> Table<'a> {
        Table { is_workbook, ..self }
    }

    /// Returns the number of columns.
    pub(super) fn width(&self) -> usize {
        self.contents.len()
    }

    /// Returns the known name of a column. A decision about the column overrides its name.
    pub(super) fn name(&self, index: usize) -> Option<&Name> {
        self.header?.names.get(index)?.1.as_ref()
    }

    /// Returns the known meaning of a column's name.
    pub(super) fn meaning(&self, index: usize) -> Option<Meaning> {
        self.name(index).map(|name| name.meaning)
    }

    /// Returns what a column's name says about its devices, even if the name isn't known.
    pub(super) fn traits(&self, index: usize) -> Traits {
        let name = self.header.and_then(|header| header.names.get(index));
        name.map_or_else(Traits::default, |(text, _)| names::traits(text))
    }

    /// Returns the text of a column's header cell, or "column 2".
    pub(super) fn text(&self, index: usize) -> String {
        match self.header.and_then(|header| header.names.get(index)) {
            Some((text, _)) if !text.is_empty() => text.clone(),
            _ => format!("column {}", index + 1),
        }
    }

    /// Returns how messages refer to a column: `column “IMEI”` or `column 2`. If several columns have the same name,
    /// the label contains both the number and the name.
    pub(super) fn label(&self, index: usize) -> ColumnLabel {
        let names = self.header.map_or(&[][..], |header| &header.names);
        let text = match names.get(index) {
            Some((name, _)) if !name.is_empty() => {
                let is_repeated = names.iter().filter(|(other, _)| other == name).count() > 1;
                let name = shortened(name);
                if is_repeated {
                    format!("column {} (“{name}”)", index + 1)
                } else {
                    format!("column “{name}”")
                }
            }
            _ => format!("column {}", index + 1),
        };
        ColumnLabel { index, text }
    }

    /// Returns the labels of several columns.
    pub(super) fn labels(&self, indexes: &[usize]) -> Vec<ColumnLabel> {
        indexes.iter().map(|index| self.label(*index)).collect()
    }

    /// Returns the indexes of the columns with this meaning, most exact name first.
    pub(super) fn named(&self, meaning: Meaning) -> Vec<usize> {
        let mut found: Vec<usize> = (0..self.width())
            .filter(|index| self.meaning(*index) == Some(meaning))
            .filter(|index| self.decisions.column(*index) != Some(ColumnChoice::Ignore))
            .collect();
        found.sort_by_key(|index| std::cmp::Reverse(self.name(*index).map_or(0, |name| name.rank)));
        found
    }

    /// Returns the indexes of the columns with at least one filled cell.
    pub(super) fn filled(&self) -> Vec<usize> {
        (0..self.width()).filter(|index| self.contents[*index].filled() > 0).collect()
    }

    /// Returns the columns without identifiers that are filled in nearly all rows. A line that fills all of them is a
    /// row, even if it has no identifier.
    pub(super) fn usually_filled(&self, identifiers: &[IdentifierColumn]) -> Vec<usize> {
        let is_usual = |index: &usize| self.contents[*index].filled() * 10 >= self.rows.len() * 9;
        let is_other = |index: &usize| identifiers.iter().all(|column| column.index != *index);
        (0..self.width()).filter(is_usual).filter(is_other).collect()
    }

    /// Returns whether two columns never contradict each other: in each row, they are equal or one is empty.
    pub(super) fn agree(&self, first: usize, second: usize) -> bool {
        self.rows.iter().all(|row| {
            let (first, second) = (row.cell(first).trim(), row.cell(second).trim());
            first.is_empty() || second.is_empty() || first.eq_ignore_ascii_case(second)
        })
    }
}
