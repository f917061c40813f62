use super::canonical::serial_number;
use super::check_digit::imei_check_digit;
use super::column::IdColumn;
use super::groups;
use super::id::DeviceId;
use super::imei::{completed, decimal_meid, has_reporting_body, imei, meid, without_check_digit};
use super::joined::mistyped;
use super::labels::{IdLabel, Label};
use super::numbers::{NumberKind, named};
use super::repair::Repair;
use super::serial;
use super::tokens::Token;
use crate::domain::row_error::{Reason, RowError};

/// An identifier found in text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(crate) id: DeviceId,
    pub(crate) repair: Option<Repair>,
    /// The label before it.
    pub(crate) label: Option<IdLabel>,
    /// Whether its form alone identifies it, without the label.
    pub(crate) is_strong: bool,
}

/// The meaning of a number in text.
#[derive(Debug)]
pub(super) enum Evidence {
    Id(Found),
    /// An identifier with an error, as written.
    Damaged(String, RowError),
    Number(NumberKind),
    /// A word in the form of a serial number, which isn't evidence on its own.
    SerialLike(String),
    /// A number of another kind.
    Nothing,
}

/// Reads the number at an index. Returns its length in tokens and its meaning.
pub(super) fn evidence(tokens: &[Token<'_>], index: usize, label: Option<Label>) -> (usize, Evidence) {
    let Some(rest @ [token, ..]) = tokens.get(index..) else { return (1, Evidence::Nothing) };
    let previous = index.checked_sub(1).and_then(|before| tokens.get(before));
    let is_continuation = token.is_joined() && previous.is_some_and(Token::has_digit);
    let group = if is_continuation { None } else { groups::printed(rest) };
    let label = match label {
        Some(Label::Other) => return (group.map_or(1, |group| group.length), Evidence::Nothing),
        Some(Label::Id(label)) => Some(label),
        None => None,
    };
    if is_telephone(token, previous) {
        return (1, Evidence::Number(NumberKind::Telephone));
    }
    if !token.is_ascii() {
        return (1, Evidence::Nothing);
    }
    if let Some(found) = strong(token.text, label) {
        return (1, Evidence::Id(found));
    }
    if let Some(group) = group
        && let Some(evidence) = grouped(&group.digits, label)
    {
        return (group.length, evidence);
    }
    if let Some(evidence) = label.and_then(|label| labelled(rest, label)) {
        return evidence;
    }
    let is_part = token.is_joined() || tokens.get(index + 1).is_some_and(Token::is_joined);
    match unlabelled(token.text) {
        // It is part of a UUID or of an article name.
        Evidence::Number(_) | Evidence::SerialLike(_) if is_part => (1, Evidence::Nothing),
        evidence => (1, evidence),
    }
}

/// Reads a token that is an IMEI or MEID by its form. Without a label, an IMEI needs an assigned reporting body.
fn strong(text: &str, label: Option<IdLabel>) -> Option<Found> {
    let is_expected = has_reporting_body(text) || label.is_some_and(is_imei);
    let id = match serial::is_digits(text) {
        true => imei(text).ok().filter(|_| is_expected),
        // 14 letters from A to F can be a code of another kind.
        false => meid(text).filter(|_| text.bytes().any(|byte| byte.is_ascii_digit())),
    };
    id.map(|id| Found { id, repair: None, label, is_strong: true })
}

/// Reads digits in the groups of a printed IMEI.
fn grouped(digits: &str, label: Option<IdLabel>) -> Option<Evidence> {
    let is_labelled = label.is_some_and(is_imei);
    if !(has_reporting_body(digits) || is_labelled) {
        return None;
    }
    if digits.len() == 15 {
        return Some(match imei(digits) {
            Ok(id) => Evidence::Id(Found { id, repair: None, label, is_strong: true }),
            Err(error) => Evidence::Damaged(digits.to_owned(), error),
        });
    }
    is_labelled.then(|| weak_imei(digits, label))
}

fn is_imei(label: IdLabel) -> bool {
    matches!(label, IdLabel::Imei | IdLabel::Imei1 | IdLabel::Imei2)
}

/// Reads 14 or 16 digits after a label.
fn weak_imei(digits: &str, label: Option<IdLabel>) -> Evidence {
    let result = match digits.len() {
        14 => without_check_digit(digits),
        _ => completed(digits, Repair::SoftwareVersionDropped),
    };
    match result {
        Ok((id, repair)) => Evidence::Id(Found { id, repair, label, is_strong: false }),
        Err(error) => Evidence::Damaged(digits.to_owned(), error),
    }
}

/// Reads a number that only its label identifies. Returns `None` if the number doesn't match the label.
fn labelled(tokens: &[Token<'_>], label: IdLabel) -> Option<(usize, Evidence)> {
    let token = tokens.first()?;
    let text = token.text;
    let found = |id| Evidence::Id(Found { id, repair: None, label: Some(label), is_strong: false });
    let damaged = |reason: Reason| Evidence::Damaged(text.to_owned(), reason.into());
    let evidence = match (label, serial::is_digits(text), text.len()) {
        (IdLabel::Serial, ..) => return serial_after_label(tokens),
        (IdLabel::Meid, true, 18) => match decimal_meid(text) {
            Ok(id) => found(id),
            Err(error) => Evidence::Damaged(text.to_owned(), error),
        },
        (IdLabel::Meid, true, 14 | 16) if has_reporting_body(text) => weak_imei(text, Some(label)),
        (IdLabel::Meid, false, 15) => damaged(Reason::MeidCheckDigit),
        (IdLabel::Meid, ..) => return None,
        (_, true, 14 | 16) => weak_imei(text, Some(label)),
        (_, true, 15) => damaged(Reason::ImeiCheckDigit),
        (_, true, length @ 11..=17) => {
            let error = RowError::new(Reason::ImeiLength, format!("{length} digits"));
            Evidence::Damaged(text.to_owned(), error)
        }
        (_, false, _) => Evidence::Damaged(text.to_owned(), mistyped(text, IdColumn::Imei)?),
        _ => return None,
    };
    Some((1, evidence))
}

/// Reads the serial number after its label. It is damaged if it continues after a space or punctuation.
fn serial_after_label(tokens: &[Token<'_>]) -> Option<(usize, Evidence)> {
    let token = tokens.first()?;
    if let Some(kind) =
        named(token.text).filter(|kind| matches!(kind, NumberKind::Sim { .. } | NumberKind::Mac))
    {
        return Some((1, Evidence::Number(kind)));
    }
    let continues = tokens.get(1).is_some_and(|next| {
        let is_part = next.text.len() > 3 && next.has_digit() && next.is_ascii() && !next.is_digits();
        let is_number = next.is_digits() && (next.text.len() > 3 || token.text.len() < 8);
        next.is_joined()
            || (next.gap == " " && (is_part || is_number || token.text.len() < serial::MIN_LENGTH))
    });
    if continues {
        return Some((1, Evidence::Damaged(token.text.to_owned(), Reason::SerialSeparator.into())));
    }
    let id = serial_number(token.text)?;
    Some((1, Evidence::Id(Found { id, repair: None, label: Some(IdLabel::Serial), is_strong: false })))
}

/// Determines the meaning of a token that has no label and isn't an identifier by its form.
fn unlabelled(text: &str) -> Evidence {
    if serial::is_digits(text) && text.len() == 15 && has_reporting_body(text) {
        let reason = match text.as_bytes().split_last() {
            Some((last, body)) if imei_check_digit(body) == *last => Reason::ImeiAllEqual,
            _ => Reason::ImeiCheckDigit,
        };
        return Evidence::Damaged(text.to_owned(), reason.into());
    }
    // A strict check, because the text may be a serial number.
    if let Some(error) = mistyped(text, IdColumn::Serial) {
        return Evidence::Damaged(text.to_owned(), error);
    }
    if imei(text).is_ok() {
        // Its check digit is valid, so it may be the IMEI of another device.
        return Evidence::Damaged(text.to_owned(), Reason::ImeiUnassigned.into());
    }
    match named(text) {
        // By chance, one in ten 8-digit numbers is a valid article number.
        Some(NumberKind::Article) if text.len() < 12 => Evidence::Nothing,
        Some(kind) => Evidence::Number(kind),
        None if serial::is_mixed(text) => Evidence::SerialLike(text.to_owned()),
        None => Evidence::Nothing,
    }
}

/// Returns whether a plus sign right before a number marks it as a telephone number.
fn is_telephone(token: &Token<'_>, previous: Option<&Token<'_>>) -> bool {
    let is_sum = token.gap == "+" && previous.is_some_and(|previous| previous.text.len() >= 14);
    token.gap.ends_with('+') && !is_sum
}
