use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::decision_text::{DecidedBy, decision_text};
use super::decisions::Decisions;
use super::encoding::Encoding;
use super::purpose::ListPurpose;
use super::row::Row;
use super::row_holds::RowHolds;
use super::separator::Separator;
use super::skipped::SkippedLines;
use super::text::{capitalized, shortened};
use super::workbook::Workbook;
use crate::domain::order::FileDates;
use crate::domain::row_position::RowPosition;

/// The columns in which every filled cell ends with `.0`, as a spreadsheet writes numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZeroDecimals {
    pub(crate) order_number: bool,
    pub(crate) stc_alias: bool,
}

/// The layout of a file: how to read it, as determined by the survey. It is stored with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The workbook that the lines were unpacked from, if any.
    #[serde(default)]
    pub(crate) workbook: Option<Workbook>,
    pub(crate) encoding: Encoding,
    /// Character that separates cells. It is meaningless if there is only one column.
    pub(crate) separator: Separator,
    /// Whether there is a header.
    pub(crate) header: bool,
    /// Cells of the header. Lines that repeat it aren't rows.
    #[serde(default)]
    pub(crate) header_cells: Vec<String>,
    /// Byte offset of the first data row.
    pub(crate) first_row_offset: u64,
    /// Physical line number of that row, starting at 1.
    pub(crate) first_row_line: u32,
    /// Lines that aren't rows, other than blank lines and the header.
    #[serde(default)]
    pub(crate) skipped: SkippedLines,
    /// Ranges of lines between the rows that aren't rows, in order.
    #[serde(default)]
    pub(crate) left_out: Vec<(u32, u32)>,
    /// Whether hidden rows of a workbook are read. `None` if none of them has an identifier.
    #[serde(default)]
    pub(crate) include_hidden: Option<bool>,
    /// Byte offset at which the text ends: the file's length, or the offset of a final Ctrl-Z.
    pub(crate) end: u64,
    /// Number of columns in the header or in most rows. A filled cell beyond them makes a row malformed.
    pub(crate) width: usize,
    pub(crate) columns: Columns,
    /// Whether the columns were determined by their content, because their names don't say which is which.
    #[serde(default)]
    pub(crate) is_by_content: bool,
    /// Whether the identifiers of a device may stand on consecutive lines, each with its label.
    #[serde(default)]
    pub(crate) joins_labels: bool,
    /// Whether a row has one device or several.
    #[serde(default)]
    pub(crate) row_holds: RowHolds,
    /// The largest number of devices in a row, or 0 if each row has one.
    #[serde(default)]
    pub(crate) max_devices: u8,
    /// Names of the columns that are used, in file order.
    pub(crate) used: Vec<String>,
    /// Names of the columns that aren't used, in file order.
    pub(crate) ignored: Vec<String>,
    /// The kind of submission that the file is read for.
    #[serde(default)]
    pub purpose: ListPurpose,
    /// The order of day and month in order dates.
    #[serde(default = "FileDates::year_month_day")]
    pub(crate) dates: FileDates,
    /// The columns in which a spreadsheet added `.0` to every number.
    #[serde(default)]
    pub(crate) zero_decimals: ZeroDecimals,
    /// Existing aliases in the list that look like placeholders, such as `None`.
    #[serde(default)]
    pub(crate) aliases: BTreeSet<String>,
    /// The lines from which rows without a customer belong to a customer, with its ID. Empty if such rows fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) customers_above: Vec<(u32, String)>,
    /// Whether the list was pasted into the form, one identifier per line.
    #[serde(default)]
    pub(crate) is_pasted: bool,
    /// Whether the lines of a pasted list are text, not the rows of a table.
    #[serde(default)]
    pub(crate) reads_whole_lines: bool,
    /// Who decided how to read the list. `None` if the list itself or a remembered layout determined it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decided_by: Option<DecidedBy>,
    /// The decisions with which the list is read.
    #[serde(default, skip_serializing_if = "Decisions::is_empty")]
    pub(crate) decisions: Decisions,
    /// Name of the remembered layout that was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remembered: Option<String>,
}

impl Layout {
    /// Returns the position of the failed row that a row in a correction replaces. Returns `None` if there is no column
    /// `line`, or if its cell isn't a line number.
    pub(crate) fn corrected_position(&self, row: &Row) -> Option<RowPosition> {
        RowPosition::parse(&row.cell(self.columns.line?))
    }

    /// Returns whether the list itself says how to read it, without a person, a program or a remembered layout.
    pub(crate) fn is_decided_by_itself(&self) -> bool {
        self.decided_by.is_none() && self.remembered.is_none()
    }

    /// Returns a layout without rows for a file whose own layout was lost.
    pub(crate) fn empty() -> Layout {
        Layout {
            workbook: None,
            encoding: Encoding::Utf8,
            separator: Separator::Comma,
            header: false,
            header_cells: Vec::new(),
            skipped: SkippedLines::default(),
            left_out: Vec::new(),
            include_hidden: None,
            first_row_offset: 0,
            first_row_line: 1,
            end: 0,
            width: 1,
            columns: Columns::default(),
            is_by_content: false,
            joins_labels: false,
            row_holds: RowHolds::default(),
            max_devices: 0,
            used: Vec::new(),
            ignored: Vec::new(),
            purpose: ListPurpose::default(),
            dates: FileDates::default(),
            zero_decimals: ZeroDecimals::default(),
            aliases: BTreeSet::new(),
            customers_above: Vec::new(),
            is_pasted: false,
            reads_whole_lines: false,
            decided_by: None,
            decisions: Decisions::default(),
            remembered: None,
        }
    }

