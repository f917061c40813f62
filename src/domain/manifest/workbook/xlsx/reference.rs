//! References to cells, such as `B12`.

/// Returns the indexes of the row and the column. The column is `None` if the reference is to a whole row. Returns
/// `None` for anything else.
pub(super) fn parse(reference: &str) -> Option<(u32, Option<u32>)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at_checked(letters)?;
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(letter)?;
    }
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)))
}

/// Returns the indexes of the first and last row, and of the first and last column, of a reference such as `A1:B3`.
pub(super) fn parse_range(reference: &str) -> Option<((u32, u32), (u32, u32))> {
    let (from, to) = reference.split_once(':').unwrap_or((reference, reference));
    let ((first_row, first_column), (last_row, last_column)) = (parse(from)?, parse(to)?);
    Some(((first_row, last_row), (first_column?, last_column?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_parsed_and_absurd_ones_are_rejected() {
        assert_eq!(parse("A1"), Some((0, Some(0))));
        assert_eq!(parse("xfd1048576"), Some((1_048_575, Some(16_383))));
        assert_eq!(parse("12"), Some((11, None)));
        assert_eq!(parse_range("B2:C9"), Some(((1, 8), (1, 2))));
        for absurd in ["", "A", "A0", "0", "A1B", "A-1", "Ä1", "ZZZZZZZZ1", "A99999999999", "A1:", "+1"] {
            assert_eq!(parse(absurd), None, "{absurd}");
        }
    }
}
