//! How long a message takes, and which one never arrives. Every pair of nodes keeps its order, as one TCP connection
//! does. Between machines it takes a millisecond at least: two nodes that answer each other in no time would never let
//! time pass.
//!
//! Absent in this version: bandwidth, and single links that are slow or cut.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::ids::{BrokerId, Name},
    node::{
        api::Message,
        context::{Dice, Envelope, NodeId},
    },
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
    /// Brokers that nobody reaches and that reach nobody.
    cut: BTreeSet<BrokerId>,
    /// Beside which broker the active controller lives.
    pub controller: BrokerId,
    /// What brokers tell each other takes its own chances: what clients see does not depend on it.
    dice: Dice,
    /// What is to be lost, and how many of it.
    losses: BTreeMap<Loss, u64>,
}

/// A kind of message that is to be lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Kafka's name of the API.
    pub api: Name,
    /// The answer, else the question.
    pub response: bool,
    /// Who asks: a client by its name, a broker by its number.
    pub asker: Name,
}

impl Network {
    pub fn new(latency_ms: u64, jitter_ms: u64) -> Self {
        Network {
            latency_ms: latency_ms.max(1),
            jitter_ms,
            last: BTreeMap::new(),
            cut: BTreeSet::new(),
            controller: BrokerId(1),
            dice: Dice::new(0),
            losses: BTreeMap::new(),
        }
    }

    /// The same with chances of its own.
    pub(super) fn with_dice(self, dice: Dice) -> Self {
        Network { dice, ..self }
    }

    /// When a message that leaves now arrives.
    pub fn arrival(&mut self, now: u64, from: &NodeId, to: &NodeId, dice: &mut Dice) -> u64 {
        if self.is_local(from, to) {
            return now;
        }
        if self.jitter_ms == 0 {
            return now + self.latency_ms;
        }
        let dice = if is_client(from) || is_client(to) {
            dice
        } else {
            &mut self.dice
        };
        let at = now + self.latency_ms + dice.below(self.jitter_ms + 1);
        let last = self.last.entry((from.clone(), to.clone())).or_default();
        *last = at.max(*last);
        *last
    }

    /// Cuts a broker off, or heals the cut. False where that changes nothing.
    pub fn cut(&mut self, broker: BrokerId, is_cut: bool) -> bool {
        if is_cut {
            self.cut.insert(broker)
        } else {
            self.cut.remove(&broker)
        }
    }

    pub fn is_cut(&self, broker: BrokerId) -> bool {
        self.cut.contains(&broker)
    }

    /// Nothing gets from one to the other.
    pub fn is_cut_between(&self, from: &NodeId, to: &NodeId) -> bool {
        let (from, to) = (self.machine(from), self.machine(to));
        from != to && [from, to].into_iter().flatten().any(|broker| self.is_cut(broker))
    }

    /// The next `count` such messages are lost.
    pub fn lose(&mut self, loss: Loss, count: u64) {
        let all = self.losses.entry(loss).or_default();
        *all = all.saturating_add(count);
    }

    /// What is still to be lost, and how many of it.
    pub fn losses(&self) -> impl Iterator<Item = (&Loss, u64)> {
        self.losses.iter().map(|(loss, count)| (loss, *count))
    }

    /// Whether this is a message that a person wants to be lost; it counts.
    pub fn loses(&mut self, envelope: &Envelope) -> bool {
        if self.losses.is_empty() {
            return false;
        }
        let response = matches!(envelope.message, Message::Response(_));
        let asker = match if response { &envelope.to } else { &envelope.from } {
            NodeId::Producer(name) | NodeId::Consumer(name) => name.clone(),
            NodeId::Broker(broker) => broker.0.to_string().into(),
            NodeId::Controller | NodeId::Admin => return false,
        };
        let api = envelope.message.api().into();
        let chosen = Loss { api, response, asker };
        let Some(left) = self.losses.get_mut(&chosen) else {
            return false;
        };
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.losses.remove(&chosen);
        }
        true
    }

    /// The broker on whose machine a node runs; clients have machines of their own.
    fn machine(&self, node: &NodeId) -> Option<BrokerId> {
        match node {
            NodeId::Broker(broker) => Some(*broker),
            NodeId::Controller => Some(self.controller),
            _ => None,
        }
    }

    /// The person's tools run beside the brokers, the controller beside one of them.
    fn is_local(&self, from: &NodeId, to: &NodeId) -> bool {
        let home = NodeId::Broker(self.controller);
        let beside = |a: &NodeId, b: &NodeId| *a == NodeId::Controller && *b == home;
        [from, to].contains(&&NodeId::Admin) || beside(from, to) || beside(to, from)
    }
}

fn is_client(node: &NodeId) -> bool {
    matches!(node, NodeId::Producer(_) | NodeId::Consumer(_))
}
