//! Settings of a reseller.

pub mod add_sold_to_code;
pub mod delete_sold_to_code;
pub mod edit_sold_to_code;
pub mod sold_to_codes;
