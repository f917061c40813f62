//! Reads the whole file once its layout is known, counts its rows and finds the lines that aren't rows.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::customer_cells::CustomerCells;
use super::row_shape::RowShape;
use crate::domain::device_id::{self, DeviceId};
use crate::domain::manifest::layout::{Layout, ZeroDecimals};
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::rejection::{ManifestError, Rejection};
use crate::domain::manifest::row::Row;
use crate::domain::manifest::row_rules::RowRules;
use crate::domain::manifest::rows::Rows;
use crate::domain::manifest::skipped::{SkipReason, SkippedLines};
use crate::domain::manifest::word_line::is_word_line;
use crate::domain::manifest::workbook::UNCALCULATED;
use crate::domain::manifest::{bulk, devices};
use crate::domain::order::{DateSurvey, DecimalSurvey};
use crate::domain::placeholder::is_placeholder;

/// Maximum number of lines after the last identifier that can be a footer.
const MAX_FOOTER_LINES: usize = 50;

/// Number of rows without an identifier after which word lines count as rows.
const MAX_ROWS_BEFORE_IDENTIFIER: u64 = 1_000;

/// Maximum number of word lines before the first identifier that are skipped.
const MAX_LEADING_LINES: usize = 50;

/// Maximum number of questions about lines that aren't rows.
const MAX_LINE_QUESTIONS: usize = 3;

/// Maximum number of different placeholders among the aliases that are compared with existing aliases.
const MAX_PLACEHOLDERS: usize = 100;

/// The result of reading the whole file.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) rows: u64,
    /// Offset and line of the first row.
    pub(super) first: Option<(u64, u32)>,
    pub(super) skipped: SkippedLines,
    /// Ranges of lines that lie between the rows but aren't rows.
    pub(super) left_out: Vec<(u32, u32)>,
    pub(super) questions: Vec<Question>,
    pub(super) dates: DateSurvey,
    order_numbers: DecimalSurvey,
    aliases: DecimalSurvey,
    /// Different cells for aliases that look like placeholders.
    pub(super) placeholders: BTreeSet<String>,
    /// The customers of a list for many customers.
    pub(super) customers: CustomerCells,
    hidden_identifiers: u64,
    has_identifier: bool,
    /// The largest number of devices in a row.
    pub(super) max_devices: usize,
    /// Word lines before the first identifier in a list without a header. If there is no identifier, they are rows.
    leading: Vec<WordLine>,
    /// Offset and line of the first row that isn't a leading word line.
    first_other: Option<(u64, u32)>,
    /// Word lines since the last identifier, at most as many as a footer can have.
    tail: Vec<WordLine>,
    tail_length: usize,
}

/// A line that isn't a row if it stands before or after all identifiers.
struct WordLine {
    line: u32,
    text: String,
    /// Number of devices for which the line counts as a row.
    devices: usize,
}

impl WordLine {
    fn new(row: &Row, devices: usize) -> WordLine {
        WordLine { line: row.line, text: whole(row), devices }
    }
}

/// The position of the table in the file, and what its rows look like.
pub(super) struct Frame {
    /// Offset and number of the first line.
    pub(super) start: (u64, u32),
    /// Line of the header, if there is one.
    pub(super) header_line: Option<u32>,
    pub(super) shape: RowShape,
}

/// Reads the whole file.
pub(super) fn read(
    source: &mut (impl Read + Seek),
    layout: &Layout,
    frame: &Frame,
    limits: &Limits,
) -> Result<Scan, ManifestError> {
    let mut scan = Scan::default();
    let rules = RowRules::of(layout);
    let mut all = Rows::read(source, layout.encoding, rules, frame.start, layout.end, limits.max_line)?;
    all.list_skipped();
    while all.advance()? {
        let row = all.row();
        match frame.header_line {
            Some(header) if row.line < header => scan.skip(row, SkipReason::BeforeTable),
            Some(header) if row.line == header => {}
            // Only the number of rows still matters, because the file will be rejected.
            _ if scan.rows > limits.max_rows => scan.rows += 1,
            _ => scan.add(layout, frame, row),
        }
    }
    scan.skipped.merge(all.take_skipped());
    if let Some(header) = frame.header_line {
        // The header was listed as a repetition of itself, but it isn't a skipped line.
        scan.skipped.remove(header);
    }
    scan.end_with_footer();
    scan.left_out.sort_unstable();
    if scan.rows > limits.max_rows {
        return Err(Rejection::TooManyRows { limit: limits.max_rows, count: scan.rows }.into());
    }
    if scan.hidden_identifiers > 0 && layout.is_hidden_rows_decision_open() {
        scan.questions.push(Question::HiddenRows { count: scan.hidden_identifiers });
    }
    Ok(scan)
}

