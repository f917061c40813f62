//! Customers of a reseller, the accounts behind them and their counters.

pub(crate) mod accounts;
pub(crate) mod counters;
mod customer;
pub mod list;

pub(crate) use customer::columns;
pub(crate) use customer::*;
