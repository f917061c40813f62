//! Bulk actions: one file for many customers.

pub(crate) mod history;
pub(crate) mod new_deletion;
pub(crate) mod new_upload;
pub(crate) mod show;
pub(crate) mod template_csv;
