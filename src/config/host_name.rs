//! Host names, as they appear in URLs and in the `Host` header.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Maximum length of a name's label in bytes (RFC 1035).
const MAX_LABEL_LENGTH: usize = 63;

/// The name or IP address of a host, in lower case and without a trailing dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostName(String);

impl HostName {
    /// Returns whether the name refers to this machine. No other site can use such a name.
    pub(crate) fn is_loopback(&self) -> bool {
        let bare = self.0.trim_start_matches('[').trim_end_matches(']');
        self.0 == "localhost"
            || bare.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for HostName {
    type Err = String;

    /// Parses a name, an IPv4 address or an IPv6 address in brackets.
    fn from_str(text: &str) -> Result<HostName, String> {
        if let Some(address) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            return match address.parse::<Ipv6Addr>() {
                Ok(address) => Ok(HostName(format!("[{address}]"))),
                Err(_) => Err(format!("'{text}' isn't an IPv6 address")),
            };
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= MAX_LABEL_LENGTH
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let is_valid =
            if is_number { name.parse::<Ipv4Addr>().is_ok() } else { name.split('.').all(is_label) };
        match is_valid && name.len() <= 253 {
            true => Ok(HostName(name)),
            false => Err(format!("'{text}' isn't a valid host name")),
        }
    }
}

/// A host with an optional port, as in the `Host` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostAndPort {
    pub(crate) host: HostName,
    pub(crate) port: Option<u16>,
}

/// The ports that a URL without a port can refer to.
const DEFAULT_PORTS: [u16; 2] = [80, 443];

impl HostAndPort {
    /// Returns whether another host matches this one. If this one has no port, it matches any port.
    pub(super) fn allows(&self, other: &HostAndPort) -> bool {
        let is_same_port = |port: u16| match other.port {
            Some(other) => other == port,
            None => DEFAULT_PORTS.contains(&port),
        };
        self.host == other.host && self.port.is_none_or(is_same_port)
    }
}

impl FromStr for HostAndPort {
    type Err = String;

    fn from_str(text: &str) -> Result<HostAndPort, String> {
        // Colons in brackets belong to an IPv6 address.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (text, ""),
        };
        let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
        let port = match port {
            "" => None,
            port => {
                Some(port.parse().ok().filter(|port| is_number && *port != 0).ok_or("the port is invalid")?)
            }
        };
        Ok(HostAndPort { host: host.parse()?, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, Option<u16>)> {
        text.parse().ok().map(|HostAndPort { host, port }| (host.to_string(), port))
    }

    #[test]
    fn case_and_a_final_dot_do_not_matter() {
        assert_eq!(parsed("Portal.EXAMPLE."), Some(("portal.example".to_owned(), None)));
    }

    #[test]
    fn a_host_may_have_a_port() {
        assert_eq!(parsed("portal.example:8443"), Some(("portal.example".to_owned(), Some(8443))));
        assert_eq!(parsed("portal.example:"), Some(("portal.example".to_owned(), None)));
        assert_eq!(parsed("[2001:DB8::1]:443"), Some(("[2001:db8::1]".to_owned(), Some(443))));
        assert_eq!(parsed("[2001:db8::1]"), Some(("[2001:db8::1]".to_owned(), None)));
    }

    #[test]
    fn malformed_hosts_are_rejected() {
        for wrong in [
            "",
            ".",
            ":80",
            "a..b",
            "portal.example..",
            "portal.example:x",
            "portal.example:+80",
            "portal.example:0",
            "portal.example:65536",
            "portal.example/",
            "user@portal.example",
            "portal example",
            "portal%2eexample",
            "2001:db8::1",
            "[portal.example]",
            "[::1",
            "127.1",
            "1.2.3.4.5",
            "a,b",
            "*.example",
            "-a",
            "a-.example",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn loopback_names_are_recognized() {
        for name in ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"] {
            assert!(name.parse::<HostName>().unwrap().is_loopback(), "{name}");
        }
        for name in ["localhost.example", "10.0.0.1", "[::2]", "portal.example"] {
            assert!(!name.parse::<HostName>().unwrap().is_loopback(), "{name}");
        }
    }
}
