//! Customers and what is done for one of them.

pub mod devices;
