//! Surveying a list: determining its layout, and counting its rows.

mod advice;
mod by_content;
mod columns;
mod content;
mod customer_cells;
mod customers;
mod data_rows;
mod dates;
mod decided_columns;
mod encoding;
mod examination;
mod examining;
mod found_identifiers;
mod header;
mod hidden;
mod identifiers;
mod name_rank;
mod optional;
mod remembered;
mod row_shape;
mod sample;
mod sample_row;
mod scan;
mod separator;
mod sorted_alone;
mod surveyed;
mod table;
mod to_remember;
mod unconfirmed;

use std::io::{Read, Seek, SeekFrom};

use super::context::NoContext;
use super::decisions::Decisions;
use super::encoding::Encoding;
use super::limits::Limits;
use super::probe::{Probe, probe};
use super::purpose::ListPurpose;
use super::rejection::{ManifestError, Rejection};
use super::separator::Separator;
use super::survey_request::SurveyRequest;
use super::workbook::Workbook;
pub(crate) use advice::FurtherUse;
use encoding::Evidence;
pub(crate) use examination::{Examination, ExaminedColumn};
use examining::examine;
use separator::announced;
pub use surveyed::Survey;

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
    let probe = probe(source, limits.max_bytes, request.is_pasted)?;
    let (start, announced) = announced(source, &probe, limits)?;
    let Some(found) = remembered::find(source, &probe, start, announced, limits, request)? else {
        return read_list(source, limits, request, probe, (start, announced));
    };
    let decided = SurveyRequest { decisions: &found.decisions, ..*request };
    match read_list(source, limits, &decided, probe.clone(), (start, announced)) {
        Ok(list) if list.rejection.is_none() => Ok(found.apply_to(list)),
        // The layout doesn't suit the list after all.
        Ok(_) | Err(ManifestError::Rejected(_)) => {
            read_list(source, limits, request, probe, (start, announced))
        }
        Err(error) => Err(error),
    }
}

/// Reads a list in the encoding that is decided, or else in the most likely one.
fn read_list(
    source: &mut (impl Read + Seek),
    limits: &Limits,
    request: &SurveyRequest<'_>,
    mut probe: Probe,
    (start, announced): ((u64, u32), Option<Separator>),
) -> Result<Examination, ManifestError> {
    if let Some(encoding) = request.decisions.encoding {
        probe.encoding = encoding;
    }
    if request.decisions.encoding.is_some() || probe.encoding != Encoding::Windows1252 {
        return examine(source, limits, request, &probe, start, announced, None);
    }
    let evidence = Evidence::collect(source, &probe, start, limits)?;
    probe.encoding = evidence.provisional();
    let mut examination = examine(source, limits, request, &probe, start, announced, None)?;
    if !examination.questions.is_empty() || examination.rejection.is_some() {
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
    let (start, separator) = ((0, 1), Some(Separator::Tab));
    let Some(found) = remembered::find(source, &probe, start, separator, limits, request)? else {
        return examine(source, limits, request, &probe, start, separator, Some(workbook));
    };
    let decided = SurveyRequest { decisions: &found.decisions, ..*request };
    match examine(source, limits, &decided, &probe, start, separator, Some(workbook.clone())) {
        Ok(list) if list.rejection.is_none() => Ok(found.apply_to(list)),
        // The layout doesn't suit the list after all.
        Ok(_) | Err(ManifestError::Rejected(_)) => {
            examine(source, limits, request, &probe, start, separator, Some(workbook))
        }
        Err(error) => Err(error),
    }
}
