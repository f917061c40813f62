/// Returns a name from a file, shortened so that messages remain readable.
pub(super) fn shortened(name: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match name.char_indices().nth(MAX_CHARACTERS) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

/// Returns a text that begins with a capital.
pub(super) fn capitalized(text: impl AsRef<str>) -> String {
    let mut chars = text.as_ref().chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
