//! Bulk actions: one file for many customers.

pub mod action;
pub mod delete;
pub mod history;
pub mod template_csv;
pub mod upload;
