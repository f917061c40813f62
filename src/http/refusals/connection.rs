//! Records refused connections, which have no request yet.

use std::net::IpAddr;

use super::recorder::Refusals;
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::network::Network;
use crate::domain::refusal::Refusal;

/// The recorder of refused connections. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ConnectionRefusals {
    refusals: Refusals,
    clock: Clock,
}

impl ConnectionRefusals {
    pub(crate) fn new(refusals: Refusals, clock: Clock) -> ConnectionRefusals {
        ConnectionRefusals { refusals, clock }
    }

    /// Records a refused connection from an address.
    pub(crate) fn record(&self, action: Activity, peer: IpAddr) {
        self.refusals.record(Refusal::new(action, Network::from(peer), "", ""), None, self.clock.now());
    }
}
