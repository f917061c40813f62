//! The devices of a reseller across all customers.

mod find;
mod show;
