//! The building blocks that all pages use.

pub(crate) mod assets;
pub(crate) mod error_page;
pub(crate) mod flash;
pub(crate) mod format;
pub(crate) mod forms;
pub(crate) mod frame;
pub(crate) mod query;
pub(crate) mod respond;
