//! Device identifiers: reading them from cells, and their canonical form.

mod check_digit;
mod clean;
mod id;
mod key;
mod one;
mod read;
mod repair;
mod several;
mod spreadsheet;
mod suffix;
#[cfg(test)]
mod tests;

pub use check_digit::{imei_check_digit, meid_check_digit};
pub use id::{DeviceId, IdentifierKind};
pub use key::PackedId;
pub use read::{Reading, read};
pub use repair::Repair;
pub use several::are_several;
pub use suffix::{MIN_SUFFIX_LENGTH, suffix};
