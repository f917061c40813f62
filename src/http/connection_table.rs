//! A table of open connections with their addresses. It decides which idle connection to close for a new one.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use ipnet::Ipv6Net;

/// Maximum number of idle connections that are examined to make room for a new one.
const MAX_CANDIDATES: usize = 64;

/// The limits on the number of open connections.
pub(super) struct Limits {
    /// All connections.
    pub(super) total: usize,
    /// Connections from one IPv4 address or one IPv6 /64 network.
    pub(super) per_address: usize,
}

/// The ID of a connection in the table. IDs aren't reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ConnectionId(u64);

/// The result of adding a connection.
pub(super) struct Added<H> {
    /// The new connection. `None` if the limits leave no room for it.
    pub(super) id: Option<ConnectionId>,
    /// The handle of an idle connection that must be closed.
    pub(super) closed: Option<H>,
}

/// The open connections with their handles.
pub(super) struct ConnectionTable<H> {
    limits: Limits,
    /// A counter that orders events. It numbers connections and the times at which they became idle.
    ticks: u64,
    open: HashMap<ConnectionId, Entry<H>>,
    idle: BTreeMap<u64, ConnectionId>,
    addresses: HashMap<IpAddr, AddressConnections>,
    /// The number of current requests with a body.
    bodies: usize,
}

struct Entry<H> {
    handle: H,
    /// The address whose limit this connection counts towards. `None` for a trusted proxy.
    address: Option<IpAddr>,
    requests: usize,
    /// The key in `idle`, unless the connection has requests.
    idle_since: u64,
}

/// The connections from one address.
#[derive(Default)]
struct AddressConnections {
    count: usize,
    idle: BTreeMap<u64, ConnectionId>,
}

impl<H> ConnectionTable<H> {
    pub(super) fn new(limits: Limits) -> ConnectionTable<H> {
        ConnectionTable {
            limits,
            ticks: 0,
            open: HashMap::new(),
            idle: BTreeMap::new(),
            addresses: HashMap::new(),
            bodies: 0,
        }
    }

    /// Adds a connection, which is idle at first. `address` is `None` for a trusted proxy, which has no limit of its
    /// own.
    ///
    /// `is_silent` returns whether the server has read everything that arrived on a connection. If not, a request is
    /// about to begin.
    pub(super) fn add(
        &mut self,
        address: Option<IpAddr>,
        handle: H,
        is_silent: impl Fn(&H) -> bool,
    ) -> Added<H> {
        let address = address.map(network);
        let same_address = address.and_then(|address| self.addresses.get(&address));
        let idle = match same_address {
            Some(same_address) if same_address.count >= self.limits.per_address => Some(&same_address.idle),
            _ if self.open.len() >= self.limits.total => Some(&self.idle),
            _ => None,
        };
        let mut closed = None;
        if let Some(idle) = idle {
            let is_silent =
                |id: &&ConnectionId| self.open.get(*id).is_some_and(|entry| is_silent(&entry.handle));
            let Some(oldest) = idle.values().take(MAX_CANDIDATES).find(is_silent).copied() else {
                return Added { id: None, closed: None };
            };
            closed = self.remove(oldest);
        }
        self.ticks += 1;
        let (id, idle_since) = (ConnectionId(self.ticks), self.ticks);
        self.open.insert(id, Entry { handle, address, requests: 0, idle_since });
        self.idle.insert(idle_since, id);
        if let Some(address) = address {
            let same_address = self.addresses.entry(address).or_default();
            same_address.count += 1;
            same_address.idle.insert(idle_since, id);
        }
        Added { id: Some(id), closed }
    }

    /// Removes a connection and returns its handle. Returns `None` if it has already been removed.
    pub(super) fn remove(&mut self, id: ConnectionId) -> Option<H> {
        let entry = self.open.remove(&id)?;
        self.idle.remove(&entry.idle_since);
        if let Some(address) = entry.address
            && let Some(same_address) = self.addresses.get_mut(&address)
        {
            same_address.count -= 1;
            same_address.idle.remove(&entry.idle_since);
            if same_address.count == 0 {
                self.addresses.remove(&address);
            }
        }
        Some(entry.handle)
    }

    /// Returns the handles of all connections.
    pub(super) fn handles(&self) -> impl Iterator<Item = &H> {
        self.open.values().map(|entry| &entry.handle)
    }

    /// Counts a request with a body. Returns `false` if half of the maximum number of connections already have one. The
    /// other half is reserved for pages.
    pub(super) fn begin_body(&mut self) -> bool {
        let has_room = self.bodies < self.limits.total / 2;
        self.bodies += usize::from(has_room);
        has_room
    }

    /// Ends a request with a body.
    pub(super) fn end_body(&mut self) {
        self.bodies -= 1;
    }

    /// Returns a mark of the current time for [`ConnectionTable::idle_since`].
    pub(super) fn mark(&self) -> u64 {
        self.ticks
    }

    /// Returns the handles of the connections that have been idle since a mark.
    pub(super) fn idle_since(&self, mark: u64) -> impl Iterator<Item = &H> {
        let ids = self.idle.range(..=mark).map(|(_, id)| id);
        ids.filter_map(|id| self.open.get(id)).map(|entry| &entry.handle)
    }

