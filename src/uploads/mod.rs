//! The upload service, which turns device lists into registered devices.
//!
//! While the person waits, [`intake`] turns bytes into an accepted submission. Later, a worker leases it, and
//! [`processing`] handles all of its rows. Deletions and checks take the same path.

pub(crate) mod catalog_import;
pub(crate) mod check_record;
pub(crate) mod intake;
pub mod processing;
mod row_index;
mod row_routing;
pub mod services;
pub(crate) mod shown_rows;
pub(crate) mod stored_file;
pub(crate) mod wake;
mod whole_file;
