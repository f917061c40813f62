//! Device identifiers: their canonical form, and reading them from cells.

mod check_digit;
mod clean;
mod id;
mod packed_id;
mod read;
mod repair;
mod several;
mod single;
mod spreadsheet;
mod suffix;
#[cfg(test)]
mod tests;

pub use check_digit::{imei_check_digit, meid_check_digit};
pub(crate) use id::{DeviceId, IdentifierKind};
pub(crate) use packed_id::PackedId;
pub use read::{Reading, read};
pub(crate) use repair::Repair;
pub(crate) use several::are_several;
pub(crate) use suffix::{MIN_SUFFIX_LENGTH, suffix};
