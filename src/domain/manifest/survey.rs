//! Surveying a list: determining its layout, and counting its rows.

mod by_content;
mod columns;
mod content;
mod customers;
mod dates;
mod encoding;
mod found_identifiers;
mod header;
mod hidden;
mod identifiers;
mod optional;
mod pass;
mod sample;
mod sample_row;
mod table;

use std::io::{Read, Seek, SeekFrom};

use strum::VariantArray;

use super::context::NoContext;
use super::decisions::Decisions;
use super::encoding::Encoding;
use super::layout::{Layout, Separator};
use super::limits::Limits;
use super::lines::Lines;
use super::probe::{Probe, probe};
use super::purpose::ListPurpose;
use super::question::Question;
use super::rejection::{ManifestError, Rejection};
use super::survey_request::SurveyRequest;
use super::word_line::is_word_line;
use super::workbook::Workbook;
use crate::domain::device_id;
use encoding::Evidence;
use header::Header;
use sample::Sample;
use sample_row::SampleRow;
use table::Table;

/// The result of reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The layout for reading the rows from now on.
    pub layout: Layout,
    /// Number of devices that the rows name.
    pub rows: u64,
}

/// Reads a whole file in constant memory and determines its layout without decisions or knowledge.
///
/// # Errors
///
/// Returns the reason why the file is rejected, the questions that it leaves open, or an error if the source can't be
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
pub(crate) fn survey_list(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
) -> Result<Survey, ManifestError> {
    let mut probe = probe(source, limits.max_bytes)?;
    let (start, announced) = announced(source, &probe, limits)?;
    if let Some(encoding) = request.decisions.encoding {
        probe.encoding = encoding;
    }
    if request.decisions.encoding.is_some() || probe.encoding != Encoding::Windows1252 {
        return survey_from(source, limits, request, &probe, start, announced, None);
    }
    let evidence = Evidence::collect(source, &probe, start, limits)?;
    probe.encoding = evidence.provisional();
    let survey = survey_from(source, limits, request, &probe, start, announced, None)?;
    let decided = evidence.decide(source, &survey.layout)?;
    if decided == probe.encoding {
        return Ok(survey);
    }
    probe.encoding = decided;
    survey_from(source, limits, request, &probe, start, announced, None)
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
    let probe = Probe { encoding: Encoding::Utf8, start: 0, end: source.seek(SeekFrom::End(0))? };
    survey_from(source, limits, request, &probe, (0, 1), Some(Separator::Tab), Some(workbook))
}

fn survey_from(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
    probe: &Probe,
    start: (u64, u32),
    announced: Option<Separator>,
    workbook: Option<Workbook>,
) -> Result<Survey, ManifestError> {
    let chosen = request.decisions.separator.or(announced);
    let separator = match chosen {
        Some(separator) => separator,
        None => best_separator(source, probe, start, limits)?,
    };
    let mut sample = sample::content_lines(source, probe, separator, start, limits)?;
    if let Some(workbook) = workbook.as_ref().filter(|_| request.decisions.include_hidden == Some(false)) {
        sample.rows.retain(|row| !workbook.is_hidden(row.line));
    }
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
        include_hidden: request.decisions.include_hidden,
        ..Layout::empty()
    };
    let header_line = header.as_ref().map(|header| sample.rows[header.row].line);
    let (questions, usually_filled) = apply(&sample, header.as_ref(), &mut layout, limits, request)?;
    let frame = pass::Frame { start, header_line, usually_filled };
    let pass = pass::read(source, &layout, &frame, limits)?;
    let Some((offset, line)) = pass.first else { return Err(without_rows(&layout, pass, questions).into()) };
    let (dates, open) = dates::decide(&pass.dates, request.decisions)?;
    layout.dates = dates;
    if let Some(calendar) = layout.workbook.as_ref().and_then(|workbook| workbook.calendar) {
        layout.dates.set_calendar(calendar);
    }
    layout.zero_decimals = pass.zero_decimals();
    (layout.first_row_offset, layout.first_row_line) = (offset, line);
    (layout.skipped, layout.left_out) = (pass.skipped, pass.left_out);
    let questions: Vec<_> = questions.into_iter().chain(pass.questions).chain(open).collect();
    match questions.is_empty() {
        true => Ok(Survey { layout, rows: pass.rows }),
        false => Err(Rejection::Undecided(questions).into()),
    }
}

