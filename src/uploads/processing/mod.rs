//! From a lease to the last row.

pub mod attempt;
mod chunk;
mod chunk_devices;
mod chunk_result;
mod corrected_lines;
pub mod job;
mod lease;
mod plan;
mod rebuild_plan;
mod resolve;
mod row_quota;
mod rules;
mod run_plan;
mod suffix_index;
