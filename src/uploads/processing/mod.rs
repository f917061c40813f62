//! Processes leased submissions. Start reading at [`attempt`].

mod assign_devices;
pub mod attempt;
mod attempt_error;
mod chunk;
mod chunk_devices;
mod corrected_lines;
mod file_groups;
mod file_row;
mod job;
mod known_devices;
mod known_identifiers;
mod lease;
mod pacing;
mod plan;
mod prepared_chunk;
mod read_rows;
mod rebuild_plan;
mod resolve;
mod row_ids;
mod row_quota;
pub(crate) mod rules;
mod run_plan;
mod suffix_index;
mod task;
mod unproven_rows;
