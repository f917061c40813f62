//! Checks the host that a request names. A request for another host was sent by mistake, or because of a site
//! that points its own name at the portal's address.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use super::Error;
use crate::config::{Config, HostAndPort};

/// Checks the host of a request, in the `Host` header and in the request's target if it is absolute.
///
/// Returns [`Error::OtherHost`] if it isn't the portal's, and [`Error::NoHost`] if the header is missing, repeated or
/// malformed. Accepts every host if the settings don't name one.
pub(crate) fn check(request: &HttpRequest, config: &Config) -> Result<(), Error> {
    if !config.restricts_hosts() {
        return Ok(());
    }
    let mut lines = request.headers().get_all(HOST);
    let (Some(line), None) = (lines.next(), lines.next()) else { return Err(Error::NoHost) };
    let target = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    for host in [Some(line.as_bytes()), target].into_iter().flatten() {
        let host: Option<HostAndPort> =
            std::str::from_utf8(host).ok().and_then(|host| host.trim().parse().ok());
        if !config.is_own_host(&host.ok_or(Error::NoHost)?) {
            return Err(Error::OtherHost);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::config::tests::parse;

    fn check_with(target: &str, hosts: &[&str]) -> &'static str {
        let hosts_flag = "--allowed-hosts=10.0.0.5, [2001:db8::5]:8080";
        let config = parse(&["--public-url=https://portal.example", hosts_flag]);
        let request = hosts
            .iter()
            .fold(TestRequest::with_uri(target), |request, host| request.append_header((HOST, *host)));
        match check(&request.to_http_request(), &config) {
            Ok(()) => "own",
            Err(Error::OtherHost) => "other",
            Err(Error::NoHost) => "none",
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_public_host_is_accepted_with_any_port_and_in_any_case() {
        for host in ["portal.example", "PORTAL.example.", "portal.example:443", "portal.example:8080"] {
            assert_eq!(check_with("/", &[host]), "own", "{host}");
        }
    }

    #[test]
    fn allowed_hosts_are_accepted() {
        for host in ["10.0.0.5", "10.0.0.5:8080", "[2001:DB8::5]:8080"] {
            assert_eq!(check_with("/", &[host]), "own", "{host}");
        }
    }

    #[test]
    fn an_allowed_host_with_a_port_matches_only_that_port() {
        assert_eq!(check_with("/", &["[2001:db8::5]:8081"]), "other");
        assert_eq!(check_with("/", &["[2001:db8::5]"]), "other");
    }

    #[test]
    fn loopback_hosts_are_accepted() {
        for host in ["localhost:8080", "127.0.0.1", "127.1.2.3:8080", "[::1]:8080"] {
            assert_eq!(check_with("/", &[host]), "own", "{host}");
        }
    }

    #[test]
    fn other_hosts_are_rejected() {
        for host in [
            "evil.example",
            "portal.example.evil.example",
            "evilportal.example",
            "10.0.0.6",
            "localhost.evil.example",
        ] {
            assert_eq!(check_with("/", &[host]), "other", "{host}");
        }
    }

    #[test]
    fn missing_repeated_and_malformed_hosts_are_rejected() {
        for hosts in [
            vec![],
            vec![""],
            vec!["portal.example", "portal.example"],
            vec!["portal.example,evil.example"],
            vec!["portal.example/evil.example"],
            vec!["evil.example@portal.example"],
            vec!["portal.example:port"],
        ] {
            assert_eq!(check_with("/", &hosts), "none", "{hosts:?}");
        }
    }

    #[test]
    fn the_host_in_an_absolute_target_is_checked_too() {
        assert_eq!(check_with("http://evil.example/", &["portal.example"]), "other");
        assert_eq!(check_with("http://portal.example/", &["evil.example"]), "other");
        assert_eq!(check_with("http://portal.example/", &["portal.example"]), "own");
    }
}
