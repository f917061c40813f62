//! Bulk actions: one file for many customers, uploaded or deleted.

mod new_deletion;
mod new_upload;
