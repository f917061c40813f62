//! The deletions of a customer.

pub(crate) mod list;
pub(crate) mod new;
