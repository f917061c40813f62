//! Devices of a reseller, whichever customer they are registered for.

pub mod device;
pub mod find;
pub mod place;
pub mod row;
