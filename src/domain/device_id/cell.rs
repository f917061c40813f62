use super::column::{IdColumn, WeakForms};
use super::evidence::Found;
use super::failure::{failure, several};
use super::groups;
use super::id::{DeviceId, IdentifierKind};
use super::imei::{decimal_meid, has_reporting_body, imei, meid};
use super::joined::{Outcome, fifteen, read_joined};
use super::labels::{IdLabel, is_label_without_value};
use super::normal::normalize;
use super::placeholder::is_placeholder;
use super::repair::Repair;
use super::scan::{Scan, scan};
use super::spreadsheet::{SpreadsheetNumber, spreadsheet_number};
use super::tokens::{Token, tokens};
use crate::domain::row_error::{Reason, RowError};

/// An identifier read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellId {
    pub(crate) id: DeviceId,
    /// The repair, if any. A repair of the digits takes precedence over a repair of their notation.
    pub(crate) repair: Option<Repair>,
    /// The label in the cell, such as `IMEI 2`.
    pub(crate) label: Option<IdLabel>,
}

/// The identifiers in a cell, all of which belong to the same device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellIds {
    pub(crate) first: CellId,
    /// Further identifiers of the device, each with its own label. Nearly always empty.
    pub(crate) others: Vec<CellId>,
}

impl CellIds {
    /// Returns all identifiers in the order in which they appear in the cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &CellId> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Creates the identifiers of a device that stands in a text.
    pub(super) fn of_found(found: &Found) -> CellIds {
        CellIds { first: cell_id(found), others: Vec::new() }
    }

    fn one(id: DeviceId, repair: Option<Repair>) -> CellIds {
        CellIds { first: CellId { id, repair, label: None }, others: Vec::new() }
    }
}

/// Reads the identifiers of one device in a cell.
///
/// Positions in details are counted from 1, in the text without surrounding spaces and quotes.
///
/// # Errors
///
/// Returns why the cell has no identifier, or [`Reason::IdSeveral`] if it has identifiers of several
/// devices.
pub(crate) fn read_cell(cell: &str, column: IdColumn, weak: WeakForms) -> Result<CellIds, RowError> {
    // Nearly every cell is a plain IMEI, which doesn't need to be copied.
    if cell.len() == 15 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return fifteen(cell, column, weak).map(|id| CellIds::one(id, None));
    }
    if is_placeholder(cell) {
        return Err(Reason::IdEmpty.into());
    }
    let normal = normalize(cell);
    if normal.text.is_empty() {
        return Err(Reason::IdEmpty.into());
    }
    let mut ids = read_normal(&normal.text, column, weak)?;
    let notation_repair = match (normal.was_formula, normal.had_controls) {
        (true, _) => Some(Repair::FormulaUnwrapped),
        (false, true) => Some(Repair::ControlCharactersRemoved),
        (false, false) => None,
    };
    ids.first.repair = ids.first.repair.or(notation_repair);
    Ok(ids)
}

fn read_normal(text: &str, column: IdColumn, weak: WeakForms) -> Result<CellIds, RowError> {
    let is_joined = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let tokens = tokens(text);
    if is_joined && !["IMEI", "MEID"].iter().any(|label| text.starts_with(label)) {
        let result = read_joined(text, column, weak);
        // Only GS1 element strings join an identifier to other digits.
        return match result {
            Err(error) if text.len() > 20 => decide(&scan(text)).unwrap_or(Err(error)),
            result => result.map(|(id, repair)| CellIds::one(id, repair)),
        };
    }
    if let Some(result) = as_spreadsheet_number(text, column, weak) {
        return result.map(|(id, repair)| CellIds::one(id, repair));
    }
    if let Some(result) = separated(&tokens, text, column, weak) {
        return result.map(|(id, repair)| CellIds::one(id, repair));
    }
    if is_label_without_value(text) {
        return Err(Reason::IdEmpty.into());
    }
    let scan = scan(text);
    if let Some(result) = decide(&scan) {
        return result;
    }
    if let Some(result) = weak_groups(&tokens, text, column, weak) {
        return result.map(|(id, repair)| CellIds::one(id, repair));
    }
    Err(failure(text, &tokens, &scan, column))
}

/// Reads scientific notation, or a number with decimals that are all zero. Returns `None` for any other text.
fn as_spreadsheet_number(text: &str, column: IdColumn, weak: WeakForms) -> Option<Outcome> {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    match spreadsheet_number(&compact)? {
        SpreadsheetNumber::Lost => Some(Err(Reason::IdExcelDigits.into())),
        SpreadsheetNumber::Digits(digits, repair) => Some(
            read_joined(&digits, column, weak)
                .map(|(id, digits_repair)| (id, digits_repair.or(Some(repair)))),
        ),
    }
}

