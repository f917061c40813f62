use std::io::{Read, Seek, SeekFrom};

use strum::VariantArray;

use super::column::{Column, Columns, HeaderName, header_name};
use super::encoding::Encoding;
use super::layout::{Layout, Separator};
use super::limits::Limits;
use super::lines::Lines;
use super::probe::{Probe, probe};
use super::purpose::ListPurpose;
use super::rejection::{ManifestError, Rejection};
use super::rows::Rows;
use super::workbook::Workbook;
use crate::domain::device_id;
use crate::domain::ids::CustomerId;
use crate::domain::order::{DateOrder, DateQuestion, DateSurvey, FileDates};

mod encoding;
mod sample;

use encoding::Evidence;
use sample::{Sample, sample};

/// The result of reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The layout for reading the rows from now on.
    pub layout: Layout,
    /// Number of data rows.
    pub rows: u64,
}

/// Reads a whole file in constant memory and determines its layout.
///
/// # Errors
///
/// Returns the reason why the file is rejected, or an error if the source can't be read.
pub fn survey(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    purpose: ListPurpose,
) -> Result<Survey, ManifestError> {
    let mut probe = probe(source, limits.max_bytes)?;
    let (start, announced) = announced(source, &probe, limits)?;
    if probe.encoding != Encoding::Windows1252 {
        return survey_from(source, limits, purpose, &probe, start, announced);
    }
    let evidence = Evidence::collect(source, &probe, start, limits)?;
    probe.encoding = evidence.provisional();
    let survey = survey_from(source, limits, purpose, &probe, start, announced)?;
    let decided = evidence.decide(source, &survey.layout, purpose)?;
    if decided == probe.encoding {
        return Ok(survey);
    }
    probe.encoding = decided;
    survey_from(source, limits, purpose, &probe, start, announced)
}

/// Reads the lines that [`unpack`](crate::domain::manifest::unpack) wrote for a workbook, and determines their layout.
///
/// # Errors
///
/// Returns the same errors as [`survey`].
pub fn survey_sheet(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    purpose: ListPurpose,
    workbook: Workbook,
) -> Result<Survey, ManifestError> {
    let probe = Probe { encoding: Encoding::Utf8, start: 0, end: source.seek(SeekFrom::End(0))? };
    let mut survey = survey_from(source, limits, purpose, &probe, (0, 1), Some(Separator::Tab))?;
    survey.layout.workbook = Some(workbook);
    Ok(survey)
}

