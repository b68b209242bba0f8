//! How long a message takes. Every pair of nodes keeps its order, as one TCP connection does. Between machines it takes
//! a millisecond at least: two nodes that answer each other in no time would never let time pass.
//!
//! Absent in this version: loss, cuts, bandwidth.

use std::collections::BTreeMap;

use crate::{
    kafka::ids::BrokerId,
    node::context::{Dice, NodeId},
};

/// The links between the nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// One way, in virtual milliseconds.
    pub latency_ms: u64,
    /// At most so much more, drawn for every message.
    pub jitter_ms: u64,
    /// When the last message of a pair arrives.
    last: BTreeMap<(NodeId, NodeId), u64>,
}

impl Network {
    pub fn new(latency_ms: u64, jitter_ms: u64) -> Self {
        Network {
            latency_ms: latency_ms.max(1),
            jitter_ms,
            last: BTreeMap::new(),
        }
    }

    /// When a message that leaves now arrives.
    pub fn arrival(&mut self, now: u64, from: &NodeId, to: &NodeId, dice: &mut Dice) -> u64 {
        if is_local(from, to) {
            return now;
        }
        if self.jitter_ms == 0 {
            return now + self.latency_ms;
        }
        let at = now + self.latency_ms + dice.below(self.jitter_ms + 1);
        let last = self.last.entry((from.clone(), to.clone())).or_default();
        *last = at.max(*last);
        *last
    }
}

/// The person's tools run beside the brokers, the controller beside broker 1.
fn is_local(from: &NodeId, to: &NodeId) -> bool {
    let beside = |a: &NodeId, b: &NodeId| *a == NodeId::Controller && *b == NodeId::Broker(BrokerId(1));
    [from, to].contains(&&NodeId::Admin) || beside(from, to) || beside(to, from)
}
