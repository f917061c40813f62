mod dictionary;
mod known;
