//! The pages. One word, three places: `pages/<area>/<page>.rs`, `templates/<area>/<page>.html`, and its test.

pub(crate) mod account;
pub(crate) mod bulk_actions;
pub(crate) mod checks;
pub mod customers;
pub(crate) mod deletions;
pub(crate) mod devices;
pub(crate) mod health;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub mod support;
pub(crate) mod uploads;
