//! What the portal knows without any machine around it: identifiers, device files, statuses, reasons, permissions.
//! Nothing here reads, writes or waits; nothing here knows a framework.

pub mod actor;
pub mod customer;
pub mod device;
pub mod device_id;
pub mod manifest;
pub mod order;
pub mod row_error;
pub mod sold_to_code;
pub mod submission;
pub mod upload;