/// Returns the reason for rejecting a list without rows.
fn without_rows(layout: &Layout, pass: pass::Pass, mut questions: Vec<Question>) -> Rejection {
    if layout.header {
        return Rejection::HeaderOnly;
    }
    if questions.is_empty() && pass.skipped.count > 0 {
        // Every line is words. One of them may be a header that isn't known.
        questions.push(Question::IdentifierColumn { candidates: Vec::new(), found: Vec::new() });
    }
    if questions.is_empty() { Rejection::Empty } else { Rejection::Undecided(questions) }
}

/// Returns the separator that fits the first lines best.
fn best_separator(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    start: (u64, u32),
    limits: &Limits,
) -> Result<Separator, ManifestError> {
    let mut best: Option<Sample> = None;
    for separator in [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar] {
        let sample = sample::probe_lines(source, probe, separator, start, limits)?;
        if best.as_ref().is_none_or(|best| sample.fitness() > best.fitness()) {
            best = Some(sample);
        }
    }
    Ok(best.map_or(Separator::Comma, |sample| sample.separator))
}

/// Determines the columns from the sample and sets them in the layout. Returns what remains open, and the columns that
/// nearly all rows fill.
fn apply(
    sample: &Sample,
    header: Option<&Header>,
    layout: &mut Layout,
    limits: &Limits,
    request: &SurveyRequest<'_>,
) -> Result<(Vec<Question>, Vec<usize>), ManifestError> {
    let first = header.map_or(0, |header| header.row + 1);
    let named = header.map_or(0, |header| header.names.len());
    layout.width = named.max(sample.usual_width(first));
    if layout.width > limits.max_columns {
        return Err(Rejection::TooManyColumns { limit: limits.max_columns, count: layout.width }.into());
    }
    let rows = data_rows(&sample.rows, first, header.is_some());
    let table = Table::new(header, rows, layout.width, request);
    if rows.is_empty() {
        // Reading the whole file reports that there are no rows.
        layout.header = header.is_some();
        return Ok((Vec::new(), Vec::new()));
    }
    let decided = hidden::decide(&table, layout.workbook.as_ref())?;
    layout.header = header.is_some();
    layout.header_cells = header.map_or_else(Vec::new, |header| sample.rows[header.row].cells.clone());
    (layout.columns, layout.used, layout.ignored) = (decided.columns, decided.used, decided.ignored);
    layout.is_by_content = decided.is_by_content && layout.width > 1;
    Ok((decided.questions, decided.usually_filled))
}

/// Returns the rows that show the content of the columns: without the word lines at the end and, if there is no header,
/// without those at the beginning.
fn data_rows(rows: &[SampleRow], first: usize, has_header: bool) -> &[SampleRow] {
    let mut rows = &rows[first.min(rows.len())..];
    let is_strong = |row: &SampleRow| row.cells.iter().any(|cell| device_id::form(cell).is_strong());
    let is_word = |row: &SampleRow| is_word_line(row.cells.iter().map(String::as_str));
    let has_others = rows.iter().any(|row| !is_word(row));
    while let Some((last, others)) = rows.split_last()
        && has_others
        && is_word(last)
    {
        rows = others;
    }
    if has_header {
        return rows;
    }
    match rows.iter().position(is_strong) {
        Some(first)
            if rows[..first].iter().all(|row| !row.cells.iter().any(|cell| looks_like_serial(cell))) =>
        {
            &rows[first..]
        }
        _ => {
            let words = rows.iter().take_while(|row| has_others && is_word(row)).count();
            &rows[words..]
        }
    }
}

fn looks_like_serial(cell: &str) -> bool {
    device_id::form(cell).may_identify()
}

/// Returns the start of the first line, and the separator that a preceding line `sep=X` announces. That line is skipped
/// even if its separator is unknown.
fn announced(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    limits: &Limits,
) -> Result<((u64, u32), Option<Separator>), ManifestError> {
    let start = (probe.start, 1);
    let mut lines = Lines::new(source, probe.encoding, start, probe.end, limits.max_line)?;
    let mut text = Vec::new();
    lines.next(&mut text)?;
    let line = text.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(&text);
    match line {
        [s, e, p, b'=', separator] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            let announced =
                Separator::VARIANTS.iter().copied().find(|candidate| candidate.byte() == *separator);
            Ok(((lines.offset, lines.line), announced))
        }
        _ => Ok((start, None)),
    }
}
