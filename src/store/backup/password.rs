//! Separates the password from a PostgreSQL address, so that it doesn't appear in the process list.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use percent_encoding::percent_decode_str;

/// Splits an address into the address without its password and the percent-decoded password.
///
/// Parses the address as libpq does. The password may follow the user name or be a parameter. If there are several
/// passwords, the last one takes effect.
pub(super) fn split_password(url: &str) -> (String, Option<OsString>) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (credentials, rest) = match rest.find(['@', '/']) {
        Some(at) if rest[at..].starts_with('@') => rest.split_at(at),
        _ => ("", rest),
    };
    let (user, mut password) = match credentials.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (credentials, None),
    };
    let (host, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let mut others = Vec::new();
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some((name, value)) if percent_decode_str(name).eq(*b"password") => password = Some(value),
            _ => others.push(parameter),
        }
    }
    let mark = if others.is_empty() { "" } else { "?" };
    let address = format!("{scheme}://{user}{host}{mark}{}", others.join("&"));
    let decoded = |password: &str| OsString::from_vec(percent_decode_str(password).collect());
    (address, password.filter(|password| !password.is_empty()).map(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_libpq_finds_it() {
        let cases = [
            ("postgres://u:p@localhost:5432/db", "postgres://u@localhost:5432/db", Some("p")),
            (
                "postgresql://u:p%40%3A%2F%25x@h/db?sslmode=require",
                "postgresql://u@h/db?sslmode=require",
                Some("p@:/%x"),
            ),
            ("postgres://u:a:b@h1:1,h2:2/db", "postgres://u@h1:1,h2:2/db", Some("a:b")),
            ("postgres://u@h/db", "postgres://u@h/db", None),
            ("postgres://u:@h/db", "postgres://u@h/db", None),
            ("postgres://:p@h/db", "postgres://@h/db", Some("p")),
            ("postgres://h/db?user=u&password=p%20q", "postgres://h/db?user=u", Some("p q")),
            ("postgres://h/db?p%61ssword=p", "postgres://h/db", Some("p")),
            ("postgres://u:first@h/db?password=last&host=/tmp", "postgres://u@h/db?host=/tmp", Some("last")),
            ("postgres://portal@/db?host=/tmp/a@b:c", "postgres://portal@/db?host=/tmp/a@b:c", None),
            ("postgres:///db?host=/tmp/x:y@z", "postgres:///db?host=/tmp/x:y@z", None),
            ("postgres://[::1]:5432/db", "postgres://[::1]:5432/db", None),
            ("postgres://u:p@[::1]:5432/db", "postgres://u@[::1]:5432/db", Some("p")),
        ];
        for (url, address, password) in cases {
            assert_eq!(split_password(url), (address.to_owned(), password.map(OsString::from)), "{url}");
        }
    }
}
