//! The address at which people reach the portal.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::host_name::HostName;

/// An `http` or `https` address without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    url: Url,
    host: HostName,
}

impl PublicUrl {
    /// Returns whether people reach the portal over HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns `http` or `https`.
    pub(crate) fn scheme(&self) -> &str {
        self.url.scheme()
    }

    pub(crate) fn host(&self) -> &HostName {
        &self.host
    }
}

impl fmt::Display for PublicUrl {
    /// Writes the origin in the form that browsers send.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url.origin().ascii_serialization())
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<PublicUrl, String> {
        let usage = |reason: &str| Err(format!("{reason}. Use an address such as https://portal.example"));
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return usage("it must begin with https:// or http://");
        }
        // The URL parser silently repairs these characters, but other programs may interpret them differently.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return usage("it contains a space, a control character or a backslash");
        }
        if text.contains('@') {
            return usage("it contains a user name or password");
        }
        if text.contains(['?', '#']) {
            return usage("it contains a query or fragment");
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if !path.is_empty() {
            return usage("it contains a path, but the portal needs an address of its own");
        }
        let url =
            Url::parse(text).ok().filter(|url| url.port() != Some(0) && is_host_as_written(url, authority));
        let host = url.as_ref().and_then(|url| url.host_str()?.parse().ok());
        match url.zip(host).filter(|_| !authority.ends_with(':')) {
            Some((url, host)) => Ok(PublicUrl { url, host }),
            None => usage("it has no valid host or port"),
        }
    }
}

/// Returns whether a URL has the host that its text names. The URL parser also decodes percent signs and completes
/// shortened IPv4 addresses, such as `1.2.3`. Addresses that can't be a single computer's are wrong too.
fn is_host_as_written(url: &Url, authority: &str) -> bool {
    let has_port = |rest: &str| rest.is_empty() || rest.starts_with(':');
    match url.host() {
        Some(Host::Domain(_)) => !authority.contains('%'),
        Some(Host::Ipv4(address)) => {
            let is_written = authority.strip_prefix(&address.to_string()).is_some_and(has_port);
            is_written && !address.is_unspecified() && !address.is_multicast() && !address.is_broadcast()
        }
        Some(Host::Ipv6(address)) => !address.is_unspecified() && !address.is_multicast(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Result<String, String> {
        text.parse().map(|url: PublicUrl| url.to_string())
    }

    #[test]
    fn an_address_is_reduced_to_its_origin() {
        for (text, expected) in [
            ("https://portal.example", "https://portal.example"),
            ("https://portal.example/", "https://portal.example"),
            ("HTTPS://Portal.Example:443/", "https://portal.example"),
            ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://my-portal.example:8443", "https://my-portal.example:8443"),
            ("https://pörtal.example", "https://xn--prtal-jua.example"),
        ] {
            assert_eq!(origin(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn urls_that_are_not_an_origin_are_rejected() {
        for wrong in [
            "",
            "portal.example",
            "portal.example:443",
            "//portal.example",
            "https:portal.example",
            "https://",
            "https:///portal.example",
            "ftp://portal.example",
            "htps://portal.example",
            "https//portal.example",
            "https://portal.example/portal",
            "https://portal.example//",
            "https://portal.example/..",
            "https://portal.example?",
            "https://portal.example/?a=b",
            "https://portal.example#",
            "https://user@portal.example",
            "https://user:secret@portal.example",
            "https://@portal.example",
            "https://portal.example:0",
            "https://portal.example:",
            "https://portal.example:65536",
            "https://portal .example",
            " https://portal.example",
            "https://portal.example\n",
            "https:\\\\portal.example",
            "https://portal.example,https://other.example",
            "https://*.portal.example",
            "https://-a",
            "https://a-",
            "https://portal.-a.example",
            "https://portal-.example",
            "https://portal..example",
            "https://.",
            "https://1.2.3",
            "https://127.1:8080",
            "https://0x7f.0.0.1",
            "https://2130706433",
            "https://1.2.3.04",
            "https://1.2.3.256",
            "https://portal.1",
            "https://0.0.0.0",
            "https://224.0.0.1",
            "https://255.255.255.255",
            "https://[::]",
            "https://portal%2eexample",
            "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
        ] {
            assert!(origin(wrong).is_err(), "{wrong:?}: {:?}", origin(wrong));
        }
    }
}
