//! The domain without any machine around it: identifiers, device files, statuses, reasons, permissions.
//!
//! Nothing here reads, writes or waits, and nothing here names a framework.

pub mod activity;
pub mod actor;
pub(crate) mod customer;
pub(crate) mod device;
pub mod device_id;
pub mod ids;
pub mod manifest;
pub mod order;
pub(crate) mod permission;
pub(crate) mod quantity;
pub mod row_error;
pub(crate) mod sold_to_code;
pub(crate) mod submission;
pub(crate) mod upload;
pub mod word;
