//! Customers of a reseller, the accounts behind them and their counters.

pub mod accounts;
pub mod counters;
mod customer;
pub mod list;

pub(crate) use customer::columns;
pub use customer::*;
