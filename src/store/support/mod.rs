//! Queries for support staff, across all resellers.

pub(crate) mod holders;
pub(crate) mod items;
pub mod queue;
pub(crate) mod rejected_files;
pub(crate) mod reviews;
pub(crate) mod search;
pub(crate) mod search_terms;
pub(crate) mod unusual_checks;
