//! Calls the portal's reader, and converts the outcome for the judge.

use std::io::Cursor;

use reseller_portal::domain::manifest::{Limits, ListPurpose, ManifestError, Rows, devices, survey};

/// The outcome of reading a table.
#[derive(Debug)]
pub enum Outcome {
    /// The table was read. Each row has a line, and either the identifiers of its device or an error. Skipped lines
    /// are those that the reader reports as skipped.
    Rows { rows: Vec<(u32, Result<Vec<String>, ()>)>, skipped: Vec<(u32, String)> },
    /// The reader asked a question or rejected the table, with this message.
    Question(String),
}

/// Reads a table as a file for one customer.
pub fn read(bytes: &[u8]) -> Outcome {
    let surveyed = match survey(&mut Cursor::new(bytes), &Limits::default(), ListPurpose::OneCustomer) {
        Ok(surveyed) => surveyed,
        Err(ManifestError::Rejected(rejection)) => return Outcome::Question(rejection.sentence()),
        Err(ManifestError::Io(error)) => panic!("reading from memory failed: {error}"),
    };
    let layout = &surveyed.layout;
    let mut all = Rows::new(Cursor::new(bytes), layout).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = all.next_row().unwrap() {
        let devices = devices::read(layout, row);
        rows.extend(devices.identifiers().map(|ids| (row.line, ids.map_err(|_| ()))));
    }
    let skipped = layout.skipped_lines().map(|(line, text)| (line, text.to_owned())).collect();
    Outcome::Rows { rows, skipped }
}
