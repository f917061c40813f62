//! Device identifiers: their canonical form, and reading them from cells.
#![allow(dead_code, unused_imports)] // wired in next

mod canonical;
mod cell;
mod check_digit;
mod clean;
mod column;
mod evidence;
mod failure;
mod form;
mod groups;
mod gs1;
mod id;
mod imei;
mod keyboard;
mod label_words;
mod labels;
mod normal;
mod numbers;
mod packed_id;
mod pasted;
mod placeholder;
mod profile;
mod read;
mod repair;
mod scan;
mod serial;
mod several;
mod single;
mod spreadsheet;
mod suffix;
#[cfg(test)]
mod tests;
mod together;
mod tokens;

pub(crate) use cell::{CellId, CellIds, read_cell};
pub use check_digit::{imei_check_digit, meid_check_digit};
pub(crate) use column::{IdColumn, WeakForms};
pub(crate) use form::{CellForm, form};
pub(crate) use id::{DeviceId, IdentifierKind};
pub(crate) use keyboard::is_shifted_digits;
pub(crate) use labels::{IdLabel, label_cell};
pub(crate) use numbers::NumberKind;
pub(crate) use packed_id::PackedId;
pub(crate) use pasted::find_in_pasted;
pub(crate) use placeholder::{is_placeholder, is_zeros};
pub(crate) use profile::ColumnProfile;
pub use read::{Reading, read};
pub(crate) use repair::Repair;
pub(crate) use scan::strong_in_text;
pub(crate) use several::are_several;
pub(crate) use suffix::{MIN_SUFFIX_LENGTH, suffix};
