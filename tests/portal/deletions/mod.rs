//! Deleting devices of one customer: selected, by whole uploads, by file.

mod confirm;
mod show;
