//! Warnings about passwords and data that cross a network unencrypted.

use crate::config::Config;
use crate::store::db::postgres_url;

/// Logs a warning for each kind of connection that others on the network could read.
pub(super) fn warn(config: &Config, variable: impl Fn(&str) -> Option<String>) {
    if is_open_without_https(config) {
        tracing::warn!(
            listen = %config.listen,
            "The portal accepts plain HTTP from other machines, so others on the network could read passwords. Listen \
             on a loopback address behind a TLS proxy, and set PUBLIC_URL to its https address"
        );
    }
    if let Some(host) = postgres_url::find_unencrypted_host(&config.database_url(), variable) {
        let advice = match postgres_url::HAS_TLS {
            true => "Add sslmode=verify-full to DATABASE_URL",
            false => {
                "This executable has no TLS. Build it with --features pg-tls, and add sslmode=verify-full to DATABASE_URL"
            }
        };
        tracing::warn!(host, "The connection to the PostgreSQL server is not encrypted. {advice}");
    }
}

/// Returns whether others on the network can reach the portal without HTTPS.
fn is_open_without_https(config: &Config) -> bool {
    !config.listen.ip().to_canonical().is_loopback() && !config.is_https()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::parse;

    fn is_open(flags: &[&str]) -> bool {
        is_open_without_https(&parse(flags))
    }

    #[test]
    fn plain_http_beyond_loopback_is_open() {
        assert!(is_open(&["--listen=0.0.0.0:8080"]));
        assert!(is_open(&["--listen=[::]:8080", "--public-url=http://portal.example"]));
        assert!(is_open(&["--listen=192.0.2.1:8080"]));
    }

    #[test]
    fn loopback_addresses_and_https_proxies_are_not_open() {
        assert!(!is_open(&["--listen=127.0.0.1:8080"]));
        assert!(!is_open(&["--listen=[::1]:8080", "--public-url=http://portal.example"]));
        assert!(!is_open(&["--listen=0.0.0.0:8080", "--public-url=https://portal.example"]));
    }
}