    /// Returns the number and the beginning of each of the first 1,000 skipped lines.
    pub fn skipped_lines(&self) -> impl Iterator<Item = (u32, &str)> {
        self.skipped.first.iter().map(|skipped| (skipped.line, skipped.text.as_str()))
    }

    /// Returns whether every cell of a line may name a device, as in a pasted list.
    pub(super) fn takes_whole_lines(&self) -> bool {
        self.reads_whole_lines && !self.header && self.row_holds == RowHolds::Devices
    }

    /// Returns whether a line is a hidden row of a workbook.
    pub(super) fn is_hidden(&self, line: u32) -> bool {
        self.workbook.as_ref().is_some_and(|workbook| workbook.is_hidden(line))
    }

    /// Returns whether the decision about hidden rows is still open.
    pub(super) fn is_hidden_rows_decision_open(&self) -> bool {
        self.include_hidden.is_none()
    }

    /// Returns whether it has been decided to leave out hidden rows.
    pub(super) fn leaves_out_hidden_rows(&self) -> bool {
        self.include_hidden == Some(false)
    }

    /// Returns the customer to which the rows from this line on belong if they name none. Returns an empty text if they fail.
    pub(super) fn customer_above(&self, line: u32) -> &str {
        let started = self.customers_above.partition_point(|(start, _)| *start <= line);
        let last = started.checked_sub(1).and_then(|index| self.customers_above.get(index));
        last.map_or("", |(_, id)| id)
    }

    /// Returns where the order comes from in a list for one customer: " Order number from column PO." Returns `None` if it
    /// comes from the form.
    fn order_sentence(&self) -> Option<String> {
        let columns = &self.columns;
        let orders = [
            ("order number", columns.order_number),
            ("order date", columns.order_date),
            ("STC alias", columns.stc_alias),
        ];
        let is_named = self.purpose == ListPurpose::OneCustomer;
        let orders = orders.into_iter().filter_map(|(what, index)| {
            let index = index.filter(|_| is_named)?;
            Some(match self.header_cells.get(index).map(|name| name.trim()).filter(|name| !name.is_empty()) {
                Some(name) => format!("{what} from column {}", shortened(name)),
                None => format!("{what} from column {}", index + 1),
            })
        });
        let orders: Vec<String> = orders.collect();
        (!orders.is_empty()).then(|| format!(" {}.", capitalized(orders.join(", "))))
    }

    /// Describes how the file is read, for the upload's page and the activity log:
    /// "Windows-1252, semicolons, column IMEI. Not used: Modell, Farbe."
    pub fn describe(&self) -> String {
        let mut parts = match &self.workbook {
            Some(workbook) if workbook.sheet.is_empty() => vec![workbook.kind.clone()],
            Some(workbook) => vec![format!("sheet “{}”", shortened(&workbook.sheet))],
            None => vec![self.encoding.label().to_owned()],
        };
        if self.width > 1 && self.workbook.is_none() {
            parts.push(self.separator.label().to_owned());
        }
        let used = self.used.join(", ");
        // A column without a name is "column 5".
        let used = match self.header {
            true => used.strip_prefix("column ").unwrap_or(&used),
            false => &used,
        };
        parts.push(match (self.header, self.purpose) {
            (true, _) if self.used.len() == 1 => format!("column {used}"),
            (true, _) => format!("columns {used}"),
            (false, purpose) if !purpose.names_customers() && self.columns.is_first_only() => {
                "no header, first column".to_owned()
            }
            (false, _) if self.is_by_content => format!("no header, {used}"),
            (false, purpose) if !purpose.names_customers() => format!("no header, {used}"),
            (false, _) => format!("no header, columns in the order of the template: {used}"),
        });
        parts.extend(self.dates.describe());
        match self.max_devices {
            0 => {}
            1 => parts.push("each identifier is a device of its own".to_owned()),
            most => parts.push(format!("each line holds up to {most} devices")),
        }
        let mut text = with_period(&parts.join(", "));
        if !self.ignored.is_empty() {
            text.push_str(&with_period(&format!(" Not used: {}", self.ignored.join(", "))));
        }
        text.extend(self.order_sentence());
        if !self.customers_above.is_empty() {
            text.push_str(" Lines without a customer ID belong to the customer above them.");
        }
        if let Some(skipped) = self.skipped.sentence() {
            text.push_str(&format!(" {skipped}"));
        }
        if let Some(name) = &self.remembered {
            text.push_str(&format!(" Layout “{name}” applied."));
        }
        if let Some(by) = self.decided_by {
            text.push_str(&with_period(&format!(" {} {}", by.words(), decision_text(&self.decisions))));
        }
        text
    }
}

/// Ends a sentence with a period, unless its last word already has one, such as the column name `IMEI-Nr.`.
fn with_period(sentence: &str) -> String {
    let end = if sentence.ends_with('.') { "" } else { "." };
    format!("{sentence}{end}")
}
