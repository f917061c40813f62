//! Real-world device files: reading, rejecting, correcting and uploading them again.

mod browser_repair;
mod fixtures;
mod fuzzed;
mod invariants;
mod known;
mod left_behind;
mod pasted;
mod repair;
mod workbooks;
