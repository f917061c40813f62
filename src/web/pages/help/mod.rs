//! Help, which is open to anyone.

pub mod accessibility;
pub mod device_files;
mod examples;
pub mod index;
pub mod privacy;
pub mod samples;
