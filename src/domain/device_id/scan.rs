use super::evidence::{Evidence, Found, evidence};
use super::gs1;
use super::id::DeviceId;
use super::labels::{IdLabel, Label, is_filler, label};
use super::normal::normalize;
use super::numbers::NumberKind;
use super::tokens::{Token, tokens};
use crate::domain::row_error::RowError;

/// Minimum number of digits and letters from A to F in a strong identifier.
const MIN_STRONG: usize = 14;

/// The identifiers and other numbers in text, in order.
#[derive(Default)]
pub(super) struct Scan {
    /// Distinct identifiers.
    pub(crate) found: Vec<Found>,
    /// Identifiers with an error, as written.
    pub(crate) damaged: Vec<(String, RowError)>,
    pub(crate) numbers: Vec<NumberKind>,
    /// Words in the form of a serial number, which isn't evidence on its own.
    pub(crate) serials: Vec<String>,
}

impl Scan {
    fn add(&mut self, evidence: Evidence) {
        match evidence {
            Evidence::Id(found) => match self.found.iter_mut().find(|known| known.id == found.id) {
                // The same identifier may occur both with and without its label.
                Some(known) => known.label = known.label.or(found.label),
                None => self.found.push(found),
            },
            Evidence::Damaged(text, error) => self.damaged.push((text, error)),
            Evidence::Number(kind) => self.numbers.push(kind),
            Evidence::SerialLike(text) => self.serials.push(text),
            Evidence::Nothing => {}
        }
    }
}

/// Finds the distinct strong identifiers in a line of text. A number with a label for something else isn't an
/// identifier.
pub(crate) fn strong_in_text(text: &str) -> Vec<DeviceId> {
    if !may_hold_strong(text) {
        return Vec::new();
    }
    let scan = scan(&normalize(text).text);
    scan.found.into_iter().filter(|found| found.is_strong).map(|found| found.id).collect()
}

/// Returns whether text has enough digits for a strong identifier. Full-width digits count too.
fn may_hold_strong(text: &str) -> bool {
    let is_counted = |c: char| c.is_ascii_hexdigit() || ('\u{FF10}'..='\u{FF46}').contains(&c);
    text.len() >= MIN_STRONG && text.chars().filter(|c| is_counted(*c)).nth(MIN_STRONG - 1).is_some()
}

/// Finds the identifiers in normalized text.
pub(super) fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    let tokens = tokens(text);
    let (mut index, mut current, mut queued) = (0, None, None);
    while let Some([token, ..]) = tokens.get(index..) {
        let rest = tokens.get(index..).unwrap_or_default();
        if let Some((length, label)) = gs1::prefix(rest).or_else(|| label(rest)) {
            // "IMEI 1 / IMEI 2: A / B": the first number belongs to the first label.
            if (current, label) == (Some(Label::Id(IdLabel::Imei1)), Label::Id(IdLabel::Imei2)) {
                queued = Some(label);
            } else {
                current = Some(label);
            }
            index += length;
        } else if let Some((length, evidence)) = gs1::joined(rest).or_else(|| after_joined_label(token)) {
            found.add(evidence);
            (current, index) = (None, index + length);
        } else if !token.has_digit() {
            if !is_filler(token.text) {
                (current, queued) = (None, None);
            }
            index += 1;
        } else {
            let (length, evidence) = evidence(&tokens, index, current);
            found.add(evidence);
            (current, index) = (queued.take(), index + length);
        }
    }
    found
}

/// Reads `IMEI358422070012418`, `IMEI1358422070012814` and `MEIDAF0123450ABCDE`, where no space follows the label.
fn after_joined_label(token: &Token<'_>) -> Option<(usize, Evidence)> {
    let (label, rest) = match token.text.split_at_checked(4)? {
        ("IMEI", rest) => (IdLabel::Imei, rest),
        ("MEID", rest) => (IdLabel::Meid, rest),
        _ => return None,
    };
    let slot = match (label, rest.split_at_checked(1)) {
        (IdLabel::Imei, Some(("1", digits))) if digits.len() == 15 => Some((IdLabel::Imei1, digits)),
        (IdLabel::Imei, Some(("2", digits))) if digits.len() == 15 => Some((IdLabel::Imei2, digits)),
        _ => None,
    };
    let (label, rest) = slot.unwrap_or((label, rest));
    let part = Token { text: rest, gap: "", rest: token.rest };
    let (_, evidence) = evidence(&[part], 0, Some(Label::Id(label)));
    (rest.len() >= MIN_STRONG).then_some((1, evidence))
}
