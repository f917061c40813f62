//! From bytes to an accepted submission, while the person waits.

pub mod bulk_upload;
pub mod check;
mod correction;
pub mod deletion;
mod device_selection;
pub mod form;
pub mod incoming_file;
mod persist;
pub mod refusal;
pub mod upload;
