//! Bulk actions: one file for many customers.

pub mod history;
pub mod new_deletion;
pub mod new_upload;
pub mod show;
pub mod template_csv;
