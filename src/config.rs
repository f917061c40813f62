//! The settings, each an environment variable and a flag. `docs/operating/configuration.md` is generated from these
//! comments.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use strum::{EnumString, IntoStaticStr, VariantArray};

mod host_name;
mod parsers;
mod public_url;
mod trusted_proxies;

pub use host_name::HostAndPort;
pub use public_url::PublicUrl;
pub use trusted_proxies::TrustedProxies;

use parsers::{between, host, name, on_or_off, socket_address};

/// Number of bytes in a gigabyte.
const GIGABYTE: u64 = 1024 * 1024 * 1024;

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
    #[arg(long, env = "LISTEN", global = true, default_value = "127.0.0.1:8080", value_parser = socket_address)]
    pub(crate) listen: SocketAddr,

    /// Address at which people reach the portal, such as `https://portal.example`, without a path. With `https`, cookies are sent over HTTPS only, and browsers never use plain HTTP for this host
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<PublicUrl>,

    /// Leave subdomains out of the `Strict-Transport-Security` header, which is sent if `PUBLIC_URL` is `https`. Needed if a subdomain of the portal's host is reachable over plain HTTP only
    #[arg(long, env = "HSTS_WITHOUT_SUBDOMAINS", global = true, num_args = 0..=1, require_equals = true, default_value = "off", default_missing_value = "on", action = ArgAction::Set, value_parser = on_or_off)]
    pub hsts_without_subdomains: bool,

    /// Additional hosts at which people reach the portal, separated by commas, each with an optional port, such as `10.0.0.5:8080`. These hosts, that of `PUBLIC_URL` and loopback addresses are accepted. Requests for any other host get 421. If both settings are unset, every host is accepted
    #[arg(long, env = "ALLOWED_HOSTS", global = true, value_delimiter = ',', value_parser = host)]
    pub allowed_hosts: Vec<HostAndPort>,

    /// Folder for the SQLite database, temporary files and sample files
    #[arg(long, env = "DATA_DIR", global = true, default_value = "data")]
    pub(crate) data_dir: PathBuf,

    /// File with the secret keys that sign cookies, the same on all instances that share the database. If unset, the file `secret.key` in the data folder. Created at the first start on SQLite; on PostgreSQL, create it with `reseller-portal key create`
    #[arg(long, env = "SECRET_KEY_FILE", global = true)]
    pub(crate) secret_key_file: Option<PathBuf>,

    /// Name of this instance, unique among the instances that share the database. If unset, the host name and port
    #[arg(long, env = "INSTANCE", global = true, value_parser = name)]
    pub(crate) instance: Option<String>,

    /// Rule that decides which devices may be registered
    #[arg(long, env = "VERIFICATION", global = true, value_enum, default_value = "format")]
    pub verification: Verification,

    /// Maximum size of a device file, in bytes. Larger files are rejected while they are being received. From 1024 to 10737418240
    #[arg(long, env = "MAX_FILE_BYTES", global = true, default_value_t = 64 * 1024 * 1024, value_parser = between::<u64>(1024, 10 * GIGABYTE))]
    pub max_file_bytes: u64,

    /// Maximum number of rows in a device file. Files with more rows are rejected. From 1 to 10000000
    #[arg(long, env = "MAX_ROWS", global = true, default_value_t = 1_000_000, value_parser = between::<u64>(1, 10_000_000))]
    pub max_rows: u64,

    /// Maximum number of files per reseller that can be checked at the same time. Further ones get 429. From 1 to 10000
    #[arg(long, env = "MAX_OPEN_CHECKS", global = true, default_value_t = 20, value_parser = between::<u32>(1, 10_000))]
    pub max_open_checks: u32,

    /// Maximum number of lines that a reseller can check within an hour. Further checks get 429. From 1 to 10000000000
    #[arg(long, env = "MAX_CHECKED_LINES_HOUR", global = true, default_value_t = 5_000_000, value_parser = between::<u64>(1, 10_000_000_000))]
    pub max_checked_lines_hour: u64,

    /// Maximum number of drafts per reseller: checks that haven't been uploaded, deletions that haven't been confirmed, and undecided lists. Further ones get 429. From 1 to 100000
    #[arg(long, env = "MAX_DRAFTS", global = true, default_value_t = 50, value_parser = between::<u32>(1, 100_000))]
    pub max_drafts: u32,

    /// Maximum number of uploads, deletions and bulk actions in progress per reseller. Further ones get 429. From 1 to 100000
    #[arg(long, env = "MAX_IN_PROGRESS", global = true, default_value_t = 100, value_parser = between::<u32>(1, 100_000))]
    pub max_in_progress: u32,

    /// Number of days after which submitted files are deleted. Failed rows, uploads and the device history are kept. From 1 to 36500
    #[arg(long, env = "RETENTION_DAYS", global = true, default_value_t = 30, value_parser = between::<u32>(1, 36_500))]
    pub retention_days: u32,

    /// Number of days after which activity entries are removed, oldest first. If unset, they are kept forever. From 1 to 36500
    #[arg(long, env = "ACTIVITY_DAYS", global = true, value_parser = between::<u32>(1, 36_500))]
    pub activity_days: Option<u32>,

    /// Maximum number of database connections for concurrent reads. From 2 to 1000
    #[arg(long, env = "CONNECTIONS", global = true, default_value_t = 4, value_parser = between::<u32>(2, 1000))]
    pub connections: u32,

    /// Maximum number of open connections. At the limit, the connection that has been idle the longest is closed for each new one. If none is idle, new ones are refused. The limit is reduced if the system allows too few open files. From 16 to 1000000
    #[arg(long, env = "MAX_CONNECTIONS", global = true, default_value_t = 4_096, value_parser = between::<u32>(16, 1_000_000))]
    pub max_connections: u32,

    /// Maximum number of open connections from one IPv4 address or IPv6 /64 network, enforced in the same way. Trusted proxies have no limit of their own. From 8 to 1000000
    #[arg(long, env = "MAX_CONNECTIONS_PER_ADDRESS", global = true, default_value_t = 512, value_parser = between::<u32>(8, 1_000_000))]
    pub max_connections_per_address: u32,

    /// Maximum number of concurrent downloads. Further ones get 503. From 1 to 10000
    #[arg(long, env = "MAX_DOWNLOADS", global = true, default_value_t = 32, value_parser = between::<u32>(1, 10_000))]
    pub max_downloads: u32,

    /// Maximum number of concurrent downloads per person. Further ones get 429. From 1 to 10000
    #[arg(long, env = "MAX_DOWNLOADS_PER_PERSON", global = true, default_value_t = 4, value_parser = between::<u32>(1, 10_000))]
    pub max_downloads_per_person: u32,

    /// Number of seconds after which a connection is closed if its client hasn't read any of a response. From 1 to 3600
    #[arg(long, env = "WRITE_TIMEOUT_SECONDS", global = true, default_value_t = 60, value_parser = between::<u32>(1, 3600))]
    pub write_timeout_seconds: u32,

    /// Memory for each password hash (Argon2id), in KiB. Raise it on large machines. From 19456 to 1048576
    #[arg(long, env = "PASSWORD_MEMORY_KIB", global = true, default_value_t = 19_456, value_parser = between::<u32>(19_456, 1_048_576))]
    pub password_memory_kib: u32,

    /// Reverse proxies whose `X-Forwarded-For` header is trusted: either their number, or a list of networks and addresses such as `10.0.0.0/8,2001:db8::7`. Use a number only if the portal can't be reached without the proxies. If unset, the header is ignored
    #[arg(long, env = "TRUSTED_PROXIES", global = true)]
    pub trusted_proxies: Option<TrustedProxies>,

    /// Older name for `TRUSTED_PROXIES=1`. Has no effect if `TRUSTED_PROXIES` is set
    #[arg(long, env = "TRUST_FORWARDED_FOR", global = true, num_args = 0..=1, require_equals = true, default_value = "off", default_missing_value = "on", action = ArgAction::Set, value_parser = on_or_off)]
    pub trust_forwarded_for: bool,

    /// Address and port of the Prometheus endpoint `/metrics`, which requires no sign-in. If unset, the endpoint is disabled
    #[arg(long, env = "METRICS_LISTEN", global = true, value_parser = socket_address)]
    pub metrics_listen: Option<SocketAddr>,

    /// Number of seconds for which requests are still answered after SIGTERM, while `/readyz` returns 503. Choose a longer time than the proxy's health check needs to notice this. A second SIGTERM ends the wait. From 0 to 3600
    #[arg(long, env = "DRAIN_SECONDS", global = true, default_value_t = 0, value_parser = between::<u32>(0, 3600))]
    pub(crate) drain_seconds: u32,

    /// Write log lines as JSON instead of text
    #[arg(long, env = "LOG_JSON", global = true, num_args = 0..=1, require_equals = true, default_value = "off", default_missing_value = "on", action = ArgAction::Set, value_parser = on_or_off)]
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

    /// Returns the path of the file with the secret keys. It defaults to `secret.key` in the data folder.
    pub fn secret_key_file(&self) -> PathBuf {
        self.secret_key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"))
    }

    /// Returns the folder for files that are needed only during one request or attempt.
    pub(crate) fn temporary_dir(&self) -> PathBuf {
        self.data_dir.join("tmp")
    }

    /// Returns whether people reach the portal over HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// Returns whether the settings name the hosts at which people reach the portal.
    pub(crate) fn restricts_hosts(&self) -> bool {
        self.public_url.is_some() || !self.allowed_hosts.is_empty()
    }

    /// Returns whether a host is one of the portal's. The port of `PUBLIC_URL` doesn't matter, because proxies often
    /// remove or replace it.
    pub(crate) fn is_own_host(&self, given: &HostAndPort) -> bool {
        given.host.is_loopback()
            || self.public_url.as_ref().is_some_and(|url| *url.host() == given.host)
            || self.allowed_hosts.iter().any(|allowed| allowed.allows(given))
    }

    /// Returns the proxies whose `X-Forwarded-For` header is trusted.
    pub(crate) fn trusted_proxies(&self) -> &TrustedProxies {
        match &self.trusted_proxies {
            Some(proxies) => proxies,
            None if self.trust_forwarded_for => &trusted_proxies::ONE_HOP,
            None => &trusted_proxies::NO_PROXY,
        }
    }

    /// Returns the name under which this instance takes leases.
    pub(crate) fn instance_name(&self) -> String {
        self.instance.clone().unwrap_or_else(|| {
            let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
            format!("{}:{}", host.trim(), self.listen.port())
        })
    }
}

#[cfg(test)]
impl Config {
    /// Returns the settings for a command line without flags.
    pub(crate) fn defaults() -> Config {
        use clap::FromArgMatches;
        let command = Config::augment_args(clap::Command::new("test").no_binary_name(true));
        Config::from_arg_matches(&command.get_matches_from([""; 0])).expect("every setting has a default")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::Parser;

    use super::*;
    use crate::domain::word::tests::assert_words;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        config: Config,
    }

    /// Returns the settings for these flags.
    pub(crate) fn parse(flags: &[&str]) -> Config {
        Flags::parse_from(["reseller-portal"].iter().chain(flags)).config
    }

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<Verification>(&["format", "catalog"]);
    }
}
