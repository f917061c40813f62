//! Resellers' customers, their accounts and their counters.

pub(crate) mod accounts;
pub(crate) mod counters;
mod customer;
pub mod list;

pub(crate) use customer::columns;
pub(crate) use customer::*;
