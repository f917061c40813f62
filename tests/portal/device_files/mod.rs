//! Files as they really are: read, refused with a sentence, mended, sent again.

mod browser_repair;
mod fixtures;
mod fuzzed;
mod invariants;
mod known;
mod left_behind;
mod pasted;
mod repair;
mod workbooks;
