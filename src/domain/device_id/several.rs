use super::one::read_one;
use crate::domain::row_error::Reason;

/// Returns whether a text that isn't an identifier consists of two or more.
///
/// Only for cells that fail as a whole, so that spaces within one identifier never count. A piece with a wrong check
/// digit still counts as an identifier.
pub(crate) fn are_several(cell: &str) -> bool {
    let meant = |piece: &str| match read_one(piece) {
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
    // "350000123456788; 35 000012 345679 5": firm separators first, and only then spaces.
    let all_meant = |pieces: Vec<&str>| pieces.len() >= 2 && pieces.into_iter().all(meant);
    let split = |is_border: fn(char) -> bool| {
        all_meant(cell.split(is_border).filter(|piece| !piece.trim().is_empty()).collect())
    };
    split(|c| matches!(c, ';' | ',' | '|' | '\n' | '\r'))
        || split(|c| matches!(c, ';' | ',' | '|' | '/') || c.is_whitespace())
}
