//! From an uploaded file to registered devices, or to the reasons why they were rejected.

mod browser_deletions;
mod browser_journey;
mod crash;
mod failures;
mod files;
pub mod give_up;
pub mod registered_once;
mod rules;
mod several_chunks;
