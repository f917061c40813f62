//! Bulk actions: one file for many customers, uploaded or deleted.

mod delete;
mod upload;
