use crate::domain::device_id;
use crate::domain::manifest::names::{self, Meaning};

/// Number of filled rows that are searched for names of identifier columns.
const MAX_NAME_ROWS: u64 = 50;
/// Maximum number of cells that are examined, apart from those with 15 digits. It bounds the time.
const MAX_EXAMINED: u32 = 20_000;
/// Maximum length in bytes of a cell that is examined.
const MAX_LENGTH: usize = 255;

/// A count of the cells in a sheet that identify devices.
#[derive(Default)]
pub(super) struct Evidence {
    rows: u64,
    examined: u32,
    /// Columns with the name of an identifier above them.
    named: Vec<usize>,
    /// Number of strong identifiers, and of possible ones below a name.
    identifiers: u64,
}

impl Evidence {
    /// Adds the filled cells of a row that occurs `times` times in the sheet.
    pub(super) fn add_row<'c>(&mut self, cells: impl Iterator<Item = (usize, &'c str)>, times: u64) {
        self.rows = self.rows.saturating_add(1);
        for (column, text) in cells {
            if self.is_identifier(column, text) {
                self.identifiers = self.identifiers.saturating_add(times);
            }
        }
    }

    /// Returns the number of identifiers.
    pub(super) fn identifiers(&self) -> u64 {
        self.identifiers
    }

    fn is_identifier(&mut self, column: usize, text: &str) -> bool {
        if text.len() != 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            if text.len() > MAX_LENGTH {
                return false;
            }
            if !text.chars().any(char::is_numeric) {
                self.add_if_name(column, text);
                return false;
            }
            if self.examined >= MAX_EXAMINED {
                return false;
            }
            self.examined += 1;
            if self.is_name(text) {
                self.named.push(column);
                return false;
            }
        }
        let form = device_id::form(text);
        form.is_strong() || (form.may_identify() && self.named.contains(&column))
    }

    fn add_if_name(&mut self, column: usize, text: &str) {
        if self.is_name(text) {
            self.named.push(column);
        }
    }

    fn is_name(&self, text: &str) -> bool {
        use Meaning::{DeviceId, Imei, Imei2, Meid, Serial};
        // A vague name, such as Device or Series, isn't evidence.
        let is_identifier = |name: &names::Name| {
            name.rank > 1 && matches!(name.meaning, Imei | Imei2 | Meid | Serial | DeviceId)
        };
        self.rows <= MAX_NAME_ROWS && names::name(text).as_ref().is_some_and(is_identifier)
    }
}
