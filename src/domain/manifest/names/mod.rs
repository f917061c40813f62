//! The meanings of header cells: column names in many languages.
//!
//! `dictionary.txt` contains the names and the words that the rules need. A cell is a name if its normal form is in the
//! dictionary, or if it contains a word for an identifier and little else.

mod device_kind;
mod dictionary;
mod meaning;
mod parts;
mod read;
#[cfg(test)]
mod tests;
mod traits;
mod words;

pub(crate) use meaning::{Meaning, Name};
pub(crate) use read::{joined, name};
pub(crate) use traits::{Age, Traits, traits};
