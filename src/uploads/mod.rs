//! The upload service: a device list becomes registered devices.
//!
//! While the person waits, [`intake`] turns bytes into an accepted submission. Later a worker leases it, and
//! [`processing`] does the rest, from the first row to the last. Deletions and checks take the same road.

pub(crate) mod catalog_import;
pub(crate) mod check_record;
pub(crate) mod intake;
pub mod processing;
mod row_routing;
pub mod services;
mod stored_file;
pub(crate) mod wake;
