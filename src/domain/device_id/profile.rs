use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::column::{IdColumn, WeakForms};
use super::form::{CellForm, form};
use super::id::IdentifierKind;

/// Maximum number of values that are remembered to find out whether all are distinct. This limits a profile's memory.
const MAX_REMEMBERED: usize = 2_000;

/// The number of cells of each form in a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnProfile {
    /// Cells that aren't empty or placeholders.
    pub(crate) filled: u64,
    pub(crate) placeholders: u64,
    /// Strong identifiers, alone or in text, with or without a label.
    pub(crate) strong: u64,
    /// Strong identifiers among other text.
    pub(crate) in_text: u64,
    /// The MEIDs among the strong identifiers.
    pub(crate) strong_meids: u64,
    /// Values that are identifiers only because of their labels.
    pub(crate) labelled: u64,
    pub(crate) several: u64,
    pub(crate) damaged: u64,
    /// Cells in the form that serial numbers have in mixed columns.
    pub(crate) serial_shaped: u64,
    /// Letters and digits that are serial numbers only in a column of serial numbers.
    pub(crate) joined: u64,
    /// Numbers of a known kind that don't identify a device.
    pub(crate) other_numbers: u64,
    pub(crate) words: u64,
    /// Cells of 5 to 20 digits that aren't strong identifiers.
    digit_serials: u64,
    unassigned: u64,
    fourteen: Weak,
    sixteen: Weak,
    /// `likely` counts decimal MEIDs, and `unlikely` counts valid SSCCs.
    eighteen: Weak,
    hashes: HashSet<u64>,
    /// Forms of frequent values, such as model names, because determining a form is slow.
    forms: HashMap<String, CellForm>,
    has_repeats: bool,
    /// Lengths of the shortest and the longest filled cell, in bytes.
    lengths: Option<(usize, usize)>,
}

/// Maximum length, in bytes, of a cell whose form is remembered.
const MAX_REMEMBERED_LENGTH: usize = 48;
/// Maximum number of cells whose forms are remembered.
const MAX_FORMS: usize = 1_000;

/// The counts for a weak form.
#[derive(Clone, Copy, Debug, Default)]
struct Weak {
    all: u64,
    /// Cells that begin like an IMEI, or are in the range of decimal MEIDs.
    likely: u64,
    /// Cells that are valid numbers of another kind.
    unlikely: u64,
}

impl Weak {
    fn add(&mut self, is_likely: bool, is_unlikely: bool) {
        self.all += 1;
        self.likely += u64::from(is_likely);
        self.unlikely += u64::from(is_unlikely);
    }

    /// Returns whether at least two cells have the form, and all of them are valid numbers of another kind.
    fn are_other_numbers(&self) -> bool {
        self.all >= 2 && self.unlikely == self.all
    }
}

