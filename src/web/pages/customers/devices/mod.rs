//! The devices of a customer.

pub(crate) mod list;
pub(crate) mod list_csv;
pub mod list_query;