impl Scan {
    /// Processes a line below the header.
    fn add(&mut self, layout: &Layout, frame: &Frame, row: &Row) {
        let devices = devices::count(layout, row);
        let has_identifier =
            layout.columns.identifiers.iter().any(|column| {
                may_identify(row, column.index) || frame.shape.is_usual_serial(row, column.index)
            });
        if layout.is_hidden(row.line) {
            self.hidden_identifiers += u64::from(has_identifier);
            if layout.leaves_out_hidden_rows() {
                self.customers.add(layout, row, false);
                self.leave_out(row, SkipReason::Hidden);
                return;
            }
        }
        if has_identifier {
            self.skip_leading();
            self.has_identifier = true;
            self.tail.clear();
            self.tail_length = 0;
        } else if self.has_identifier {
            self.tail_length += 1;
            if self.tail_length <= MAX_FOOTER_LINES && !frame.shape.is_row(layout, row) {
                self.tail.push(WordLine::new(row, devices));
            }
        }
        let is_leading = !self.has_identifier
            && !layout.header
            && self.leading.len() < MAX_LEADING_LINES
            && self.rows < MAX_ROWS_BEFORE_IDENTIFIER
            && is_word_line(cells(row).iter().map(String::as_str));
        match is_leading {
            true => self.leading.push(WordLine::new(row, devices)),
            false => _ = self.first_other.get_or_insert((row.offset, row.line)),
        }
        self.first.get_or_insert((row.offset, row.line));
        self.rows += devices as u64;
        self.max_devices = self.max_devices.max(devices);
        if layout.purpose.has_orders() {
            self.add_order(layout, row);
        }
        self.customers.add(layout, row, has_identifier);
    }

    /// Collects facts about the order date, the order number and the alias.
    fn add_order(&mut self, layout: &Layout, row: &Row) {
        if let Some(index) = layout.columns.order_date {
            self.dates.add(&row.cell(index), row.line);
        }
        if let Some(index) = layout.columns.order_number {
            self.order_numbers.add(&row.cell(index));
        }
        if let Some(index) = layout.columns.stc_alias {
            self.aliases.add(&row.cell(index));
            let alias = bulk::alias(layout, row);
            if is_placeholder(&alias) && self.placeholders.len() < MAX_PLACEHOLDERS {
                self.placeholders.insert(alias);
            }
        }
    }

    /// Returns the columns in which every number ends with `.0`.
    pub(super) fn zero_decimals(&self) -> ZeroDecimals {
        ZeroDecimals {
            order_number: self.order_numbers.all_have_zero_decimals(),
            stc_alias: self.aliases.all_have_zero_decimals(),
        }
    }

    /// Removes the word lines before the first identifier from the rows.
    fn skip_leading(&mut self) {
        let leading = std::mem::take(&mut self.leading);
        if leading.is_empty() {
            return;
        }
        self.first = self.first_other;
        self.drop_rows(leading, SkipReason::BeforeTable);
    }

    /// Removes the word lines after the last identifier from the rows.
    fn end_with_footer(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        self.drop_rows(tail, SkipReason::Footer);
    }

    fn drop_rows(&mut self, lines: Vec<WordLine>, reason: SkipReason) {
        for WordLine { line, text, devices } in lines {
            self.rows = self.rows.saturating_sub(devices as u64);
            self.exclude(line);
            self.add_skipped(line, reason, &text);
        }
    }

    fn leave_out(&mut self, row: &Row, reason: SkipReason) {
        self.exclude(row.line);
        match reason {
            // A person decided to leave out their identifiers.
            SkipReason::Hidden => self.skipped.add(row.line, reason, &whole(row)),
            _ => self.skip(row, reason),
        }
    }

    fn skip(&mut self, row: &Row, reason: SkipReason) {
        self.add_skipped(row.line, reason, &whole(row));
    }

    /// Lists a skipped line. A strong identifier in it needs a decision.
    fn add_skipped(&mut self, line: u32, reason: SkipReason, text: &str) {
        self.skipped.add(line, reason, text);
        let strong: Option<DeviceId> = device_id::strong_in_text(text).into_iter().next();
        if let Some(identifier) = strong.filter(|_| self.questions.len() < MAX_LINE_QUESTIONS) {
            self.questions.push(Question::SkippedIdentifier { line, identifier: identifier.to_string() });
        }
    }

    fn exclude(&mut self, line: u32) {
        match self.left_out.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(line) => last.1 = line,
            _ => self.left_out.push((line, line)),
        }
    }
}

/// Minimum number of digits that can be meant as an identifier.
const MIN_NUMBER_LENGTH: usize = 8;

/// Returns whether a cell can be meant as an identifier. The most common cases are decided quickly.
fn may_identify(row: &Row, index: usize) -> bool {
    let bytes = row.bytes(index);
    if bytes.len() == 15 && bytes.iter().all(u8::is_ascii_digit) {
        return true;
    }
    if bytes.is_empty() || (bytes.len() < MIN_NUMBER_LENGTH && bytes.iter().all(u8::is_ascii_digit)) {
        return false;
    }
    // The formula's result isn't stored, but it should be an identifier.
    if bytes == UNCALCULATED.as_bytes() {
        return true;
    }
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_plain = bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_plain && (8..=20).contains(&bytes.len()) && digits > 0)
        || device_id::form(&row.cell(index)).may_identify()
}

pub(super) fn cells(row: &Row) -> Vec<String> {
    (0..row.width()).map(|index| row.cell(index).into_owned()).collect()
}

fn whole(row: &Row) -> String {
    cells(row).iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" · ")
}
