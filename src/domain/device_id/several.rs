use super::single::read_one;
use crate::domain::row_error::Reason;

/// Returns whether a cell that can't be read as one identifier consists of two or more.
///
/// Call it only for such cells, because one identifier may contain spaces. A part with a wrong check digit still counts
/// as an identifier.
pub(crate) fn are_several(cell: &str) -> bool {
    let is_identifier = |part: &str| match read_one(part) {
        Ok(_) => true,
        Err(error) => matches!(
            error.reason,
            Reason::ImeiCheckDigit
                | Reason::ImeiLostZero
                | Reason::ImeiLetter
                | Reason::ImeiAllEqual
                | Reason::MeidCheckDigit
        ),
    };
    // Tries spaces last, because identifiers may contain them: "350000123456788; 35 000012 345679 5".
    let are_identifiers = |parts: Vec<&str>| parts.len() >= 2 && parts.into_iter().all(is_identifier);
    let are_separated_by = |is_separator: fn(char) -> bool| {
        are_identifiers(cell.split(is_separator).filter(|part| !part.trim().is_empty()).collect())
    };
    are_separated_by(|c| matches!(c, ';' | ',' | '|' | '\n' | '\r'))
        || are_separated_by(|c| matches!(c, ';' | ',' | '|' | '/') || c.is_whitespace())
}