    /// Returns the time at which a connection became idle, as a mark. Returns `None` if it is busy or closed.
    pub(super) fn idle_mark(&self, id: ConnectionId) -> Option<u64> {
        self.open.get(&id).filter(|entry| entry.requests == 0).map(|entry| entry.idle_since)
    }

    /// Returns the handle of a connection. Returns `None` if it has been closed.
    pub(super) fn handle(&self, id: ConnectionId) -> Option<&H> {
        self.open.get(&id).map(|entry| &entry.handle)
    }

    /// Marks a connection as busy until the request ends.
    pub(super) fn begin_request(&mut self, id: ConnectionId) {
        let Some(entry) = self.open.get_mut(&id) else { return };
        entry.requests += 1;
        self.idle.remove(&entry.idle_since);
        if let Some(same_address) = entry.address.and_then(|address| self.addresses.get_mut(&address)) {
            same_address.idle.remove(&entry.idle_since);
        }
    }

    /// Ends a request, and marks its connection as idle unless it has other requests.
    pub(super) fn end_request(&mut self, id: ConnectionId) {
        let Some(entry) = self.open.get_mut(&id) else { return };
        entry.requests -= 1;
        if entry.requests > 0 {
            return;
        }
        self.ticks += 1;
        entry.idle_since = self.ticks;
        self.idle.insert(self.ticks, id);
        if let Some(same_address) = entry.address.and_then(|address| self.addresses.get_mut(&address)) {
            same_address.idle.insert(self.ticks, id);
        }
    }
}

/// Returns the address that represents a client: its IPv4 address, or the start of its IPv6 /64 network. A client can
/// use any address in its network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            Ipv6Net::new(address, 64).map_or(IpAddr::V6(address), |net| IpAddr::V6(net.network()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(total: usize, per_address: usize) -> ConnectionTable<&'static str> {
        ConnectionTable::new(Limits { total, per_address })
    }

    fn silent(_: &&str) -> bool {
        true
    }

    fn from(address: &str) -> Option<IpAddr> {
        Some(address.parse().unwrap())
    }

    #[test]
    fn the_connection_that_has_been_idle_the_longest_makes_room() {
        let mut table = table(3, 3);
        let first = table.add(from("192.0.2.1"), "first", silent).id.unwrap();
        let second = table.add(from("192.0.2.2"), "second", silent).id.unwrap();
        table.add(from("192.0.2.3"), "third", silent);
        table.begin_request(first);
        table.begin_request(second);
        table.end_request(first);
        assert_eq!(table.add(from("192.0.2.4"), "fourth", silent).closed, Some("third"));
        assert_eq!(table.add(from("192.0.2.5"), "fifth", silent).closed, Some("first"));
        assert_eq!(table.remove(first), None);
    }

    #[test]
    fn only_connections_that_stay_idle_are_idle_since_a_mark() {
        let mut table = table(4, 4);
        table.add(from("192.0.2.1"), "idle", silent);
        let again = table.add(from("192.0.2.2"), "busy in between", silent).id.unwrap();
        let busy = table.add(from("192.0.2.3"), "busy", silent).id.unwrap();
        table.begin_request(busy);
        let mark = table.mark();
        table.begin_request(again);
        table.end_request(again);
        table.add(from("192.0.2.4"), "new", silent);
        assert_eq!(table.idle_since(mark).collect::<Vec<_>>(), [&"idle"]);
    }

    #[test]
    fn a_new_connection_is_refused_while_all_are_busy() {
        let mut table = table(1, 1);
        let only = table.add(from("192.0.2.1"), "only", silent).id.unwrap();
        table.begin_request(only);
        let added = table.add(from("192.0.2.2"), "new", silent);
        assert!(added.id.is_none() && added.closed.is_none());
        table.remove(only);
        assert!(table.add(from("192.0.2.2"), "new", silent).id.is_some());
    }

    #[test]
    fn a_connection_whose_request_is_about_to_begin_is_kept() {
        let mut table = table(2, 2);
        table.add(from("192.0.2.1"), "has sent something", silent);
        table.add(from("192.0.2.2"), "silent", silent);
        let is_silent = |handle: &&str| *handle == "silent";
        assert_eq!(table.add(from("192.0.2.3"), "new", is_silent).closed, Some("silent"));
        assert!(table.add(from("192.0.2.4"), "newer", is_silent).id.is_none());
    }

    #[test]
    fn an_address_over_its_limit_loses_its_own_oldest_connection() {
        let mut table = table(10, 2);
        table.add(from("192.0.2.1"), "another client", silent);
        table.add(from("2001:db8::1"), "first", silent);
        table.add(from("2001:db8::2"), "second", silent);
        assert_eq!(table.add(from("2001:db8::3"), "third", silent).closed, Some("first"));
        assert_eq!(table.add(from("2001:db8:0:1::1"), "another network", silent).closed, None);
    }

    #[test]
    fn half_of_the_connections_are_reserved_for_requests_without_a_body() {
        let mut table = table(4, 4);
        assert!(table.begin_body() && table.begin_body() && !table.begin_body());
        table.end_body();
        assert!(table.begin_body());
    }

    #[test]
    fn a_trusted_proxy_is_exempt_from_the_limit_per_address() {
        let mut table = table(10, 1);
        table.add(None, "first", silent);
        let added = table.add(None, "second", silent);
        assert!(added.id.is_some() && added.closed.is_none());
    }
}
