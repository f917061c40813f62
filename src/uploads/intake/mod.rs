//! Intake: from the bytes of a request to an accepted submission, while the person waits.

pub mod bulk_upload;
pub mod check;
mod commit;
mod correction;
pub mod deletion;
mod device_selection;
pub mod form;
mod grouping;
pub mod incoming_file;
mod persist;
pub mod refusal;
pub mod upload;

pub use commit::INACTIVE_CUSTOMER;
