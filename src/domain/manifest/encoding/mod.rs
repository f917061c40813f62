//! Character encodings: their names, decoding, and the choice between the encodings that a file may be in.
//!
//! A file without a byte order mark that isn't UTF-8 could be in many encodings. [`candidates`] drops those in which
//! its bytes are undefined. [`choose`] then compares how the others read the cells that are used.

mod candidates;
mod choice;
mod codec;
mod name;
mod plausibility;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use candidates::candidates;
pub(crate) use choice::{Choice, choose};
pub(crate) use name::Encoding;
