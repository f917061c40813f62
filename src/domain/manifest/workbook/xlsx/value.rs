//! The values of cells as text.

use chrono::{NaiveDate, TimeDelta};

use super::escapes::unescape;
use super::shared_strings::SharedStrings;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::sheet::{day, number};
use crate::domain::manifest::workbook::summary::{FormatKind, NumberFormat};
use crate::domain::manifest::workbook_rejection::DAMAGED_XLSX;
use crate::domain::order::Calendar;

/// The number of the day after 9999-12-31, which is the last day in a spreadsheet's calendar.
const END_OF_DAYS: f64 = 2_958_466.0;
/// Number of days between the two calendars of Excel.
const DAYS_TO_1904: f64 = 1_462.0;
const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;

/// The type of a cell (ECMA-376 18.18.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellType {
    /// A number, or text if it can't be read as one.
    Unstated,
    Number,
    Shared,
    Inline,
    FormulaText,
    Boolean,
    Date,
    Error,
}

impl CellType {
    /// Parses the attribute `t`. Returns `None` if there is no such type.
    pub(super) fn parse(name: Option<&str>) -> Option<CellType> {
        Some(match name {
            None => CellType::Unstated,
            Some("n") => CellType::Number,
            Some("s") => CellType::Shared,
            Some("inlineStr" | "is") => CellType::Inline,
            Some("str") => CellType::FormulaText,
            Some("b") => CellType::Boolean,
            Some("d") => CellType::Date,
            Some("e") => CellType::Error,
            Some(_) => return None,
        })
    }
}

/// Returns the text of a cell with this stored value, which may be overwritten.
pub(super) fn text<'v>(
    value: &'v mut String,
    cell_type: CellType,
    format: NumberFormat<'_>,
    calendar: Calendar,
    strings: &'v mut SharedStrings,
) -> Result<&'v str, ManifestError> {
    *value = match cell_type {
        _ if value.is_empty() => return Ok(value),
        CellType::Inline => return Ok(value),
        CellType::Shared => {
            let index = value.trim().parse().map_err(|_| DAMAGED_XLSX)?;
            return Ok(strings.get(index)?.ok_or(DAMAGED_XLSX)?);
        }
        CellType::FormulaText => unescape(value).into_owned(),
        CellType::Boolean => boolean(value)?.to_owned(),
        CellType::Date => day(value).to_owned(),
        CellType::Error if is_error(value) => return Ok(value),
        CellType::Error => return Err(DAMAGED_XLSX.into()),
        CellType::Unstated | CellType::Number => match value.parse() {
            Ok(value) => by_format(value, format, calendar),
            Err(_) if cell_type == CellType::Unstated => return Ok(value),
            Err(_) => return Err(DAMAGED_XLSX.into()),
        },
    };
    Ok(value)
}

fn boolean(value: &str) -> Result<&'static str, ManifestError> {
    match value.trim() {
        "" => Ok(""),
        "1" => Ok("TRUE"),
        "0" => Ok("FALSE"),
        word if word.eq_ignore_ascii_case("true") => Ok("TRUE"),
        word if word.eq_ignore_ascii_case("false") => Ok("FALSE"),
        _ => Err(DAMAGED_XLSX.into()),
    }
}

fn is_error(value: &str) -> bool {
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"].contains(&value)
}

/// Returns a number as its format shows it. For a date, returns the day. An identifier in a column formatted as dates
/// isn't a date.
fn by_format(value: f64, format: NumberFormat<'_>, calendar: Calendar) -> String {
    match format.kind {
        FormatKind::Date if (0.0..END_OF_DAYS).contains(&value) => {
            date(value, calendar).map_or_else(|| number(value), |date| date.to_string())
        }
        _ => {
            let full = number(value);
            format.pattern.and_then(|pattern| pattern.shown(&full)).unwrap_or(full)
        }
    }
}

fn date(value: f64, calendar: Calendar) -> Option<NaiveDate> {
    let days = match calendar {
        Calendar::From1900 => value,
        Calendar::From1904 => value + DAYS_TO_1904,
    };
    // Excel has a 29 February 1900.
    let days = if days >= 60.0 { days } else { days + 1.0 };
    let time = TimeDelta::try_milliseconds((days * MILLISECONDS_PER_DAY).round() as i64)?;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    Some(first.checked_add_signed(time)?.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_both_calendars() {
        use Calendar::{From1900, From1904};
        let format = |kind| NumberFormat { kind, pattern: None };
        for (value, calendar, day) in [
            (46_349.0, From1900, "2026-11-23"),
            (46_349.999_999_999, From1900, "2026-11-24"),
            (44_887.5, From1904, "2026-11-23"),
            (0.0, From1900, "1899-12-31"),
            (1.0, From1900, "1900-01-01"),
            (61.0, From1900, "1900-03-01"),
            (2_958_465.0, From1900, "9999-12-31"),
            (2_958_466.0, From1900, "2958466"),
            (-1.0, From1900, "-1"),
        ] {
            assert_eq!(by_format(value, format(FormatKind::Date), calendar), day);
        }
        assert_eq!(by_format(46_349.0, format(FormatKind::Duration), From1900), "46349");
    }
}
