//! Records refused requests: failed sign-ins, missing permissions, requests from other sites and reached limits.
//!
//! Each refusal is logged and counted in memory. At the end of a minute, a thread writes the counts to the activity log.
//! Under attack, both the lines and the entries of a minute are bounded.

pub(crate) mod middleware;
pub(crate) mod minute;
pub(crate) mod recorder;
pub(crate) mod writer;
