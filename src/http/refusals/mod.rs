//! Records refused requests: failed sign-ins, missing permissions, requests from other sites and exceeded limits.
//!
//! Each refusal is logged and counted in memory. At the end of a minute, a thread writes the counts to the activity
//! log. The numbers of log lines and activity entries in a minute are limited, even during an attack.

pub(crate) mod connection;
pub(crate) mod middleware;
pub(crate) mod minute;
pub(crate) mod recorder;
pub(crate) mod writer;
