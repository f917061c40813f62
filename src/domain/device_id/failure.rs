use super::column::IdColumn;
use super::groups;
use super::keyboard::is_shifted_digits;
use super::labels::{Label, label};
use super::numbers::named;
use super::scan::Scan;
use super::serial;
use super::tokens::Token;
use crate::domain::row_error::{Reason, RowError};

/// Returns why a cell with characters other than letters and digits has no identifier.
pub(super) fn failure(text: &str, tokens: &[Token<'_>], scan: &Scan, column: IdColumn) -> RowError {
    if is_shifted_digits(text) {
        return Reason::ScannerKeyboard.into();
    }
    if let Some(kind) = named(text) {
        return kind.error(column);
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '+' | '(');
    // The number after its label: "ICCID: 8944…".
    let after_label = |token: &Token<'_>| named(token.rest.trim_matches(is_mark));
    if let Some(kind) = tokens.iter().take(3).take_while(|token| !token.has_digit()).find_map(after_label) {
        return kind.error(column);
    }
    if let Some(error) = serial_numbers(tokens, scan, column) {
        return error;
    }
    if let Some(kind) = scan.numbers.first() {
        return kind.error(column);
    }
    let digits = groups::digits(tokens);
    let is_number =
        serial::is_digits(&digits) && text.chars().all(|c| c.is_ascii_digit() || " -/.'".contains(c));
    if is_number && digits.len() == 15 && column != IdColumn::Serial {
        return RowError::new(
            Reason::IdOther,
            "If it is an IMEI, write its 15 digits without anything between them.",
        );
    }
    if is_number && digits.len() > 8 {
        return match column {
            IdColumn::Serial => RowError::new(Reason::SerialSeparator, separator(tokens)),
            _ => RowError::new(Reason::ImeiLength, format!("{} digits", digits.len())),
        };
    }
    if tokens.len() >= 2 && tokens.iter().any(|token| !token.has_digit()) {
        return Reason::NoIdentifier.into();
    }
    if !tokens.iter().any(Token::has_digit) {
        return RowError::new(Reason::IdOther, "It has no digits.");
    }
    invalid_character(text)
}

/// Returns the failure for a cell with several identifiers. The detail lists them.
pub(super) fn several(scan: &Scan) -> RowError {
    let found = scan.found.iter().map(|found| found.id.to_string());
    let names: Vec<String> = found.chain(scan.damaged.iter().map(|(text, _)| text.clone())).collect();
    RowError::new(Reason::IdSeveral, listed(&names))
}

/// Lists the first four names, and says how many more there are.
fn listed(names: &[String]) -> String {
    match names {
        [a, b, c, d, _, ..] => format!("{a}, {b}, {c}, {d} and {} more", names.len() - 4),
        _ => names.join(", "),
    }
}

/// Returns the failure for a cell with a range of serial numbers, several serial numbers, or a serial number that has
/// separators or other text. Returns `None` for any other cell.
fn serial_numbers(tokens: &[Token<'_>], scan: &Scan, column: IdColumn) -> Option<RowError> {
    if !matches!(column, IdColumn::Serial | IdColumn::Any) {
        return (scan.serials.len() == 1 && tokens.len() == 1).then(|| Reason::SerialInImeiColumn.into());
    }
    let minimum = if column == IdColumn::Serial { serial::MIN_LENGTH } else { 7 };
    let candidates: Vec<&Token<'_>> = tokens
        .iter()
        .filter(|token| {
            token.is_ascii() && token.has_digit() && !token.is_digits() && token.text.len() >= minimum
        })
        .collect();
    if let [from, to] = candidates.as_slice()
        && serial::is_range(from.text, to.text)
        && is_range_mark(tokens, to)
    {
        return Some(RowError::new(Reason::IdRange, format!("{} to {}", from.text, to.text)));
    }
    if let [from, end] = tokens
        && end.gap == "-"
        && let Some(to) =
            serial::range_end(from.text, end.text).filter(|_| from.has_digit() && !from.is_digits())
    {
        return Some(RowError::new(Reason::IdRange, format!("{} to {to}", from.text)));
    }
    let names: Vec<String> = candidates.iter().map(|token| token.text.to_owned()).collect();
    let are_whole = names.len() == tokens.len() && names.iter().all(|name| name.len() >= minimum.max(6));
    let are_serial = names.len() >= 2 && (are_whole || scan.serials.len() >= 2);
    let are_alike = names
        .iter()
        .all(|name| serial::is_mixed(name) && names.first().is_some_and(|a| a.len() == name.len()));
    if are_serial && (are_alike || !tokens.iter().any(Token::is_joined)) {
        return Some(RowError::new(Reason::IdSeveral, listed(&names)));
    }
    let is_next_to_text = |is_other: fn(&Token<'_>) -> bool| matches!(scan.serials.as_slice(), [serial] if tokens.iter().all(|token| token.text == serial || is_other(token)));
    let next_to_text =
        || scan.serials.first().map(|serial| RowError::new(Reason::SerialWithText, serial.clone()));
    match scan.serials.as_slice() {
        [_] if is_next_to_text(is_quantity) => next_to_text(),
        _ if is_separated(tokens, column) => Some(RowError::new(Reason::SerialSeparator, separator(tokens))),
        [_] => next_to_text(),
        _ => None,
    }
}

/// Returns whether a token is a quantity: a short number that isn't joined to the previous token.
fn is_quantity(token: &Token<'_>) -> bool {
    token.text.len() <= 3 && token.is_digits() && !token.is_joined()
}

/// Returns whether a dash or a word between two serial numbers makes them a range.
fn is_range_mark(tokens: &[Token<'_>], to: &Token<'_>) -> bool {
    let is_dash = matches!(to.gap.trim(), "-" | "--" | "~" | ">" | "->" | ".." | "..." | "…" | ":");
    let has_word = tokens.iter().any(|token| {
        matches!(
            token.text,
            "TO" | "BIS" | "À" | "A" | "AU" | "AL" | "TOT" | "DO" | "TIL" | "TILL" | "THROUGH" | "THRU"
        )
    });
    is_dash || has_word
}

/// Returns whether the tokens are one serial number with separators.
fn is_separated(tokens: &[Token<'_>], column: IdColumn) -> bool {
    let compact = groups::digits(tokens);
    let has_word = tokens.iter().any(|token| !token.has_digit() && token.text.len() >= 4)
        || label(tokens).is_some_and(|(_, label)| label == Label::Other);
    let has_form = match column {
        IdColumn::Serial => serial::is_storable(&compact) && !serial::is_digits(&compact),
        _ => serial::is_mixed(&compact) && tokens.iter().any(|token| token.has_digit() && !token.is_digits()),
    };
    tokens.len() >= 2
        && has_form
        && !has_word
        && tokens.iter().skip(1).all(|token| matches!(token.gap, " " | "-" | "." | "/" | "_" | "'" | ":"))
}

/// Describes the first separator between the tokens: "dot at position 3".
fn separator(tokens: &[Token<'_>]) -> String {
    let name = match tokens.get(1).map(|token| token.gap) {
        Some(" ") => "space",
        Some(".") => "dot",
        Some("-") => "dash",
        Some("/") => "slash",
        Some("_") => "underscore",
        _ => "separator",
    };
    let position = tokens.first().map_or(0, |token| token.text.chars().count()) + 1;
    format!("{name} at position {position}")
}

/// Returns the failure that names the first character that can't be part of an identifier.
fn invalid_character(text: &str) -> RowError {
    let is_invalid = |c: &char| !c.is_ascii_uppercase() && !c.is_ascii_digit();
    let detail = text.chars().enumerate().find(|(_, c)| is_invalid(c)).map(|(at, c)| {
        let shown = match c {
            ' ' => "a space".to_owned(),
            _ if c.is_control() => format!("the character U+{:04X}", u32::from(c)),
            _ if c.is_ascii() => format!("the character {c}"),
            _ => format!("the character {c} (U+{:04X})", u32::from(c)),
        };
        format!("It contains {shown} at position {}.", at + 1)
    });
    RowError::new(Reason::IdOther, detail.unwrap_or_default())
}
