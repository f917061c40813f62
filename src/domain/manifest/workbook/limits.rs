//! Limits for workbooks. A file of a few kilobytes can unpack to more data than memory and time allow.

use std::time::Duration;

use super::cpu_time::CpuDeadline;

/// Maximum total unpacked size, in bytes, of the parts that are read. A larger workbook is rejected.
pub(super) const MAX_BYTES: u64 = 768 << 20;
/// Maximum unpacked size in bytes of a part that isn't a sheet. A workbook with a larger one is rejected.
pub(super) const MAX_PART_BYTES: u64 = 128 << 20;
/// Maximum number of parts. A list with more parts isn't read.
pub(super) const MAX_PARTS: u64 = 10_000;
/// Maximum size in bytes of the list of parts. A longer list isn't read.
pub(super) const MAX_DIRECTORY_BYTES: u64 = 8 << 20;

/// Maximum number of XML events (tags, text and so on) that are read. A workbook with more is rejected, because empty
/// elements take the most time per byte. A million rows of twelve filled columns have 62 million.
pub(super) const MAX_EVENTS: u64 = 80_000_000;
/// Maximum CPU time for reading a workbook. It bounds the work that the other limits still allow in combination.
pub(crate) const MAX_CPU_TIME: Duration = Duration::from_secs(8);
/// Maximum size in bytes of one tag, text, comment or other XML event, because the parser keeps it in memory.
pub(super) const MAX_EVENT_BYTES: usize = 1 << 20;
/// Maximum depth of nested elements. A deeper document is rejected.
pub(super) const MAX_DEPTH: usize = 128;
/// Maximum length of the name of an element in bytes, because the parser keeps the names of open elements.
pub(super) const MAX_NAME_LENGTH: usize = 256;
/// Maximum number of attributes of an element. An element with more is rejected.
pub(super) const MAX_ATTRIBUTES: usize = 256;

/// Maximum number of sheets, hidden ones included. A workbook with more is rejected.
pub(super) const MAX_SHEETS: usize = 1_024;
/// Maximum length in bytes of names, identifiers and addresses that are kept. A longer one is rejected.
pub(super) const MAX_KEY_LENGTH: usize = 1_024;
/// Maximum number of cell formats. Excel has at most 65,490.
pub(super) const MAX_CELL_FORMATS: usize = 65_536;
/// Maximum number of custom number formats, or of styles of hidden tables.
pub(super) const MAX_STYLES: usize = 8_192;
/// Maximum number of shared strings. A workbook with more is rejected.
pub(super) const MAX_SHARED_STRINGS: usize = 4 << 20;

/// Maximum number of rows, as in LibreOffice's largest setting.
pub(super) const MAX_ROWS: u64 = 16_777_216;
/// Maximum size of all lines in bytes. A larger sheet is rejected.
pub(super) const MAX_LINE_BYTES: u64 = 256 << 20;
/// Maximum number of columns. Cells beyond it are put into the last one, because the file is rejected or the row
/// malformed anyway.
pub(super) const MAX_COLUMNS: usize = 256;
/// Maximum length of a cell in characters. The rest is cut off, because no line may be that long.
pub(super) const MAX_CELL_LENGTH: usize = 66_000;
/// Maximum number of ranges that a summary keeps. Further ones are only counted.
pub(super) const MAX_RANGES: usize = 1_000;

/// Maximum number of merged cells that cover several rows. A sheet with more is rejected.
pub(super) const MAX_MERGED_CELLS: usize = 65_536;
/// Maximum number of sheets that a question names.
pub(super) const MAX_SHEET_NAMES: usize = 10;

/// The remainder of a workbook's limits. Data that is read twice counts twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// Number of bytes that may still be unpacked.
    pub(super) bytes: u64,
    /// Number of XML events that may still be read.
    pub(super) events: u64,
    /// The point at which the CPU time is used up.
    pub(super) deadline: CpuDeadline,
}

impl Budget {
    /// Creates a budget for reading a workbook. This thread's CPU time counts from now on.
    pub(super) fn new(cpu_time: Duration) -> Budget {
        Budget { bytes: MAX_BYTES, events: MAX_EVENTS, deadline: CpuDeadline::after(cpu_time) }
    }
}
