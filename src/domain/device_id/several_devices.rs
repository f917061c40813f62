use super::cell::{CellIds, read_cell};
use super::column::{IdColumn, WeakForms};
use super::form::form;
use super::normal::normalize;
use super::scan::scan;
use crate::domain::row_error::{Reason, RowError};

/// The text of one device in a cell, and its identifiers.
pub(crate) type DeviceText = (String, Result<CellIds, RowError>);

/// The characters that separate devices, beginning with those that stand in no identifier.
const SEPARATORS: [fn(char) -> bool; 4] = [
    |c| matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'),
    |c| matches!(c, ';' | ',' | '|' | '\t' | '；' | '，' | '、'),
    |c| matches!(c, '/' | '+' | '&'),
    char::is_whitespace,
];

/// Number of the separators, at the beginning, that stand in no identifier. Text between them that can't be an
/// identifier is a note.
const CLEAR_SEPARATORS: usize = 2;

/// Reads the devices in a cell that may have several. Identifiers with labels of their own, such as IMEI 1 and IMEI 2,
/// are one device. Returns nothing for an empty cell.
pub(crate) fn read_devices(cell: &str, column: IdColumn, weak: WeakForms) -> Vec<DeviceText> {
    read_between(cell.trim(), column, weak, 0)
}

/// Reads the devices between the separators from this level on.
fn read_between(text: &str, column: IdColumn, weak: WeakForms, level: usize) -> Vec<DeviceText> {
    let whole = read_cell(text, column, weak);
    match &whole {
        Err(error) if error.reason == Reason::IdEmpty => return Vec::new(),
        // Text on another line may be a device too. Otherwise, it is a note.
        Ok(ids) if level > 0 || !ids.others.is_empty() || !text.contains(['\n', '\r']) => {
            return vec![(text.to_owned(), whole)];
        }
        _ => {}
    }
    for (level, is_separator) in SEPARATORS.iter().enumerate().skip(level) {
        let split = text.split(is_separator).map(str::trim);
        let parts: Vec<&str> = split.filter(|part| part.chars().any(char::is_numeric)).collect();
        let attempts = parts.iter().filter(|part| is_attempt(part, column, weak)).count();
        let is_split = if level < CLEAR_SEPARATORS { attempts >= 2 } else { attempts == parts.len() };
        if attempts >= 2 && is_split {
            let meant = parts.into_iter().filter(|part| is_attempt(part, column, weak));
            return meant.flat_map(|part| read_between(part, column, weak, level + 1)).collect();
        }
    }
    match whole {
        Err(error) if error.reason == Reason::IdSeveral => {
            let found = scanned(text);
            if found.len() > 1 { found } else { vec![(text.to_owned(), Err(error))] }
        }
        whole => vec![(text.to_owned(), whole)],
    }
}

/// Returns whether a text is an identifier, or is meant as one although it has an error.
fn is_attempt(text: &str, column: IdColumn, weak: WeakForms) -> bool {
    form(text).may_identify() || read_cell(text, column, weak).is_ok()
}

/// Returns the identifiers that stand somewhere in a text.
fn scanned(text: &str) -> Vec<DeviceText> {
    let scan = scan(&normalize(text).text);
    let found = scan.found.iter().map(|found| (found.id.to_string(), Ok(CellIds::of_found(found))));
    let damaged = scan.damaged.iter().map(|(text, error)| (text.clone(), Err(error.clone())));
    found.chain(damaged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "358422070000413";
    const B: &str = "358422070000421";
    const C: &str = "358422070000439";

    fn read(cell: &str) -> Vec<String> {
        read_in(cell, IdColumn::Imei)
    }

    fn read_in(cell: &str, column: IdColumn) -> Vec<String> {
        let weak = WeakForms::by_name(column);
        let text = |ids: CellIds| ids.iter().map(|id| id.id.to_string()).collect::<Vec<_>>().join("+");
        let all = read_devices(cell, column, weak).into_iter();
        all.map(|(value, read)| read.map_or_else(|error| format!("{value}: {}", error.reason.code()), text))
            .collect()
    }

    #[test]
    fn each_identifier_in_a_cell_is_a_device() {
        for cell in [
            format!("{A}\n{B}"),
            format!("{A};{B}"),
            format!("{A} / {B}"),
            format!("{A} {B}"),
            format!("35 842207 000041 3 / {B}"),
            format!("IMEI: {A} (black) IMEI: {B} (white)"),
            format!("{A}, {B}, black"),
        ] {
            assert_eq!(read(&cell), [A, B], "{cell}");
        }
        assert_eq!(read(&format!("{A}\n{B};{C}")), [A, B, C]);
        assert_eq!(read_in("R58N12ABCDE\r\nR58N12ABCDF", IdColumn::Serial), ["R58N12ABCDE", "R58N12ABCDF"]);
    }

    #[test]
    fn labels_of_one_device_keep_its_identifiers_together() {
        assert_eq!(read(&format!("IMEI 1: {A}\nIMEI 2: {B}")), [format!("{A}+{B}")]);
        assert_eq!(read(&format!("{A} (black)")), [A]);
        assert_eq!(read(""), [""; 0]);
        assert_eq!(read("n/a"), [""; 0]);
    }

    #[test]
    fn a_damaged_identifier_is_a_device_of_its_own() {
        assert_eq!(read(&format!("{A}\n358422070000422")), [A, "358422070000422: DEVICE_IMEI_INVALID"]);
    }
}
