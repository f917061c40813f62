//! Page parts that several pages share.

pub(crate) mod bulk_uploads;
pub(crate) mod corrections;
pub(crate) mod edited_lines;
pub(crate) mod failed_rows_csv;
pub(crate) mod list_answers;
mod list_asking;
pub(crate) mod list_outcome;
pub(crate) mod list_questions;
pub(crate) mod list_review;
pub(crate) mod list_selects;
pub(crate) mod list_table;
mod order_answers;
pub(crate) mod pending_checks;
pub(crate) mod read_values;
mod read_values_line;
pub(crate) mod repairs;
pub(crate) mod results;
mod results_additions;
mod results_line;
pub mod results_query;
pub(crate) mod results_views;
pub(crate) mod submission_line;
pub(crate) mod upload_facts;
pub(crate) mod waiting_lists;
