//! The parser of numeric settings.

use std::fmt::Display;
use std::str::FromStr;

/// Returns a parser that accepts whole numbers in a range. The error states the range.
pub(super) fn between<T>(
    least: T,
    most: T,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: FromStr + PartialOrd + Display + Copy + Send + Sync + 'static,
{
    move |text| match text.parse() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!("use a whole number from {least} to {most}")),
    }
}
