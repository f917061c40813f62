use super::layout::Layout;
use super::row::Row;
use super::separator::Separator;

/// The rules that determine which lines become rows.
#[derive(Clone, Debug)]
pub(super) struct RowRules {
    pub(super) separator: Separator,
    /// Number of columns, or 0 if it isn't known yet.
    pub(super) width: usize,
    /// Cells of the header. Lines that repeat it aren't rows. Empty if there is no header.
    header: Vec<String>,
    /// Ranges of lines that aren't rows, in order.
    left_out: Vec<(u32, u32)>,
    /// Whether the identifiers of a device may stand on consecutive lines, each with its label.
    pub(super) joins_labels: bool,
}

impl RowRules {
    /// Creates rules for a list whose layout isn't known yet.
    pub(super) fn new(separator: Separator) -> RowRules {
        RowRules { separator, width: 0, header: Vec::new(), left_out: Vec::new(), joins_labels: false }
    }

    /// Returns the rules of a layout.
    pub(super) fn of(layout: &Layout) -> RowRules {
        RowRules {
            separator: layout.separator,
            width: layout.width,
            header: layout.header_cells.clone(),
            left_out: layout.left_out.clone(),
            joins_labels: layout.joins_labels,
        }
    }

    /// Returns whether the layout leaves out a line.
    pub(super) fn leaves_out(&self, line: u32) -> bool {
        let after = self.left_out.partition_point(|(from, _)| *from <= line);
        after > 0 && self.left_out[after - 1].1 >= line
    }

    /// Returns whether a row repeats the header, in any case and with any spaces around its cells.
    pub(super) fn is_header(&self, row: &Row) -> bool {
        !self.header.is_empty()
            && row.width() == self.header.len()
            && self
                .header
                .iter()
                .enumerate()
                .all(|(index, name)| row.cell(index).trim().eq_ignore_ascii_case(name.trim()))
    }
}

/// Returns whether a line is a ruler: dashes or similar characters, at least three of them in a row, and no text.
pub(super) fn is_ruler(line: &[u8]) -> bool {
    let is_stroke = |byte: &u8| matches!(byte, b'-' | b'=' | b'_' | b'*' | b'~' | b'#');
    let is_other = |byte: &u8| matches!(byte, b'+' | b'|' | b':' | b';' | b',' | b'\t' | b' ' | b'"');
    if !line.first().is_some_and(|byte| is_stroke(byte) || is_other(byte)) {
        return false;
    }
    line.iter().all(|byte| is_stroke(byte) || is_other(byte))
        && line.windows(3).any(|part| is_stroke(&part[0]) && part.iter().all(|byte| *byte == part[0]))
}

/// Removes the vertical bars at both ends of a line, which tables in plain text often have.
pub(super) fn without_outer_bars(line: &mut Vec<u8>) {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let from = line.iter().position(|byte| !is_blank(byte)).unwrap_or(0);
    let to = line.iter().rposition(|byte| !is_blank(byte)).map_or(0, |last| last + 1);
    if to > from + 1 && line[from] == b'|' && line[to - 1] == b'|' {
        line.truncate(to - 1);
        line.drain(..=from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruled_lines_are_recognized() {
        for line in ["-----", "+---+---+", "|---|---|", "=====;=====", "* * *** *"] {
            assert!(is_ruler(line.as_bytes()), "{line}");
        }
        for line in ["-", "--;-", "--- x", "358422070000413", "", "- - -"] {
            assert!(!is_ruler(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn only_bars_at_both_ends_are_removed() {
        let inner = |line: &str| {
            let mut line = line.as_bytes().to_vec();
            without_outer_bars(&mut line);
            String::from_utf8(line).unwrap()
        };
        assert_eq!(inner(" | a | b | "), " a | b ");
        assert_eq!(inner("a|b|"), "a|b|");
        assert_eq!(inner("|"), "|");
    }
}
