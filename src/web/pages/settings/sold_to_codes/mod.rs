//! Sold-to codes: list, add, edit and delete.

pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod new;
