//! Customers: the list, and the pages of one customer.

pub mod deletions;
pub mod devices;
pub mod edit_reference;
pub mod head;
pub mod list;
pub mod list_csv;
pub mod list_query;
pub mod new;
pub mod uploads;
