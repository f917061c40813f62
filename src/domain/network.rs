//! The networks of clients. Limits count clients by network.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use ipnet::Ipv6Net;

/// Length of the IPv6 prefix that identifies a client. Providers assign each customer at least a network of this size,
/// and the customer can use any address in it.
const IPV6_PREFIX: u8 = 64;

/// The network of one client: an IPv4 address or an IPv6 /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    /// Returns the network of an address. An IPv4-mapped IPv6 address counts as IPv4.
    fn from(address: IpAddr) -> Network {
        Network(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(first_address(address)),
            address => address,
        })
    }
}

/// Returns the first address in the network to which this address belongs.
fn first_address(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Net::new_assert(address, IPV6_PREFIX).network()
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(f, "{address}"),
            IpAddr::V6(address) => write!(f, "{address}/{IPV6_PREFIX}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> String {
        Network::from(address.parse::<IpAddr>().unwrap()).to_string()
    }

    #[test]
    fn each_ipv4_address_is_a_separate_network() {
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn ipv6_addresses_with_the_same_first_half_are_in_one_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:3::1"), "2001:db8:1:3::/64");
    }

    #[test]
    fn an_ipv4_mapped_ipv6_address_counts_as_ipv4() {
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
    }
}
