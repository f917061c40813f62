//! Settings of a reseller.

mod add_sold_to_code;
mod delete_sold_to_code;
mod edit_sold_to_code;
mod sold_to_codes;
