//! Intake, which turns the bytes of a request into an accepted submission while the person waits.

pub(crate) mod bulk_upload;
pub(crate) mod check;
mod commit;
mod correction;
pub(crate) mod deletion;
mod device_selection;
pub(crate) mod discard_check;
pub(crate) mod form;
mod grouping;
pub(crate) mod incoming_file;
mod list_context;
mod persist;
pub(crate) mod preview;
pub(crate) mod quota;
pub(crate) mod reading;
pub(crate) mod rejection;
pub(crate) mod resume;
pub(crate) mod undecided;
pub(crate) mod upload;
mod workbook_turn;

pub(crate) use commit::INACTIVE_CUSTOMER;
