use std::collections::HashSet;
use std::io::{Read, Seek};

use crate::domain::manifest::encoding::{Choice, Encoding, candidates, choose};
use crate::domain::manifest::layout::Layout;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::lines::Lines;
use crate::domain::manifest::names;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::EncodingReading;
use crate::domain::manifest::rejection::{ManifestError, Rejection};
use crate::domain::manifest::row_rules::RowRules;
use crate::domain::manifest::rows::Rows;

/// Maximum size in bytes of the lines that every candidate encoding must be able to decode.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Number of lines that are searched for the header.
const MAX_HEADER_LINES: usize = 50;

/// Maximum number of readings that a question offers.
const MAX_READINGS: usize = 4;

/// Maximum number of different cells that are compared.
const MAX_CELLS: usize = 1000;

/// The evidence for the encoding of a file that is neither UTF-8 nor UTF-16.
pub(super) struct Evidence {
    candidates: Vec<Encoding>,
    headers: Vec<Vec<u8>>,
}

impl Evidence {
    /// Collects the non-ASCII lines from an offset onwards, and the cells of the first lines, one of which may be the
    /// header.
    pub(crate) fn collect(
        source: &mut (impl Read + Seek),
        probe: &Probe,
        start: (u64, u32),
        limits: &Limits,
    ) -> Result<Evidence, ManifestError> {
        let mut lines = Lines::new(source, Encoding::BYTES, start, probe.end, limits.max_line)?;
        let (mut line, mut found, mut headers) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = 0;
        while found.len() < MAX_LINE_BYTES {
            line.clear();
            match lines.next(&mut line) {
                Ok(Some(_)) => {}
                // The survey reports any line that causes the file to be rejected.
                Ok(None) | Err(ManifestError::Rejected(_)) => break,
                Err(error) => return Err(error),
            }
            seen += 1;
            if line.is_ascii() {
                continue;
            }
            let bytes = Encoding::bytes_of(&String::from_utf8_lossy(&line));
            if seen <= MAX_HEADER_LINES {
                headers.extend(bytes.split(|byte| b",;\t\"".contains(byte)).map(<[u8]>::to_vec));
            }
            if !bytes.is_ascii() {
                found.extend_from_slice(&bytes);
                found.push(b'\n');
            }
        }
        Ok(Evidence { candidates: candidates(&found), headers })
    }

    /// Returns the encoding for finding the columns.
    pub(crate) fn provisional(&self) -> Encoding {
        match self.choose(&[]) {
            Choice::One(encoding) => encoding,
            Choice::Ask(_) => Encoding::Windows1252,
        }
    }

    /// Returns the encoding for reading the rows, based on the cells in the columns that are used.
    pub(crate) fn decide(
        &self,
        source: &mut (impl Read + Seek),
        layout: &Layout,
    ) -> Result<Encoding, ManifestError> {
        let start = (layout.first_row_offset, layout.first_row_line);
        let rules = RowRules::new(layout.separator);
        let mut rows = Rows::read(source, Encoding::BYTES, rules, start, layout.end, usize::MAX / 2)?;
        // Identifiers are ASCII, so their cells are read identically, or fail, in all encodings.
        let is_text = |index: &usize| !layout.columns.is_identifier(*index);
        let columns: Vec<usize> = layout.columns.used(layout.purpose).filter(is_text).collect();
        let mut cells = HashSet::new();
        while cells.len() < MAX_CELLS && rows.advance()? {
            let used = columns.iter().map(|index| rows.row().cell(*index)).filter(|cell| !cell.is_ascii());
            cells.extend(used.map(|cell| Encoding::bytes_of(&cell)));
        }
        let mut cells: Vec<Vec<u8>> = cells.into_iter().collect();
        cells.sort();
        match self.choose(&cells) {
            Choice::One(encoding) => Ok(encoding),
            Choice::Ask(readings) => {
                let readings = readings.into_iter().take(MAX_READINGS);
                let readings = readings.map(|reading| EncodingReading {
                    encoding: reading.encoding,
                    text: reading.samples.first().cloned().unwrap_or_default(),
                });
                Err(Rejection::Undecided(vec![Question::Encoding { readings: readings.collect() }]).into())
            }
        }
    }

    fn choose(&self, used: &[Vec<u8>]) -> Choice {
        choose(&self.candidates, used, &self.headers, &|name| names::name(name).is_some())
    }
}
