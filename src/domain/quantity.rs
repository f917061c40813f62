//! Formats numbers, counts and file sizes for people to read.

/// Number of bytes in a megabyte, as used for file sizes.
const MEGABYTE: u64 = 1024 * 1024;

/// Formats a number with commas as thousands separators: "1,000,000".
pub(crate) fn number(value: impl Into<i128>) -> String {
    let value = value.into();
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a number with the singular or plural of its noun: "1 upload", "9 uploads".
pub(crate) fn counted(value: i64, singular: &str, plural: &str) -> String {
    format!("{} {}", number(value), if value == 1 { singular } else { plural })
}

/// Formats a size as "64 MB" or "64.1 MB", or as "900 bytes" below a megabyte. Rounds up, so that a size over a limit
/// is never shown as the limit itself.
pub(crate) fn file_size(bytes: u64) -> String {
    match bytes {
        0..MEGABYTE => format!("{} bytes", number(bytes)),
        _ if bytes.is_multiple_of(MEGABYTE) => format!("{} MB", number(bytes / MEGABYTE)),
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(MEGABYTE);
            format!("{}.{} MB", number(tenths / 10), tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_separators() {
        let shown: Vec<String> = [0, 999, 1_000, 18_204, 1_000_000].into_iter().map(number).collect();
        assert_eq!(shown, ["0", "999", "1,000", "18,204", "1,000,000"]);
    }

    #[test]
    fn a_size_over_a_limit_is_never_shown_as_the_limit() {
        let shown: Vec<String> = [900, MEGABYTE, 64 * MEGABYTE + 1].into_iter().map(file_size).collect();
        assert_eq!(shown, ["900 bytes", "1 MB", "64.1 MB"]);
    }
}
