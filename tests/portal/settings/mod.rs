//! The settings of a reseller.

pub mod sold_to_codes;
