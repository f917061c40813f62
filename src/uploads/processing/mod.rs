//! Processes leased submissions. Start reading at [`attempt`].

pub mod attempt;
mod attempt_error;
mod chunk;
mod chunk_devices;
mod corrected_lines;
mod file_row;
mod job;
mod lease;
mod pacing;
mod plan;
mod read_rows;
mod rebuild_plan;
mod resolve;
mod row_quota;
pub(crate) mod rules;
mod run_plan;
mod suffix_index;
mod task;
