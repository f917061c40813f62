//! Devices of a reseller, whichever customer they are registered for.

mod device;
mod find;
