//! Customers and what is done for one of them.

pub mod add;
pub mod customers_csv;
pub mod delete_devices;
pub mod deletions;
pub mod devices;
pub mod devices_csv;
pub mod devices_query;
pub mod edit_reference;
pub mod head;
pub mod list;
pub mod list_query;
pub mod upload_devices;
pub mod upload_row;
pub mod uploads;
pub mod uploads_csv;
pub mod uploads_query;
