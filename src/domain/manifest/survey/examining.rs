//! Examining a list: finding its header, columns and rows.

use std::io::{Read, Seek};

use super::columns::ColumnDecisions;
use super::content::Content;
use super::data_rows::data_rows;
use super::examination::Examination;
use super::header::{self, Header};
use super::row_shape::RowShape;
use super::sample::{self, Sample};
use super::separator::best_separator;
use super::table::Table;
use super::{by_content, dates, decided_columns, hidden, scan, sorted_alone};
use crate::domain::manifest::decision_rejection::DecisionRejection;
use crate::domain::manifest::label_lines::are_joined;
use crate::domain::manifest::layout::Layout;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::rejection::{ManifestError, Rejection};
use crate::domain::manifest::row_holds::RowHolds;
use crate::domain::manifest::separator::Separator;
use crate::domain::manifest::survey_request::SurveyRequest;
use crate::domain::manifest::workbook::Workbook;
use crate::domain::order::FileDates;

/// Reads a list in one encoding, and with one separator if it is decided.
pub(super) fn examine(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
    probe: &Probe,
    start: (u64, u32),
    announced: Option<Separator>,
    workbook: Option<Workbook>,
) -> Result<Examination, ManifestError> {
    let chosen = request.decisions.separator.or(announced);
    let separator = match chosen {
        Some(separator) => separator,
        None => best_separator(source, probe, start, limits)?,
    };
    let mut sample = sample::sample(source, probe, separator, start, limits, sample::MAX_SAMPLE_LINES)?;
    if let Some(workbook) = workbook.as_ref().filter(|_| request.decisions.include_hidden == Some(false)) {
        sample.rows.retain(|row| !workbook.is_hidden(row.line));
    }
    let reads_whole_lines = request.is_pasted && !sample.is_table();
    let header = match request.decisions.header_line {
        Some(0) => None,
        Some(line) => match header::on_line(&sample.rows, line) {
            Some(header) => Some(header),
            None => return Err(DecisionRejection::NoHeaderLine { line }.into()),
        },
        None => header::find(&sample.rows),
    };
    let mut layout = Layout {
        workbook,
        encoding: probe.encoding,
        separator,
        end: probe.end,
        purpose: request.purpose,
        is_pasted: request.is_pasted,
        reads_whole_lines,
        include_hidden: request.decisions.include_hidden,
        ..Layout::empty()
    };
    let header_line = header.as_ref().map(|header| sample.rows[header.row].line);
    let mut applied = apply(&sample, header.as_ref(), &mut layout, limits, request)?;
    let has_no_column = |question: &Question| matches!(question, Question::IdentifierColumn { .. });
    if request.is_pasted && !reads_whole_lines && applied.questions.iter().any(has_no_column) {
        // The separators are punctuation in text, as in a chat.
        layout.reads_whole_lines = true;
        applied = apply(&sample, header.as_ref(), &mut layout, limits, request)?;
    }
    let Applied { questions, contents, shape, known, mut rejection } = applied;
    let frame = scan::Frame { start, header_line, shape };
    let mut scan = scan::read(source, &layout, &frame, limits)?;
    if request.decisions.skip_identifiers {
        scan.questions.retain(|question| !matches!(question, Question::SkippedIdentifier { .. }));
    }
    let Some((offset, line)) = scan.first else {
        let (questions, rejection) = match without_rows(&layout, &scan, questions) {
            Ok(questions) => (questions, rejection),
            Err(Rejection::Empty) => return Err(Rejection::Empty.into()),
            Err(without) => (Vec::new(), rejection.or(Some(without))),
        };
        let examination = Examination::new(layout, &sample, header.as_ref(), contents, &known);
        return Ok(Examination { questions, rejection, ..examination });
    };
    // In a list for one customer, the dates can be left out.
    let optional = layout.columns.order_date.filter(|_| !request.purpose.names_customers());
    let optional = optional.map(|index| Examination::label_of(&layout, index));
    let (dates, open) = dates::decide(&scan.dates, request.decisions)
        .or_else(|conflict| Ok((FileDates::default(), dates::mixed(conflict, optional)?)))
        .unwrap_or_else(|conflict: Rejection| {
            rejection.get_or_insert(conflict);
            Default::default()
        });
    layout.dates = dates;
    if let Some(calendar) = layout.workbook.as_ref().and_then(|workbook| workbook.calendar) {
        layout.dates.set_calendar(calendar);
    }
    layout.zero_decimals = scan.zero_decimals();
    layout.aliases = scan.placeholders.into_iter().filter(|text| request.context.is_alias(text)).collect();
    (layout.first_row_offset, layout.first_row_line) = (offset, line);
    (layout.skipped, layout.left_out) = (scan.skipped, scan.left_out);
    if layout.row_holds == RowHolds::Devices {
        layout.max_devices = u8::try_from(scan.max_devices).unwrap_or(u8::MAX);
    }
    let above = request.decisions.customer_above;
    let customer_column = layout.columns.customer.map(|index| Examination::label_of(&layout, index));
    let customers = customer_column.and_then(|column| scan.customers.question(above, column));
    layout.customers_above = scan.customers.taken(above);
    let questions = questions.into_iter().chain(scan.questions).chain(customers).chain(open).collect();
    let examination = Examination::new(layout, &sample, header.as_ref(), contents, &known);
    Ok(Examination { rows: scan.rows, questions, rejection, ..examination })
}

