//! Bulk actions: uploads and deletions for many customers in one file.

mod history;
mod new_deletion;
mod new_upload;
mod show;
mod template_csv;
