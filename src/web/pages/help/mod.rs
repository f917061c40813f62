//! Help, for everybody.

pub mod accessibility;
pub mod device_files;
mod examples;
pub mod index;
pub mod privacy;
pub mod samples;