impl ColumnProfile {
    /// Adds a cell.
    pub(crate) fn add(&mut self, cell: &str) {
        let form = self.form(cell);
        match form {
            CellForm::Empty => return,
            CellForm::Placeholder => {
                self.placeholders += 1;
                return;
            }
            _ => self.filled += 1,
        }
        self.remember(cell.trim());
        self.in_text += u64::from(matches!(form, CellForm::InText(_)));
        match form {
            CellForm::Empty | CellForm::Placeholder | CellForm::Text => {}
            CellForm::Strong(kind) | CellForm::InText(kind) => self.add_strong(kind),
            CellForm::Labelled(IdentifierKind::Serial) => self.labelled += 1,
            CellForm::Labelled(kind) => self.add_strong(kind),
            CellForm::Unassigned => self.unassigned += 1,
            CellForm::Several => self.several += 1,
            CellForm::Damaged => self.damaged += 1,
            CellForm::Fourteen { is_gtin, has_reporting_body } => {
                self.fourteen.add(has_reporting_body, is_gtin)
            }
            CellForm::Sixteen { is_gtin, has_reporting_body } => {
                self.sixteen.add(has_reporting_body && !is_gtin, is_gtin);
            }
            CellForm::Eighteen { is_sscc, is_meid } => self.eighteen.add(is_meid, is_sscc),
            CellForm::SerialShaped { .. } => self.serial_shaped += 1,
            CellForm::Joined { .. } => self.joined += 1,
            CellForm::Digits { .. } => {}
            CellForm::OtherNumber(_) => self.other_numbers += 1,
            CellForm::Words => self.words += 1,
        }
        let digits = cell.trim();
        let is_digits = (5..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        self.digit_serials += u64::from(is_digits && !matches!(form, CellForm::Strong(_)));
    }

    /// Returns the form of a cell, which may be remembered from an identical cell.
    fn form(&mut self, cell: &str) -> CellForm {
        if cell.len() <= MAX_REMEMBERED_LENGTH {
            let is_plain = cell.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !is_plain && let Some(known) = self.forms.get(cell) {
                return *known;
            }
            if !is_plain && self.forms.len() < MAX_FORMS {
                let found = form(cell);
                self.forms.insert(cell.to_owned(), found);
                return found;
            }
        }
        form(cell)
    }

    fn add_strong(&mut self, kind: IdentifierKind) {
        self.strong += 1;
        self.strong_meids += u64::from(kind == IdentifierKind::Meid);
    }

    fn remember(&mut self, cell: &str) {
        let (shortest, longest) = self.lengths.unwrap_or((cell.len(), cell.len()));
        self.lengths = Some((shortest.min(cell.len()), longest.max(cell.len())));
        if self.hashes.len() < MAX_REMEMBERED {
            let mut hasher = DefaultHasher::new();
            cell.hash(&mut hasher);
            self.has_repeats |= !self.hashes.insert(hasher.finish());
        }
    }

    /// Returns whether a count is at least this percentage of the filled cells.
    pub(crate) fn is_share(&self, count: u64, percent: u64) -> bool {
        self.filled > 0 && count.saturating_mul(100) >= self.filled.saturating_mul(percent)
    }

    /// Returns the number of cells that are IMEIs or MEIDs, including those without a check digit or with an error.
    pub(crate) fn imei_like(&self) -> u64 {
        let weak = self.weak(IdColumn::Any);
        let fourteen = if weak.fourteen { self.fourteen.likely } else { 0 };
        let eighteen = if weak.eighteen { self.eighteen.likely } else { 0 };
        let unassigned = if weak.unassigned { self.unassigned } else { 0 };
        self.strong + self.several + self.damaged + fourteen + self.sixteen.likely + eighteen + unassigned
    }

    /// Returns the number of cells that are IMEIs or damaged IMEIs in a column of IMEIs.
    pub(crate) fn imei_in_own_column(&self) -> u64 {
        let (fourteen, sixteen) = (self.fourteen.likely, self.sixteen.likely);
        self.strong + self.several + self.damaged + self.unassigned + fourteen + sixteen
    }

    /// Returns the number of cells that are serial numbers in a mixed column.
    pub(crate) fn serial_like(&self) -> u64 {
        self.serial_shaped + self.labelled
    }

    /// Returns the number of cells that are serial numbers in a column of serial numbers.
    pub(crate) fn serial_in_own_column(&self) -> u64 {
        let digits = if self.weak(IdColumn::Serial).digit_serials { self.digit_serials } else { 0 };
        self.serial_like() + self.joined + digits
    }

    /// Returns whether the column has a strong identifier, or one with a label.
    pub(crate) fn has_strong_or_labelled(&self) -> bool {
        self.strong + self.labelled > 0
    }

    /// Returns whether all filled cells are different and have the same length. Only the first 2,000 different ones are
    /// compared with each other.
    pub(crate) fn has_distinct_values_of_equal_length(&self) -> bool {
        !self.has_repeats && self.lengths.is_some_and(|(shortest, longest)| shortest == longest)
    }

    /// Returns the weak forms that are accepted in this column.
    pub(crate) fn weak(&self, column: IdColumn) -> WeakForms {
        let is_imei = column == IdColumn::Imei;
        let is_serial = column == IdColumn::Serial;
        let fifteen = self.strong.saturating_add(self.unassigned);
        // In a column of serial numbers, a number that begins like an IMEI may do so by chance.
        let are_likely = |weak: Weak| !is_serial || weak.likely * 100 >= weak.all * 80;
        let are_articles = self.digit_serials >= 2 && self.articles() == self.digit_serials;
        WeakForms {
            // By chance, one in ten 15-digit numbers has a valid check digit.
            unassigned: is_imei || (!is_serial && self.unassigned > 0 && self.is_share(fifteen, 80)),
            fourteen: is_imei || (!self.fourteen.are_other_numbers() && are_likely(self.fourteen)),
            sixteen: is_imei || (!self.sixteen.are_other_numbers() && are_likely(self.sixteen)),
            eighteen: column == IdColumn::Meid
                || (self.is_share(self.eighteen.likely, 80) && self.eighteen.unlikely < self.eighteen.all),
            digit_serials: is_serial && !are_articles && self.digit_serials * 2 > self.filled,
        }
    }

    /// Returns the number of cells that are valid numbers of articles, SIM cards or pallets.
    fn articles(&self) -> u64 {
        self.other_numbers + self.fourteen.unlikely + self.sixteen.unlikely + self.eighteen.unlikely
    }
}
