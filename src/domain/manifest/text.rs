/// Returns a name from a file, shortened so that messages remain readable.
pub(super) fn shortened(name: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match name.char_indices().nth(MAX_CHARACTERS) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}
