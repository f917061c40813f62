//! Checks the promise that an acknowledged upload is registered exactly once, no matter which process ends, or when.

mod backup;
mod disk;
mod fail_points;
mod fencing;
pub mod instances;
mod load;
mod migrations;
mod outage;
mod overload;
mod poison;
pub mod promise;
mod proxy;
mod races;
mod restore;
mod rolling_restart;
mod slow_clients;
mod torture;
mod unclean_stop;
