//! Addresses of PostgreSQL servers, in libpq's syntax: `postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/NAME?PARAMETERS`.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;

use super::error::Error;

/// Whether this executable can connect to PostgreSQL with TLS.
pub(crate) const HAS_TLS: bool = cfg!(feature = "pg-tls");

/// The values of `sslmode` that never fall back to an unencrypted connection.
const ENCRYPTED_MODES: [&str; 3] = ["require", "verify-ca", "verify-full"];

/// Returns the first remote host to which the connection may be unencrypted. Returns `None` if there is no such host or
/// the URL isn't a PostgreSQL address. `variable` looks up libpq's environment variables.
pub(crate) fn find_unencrypted_host(url: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (_, rest) = url.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres"))?;
    let setting = |name: &str, variable_name| {
        parameter(rest, name).or_else(|| variable(variable_name)).filter(|value: &String| !value.is_empty())
    };
    let is_encrypted = setting("sslmode", "PGSSLMODE")
        .or_else(|| parameter(rest, "ssl").filter(|ssl| ssl == "true").map(|_| "require".to_owned()))
        .is_some_and(|mode| ENCRYPTED_MODES.contains(&mode.as_str()));
    if is_encrypted && HAS_TLS {
        return None;
    }
    let in_authority = servers(rest).map(|(host, _)| decoded(host)).filter(|host| !host.is_empty());
    let hosts = parameter(rest, "hostaddr")
        .or_else(|| parameter(rest, "host"))
        .map(|hosts| hosts.split(',').map(str::to_owned).collect::<Vec<_>>())
        .unwrap_or_else(|| in_authority.collect());
    let hosts = match hosts.iter().all(String::is_empty) {
        true => setting("hostaddr", "PGHOSTADDR").or_else(|| variable("PGHOST")).into_iter().collect(),
        false => hosts,
    };
    hosts.into_iter().find(|host| is_remote(host))
}

/// Returns an error if a port isn't a valid number. The cause is often an unencoded special character in a password, so
/// the error doesn't quote the port, which may be part of the password.
pub(crate) fn check(url: &str) -> Result<(), Error> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let is_valid = |port: Option<&str>| {
        port.is_none_or(|port| port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0))
    };
    match servers(rest).all(|(_, port)| is_valid(port)) {
        true => Ok(()),
        false => Err(Error::Unusable(
            "The port in DATABASE_URL is invalid. If the user name or password contains special characters, \
             percent-encode them."
                .to_owned(),
        )),
    }
}

/// Returns the hosts and ports between the credentials and the database name, without decoding them.
fn servers(rest: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    // As in libpq, an `@` ends the credentials only if it precedes the first slash.
    let authority = match rest.find(['@', '/']) {
        Some(at) if rest[at..].starts_with('@') => &rest[at + 1..],
        _ => rest,
    };
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    authority.split(',').map(|server| {
        let (address, after) = match server.strip_prefix('[').and_then(|server| server.split_once(']')) {
            Some((address, after)) => (address, after),
            None => match server.find(':') {
                Some(at) => server.split_at(at),
                None => (server, ""),
            },
        };
        (address, after.strip_prefix(':').or((!after.is_empty()).then_some(after)))
    })
}

/// Returns the decoded value of a query parameter. If the parameter is repeated, returns its last value.
fn parameter(rest: &str, name: &str) -> Option<String> {
    let parameters = rest.split_once('?')?.1.split('&').filter_map(|parameter| parameter.split_once('='));
    parameters.rev().find(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns whether a host is another machine. Paths and names that begin with `@` are Unix sockets.
fn is_remote(host: &str) -> bool {
    let is_local = host.is_empty()
        || host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback());
    !is_local
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unencrypted(url: &str) -> Option<String> {
        find_unencrypted_host(url, |_| None)
    }

    #[test]
    fn remote_servers_without_enforced_tls_are_found() {
        for (url, host) in [
            ("postgres://portal:secret@db.example/portal", "db.example"),
            ("postgresql://db.example:5432/portal", "db.example"),
            ("postgres://db.example/portal?sslmode=prefer", "db.example"),
            ("postgres://db.example/portal?sslmode=require&sslmode=disable", "db.example"),
            ("postgres://localhost,db.example/portal", "db.example"),
            ("postgres:///portal?host=db.example", "db.example"),
            ("postgres://localhost/portal?hostaddr=192.0.2.1", "192.0.2.1"),
            ("postgres://[2001:db8::1]:5432/portal", "2001:db8::1"),
        ] {
            assert_eq!(unencrypted(url).as_deref(), Some(host), "{url}");
        }
    }

    #[test]
    fn local_servers_need_no_tls() {
        for url in [
            "postgres://portal:secret@localhost/portal",
            "postgres://127.0.0.1:5432/portal",
            "postgres://[::1]/portal",
            "postgres://%2Fvar%2Frun%2Fpostgresql/portal",
            "postgres:///portal?host=/var/run/postgresql",
            "postgres:///portal",
            "sqlite:portal.sqlite",
        ] {
            assert_eq!(unencrypted(url), None, "{url}");
        }
    }

    #[test]
    fn enforced_tls_protects_a_connection_only_if_the_executable_supports_tls() {
        for mode in ENCRYPTED_MODES {
            let url = format!("postgres://db.example/portal?sslmode={mode}");
            assert_eq!(unencrypted(&url).is_none(), HAS_TLS, "{mode}");
        }
    }

    #[test]
    fn environment_variables_apply_if_the_url_has_no_host() {
        let variable = |name: &str| (name == "PGHOST").then(|| "db.example".to_owned());
        assert_eq!(find_unencrypted_host("postgres:///portal", variable).as_deref(), Some("db.example"));
        assert_eq!(find_unencrypted_host("postgres://localhost/portal", variable), None);
    }

    #[test]
    fn an_invalid_port_is_rejected_without_quoting_it() {
        for url in [
            "postgres://portal:se/cret@db.example/portal",
            "postgres://db.example:x/portal",
            "postgres://[::1]x/a",
        ] {
            let error = check(url).unwrap_err().to_string();
            assert!(!error.contains("se") || !error.contains("cret"), "{error}");
        }
        for url in [
            "postgres://portal:secret@db.example/portal",
            "postgres://a:5432,b:5433,[::1]:5434,c/portal",
            "postgres:///portal",
            "postgres://%2Frun/portal?sslmode=disable",
        ] {
            assert!(check(url).is_ok(), "{url}");
        }
    }
}
