//! Finds the remembered layout of a list, and decides whether it can be applied.

use std::io::{Read, Seek};

use super::content::Content;
use super::data_rows::data_rows;
use super::examination::{Examination, ExaminedColumn};
use super::header;
use super::sample::{self, Sample};
use super::separator::best_separator;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::encoding::Encoding;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::purpose::ListPurpose;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::remembered::{ColumnKind, LayoutKey, RememberedLayout};
use crate::domain::manifest::separator::Separator;
use crate::domain::manifest::survey_request::SurveyRequest;

/// Number of lines that are searched for the header of a remembered layout.
const MAX_HEADER_LINES: usize = 50;

/// A remembered layout for the list, and the decisions with which the list is read.
pub(super) struct Found<'a> {
    layout: &'a RememberedLayout,
    pub(super) decisions: Decisions,
}

/// Finds the remembered layout of a list. The list is split as each layout says, or else by the best separator.
pub(super) fn find<'a>(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    start: (u64, u32),
    announced: Option<Separator>,
    limits: &Limits,
    request: &SurveyRequest<'a>,
) -> Result<Option<Found<'a>>, ManifestError> {
    let layouts = request.context.layouts();
    let mut samples: Vec<(Encoding, Sample)> = Vec::new();
    for layout in layouts {
        let decided = request.decisions.encoding.or(layout.decisions.encoding);
        // Other encodings are recognized by their bytes.
        let encoding = decided.filter(|_| probe.encoding == Encoding::Windows1252).unwrap_or(probe.encoding);
        let probe = Probe { encoding, start: probe.start, end: probe.end };
        let separator = request.decisions.separator.or(announced).or(layout.decisions.separator);
        let separator = match separator {
            Some(separator) => separator,
            None => best_separator(source, &probe, start, limits)?,
        };
        let is_read =
            |(other, sample): &&(Encoding, Sample)| *other == encoding && sample.separator == separator;
        if samples.iter().all(|sample| !is_read(&sample)) {
            let read = sample::sample(source, &probe, separator, start, limits, sample::MAX_SAMPLE_LINES)?;
            samples.push((encoding, read));
        }
        // The lines of pasted text have no columns.
        let mut tables = samples.iter().filter(|(_, sample)| !request.is_pasted || sample.is_table());
        let line = tables.find(is_read).and_then(|(_, sample)| matching_line(sample, layout));
        if let Some(line) = line {
            return Ok(Some(Found { layout, decisions: merged(&layout.decisions, request.decisions, line) }));
        }
    }
    Ok(None)
}

/// Returns the line of the header of a list for which the layout is remembered, or 0 if the list has no header. Returns
/// `None` if the layout is for other lists.
fn matching_line(sample: &Sample, layout: &RememberedLayout) -> Option<u32> {
    let rows = &sample.rows;
    match &layout.key {
        key @ LayoutKey::Header(_) => rows.iter().take(MAX_HEADER_LINES).map(|row| row.line).find(|line| {
            header::on_line(rows, *line).is_some_and(|header| LayoutKey::header(header.texts()) == *key)
        }),
        LayoutKey::Columns(kinds) => {
            let is_meant = header::find(rows).is_none() && sample.usual_width(0) == kinds.len();
            let rows = data_rows(rows, 0, false);
            let of_kind = |(index, kind): (usize, &ColumnKind)| Content::of(rows, index).kind() == *kind;
            (is_meant && kinds.iter().enumerate().all(of_kind)).then_some(0)
        }
    }
}

/// Returns the decisions of a layout, except for those that the request makes.
fn merged(layout: &Decisions, request: &Decisions, line: u32) -> Decisions {
    let mut decisions = layout.clone();
    decisions.header_line = request.header_line.or(Some(line));
    decisions.separator = request.separator.or(layout.separator);
    decisions.encoding = request.encoding.or(layout.encoding);
    decisions.row_holds = request.row_holds.or(layout.row_holds);
    decisions.dates = request.dates.or(layout.dates);
    decisions.sheet.clone_from(&request.sheet);
    decisions.include_hidden = request.include_hidden;
    decisions.customer_above = request.customer_above.or(layout.customer_above);
    decisions.order_columns = request.order_columns.or(layout.order_columns);
    decisions
}

impl Found<'_> {
    /// Adds the layout to the list that was read with it. Adds a question if the list's content has changed.
    pub(super) fn apply_to(self, mut list: Examination) -> Examination {
        let is_without_header = list.header_line.is_none();
        let imeis = list.layout.columns.identifiers.iter();
        let imeis = imeis.filter(|column| matches!(column.column, Column::Imei1 | Column::Imei2)).count();
        let columns = changed_columns(&list);
        // Without names, several IMEIs in a row may belong to one device or to several.
        if !columns.is_empty() || (is_without_header && imeis > 1) {
            list.questions.push(Question::ChangedLayout { name: self.layout.name.clone(), columns });
        }
        list.layout.remembered = Some(self.layout.name.clone());
        list.applied = Some((self.layout.id, self.decisions));
        list
    }
}

/// Returns the labels of the columns whose content no longer matches the layout.
fn changed_columns(list: &Examination) -> Vec<ColumnLabel> {
    let columns = list.columns.iter().enumerate();
    let changed = columns.filter(|(index, column)| has_changed(list, *index, column));
    changed
        .map(|(index, column)| {
            let text = match column.name.as_str() {
                "" => format!("column {}", index + 1),
                name => format!("column “{name}”"),
            };
            ColumnLabel { index, text }
        })
        .collect()
}

fn has_changed(list: &Examination, index: usize, column: &ExaminedColumn) -> bool {
    let first = list.layout.columns.identifiers.first().map(|first| first.index);
    match column.choice {
        ColumnChoice::Ignore => {
            let is_unnamed = list.header_line.is_none();
            let is_for_one = list.layout.purpose == ListPurpose::OneCustomer;
            column.is_strong() || (is_unnamed && is_for_one && column.kind == ColumnKind::Customer)
        }
        choice if choice.is_identifier() => {
            let is_empty = column.kind == ColumnKind::Empty && first != Some(index);
            let is_repeated = column.has_repeats && first != Some(index);
            is_repeated || (!is_empty && !column.is_of_kind(choice))
        }
        choice => !column.is_of_kind(choice),
    }
}
