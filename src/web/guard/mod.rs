//! Who may come in: access, same-origin checks and sessions.

pub mod access;
pub mod same_origin;
pub mod session_store;
