//! A file becomes registered devices, or says why not.

mod browser_deletions;
mod browser_journey;
mod crash;
mod failures;
mod files;
pub mod give_up;
pub mod registered_once;
mod rules;
mod several_chunks;
