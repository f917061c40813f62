//! The business rules, independent of the database and the web framework: identifiers, device files, statuses, reasons
//! and permissions.
//!
//! This layer doesn't access the database or the network. It reads and writes only the files that its callers pass in.

pub mod activity;
pub mod actor;
pub(crate) mod attempt;
pub(crate) mod csv_cell;
pub(crate) mod csv_separator;
pub(crate) mod customer;
pub mod device;
pub mod device_id;
pub(crate) mod email;
pub(crate) mod fold;
pub(crate) mod identifier_set;
pub mod ids;
pub mod manifest;
pub mod network;
pub mod order;
pub(crate) mod password;
pub(crate) mod permission;
pub(crate) mod placeholder;
pub(crate) mod quantity;
pub(crate) mod refusal;
pub mod row_error;
pub mod row_position;
pub(crate) mod sold_to_code;
pub(crate) mod submission;
pub(crate) mod upload;
pub mod word;
