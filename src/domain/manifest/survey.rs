//! Surveying a list: determining its layout, and counting its rows.

mod by_content;
mod columns;
mod content;
mod customers;
mod data_rows;
mod dates;
mod encoding;
mod examination;
mod found_identifiers;
mod header;
mod hidden;
mod identifiers;
mod optional;
mod row_shape;
mod sample;
mod sample_row;
mod scan;
mod separator;
mod sorted_alone;
mod surveyed;
mod table;

use std::io::{Read, Seek, SeekFrom};

use super::context::NoContext;
use super::decisions::Decisions;
use super::encoding::Encoding;
use super::layout::{Layout, Separator};
use super::limits::Limits;
use super::probe::{Probe, probe};
use super::purpose::ListPurpose;
use super::question::Question;
use super::rejection::{ManifestError, Rejection};
use super::survey_request::SurveyRequest;
use super::workbook::Workbook;
use content::Content;
use data_rows::data_rows;
use encoding::Evidence;
pub(crate) use examination::{Examination, ExaminedColumn};
use header::Header;
use row_shape::RowShape;
use sample::Sample;
use separator::{announced, best_separator};
pub use surveyed::Survey;
use table::Table;

/// Reads a whole file in constant memory and determines its layout without decisions or knowledge.
///
/// # Errors
///
/// Returns why the file is rejected, the questions that it leaves open, or an error if the source can't be
/// read.
pub fn survey(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    purpose: ListPurpose,
) -> Result<Survey, ManifestError> {
    let decisions = Decisions::default();
    let request = SurveyRequest { purpose, decisions: &decisions, context: &NoContext, is_pasted: false };
    survey_list(source, limits, &request)
}

/// Reads a whole file in constant memory and determines its layout.
///
/// # Errors
///
/// Returns the same errors as [`survey`].
pub fn survey_list(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
) -> Result<Survey, ManifestError> {
    examine_list(source, limits, request)?.into_survey()
}

/// Reads a whole file like [`survey_list`], and returns what it found even if questions are open.
///
/// # Errors
///
/// Returns why the file is rejected, or an error if the source can't be read.
pub(crate) fn examine_list(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
) -> Result<Examination, ManifestError> {
    let mut probe = probe(source, limits.max_bytes, request.is_pasted)?;
    let (start, announced) = announced(source, &probe, limits)?;
    if let Some(encoding) = request.decisions.encoding {
        probe.encoding = encoding;
    }
    if request.decisions.encoding.is_some() || probe.encoding != Encoding::Windows1252 {
        return examine(source, limits, request, &probe, start, announced, None);
    }
    let evidence = Evidence::collect(source, &probe, start, limits)?;
    probe.encoding = evidence.provisional();
    let mut examination = examine(source, limits, request, &probe, start, announced, None)?;
    if !examination.questions.is_empty() {
        return Ok(examination);
    }
    match evidence.decide(source, &examination.layout) {
        Ok(decided) if decided == probe.encoding => return Ok(examination),
        Ok(decided) => probe.encoding = decided,
        Err(ManifestError::Rejected(Rejection::Undecided(questions))) => {
            examination.questions = questions;
            return Ok(examination);
        }
        Err(error) => return Err(error),
    }
    examine(source, limits, request, &probe, start, announced, None)
}

/// Reads the lines that [`unpack`](crate::domain::manifest::unpack) wrote for a workbook, and determines their layout.
///
/// # Errors
///
/// Returns the same errors as [`survey`].
pub fn survey_sheet(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
    workbook: Workbook,
) -> Result<Survey, ManifestError> {
    examine_sheet(source, limits, request, workbook)?.into_survey()
}

/// Reads a sheet like [`survey_sheet`], and returns what it found even if questions are open.
///
/// # Errors
///
/// Returns the same errors as [`examine_list`].
pub(crate) fn examine_sheet(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
    workbook: Workbook,
) -> Result<Examination, ManifestError> {
    let probe = Probe { encoding: Encoding::Utf8, start: 0, end: source.seek(SeekFrom::End(0))? };
    examine(source, limits, request, &probe, (0, 1), Some(Separator::Tab), Some(workbook))
}

fn examine(
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
        Some(line) => header::on_line(&sample.rows, line),
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
    let Applied { questions, contents, shape } = applied;
    let frame = scan::Frame { start, header_line, shape };
    let mut scan = scan::read(source, &layout, &frame, limits)?;
    if request.decisions.skip_identifiers {
        scan.questions.retain(|question| !matches!(question, Question::SkippedIdentifier { .. }));
    }
    let Some((offset, line)) = scan.first else {
        let questions = without_rows(&layout, &scan, questions)?;
        let examination = Examination::new(layout, &sample, header.as_ref(), contents);
        return Ok(Examination { questions, ..examination });
    };
    let (dates, open) = dates::decide(&scan.dates, request.decisions)?;
    layout.dates = dates;
    if let Some(calendar) = layout.workbook.as_ref().and_then(|workbook| workbook.calendar) {
        layout.dates.set_calendar(calendar);
    }
    layout.zero_decimals = scan.zero_decimals();
    (layout.first_row_offset, layout.first_row_line) = (offset, line);
    (layout.skipped, layout.left_out) = (scan.skipped, scan.left_out);
    let questions = questions.into_iter().chain(scan.questions).chain(open).collect();
    let examination = Examination::new(layout, &sample, header.as_ref(), contents);
    Ok(Examination { rows: scan.rows, questions, ..examination })
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
        // Every line is words. One of them may be a header that isn't known.
        questions.push(Question::IdentifierColumn { candidates: Vec::new(), found: Vec::new() });
    }
    if questions.is_empty() { Err(Rejection::Empty) } else { Ok(questions) }
}

/// What the sample says about the columns.
struct Applied {
    /// What remains open.
    questions: Vec<Question>,
    contents: Vec<Content>,
    shape: RowShape,
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
    let request = &SurveyRequest { is_pasted: layout.reads_whole_lines, ..*request };
    let rows = data_rows(&sample.rows, first, header.is_some());
    let table = Table::new(header, rows, layout.width, request);
    if rows.is_empty() {
        // Reading the whole file reports that there are no rows.
        layout.header = header.is_some();
        return Ok(Applied { questions: Vec::new(), contents: table.contents, shape: RowShape::default() });
    }
    let mut decided = hidden::decide(&table, layout.workbook.as_ref())?;
    if decided.questions.is_empty() {
        decided.questions.extend(sorted_alone::decide(&table, &decided.columns));
    }
    layout.header = header.is_some();
    layout.header_cells = header.map_or_else(Vec::new, |header| sample.rows[header.row].cells.clone());
    (layout.columns, layout.used, layout.ignored) = (decided.columns, decided.used, decided.ignored);
    layout.is_by_content = decided.is_by_content && layout.width > 1;
    let contents = table.contents;
    Ok(Applied { questions: decided.questions, contents, shape: decided.shape })
}
