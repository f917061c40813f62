//! Devices of a reseller, whichever customer they are registered for.

mod find;
mod show;