fn survey_from(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    purpose: ListPurpose,
    probe: &Probe,
    start: (u64, u32),
    announced: Option<Separator>,
) -> Result<Survey, ManifestError> {
    let sample_with = |source: &mut _, separator| sample(source, probe, separator, start, limits);
    let mut best = sample_with(source, announced.unwrap_or(Separator::Comma))?;
    if announced.is_none() {
        for separator in [Separator::Semicolon, Separator::Tab] {
            let other = sample_with(source, separator)?;
            if other.fitness() > best.fitness() {
                best = other;
            }
        }
    }
    let mut layout = layout_of(&best, probe, limits, purpose)?;
    let (mut first, mut rows, mut dates) = (None, 0u64, DateSurvey::default());
    let date_column = layout.columns.order_date.filter(|_| purpose == ListPurpose::BulkUpload);
    let separator = layout.separator;
    let mut all = Rows::read(source, probe.encoding, separator, start, probe.end, limits.max_line)?;
    let mut is_header = layout.header;
    while all.advance()? {
        if !std::mem::take(&mut is_header) {
            first.get_or_insert((all.row().offset, all.row().line));
            rows += 1;
            if let Some(index) = date_column {
                dates.see(&all.row().cell(index), all.row().line);
            }
        }
    }
    let Some((offset, line)) = first else {
        return Err(if layout.header { Rejection::HeaderOnly } else { Rejection::Empty }.into());
    };
    if rows > limits.max_rows {
        return Err(Rejection::TooManyRows { limit: limits.max_rows, count: rows }.into());
    }
    layout.dates = FileDates::of(&dates)
        .map_err(|(question, lines)| Rejection::DatesBothWays { lines, forms: question.forms() })?;
    // The template documents this order, so it applies unless some date exists only in the other one.
    if layout.dates.order(DateQuestion::EightDigits).is_none() {
        layout.dates.set_order(DateOrder::Ymd);
    }
    (layout.first_row_offset, layout.first_row_line) = (offset, line);
    Ok(Survey { layout, rows })
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

/// Determines the layout from the first line. The start of the rows is set later.
fn layout_of(
    sample: &Sample,
    probe: &Probe,
    limits: &Limits,
    purpose: ListPurpose,
) -> Result<Layout, ManifestError> {
    let mut layout = Layout {
        workbook: None,
        encoding: probe.encoding,
        separator: sample.separator,
        header: sample.known_names() > 0,
        first_row_offset: 0,
        first_row_line: 0,
        end: probe.end,
        width: sample.width,
        columns: Columns::default(),
        used: Vec::new(),
        ignored: Vec::new(),
        purpose,
        dates: FileDates::default(),
        is_pasted: false,
    };
    if sample.width > limits.max_columns {
        return Err(Rejection::TooManyColumns { limit: limits.max_columns, count: sample.width }.into());
    }
    if layout.header {
        apply_header(sample, &mut layout)?;
    } else if purpose == ListPurpose::OneCustomer {
        if is_bulk(sample) {
            return Err(Rejection::BulkLayout.into());
        }
        layout.columns.imei1 = Some(0);
        layout.ignored = (2..=sample.width).map(|number| format!("column {number}")).collect();
    } else {
        apply_template(sample, &mut layout)?;
    }
    Ok(layout)
}

/// The columns of the template for many customers, in order.
const TEMPLATE: [(Column, &str); 5] = [
    (Column::Customer, "customer ID"),
    (Column::Imei1, "identifier"),
    (Column::OrderNumber, "order number"),
    (Column::OrderDate, "order date"),
    (Column::StcAlias, "STC alias"),
];

fn apply_template(sample: &Sample, layout: &mut Layout) -> Result<(), ManifestError> {
    // A file without rows is rejected later, with a more helpful reason.
    if sample.width < 2 && !sample.is_empty() {
        return Err(Rejection::NoCustomerColumn { found: Vec::new() }.into());
    }
    let used = TEMPLATE.into_iter().filter(|(column, _)| column.is_used(layout.purpose));
    for (index, (column, name)) in used.enumerate().take(sample.width) {
        *layout.columns.index_of(column) = Some(index);
        layout.used.push(name.to_owned());
    }
    layout.ignored =
        (layout.used.len() + 1..=sample.width).map(|number| format!("column {number}")).collect();
    Ok(())
}

fn apply_header(sample: &Sample, layout: &mut Layout) -> Result<(), ManifestError> {
    for (index, cell) in sample.head.iter().enumerate() {
        match header_name(cell) {
            Some(HeaderName::Column(column)) => {
                let field = layout.columns.index_of(column);
                if let Some(earlier) = *field {
                    let (first, second) = (sample.head[earlier].clone(), cell.clone());
                    return Err(Rejection::ColumnTwice { first, second }.into());
                }
                *field = Some(index);
                let is_used = column.is_used(layout.purpose);
                if is_used { &mut layout.used } else { &mut layout.ignored }.push(cell.clone());
            }
            Some(HeaderName::Line) => _ = layout.columns.line.get_or_insert(index),
            Some(HeaderName::Code) => _ = layout.columns.code.get_or_insert(index),
            Some(HeaderName::FailedRowText) => {}
            None if cell.is_empty() => {}
            None => layout.ignored.push(cell.clone()),
        }
    }
    let found = || sample.head.iter().filter(|cell| !cell.is_empty()).cloned().collect();
    match (layout.purpose, layout.columns.customer) {
        (ListPurpose::OneCustomer, Some(_)) => return Err(Rejection::BulkLayout.into()),
        (ListPurpose::BulkUpload | ListPurpose::BulkDeletion, None) => {
            return Err(Rejection::NoCustomerColumn { found: found() }.into());
        }
        _ => {}
    }
    if layout.columns.identifiers().next().is_none() {
        return Err(Rejection::NoIdentifierColumn { found: found() }.into());
    }
    Ok(())
}

/// Returns whether most of the first rows of a file without a header have a customer ID before an identifier.
fn is_bulk(sample: &Sample) -> bool {
    let is_row = |(first, second): &&(String, String)| {
        first.trim().parse::<CustomerId>().is_ok()
            && device_id::read(second).map_or_else(|error| is_probably_identifier(error.reason), |_| true)
    };
    sample.pairs.iter().filter(is_row).count() * 2 > sample.pairs.len()
}

/// Returns whether a value that failed for this reason was probably intended as an identifier.
fn is_probably_identifier(reason: crate::domain::row_error::Reason) -> bool {
    use crate::domain::row_error::Reason::*;
    matches!(reason, ImeiCheckDigit | ImeiLostZero | ImeiLetter | MeidCheckDigit | IdExcelDigits)
}
