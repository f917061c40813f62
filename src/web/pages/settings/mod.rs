//! The settings of a reseller.

pub(crate) mod sold_to_codes;
