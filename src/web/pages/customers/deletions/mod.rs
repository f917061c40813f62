//! The deletions of a customer.

pub mod list;
pub mod new;
