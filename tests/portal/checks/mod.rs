//! Files that are checked before they are uploaded.

pub mod check;
mod upload;
