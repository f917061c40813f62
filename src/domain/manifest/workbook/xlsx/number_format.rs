//! Recognizes the number formats that show dates and durations (ECMA-376 18.8.30 and 18.8.31).

use crate::domain::manifest::workbook::summary::FormatKind;

/// Returns the kind of a built-in format.
pub(super) fn built_in(id: u32) -> FormatKind {
    match id {
        // Formats 27 to 36 and 50 to 58 depend on the language. In some languages, they show dates.
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => FormatKind::Date,
        46 => FormatKind::Duration,
        _ => FormatKind::Number,
    }
}

/// Returns the kind of a format by its code. Only the part for positive numbers counts.
pub(super) fn by_code(code: &str) -> FormatKind {
    let mut chars = code.chars();
    let (mut is_quoted, mut has_a) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            // The next character is shown, skipped or repeated as it is.
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => return FormatKind::Number,
            '[' => {
                let bracketed: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if is_duration(&bracketed) {
                    return FormatKind::Duration;
                }
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => return FormatKind::Date,
            // AM/PM or A/P.
            '/' | 'p' | 'P' if has_a => return FormatKind::Date,
            'a' | 'A' => has_a = true,
            _ => {}
        }
    }
    FormatKind::Number
}

/// Returns whether the text between brackets means a duration, such as `h` or `mm`.
fn is_duration(bracketed: &str) -> bool {
    let mut chars = bracketed.chars();
    match chars.next() {
        Some(first @ ('h' | 'm' | 's' | 'H' | 'M' | 'S')) => chars.all(|c| c.eq_ignore_ascii_case(&first)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_durations_are_distinguished_from_numbers() {
        for (kind, codes) in [
            (
                FormatKind::Date,
                &[
                    "DD/MM/YY",
                    "H:MM:SS;@",
                    "m\"M\"d\"D\";@",
                    "[$-404]e\"x\"m\"y\"d\"z\"",
                    "ha/p",
                    "*-yyyy-mm-dd",
                ][..],
            ),
            (
                FormatKind::Duration,
                &["[h]:mm:ss", "[h]", "[ss]", "[s].000", "[mm]", "[>=100][Magenta][s].00"],
            ),
            (
                FormatKind::Number,
                &[
                    "#,##0\\ [$\\u20bd-46D]",
                    "\"Y: \"0.00\"m\";@",
                    "0_ ;[Red]\\-0\\ ",
                    "\\Y000000",
                    "#,##0*y",
                    "0",
                    "[Magenta]0\\/p",
                ],
            ),
        ] {
            for code in codes {
                assert_eq!(by_code(code), kind, "{code}");
            }
        }
    }
}
