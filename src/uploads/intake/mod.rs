//! Intake, which turns the bytes of a request into an accepted submission while the person waits.

pub(crate) mod bulk_upload;
pub(crate) mod check;
mod checked_orders;
mod commit;
pub(crate) mod corrected_list;
pub(crate) mod corrected_submission;
mod correction;
pub(crate) mod deletion;
mod device_rules;
mod device_selection;
pub(crate) mod discard_check;
pub(crate) mod file_layouts;
pub(crate) mod form;
pub(crate) mod form_decisions;
mod grouping;
pub(crate) mod incoming_file;
mod list_context;
mod list_orders;
pub(crate) mod open_lines;
mod order_takeover;
mod persist;
pub(crate) mod preview;
pub(crate) mod quota;
pub(crate) mod read_again;
pub(crate) mod reading;
pub(crate) mod rejection;
pub(crate) mod resume;
mod sheet_cache;
pub(crate) mod undecided;
pub(crate) mod upload;
mod workbook_turn;

pub(crate) use commit::{INACTIVE_CUSTOMER, UploadOutcome};
