//! The uploads of a customer.

pub mod list;
pub mod list_csv;
pub mod list_query;
pub mod new;
pub mod row;