/// Returns what is open about a list without rows, or the reason for rejecting it.
fn without_rows(
    layout: &Layout,
    scan: &scan::Scan,
    mut questions: Vec<Question>,
) -> Result<Vec<Question>, Rejection> {
    if layout.header {
        return Err(Rejection::HeaderOnly);
    }
    if questions.is_empty() && scan.skipped.count > 0 {
        // Every line consists of words. One of them may be an unknown header.
        questions.push(Question::IdentifierColumn { candidates: Vec::new(), found: Vec::new() });
    }
    if questions.is_empty() { Err(Rejection::Empty) } else { Ok(questions) }
}

/// The findings about the columns in a sample.
#[derive(Default)]
struct Applied {
    /// The questions that are still open.
    questions: Vec<Question>,
    contents: Vec<Content>,
    shape: RowShape,
    /// Indexes of the columns between which a person chooses and whose devices the portal knows.
    known: Vec<usize>,
    /// The reason for rejecting the list.
    rejection: Option<Rejection>,
}

/// Determines the columns from the sample and sets them in the layout.
fn apply(
    sample: &Sample,
    header: Option<&Header>,
    layout: &mut Layout,
    limits: &Limits,
    request: &SurveyRequest<'_>,
) -> Result<Applied, ManifestError> {
    let first = header.map_or(0, |header| header.row + 1);
    let named = header.map_or(0, |header| header.names.len());
    layout.width = named.max(sample.usual_width(first));
    if layout.width > limits.max_columns {
        return Err(Rejection::TooManyColumns { limit: limits.max_columns, count: layout.width }.into());
    }
    let rows = data_rows(&sample.rows, first, header.is_some());
    let decisions = decided_columns::resolve(request.decisions, header, layout.width)?;
    let is_pasted = layout.reads_whole_lines;
    let request = SurveyRequest { decisions: &decisions, is_pasted, ..*request };
    let table = Table::new(header, rows, layout.width, &request).of_workbook(layout.workbook.is_some());
    if rows.is_empty() {
        // Reading the whole file reports that there are no rows.
        layout.header = header.is_some();
        return Ok(Applied { contents: table.contents, ..Applied::default() });
    }
    let (mut decided, rejection) = match hidden::decide(&table, layout.workbook.as_ref()) {
        Ok(decided) => (decided, None),
        Err(rejection) => (ColumnDecisions::default(), Some(rejection)),
    };
    if rejection.is_none() && decided.questions.is_empty() {
        decided.questions.extend(sorted_alone::decide(&table, &decided));
    }
    layout.header = header.is_some();
    layout.header_cells = header.map_or_else(Vec::new, |header| sample.rows[header.row].cells.clone());
    (layout.columns, layout.used, layout.ignored) = (decided.columns, decided.used, decided.ignored);
    layout.is_by_content = decided.is_by_content && layout.width > 1;
    layout.row_holds = decided.row_holds;
    layout.joins_labels = are_joined(rows.iter().map(|row| (row.line, row.cells.as_slice())));
    let known = by_content::known_columns(&table, &decided.questions);
    let contents = table.contents;
    let ColumnDecisions { questions, shape, .. } = decided;
    Ok(Applied { questions, contents, shape, known, rejection })
}