/// Reads a cell that consists of one strong identifier with separators. Returns `None` for any other text.
fn separated(tokens: &[Token<'_>], text: &str, column: IdColumn, weak: WeakForms) -> Option<Outcome> {
    let compact = compact(tokens, text)?;
    let is_printed = groups::printed(tokens).is_some_and(|group| group.length == tokens.len());
    let is_own_column = matches!(column, IdColumn::Imei | IdColumn::Meid);
    if let Some(id) = meid(&compact) {
        return (is_own_column || has_printed_lengths(tokens)).then_some(Ok((id, None)));
    }
    let begins_like_imei = has_reporting_body(&compact);
    // Two of these three are enough: the form, the first digits and the column.
    let evidence = [is_printed, begins_like_imei || weak.unassigned, is_own_column];
    if compact.len() != 15 || evidence.into_iter().filter(|is_given| *is_given).count() < 2 {
        return None;
    }
    match imei(&compact) {
        Ok(id) => Some(Ok((id, None))),
        Err(error) => is_printed.then_some(Err(error)),
    }
}

/// Reads a cell that consists of one weak identifier in printed groups. Returns `None` for any other text.
fn weak_groups(tokens: &[Token<'_>], text: &str, column: IdColumn, weak: WeakForms) -> Option<Outcome> {
    let compact = compact(tokens, text)?;
    let lengths: Vec<usize> = tokens.iter().map(|token| token.text.len()).collect();
    if lengths == [10, 8] && (column == IdColumn::Meid || weak.eighteen) {
        return Some(decimal_meid(&compact).map(|id| (id, None)));
    }
    let is_printed = groups::printed(tokens).is_some_and(|group| group.length == tokens.len());
    (is_printed && matches!(compact.len(), 14 | 16))
        .then(|| read_joined(&compact, column, weak))
        .filter(Result::is_ok)
}

/// Joins the tokens of text that has only letters, digits and the separators of identifiers. Returns `None` for any
/// other text.
fn compact(tokens: &[Token<'_>], text: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " -/.',\n".contains(c);
    (tokens.len() >= 2 && text.chars().all(is_allowed)).then(|| groups::digits(tokens))
}

/// Returns whether the tokens have the lengths of a printed MEID.
fn has_printed_lengths(tokens: &[Token<'_>]) -> bool {
    let lengths: Vec<usize> = tokens.iter().map(|token| token.text.len()).collect();
    matches!(
        lengths.as_slice(),
        [2, 6, 6] | [2, 6, 6, 1] | [8, 6] | [8, 6, 1] | [14, 1] | [6, 2, 6] | [6, 2, 6, 1]
    )
}

/// Decides whether the identifiers that a scan found belong to one device. Returns `None` if there are none.
fn decide(scan: &Scan) -> Option<Result<CellIds, RowError>> {
    let strong = || scan.found.iter().filter(|found| found.is_strong);
    let is_one_device = are_of_one_device(&scan.found);
    match (scan.found.as_slice(), scan.damaged.as_slice()) {
        ([], []) => None,
        ([], [(_, error)]) => Some(Err(error.clone())),
        (found, []) if is_one_device => cell_ids(found).map(Ok),
        // A single strong identifier takes precedence over serial numbers with repeated labels.
        (_, []) if strong().count() == 1 => {
            let only: Vec<Found> = strong().copied().collect();
            cell_ids(&only).map(Ok)
        }
        ([found], [(_, error)]) if found.label.is_some() => Some(Err(error.clone())),
        (_, _) => Some(Err(several(scan))),
    }
}

/// Returns whether the labels are distinct, so that the identifiers can belong to one device. At most one identifier
/// may have no label.
fn are_of_one_device(found: &[Found]) -> bool {
    let slots: Vec<IdLabel> = found.iter().map(slot).collect();
    let are_distinct = slots
        .iter()
        .enumerate()
        .all(|(index, one)| slots.iter().skip(index + 1).all(|other| !one.is_same_slot(*other)));
    are_distinct && found.iter().filter(|found| found.label.is_none()).count() <= 1
}

/// Returns the label of an identifier, or the usual label for its kind.
fn slot(found: &Found) -> IdLabel {
    match (found.id.kind(), found.label) {
        (IdentifierKind::Imei, Some(label @ (IdLabel::Imei1 | IdLabel::Imei2))) => label,
        (IdentifierKind::Imei, _) => IdLabel::Imei,
        (IdentifierKind::Meid, _) => IdLabel::Meid,
        (IdentifierKind::Serial, _) => IdLabel::Serial,
    }
}

fn cell_ids(found: &[Found]) -> Option<CellIds> {
    let mut ids = found.iter().map(cell_id);
    let first = ids.next()?;
    Some(CellIds { first, others: ids.collect() })
}

fn cell_id(found: &Found) -> CellId {
    CellId {
        id: found.id,
        repair: found.repair.or(Some(Repair::TakenFromText)),
        label: found.label.map(|_| slot(found)),
    }
}
