//! The promise of an acknowledged upload: registered exactly once, whatever dies.

mod disk;
mod backup;
mod fail_points;
mod fencing;
mod instances;
mod load;
mod outage;
mod overload;
mod migrations;
mod planted;
mod poison;
mod promise;
mod races;
mod slow_clients;
mod restore;
mod torture;
mod unclean_stop;
