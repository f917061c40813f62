//! Queries for support staff, across all resellers.

pub mod holders;
pub mod items;
pub mod queue;
pub mod refused_files;
pub mod reviews;
pub mod search;
pub mod search_terms;
