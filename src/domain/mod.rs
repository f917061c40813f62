//! The domain without any machine around it: identifiers, device files, statuses, reasons, permissions.
//!
//! Nothing here reads, writes or waits, and nothing here names a framework.

pub mod activity;
pub mod actor;
pub mod customer;
pub mod device;
pub mod device_id;
pub mod ids;
pub mod manifest;
pub mod order;
pub mod permission;
pub mod quantity;
pub mod row_error;
pub mod sold_to_code;
pub mod submission;
pub mod upload;
pub mod word;
