//! What every page is made of.

pub mod assets;
pub mod error_page;
pub mod flash;
pub mod format;
pub mod forms;
pub mod frame;
pub mod query;
pub mod respond;
