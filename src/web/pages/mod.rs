//! The pages. One word, three places: `pages/<area>/<page>.rs`, `templates/<area>/<page>.html`, and its test.

pub mod account;
pub mod bulk_actions;
pub mod checks;
pub mod customers;
pub mod deletions;
pub mod devices;
pub mod health;
pub mod help;
pub mod home;
pub mod settings;
pub mod sign_in;
pub mod support;
pub mod uploads;
