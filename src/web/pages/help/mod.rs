//! Help, for everybody.

pub mod accessibility;
pub mod device_files;
pub mod index;
pub mod privacy;
pub mod samples;
