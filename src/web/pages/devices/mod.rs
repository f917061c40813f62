//! Devices of a reseller, across its customers.

pub(crate) mod cursor;
pub(crate) mod find;
pub(crate) mod row;
pub(crate) mod show;
