//! The workflows: a file becomes registered devices. The noun knows, the worker only calls.
//!
//! An upload goes through [`receive`] and [`accept`] while the person waits, and through [`process`] ([`resolve`],
//! then [`register`]) afterwards.

use crate::clock::Clock;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::store::Db;

pub mod accept;
pub mod bulk;
pub mod catalog_import;
pub mod check;
pub mod checked;
mod chunk;
mod claimed;
mod counted;
pub mod csv_out;
pub mod deletion;
mod endings;
pub mod error_report;
pub mod exports;
mod file;
pub mod form;
mod groups;
mod halves;
mod hand_in;
mod judge;
mod keep_claim;
mod lost_plan;
mod mending;
mod plan;
pub mod process;
pub mod receive;
pub mod refused;
mod register;
mod registered;
mod resolve;
mod room;
mod selection;
pub mod wake;

/// What every workflow works with. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    /// Wakes the worker of this process when there is something to do.
    pub wake: wake::Wake,
    /// What this process counts.
    pub metrics: Metrics,
}
