use serde::{Deserialize, Serialize};

/// Maximum number of skipped lines that are listed.
const MAX_LISTED: usize = 1_000;

/// Maximum number of ranges of lines in a sentence.
const MAX_RANGES: usize = 5;

/// Maximum length of a skipped line's text in characters.
const MAX_TEXT: usize = 80;

/// The reason why a line isn't a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SkipReason {
    /// A title or another line before the header, or before the first identifier.
    BeforeTable,
    /// A repeated header, for example at the top of a printed page.
    RepeatedHeader,
    /// A line of dashes or similar characters.
    Ruler,
    /// A total, a signature or another line after the last identifier.
    Footer,
    /// A hidden row of a workbook, which a person or a program decided to leave out.
    Hidden,
    /// A further identifier of the device on the line above.
    LineAbove,
}

/// A line that isn't a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SkippedLine {
    /// Physical line number, starting at 1.
    pub(crate) line: u32,
    pub(crate) reason: SkipReason,
    /// The beginning of the line.
    pub(crate) text: String,
}

/// The lines of a list that aren't rows, other than blank lines and the header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SkippedLines {
    /// The first 1,000 lines.
    pub(crate) first: Vec<SkippedLine>,
    /// Total number of lines.
    pub(crate) count: u64,
}

impl SkipReason {
    /// Returns the words that describe the lines in a message.
    pub(crate) fn label(self) -> &'static str {
        match self {
            SkipReason::BeforeTable => "above the table",
            SkipReason::RepeatedHeader => "repeating the header",
            SkipReason::Ruler => "with only dashes",
            SkipReason::Footer => "below the table",
            SkipReason::Hidden => "hidden in the sheet",
            SkipReason::LineAbove => "with further identifiers of the line above",
        }
    }
}

impl SkippedLines {
    /// Returns a sentence about the skipped lines: "Skipped: lines 1–3 above the table, line 9 below the table."
    /// Returns `None` if there are none.
    pub(crate) fn sentence(&self) -> Option<String> {
        let mut parts: Vec<(SkipReason, u32, u32)> = Vec::new();
        for skipped in &self.first {
            match parts.last_mut() {
                Some((reason, _, last)) if *reason == skipped.reason && *last + 1 >= skipped.line => {
                    *last = skipped.line;
                }
                _ => parts.push((skipped.reason, skipped.line, skipped.line)),
            }
        }
        let shown: Vec<String> = parts
            .iter()
            .take(MAX_RANGES)
            .map(|(reason, from, to)| match from == to {
                true => format!("line {from} {}", reason.label()),
                false => format!("lines {from}–{to} {}", reason.label()),
            })
            .collect();
        let more = if parts.len() > MAX_RANGES { " and more" } else { "" };
        (!shown.is_empty()).then(|| format!("Skipped: {}{more}.", shown.join(", ")))
    }

    /// Returns the number of listed lines for each reason, in the order in which the reasons first occur.
    pub(crate) fn by_reason(&self) -> Vec<(SkipReason, i64)> {
        let mut counts: Vec<(SkipReason, i64)> = Vec::new();
        for skipped in &self.first {
            match counts.iter_mut().find(|(reason, _)| *reason == skipped.reason) {
                Some((_, count)) => *count += 1,
                None => counts.push((skipped.reason, 1)),
            }
        }
        counts
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: u32, reason: SkipReason, text: &str) {
        self.count += 1;
        if self.first.len() < MAX_LISTED {
            let clean = |c: char| if c.is_control() { ' ' } else { c };
            let text = text.trim().chars().map(clean).take(MAX_TEXT).collect();
            self.first.push(SkippedLine { line, reason, text });
        }
    }

    /// Removes a line.
    pub(super) fn remove(&mut self, line: u32) {
        let before = self.first.len();
        self.first.retain(|skipped| skipped.line != line);
        self.count -= (before - self.first.len()) as u64;
    }

    /// Adds the lines of another list, and sorts all by line.
    pub(super) fn merge(&mut self, other: SkippedLines) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.sort_by_key(|skipped| skipped.line);
        self.first.truncate(MAX_LISTED);
    }
}
