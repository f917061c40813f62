//! Sold-to codes: list, add, edit and delete.

pub mod delete;
pub mod edit;
pub mod list;
pub mod new;
