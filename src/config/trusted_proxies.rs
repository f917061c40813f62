//! The reverse proxies whose `X-Forwarded-For` header is trusted.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

/// Maximum number of chained proxies. A larger number is rejected, because it is probably a mistake.
const MAX_HOPS: u8 = 16;

/// Number of bits that precede the IPv4 address in an IPv4-mapped IPv6 address.
const MAPPED_PREFIX: u8 = 96;

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
        text.split(',').map(parse_network).collect::<Result<_, _>>().map(TrustedProxies::Networks)
    }
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
}
