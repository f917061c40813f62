/// Maximum number of physical lines, including empty ones. A file with more is rejected, because reading it would take
/// seconds.
pub(super) const MAX_LINES: u32 = 1 << 24;

/// The limits for a file. A file over a limit is rejected as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum size of a file in bytes.
    pub max_bytes: u64,
    /// Maximum number of data rows.
    pub max_rows: u64,
    /// Maximum length of a line in bytes. A UTF-16 line is measured after conversion to UTF-8.
    pub max_line: usize,
    /// Maximum number of columns in the first line.
    pub max_columns: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: 64 << 20, max_rows: 1_000_000, max_line: 64 << 10, max_columns: 50 }
    }
}
