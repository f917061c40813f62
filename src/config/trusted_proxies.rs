//! The reverse proxies whose `X-Forwarded-For` header is trusted.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Maximum number of chained proxies. A larger number is rejected, because it is probably a mistake.
const MAX_HOPS: u8 = 16;

/// Number of bits that precede the IPv4 address in an IPv4-mapped IPv6 address.
const MAPPED_PREFIX: u8 = 96;

/// Networks that no public client can have (RFC 1918, 6598, 3927, 4193 and 4291).
const PRIVATE_NETWORKS: [IpNet; 9] = [
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v4([169, 254, 0, 0], 16),
    v4([127, 0, 0, 0], 8),
    v6(0xfc00, 7),
    v6(0xfe80, 10),
    IpNet::V6(Ipv6Net::new_assert(std::net::Ipv6Addr::LOCALHOST, 128)),
];

/// Maximum share of the public IPv4 addresses that are trusted, as the prefix of a network of that size. A larger share
/// would include ordinary clients, which could then forge their addresses.
const MIN_IPV4_PREFIX: u8 = 8;
/// Maximum share of the public IPv6 addresses that are trusted, as the prefix of a network of that size.
const MIN_IPV6_PREFIX: u8 = 16;

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(std::net::Ipv4Addr::new(a, b, c, d), prefix))
}

const fn v6(first: u16, prefix: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(std::net::Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0), prefix))
}

/// The proxies that may report a client's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedProxies {
    /// The portal is reached directly, or its proxy reports no addresses.
    None,
    /// The portal can be reached only through a chain of this number of proxies, whatever their addresses are.
    Hops(u8),
    /// The proxies have addresses in these networks.
    Networks(Vec<IpNet>),
}

/// The value for `TRUST_FORWARDED_FOR=true`.
pub(super) static ONE_HOP: TrustedProxies = TrustedProxies::Hops(1);
/// The value if no proxies are configured.
pub(super) static NO_PROXY: TrustedProxies = TrustedProxies::None;

impl TrustedProxies {
    /// Returns whether the header is trusted in requests on a connection from this address.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.trusts_hop(peer, 0)
    }

    /// Returns whether an address belongs to a trusted proxy. `hop` is the number of proxies between it and the portal.
    pub(crate) fn trusts_hop(&self, address: IpAddr, hop: usize) -> bool {
        match self {
            TrustedProxies::None => false,
            TrustedProxies::Hops(hops) => hop < usize::from(*hops),
            TrustedProxies::Networks(networks) => {
                let address = address.to_canonical();
                networks.iter().any(|network| network.contains(&address))
            }
        }
    }
}

impl fmt::Display for TrustedProxies {
    /// Describes how a client's address is determined.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrustedProxies::None => write!(f, "address of the connection; X-Forwarded-For is ignored"),
            TrustedProxies::Hops(1) => write!(f, "last address in X-Forwarded-For"),
            TrustedProxies::Hops(hops) => {
                write!(f, "address at position {hops} from the end of X-Forwarded-For")
            }
            TrustedProxies::Networks(networks) => {
                let networks: Vec<String> = networks.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "last address in X-Forwarded-For outside {}, if the connection comes from one of these",
                    networks.join(", ")
                )
            }
        }
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Parses `none`, a number of hops, a list of networks and addresses, or one of the words that the older setting
    /// accepts.
    fn from_str(text: &str) -> Result<TrustedProxies, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "0" | "no" | "off" | "false" | "none" => return Ok(TrustedProxies::None),
            "yes" | "on" | "true" => return Ok(TrustedProxies::Hops(1)),
            "" => return Err(usage("it is empty")),
            _ => {}
        }
        if text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            let hops = text.trim().parse().ok().filter(|hops| *hops <= MAX_HOPS);
            return hops
                .map(TrustedProxies::Hops)
                .ok_or_else(|| usage(&format!("the number of proxies can be at most {MAX_HOPS}")));
        }
        let networks = text.split(',').map(parse_network).collect::<Result<Vec<_>, _>>()?;
        if trusts_clients(&networks) {
            return Err(usage("it includes networks that clients could use to forge their addresses"));
        }
        Ok(TrustedProxies::Networks(networks))
    }
}

