//! Files that are checked before they are uploaded.

pub mod show;
mod upload;
