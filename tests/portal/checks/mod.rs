//! Files that are checked before they are uploaded.

mod check;
mod upload;
