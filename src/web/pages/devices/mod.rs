//! Devices of a reseller, across its customers.

pub mod cursor;
pub mod find;
pub mod row;
pub mod show;
