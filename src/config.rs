//! The settings, each an environment variable and a flag. `docs/operating/configuration.md` is generated from these
//! comments.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The rule that decides which devices may be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Verification {
    /// A well-formed identifier is enough. Data from the device catalog is used where available
    Format,
    /// The device must be in the device catalog
    Catalog,
}

/// The portal's settings. Each has a default or is optional.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings")]
pub struct Config {
    /// The database, as `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. If unset, the file `portal.sqlite` in the data folder
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    pub(crate) database_url: Option<String>,

    /// Address and port on which the portal listens
    #[arg(long, env = "LISTEN", global = true, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// Address at which people reach the portal, such as `https://portal.example`. With `https`, cookies are sent over HTTPS only
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub(crate) public_url: Option<String>,

    /// Folder for the SQLite database, temporary files and sample files
    #[arg(long, env = "DATA_DIR", global = true, default_value = "data")]
    pub(crate) data_dir: PathBuf,

    /// Name of this instance, unique among the instances that share the database. If unset, the host name and port
    #[arg(long, env = "INSTANCE", global = true)]
    pub(crate) instance: Option<String>,

    /// Rule that decides which devices may be registered
    #[arg(long, env = "VERIFICATION", global = true, value_enum, default_value = "format")]
    pub verification: Verification,

    /// Maximum size of a device file, in bytes. Larger files are rejected while they are being received
    #[arg(long, env = "MAX_FILE_BYTES", global = true, default_value_t = 64 * 1024 * 1024)]
    pub max_file_bytes: u64,

    /// Maximum number of rows in a device file. Files with more rows are rejected
    #[arg(long, env = "MAX_ROWS", global = true, default_value_t = 1_000_000)]
    pub max_rows: u64,

    /// Number of days after which submitted files are deleted. Failed rows, uploads and the device history are kept
    #[arg(long, env = "RETENTION_DAYS", global = true, default_value_t = 30)]
    pub retention_days: u32,

    /// Maximum number of database connections for concurrent reads
    #[arg(long, env = "CONNECTIONS", global = true, default_value_t = 4)]
    pub connections: u32,

    /// Memory for each password hash (Argon2id), in KiB. Values below 19456 are treated as 19456. Raise it on large machines
    #[arg(long, env = "PASSWORD_MEMORY_KIB", global = true, default_value_t = 19_456)]
    pub(crate) password_memory_kib: u32,

    /// Take the client's address from the `X-Forwarded-For` header. Only safe behind a proxy that sets this header
    #[arg(long, env = "TRUST_FORWARDED_FOR", global = true)]
    pub trust_forwarded_for: bool,

    /// Address and port of the Prometheus endpoint `/metrics`, which requires no sign-in. If unset, the endpoint is disabled
    #[arg(long, env = "METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,

    /// Number of seconds for which requests are still answered after SIGTERM, while `/readyz` returns 503. Choose more than the proxy's health check takes to notice. A second SIGTERM ends the wait
    #[arg(long, env = "DRAIN_SECONDS", global = true, default_value_t = 0)]
    pub(crate) drain_seconds: u32,

    /// Write log lines as JSON instead of text
    #[arg(long, env = "LOG_JSON", global = true)]
    pub(crate) log_json: bool,
}

impl Config {
    /// Returns the database URL, which defaults to a file in the data folder.
    pub(crate) fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data_dir.join("portal.sqlite").display()),
        }
    }

    /// Returns the folder for files that are needed only during one request or attempt.
    pub(crate) fn temporary_dir(&self) -> PathBuf {
        self.data_dir.join("tmp")
    }

    /// Returns the name under which this instance takes leases.
    pub(crate) fn instance_name(&self) -> String {
        self.instance.clone().unwrap_or_else(|| {
            let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
            format!("{}:{}", host.trim(), self.listen.port())
        })
    }

    /// Creates settings for a test. The portal listens on any free port.
    pub fn for_tests(database_url: &str, data_dir: &std::path::Path) -> Config {
        Config {
            database_url: Some(database_url.to_owned()),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            data_dir: data_dir.to_owned(),
            instance: Some("test".to_owned()),
            verification: Verification::Format,
            max_file_bytes: 64 * 1024 * 1024,
            max_rows: 1_000_000,
            retention_days: 30,
            connections: 4,
            password_memory_kib: 19_456,
            trust_forwarded_for: false,
            metrics_listen: None,
            drain_seconds: 0,
            log_json: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<Verification>(&["format", "catalog"]);
    }
}
