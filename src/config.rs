//! Every setting: a variable of the environment and a flag each. Their defaults and meaning stand here and nowhere else.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// When a device may be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Verification {
    /// A well-formed identifier is enough; what the catalog knows of the device is used.
    Format,
    /// The device must be in the device catalog.
    Catalog,
}

impl Verification {
    /// The word in tables and in the setting.
    pub fn word(self) -> &'static str {
        match self {
            Verification::Format => "format",
            Verification::Catalog => "catalog",
        }
    }

    /// The rule of a word; an unknown one is the stricter rule.
    pub fn from_word(word: &str) -> Verification {
        if word == "format" { Verification::Format } else { Verification::Catalog }
    }
}

/// The settings. Nothing but `DATABASE_URL` is needed, and that has a default too.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where the data is: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. Default: `sqlite:` and `portal.sqlite` in the data folder
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,

    /// Address and port to serve on
    #[arg(long, env = "LISTEN", global = true, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Address under which people reach the portal, such as `https://portal.example`; with https, cookies are sent over https only
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,

    /// Folder for the embedded database, temporary files and samples
    #[arg(long, env = "DATA_DIR", global = true, default_value = "data")]
    pub data_dir: PathBuf,

    /// Name of this instance, different from that of every other that shares the database. Default: host name and port
    #[arg(long, env = "INSTANCE", global = true)]
    pub instance: Option<String>,

    /// Which devices may be registered
    #[arg(long, env = "VERIFICATION", global = true, value_enum, default_value = "format")]
    pub verification: Verification,

    /// Largest device file, in bytes
    #[arg(long, env = "MAX_FILE_BYTES", global = true, default_value_t = 64 * 1024 * 1024)]
    pub max_file_bytes: u64,

    /// Most rows of a device file
    #[arg(long, env = "MAX_ROWS", global = true, default_value_t = 1_000_000)]
    pub max_rows: u64,

    /// Days for which the submitted bytes of a file are kept; failed rows, uploads and history stay
    #[arg(long, env = "RETENTION_DAYS", global = true, default_value_t = 30)]
    pub retention_days: u32,

    /// Database connections that read at the same time
    #[arg(long, env = "CONNECTIONS", global = true, default_value_t = 4)]
    pub connections: u32,

    /// Memory of one password hash (argon2id), in KiB, at least 19456; raise it on large machines
    #[arg(long, env = "PASSWORD_MEMORY_KIB", global = true, default_value_t = 19_456)]
    pub password_memory_kib: u32,

    /// Whether the address of the client is taken from the `X-Forwarded-For` header: only behind a proxy that sets it
    #[arg(long, env = "TRUST_FORWARDED_FOR", global = true)]
    pub trust_forwarded_for: bool,

    /// Address and port on which Prometheus finds `/metrics`, for nobody else; none: there are no metrics
    #[arg(long, env = "METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,

    /// Seconds for which requests are still answered after SIGTERM, while `/readyz` says no: more than a proxy needs to notice
    #[arg(long, env = "DRAIN_SECONDS", global = true, default_value_t = 0)]
    pub drain_seconds: u32,

    /// Log lines as JSON instead of text
    #[arg(long, env = "LOG_JSON", global = true)]
    pub log_json: bool,
}

impl Config {
    /// Where the data is, with the default filled in.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data_dir.join("portal.sqlite").display()),
        }
    }

    /// Folder for files that live as long as one request or one attempt.
    pub fn temporary_dir(&self) -> PathBuf {
        self.data_dir.join("tmp")
    }

    /// The name under which this instance takes work.
    pub fn instance_name(&self) -> String {
        self.instance.clone().unwrap_or_else(|| {
            let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
            format!("{}:{}", host.trim(), self.listen.port())
        })
    }

    /// Settings of a test: this database, this folder, any free port.
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
