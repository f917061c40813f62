mod delete;
mod edit;
mod list;
mod new;
