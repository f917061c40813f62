//! Access control: permissions, same-origin checks and sessions.

pub mod access;
pub(crate) mod device_cookie;
pub(crate) mod same_origin;
pub(crate) mod session_cookie;
pub(crate) mod session_store;
