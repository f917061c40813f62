pub mod list;
mod list_csv;
