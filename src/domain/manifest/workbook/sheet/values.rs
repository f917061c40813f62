/// Returns a number as it was typed, with all its digits.
///
/// A spreadsheet keeps 15 digits. A longer number has lost its last ones and is written in scientific notation, which
/// the rules for identifiers reject. A 16-digit IMEISV only loses part of its software version.
///
/// A number typed as 3.56E+14 has only zeros after the six digits that a spreadsheet shows. It is written in scientific
/// notation too, because its check digit might match by chance.
pub(crate) fn number(value: f64) -> String {
    if value.fract() != 0.0 || !value.is_finite() {
        return value.to_string();
    }
    if (1e13..1e16).contains(&value) && value % 1e9 == 0.0 {
        return format!("{value:E}").replace('E', "E+");
    }
    if value.abs() < 1e16 {
        return format!("{value:.0}");
    }
    format!("{value:.14E}").replace('E', "E+")
}

/// Returns the day from a date, which may be followed by a time.
pub(crate) fn day(date: &str) -> &str {
    match date.split_once('T') {
        Some((day, _)) => day,
        None => date,
    }
}
