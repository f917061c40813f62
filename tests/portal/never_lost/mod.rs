//! The promise of an acknowledged upload: it is registered exactly once, whichever process ends when.

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