/// Returns whether the networks together contain more public addresses than proxies can have: more than one IPv4 /8 or
/// one IPv6 /16. Private networks don't count.
fn trusts_clients(networks: &[IpNet]) -> bool {
    let is_private = |network: &&IpNet| PRIVATE_NETWORKS.iter().any(|private| private.contains(*network));
    let public: Vec<IpNet> = networks.iter().filter(|network| !is_private(network)).copied().collect();
    // Overlapping networks count once. The shares are in units of the smallest network.
    let (mut ipv4, mut ipv6) = (0_u64, 0_u128);
    for network in IpNet::aggregate(&public) {
        match network {
            IpNet::V4(network) => ipv4 += 1 << (32 - network.prefix_len()),
            // Networks smaller than a /64 count as one. The sum is in units of a /64.
            IpNet::V6(network) => ipv6 += 1 << 64_u8.saturating_sub(network.prefix_len()),
        }
    }
    ipv4 > 1 << (32 - MIN_IPV4_PREFIX) || ipv6 > 1 << (64 - MIN_IPV6_PREFIX)
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let network: IpNet = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => {
            text.parse().map_err(|_| usage(&format!("'{text}' is neither a network nor an address")))?
        }
    };
    if network.prefix_len() == 0 {
        let reason = format!("{network} trusts everyone, so clients could forge their addresses");
        return Err(usage(&reason));
    }
    Ok(to_canonical(network.trunc()))
}

/// Converts a network of IPv4-mapped addresses to IPv4, because clients' addresses are compared in that form.
fn to_canonical(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else { return network };
    let (address, prefix) =
        (mapped.network().to_ipv4_mapped(), mapped.prefix_len().checked_sub(MAPPED_PREFIX));
    match address.zip(prefix).and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()) {
        Some(network) => IpNet::V4(network),
        None => IpNet::V6(mapped),
    }
}

fn usage(reason: &str) -> String {
    format!("{reason}. Use the number of proxies, or their networks, such as 10.0.0.0/8,2001:db8::7")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> TrustedProxies {
        text.parse().unwrap()
    }

    fn networks(networks: &[&str]) -> TrustedProxies {
        TrustedProxies::Networks(networks.iter().map(|network| network.parse().unwrap()).collect())
    }

    #[test]
    fn a_number_specifies_how_many_proxies_are_trusted() {
        assert_eq!(
            (parse("0"), parse("1"), parse("16")),
            (TrustedProxies::None, TrustedProxies::Hops(1), TrustedProxies::Hops(16))
        );
    }

    #[test]
    fn the_values_of_the_older_setting_mean_one_proxy_or_none() {
        for word in ["true", "Yes", "ON"] {
            assert_eq!(parse(word), TrustedProxies::Hops(1), "{word}");
        }
        for word in ["false", "no", "off"] {
            assert_eq!(parse(word), TrustedProxies::None, "{word}");
        }
    }

    #[test]
    fn a_list_may_contain_networks_and_addresses() {
        assert_eq!(parse("10.1.2.3/8, 2001:db8::7"), networks(&["10.0.0.0/8", "2001:db8::7/128"]));
    }

    #[test]
    fn mapped_networks_are_compared_as_ipv4() {
        assert_eq!(parse("::ffff:10.0.0.0/104"), networks(&["10.0.0.0/8"]));
        assert!(parse("10.0.0.0/8").trusts("::ffff:10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn malformed_lists_are_rejected() {
        for wrong in
            ["", ",", "17", "999999999999", "proxy", "10.0.0.0/33", "10.0.0.0/8,", "0.0.0.0/0", "::/0", "-1"]
        {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn networks_that_contain_clients_are_rejected() {
        for wrong in [
            "0.0.0.0/1,128.0.0.0/1",
            "128.0.0.0/1",
            "8.0.0.0/7",
            "10.0.0.0/7",
            "11.0.0.0/8,12.0.0.0/9",
            "::ffff:0.0.0.0/96",
            "2000::/3",
            "2001::/15",
            "2001::/16,2002::/16",
            "10.0.0.0/8,::/1,8000::/1",
        ] {
            let error = wrong.parse::<TrustedProxies>().unwrap_err();
            assert!(error.contains("could use to forge their addresses"), "{wrong}: {error}");
        }
        let quarters = (0..=255).map(|first| format!("{first}.0.0.0/10")).collect::<Vec<_>>().join(",");
        assert!(quarters.parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn private_networks_and_a_providers_public_networks_are_accepted() {
        for right in [
            "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,127.0.0.0/8,fc00::/7,fe80::/10,::1",
            "104.16.0.0/13,104.24.0.0/14,172.64.0.0/13,162.158.0.0/15,2606:4700::/32,2a06:98c0::/29",
            "203.0.113.7",
            "17.0.0.0/8,17.1.0.0/16",
        ] {
            assert!(right.parse::<TrustedProxies>().is_ok(), "{right}");
        }
    }
}
