//! A reseller's devices across all customers.

mod find;
mod show;
