//! Deleting devices of one customer: selected, by whole uploads, by file.

mod ask;
mod deletion;
