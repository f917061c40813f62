//! Devices of a reseller, whichever customer they are registered for.

pub mod cursor;
pub mod find;
pub mod row;
pub mod show;
