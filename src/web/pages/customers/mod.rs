//! Customers: the list, and the pages of one customer.

pub(crate) mod deletions;
pub mod devices;
pub(crate) mod edit_reference;
pub(crate) mod head;
pub(crate) mod list;
pub(crate) mod list_csv;
pub mod list_query;
pub(crate) mod new;
pub mod uploads;
