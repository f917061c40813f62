//! The address of the client that sent a request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, web};
use parking_lot::Mutex;

use super::State;
use crate::config::TrustedProxies;

/// Minimum time between two warnings about a header that isn't trusted.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// The time of the last warning.
static LAST_WARNING: Mutex<Option<Instant>> = Mutex::new(None);

/// Returns the address of the client: the connection's address, or the one that trusted proxies report.
pub(crate) fn address(request: &HttpRequest) -> IpAddr {
    let peer = peer(request);
    match proxies(request) {
        Some(proxies) => reported_address(peer, request.headers(), proxies),
        None => peer,
    }
}

/// Returns the address of the connection.
pub(crate) fn peer(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    peer.to_canonical()
}

fn proxies(request: &HttpRequest) -> Option<&TrustedProxies> {
    request.app_data::<web::Data<State>>().map(|state| state.services.config.trusted_proxies())
}

/// Returns the address closest to the portal that doesn't belong to a trusted proxy.
///
/// Each proxy appends the address from which it received the request. Any entry that wasn't appended by a trusted proxy
/// may be forged, so an unreadable entry ends the search.
fn reported_address(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    let lines: Vec<&[u8]> = headers.get_all(X_FORWARDED_FOR).map(|line| line.as_bytes()).collect();
    let entries = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    let mut address = peer;
    for (hop, entry) in entries.enumerate() {
        if !proxies.trusts_hop(address, hop) {
            break;
        }
        let Some(entry) = parse(entry) else { break };
        address = entry;
    }
    address
}

/// Parses an address with or without a port. IPv6 addresses may be in brackets.
fn parse(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim();
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    let address = bare.parse().or_else(|_| entry.parse().map(|address: SocketAddr| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// Logs a warning if a proxy reports the client's address but isn't trusted. All clients of such a proxy share the
/// limits for one address.
pub(crate) async fn warn_about_proxies(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.headers().contains_key(X_FORWARDED_FOR) {
        let request = request.request();
        let is_trusted = proxies(request).is_some_and(|proxies| proxies.trusts(peer(request)));
        if !is_trusted && is_warning_due(Instant::now()) {
            tracing::warn!(
                peer = %peer(request),
                "ignored X-Forwarded-For because its sender is not a trusted proxy. If the sender is your proxy, add \
                 its address to TRUSTED_PROXIES. Until then, all its clients share the limits for one address"
            );
        }
    }
    next.call(request).await
}

fn is_warning_due(now: Instant) -> bool {
    let mut last = LAST_WARNING.lock();
    let is_due = last.is_none_or(|last| now.duration_since(last) >= WARNING_INTERVAL);
    if is_due {
        *last = Some(now);
    }
    is_due
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    /// Returns the client's address for a connection from `peer` with these header lines.
    fn client(proxies: &str, peer: &str, lines: &[&[u8]]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
        }
        reported_address(peer.parse().unwrap(), &headers, &proxies.parse().unwrap()).to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_is_ignored() {
        assert_eq!(client("none", "192.0.2.1", &[b"203.0.113.7"]), "192.0.2.1");
    }

    #[test]
    fn with_one_proxy_the_last_entry_is_the_client() {
        assert_eq!(client("1", "10.0.0.1", &[b"198.51.100.1, 203.0.113.7"]), "203.0.113.7");
    }

    #[test]
    fn with_two_proxies_the_entry_before_the_last_is_the_client() {
        assert_eq!(client("2", "10.0.0.1", &[b"198.51.100.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
    }

    #[test]
    fn with_fewer_entries_than_proxies_the_first_entry_is_the_client() {
        assert_eq!(client("3", "10.0.0.1", &[b"203.0.113.7"]), "203.0.113.7");
        assert_eq!(client("3", "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn entries_from_trusted_networks_are_skipped_from_the_right() {
        let proxies = "10.0.0.0/8,2001:db8::/48";
        let line: &[u8] = b"10.9.9.9, 198.51.100.1, 203.0.113.7, 2001:db8::5, 10.0.0.2";
        assert_eq!(client(proxies, "10.0.0.1", &[line]), "203.0.113.7");
    }

    #[test]
    fn a_connection_from_outside_the_networks_is_not_trusted() {
        assert_eq!(client("10.0.0.0/8", "192.0.2.1", &[b"203.0.113.7"]), "192.0.2.1");
    }

    #[test]
    fn a_client_inside_the_networks_is_the_first_entry() {
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[b"10.0.0.9"]), "10.0.0.9");
    }

    #[test]
    fn several_header_lines_form_one_list() {
        assert_eq!(client("1", "10.0.0.1", &[b"198.51.100.1", b"203.0.113.7"]), "203.0.113.7");
        assert_eq!(client("2", "10.0.0.1", &[b"203.0.113.7", b"10.0.0.2"]), "203.0.113.7");
    }

    #[test]
    fn entries_may_have_ports_and_brackets() {
        for (entry, address) in [
            ("203.0.113.7:4711", "203.0.113.7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("\t203.0.113.7 ", "203.0.113.7"),
        ] {
            assert_eq!(client("1", "10.0.0.1", &[entry.as_bytes()]), address, "{entry}");
        }
    }

    #[test]
    fn entries_before_an_unreadable_one_are_never_used() {
        for entry in ["unknown", "_hidden", "", "999.1.1.1", "203.0.113.7:port", "for=203.0.113.7", "\u{e9}"]
        {
            let line = format!("198.51.100.1, {entry}");
            assert_eq!(client("1", "10.0.0.1", &[line.as_bytes()]), "10.0.0.1", "{entry}");
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[line.as_bytes()]), "10.0.0.1", "{entry}");
        }
        assert_eq!(client("1", "10.0.0.1", &[b"198.51.100.1", b""]), "10.0.0.1");
    }

    #[test]
    fn unreadable_entries_before_the_clients_entry_do_not_matter() {
        assert_eq!(client("1", "10.0.0.1", &[b"\xff, , 203.0.113.7"]), "203.0.113.7");
    }

    #[test]
    fn a_warning_is_due_once_a_minute() {
        let start = Instant::now();
        assert!(is_warning_due(start));
        assert!(!is_warning_due(start + Duration::from_secs(59)));
        assert!(is_warning_due(start + Duration::from_secs(60)));
    }
}
