//! Help, which is open to anyone.

pub(crate) mod accessibility;
pub(crate) mod device_files;
mod examples;
pub(crate) mod index;
pub(crate) mod privacy;
pub(crate) mod samples;
