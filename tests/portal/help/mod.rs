//! The help pages, which need no sign-in.

mod accessibility;
mod device_files;
mod index;
mod privacy;
mod samples;
