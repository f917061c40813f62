//! The key file for test portals. All portals in a test have the same keys, as if the file had been copied.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Returns a line of a key file. Keys with different numbers differ.
pub fn line(number: u8, created_at: &str) -> String {
    format!("{number:08x} {created_at} {}\n", STANDARD.encode([number; 64]))
}

/// Writes a key file as `key create` does, unless one already exists.
pub fn write_if_missing(path: &Path) {
    if let Ok(mut file) = File::create_new(path) {
        file.write_all(line(1, "2026-11-01T00:00:00Z").as_bytes()).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    }
}
