//! A reseller's settings.

pub mod sold_to_codes;
