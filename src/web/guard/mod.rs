//! Who may come in: access, same-origin checks and sessions.

pub mod access;
pub(crate) mod same_origin;
pub(crate) mod session_store;
