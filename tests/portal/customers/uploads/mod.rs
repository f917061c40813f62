mod list;
mod list_csv;
mod new;
mod row;
