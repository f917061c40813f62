//! Device identifiers: what a cell says, and the one form in which it is kept.

mod check_digit;
mod clean;
mod ending;
mod id;
mod key;
mod notice;
mod read;
mod several;
mod spreadsheet;
#[cfg(test)]
mod tests;

pub use check_digit::{imei_check_digit, meid_check_digit};
pub use ending::{SHORTEST_ENDING, ending};
pub use id::{DeviceId, Kind};
pub use key::Key;
pub use notice::Notice;
pub use read::{Reading, read};
pub use several::are_several;
