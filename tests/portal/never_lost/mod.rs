//! The promise of an acknowledged upload: registered exactly once, whatever dies.

mod fail_points;
mod fencing;
mod instances;
mod load;
mod planted;
mod poison;
mod promise;
mod races;
mod torture;
