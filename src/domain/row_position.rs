//! The position of a row's device in a file.

use std::fmt;

/// The position of a device in a file. Nearly every line has one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowPosition {
    /// Physical line, counted from 1.
    pub(crate) line: i64,
    /// The device within the line, counted from 0.
    pub(crate) slot: i64,
}

impl RowPosition {
    /// Returns the position of a line's first device.
    pub fn of_line(line: i64) -> RowPosition {
        RowPosition { line, slot: 0 }
    }

    /// Reads a position as it is written in files of failed rows. Returns `None` if the text isn't a position.
    pub(crate) fn parse(text: &str) -> Option<RowPosition> {
        let text = text.trim();
        let (line, slot) = match text.split_once('(') {
            None => (text, 0),
            Some((line, rest)) => {
                let number: u8 = rest.strip_suffix(')')?.trim().parse().ok()?;
                (line.trim_end(), number.checked_sub(1)?)
            }
        };
        Some(RowPosition { line: i64::from(line.parse::<u32>().ok()?), slot: i64::from(slot) })
    }
}

impl From<(u32, u8)> for RowPosition {
    fn from((line, slot): (u32, u8)) -> RowPosition {
        RowPosition { line: i64::from(line), slot: i64::from(slot) }
    }
}

/// Writes the line, and the number of the device in parentheses if it isn't the line's first. A point instead would
/// make a date or a decimal number of it.
impl fmt::Display for RowPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot {
            0 => write!(f, "{}", self.line),
            slot => write!(f, "{} ({})", self.line, slot + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_they_are_written() {
        for (text, line, slot) in [("7", 7, 0), ("7 (2)", 7, 1), ("7 (255)", 7, 254)] {
            let position = RowPosition { line, slot };
            assert_eq!(position.to_string(), text);
            assert_eq!(RowPosition::parse(text), Some(position));
        }
        assert_eq!(RowPosition::parse(" 7(1) "), Some(RowPosition::of_line(7)));
        for text in ["", "-1", "7 (0)", "7 (256)", "7 (2", "7.2", "(2)", "line"] {
            assert_eq!(RowPosition::parse(text), None, "{text}");
        }
    }
}
