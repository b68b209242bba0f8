//! How long a message takes, and which one comes late, twice or never. Every pair of nodes keeps its order, as one TCP
//! connection does: what is behind a late message waits for it. Between machines it takes a millisecond at least: two
//! nodes that answer each other in no time would never let time pass.
//!
//! Absent in this version: bandwidth, and links that lose one of the two directions only.

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
    /// Brokers that nobody reaches and that reach nobody, and links that carry nothing; a link is here once.
    cut: BTreeSet<(BrokerId, Option<Name>)>,
    /// What brokers tell each other takes its own chances: what clients see does not depend on it.
    dice: Dice,
    /// What is to happen to which messages, and to how many of them.
    mishaps: BTreeMap<Mishap, u64>,
    /// How much longer everything takes to and from a broker, or between it and one other node.
    slow: BTreeMap<(BrokerId, Option<Name>), u64>,
    /// Something was slow or late once, so that messages can catch up with each other.
    uneven: bool,
}

/// What is to happen to a kind of message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mishap {
    /// Kafka's name of the API.
    pub api: Name,
    /// The answer, else the question.
    pub response: bool,
    /// Who asks: a client by its name, a broker or the controller beside it by its number.
    pub asker: Name,
    /// What happens to it.
    pub harm: Harm,
}

/// What can happen to a message. Where several are asked for, they happen one after the other in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// It never arrives.
    Lost,
    /// It arrives so much later.
    Late { by_ms: u64 },
    /// It arrives, and a second time.
    Twice,
}

impl Network {
    pub fn new(latency_ms: u64, jitter_ms: u64) -> Self {
        Network {
            latency_ms: latency_ms.max(1),
            jitter_ms,
            last: BTreeMap::new(),
            cut: BTreeSet::new(),
            dice: Dice::new(0),
            mishaps: BTreeMap::new(),
            slow: BTreeMap::new(),
            uneven: false,
        }
    }

    /// The same with chances of its own.
    pub(super) fn with_dice(self, dice: Dice) -> Self {
        Network { dice, ..self }
    }

    /// When a message that leaves now arrives, if it is `late_ms` later than others.
    pub fn arrival(&mut self, now: u64, from: &NodeId, to: &NodeId, late_ms: u64, dice: &mut Dice) -> u64 {
        self.uneven |= late_ms > 0;
        if self.is_local(from, to) {
            return self.local_arrival(now, from, to, late_ms);
        }
        if self.jitter_ms == 0 && !self.uneven {
            return now + self.latency_ms;
        }
        let dice = if is_client(from) || is_client(to) {
            dice
        } else {
            &mut self.dice
        };
        let jitter_ms = match self.jitter_ms {
            0 => 0,
            most => dice.below(most + 1),
        };
        let at = now + self.latency_ms + jitter_ms + late_ms + self.slowness_ms(from, to);
        let last = self.last.entry((from.clone(), to.clone())).or_default();
        *last = at.max(*last);
        *last
    }

    /// On one machine nothing takes time, unless it is late or comes behind what is late.
    fn local_arrival(&mut self, now: u64, from: &NodeId, to: &NodeId, late_ms: u64) -> u64 {
        if !self.uneven {
            return now;
        }
        let pair = (from.clone(), to.clone());
        let before = self.last.get(&pair).copied().unwrap_or_default();
        let at = before.max(now + late_ms);
        if late_ms > 0 {
            self.last.insert(pair, at);
        }
        at
    }

    /// From now on everything takes so much longer to and from a broker, or between it and one other node; 0 ends that.
    /// False where that changes nothing.
    pub fn slow_down(&mut self, broker: BrokerId, other: Option<Name>, by_ms: u64) -> bool {
        let way = (broker, other);
        let before = match by_ms {
            0 => self.slow.remove(&way),
            _ => self.slow.insert(way, by_ms),
        };
        let changes = before.unwrap_or(0) != by_ms;
        self.uneven |= changes;
        changes
    }

    /// What is slow of a broker: everything, or the way to one other node; and by how many milliseconds.
    pub fn slow_ways(&self, broker: BrokerId) -> impl Iterator<Item = (Option<&Name>, u64)> {
        let own = self.slow.iter().filter(move |((slow, _), _)| *slow == broker);
        own.map(|((_, other), by_ms)| (other.as_ref(), *by_ms))
    }

    fn slowness_ms(&self, from: &NodeId, to: &NodeId) -> u64 {
        let at = |end: &NodeId, other: &NodeId| -> u64 {
            let Some(broker) = self.machine(end) else { return 0 };
            let other = self.machine(other).map_or_else(|| other.label(), number);
            let ways = self.slow_ways(broker);
            ways.filter(|(slow, _)| slow.is_none_or(|slow| *slow == other))
                .map(|(_, by_ms)| by_ms)
                .sum()
        };
        if self.slow.is_empty() {
            0
        } else {
            at(from, to) + at(to, from)
        }
    }

    /// Cuts a broker off from everybody, or from one other node. False where that changes nothing.
    pub fn cut(&mut self, broker: BrokerId, other: Option<Name>) -> bool {
        self.cut.insert(link(broker, other))
    }

    /// Heals that. False where that changes nothing.
    pub fn heal(&mut self, broker: BrokerId, other: Option<Name>) -> bool {
        self.cut.remove(&link(broker, other))
    }

    /// Nobody reaches this broker.
    pub fn is_cut(&self, broker: BrokerId) -> bool {
        self.cut.contains(&(broker, None))
    }

    /// Whom alone this broker does not reach, whichever end the cut was asked of.
    pub fn cut_links(&self, broker: BrokerId) -> impl Iterator<Item = Name> {
        let own = number(broker);
        let other_end = move |(one, other): &(BrokerId, Option<Name>)| match other {
            Some(other) if *one == broker => Some(other.clone()),
            Some(other) if *other == own => Some(number(*one)),
            _ => None,
        };
        self.cut.iter().filter_map(other_end)
    }

    /// Nothing gets from one to the other.
    pub fn is_cut_between(&self, from: &NodeId, to: &NodeId) -> bool {
        if self.cut.is_empty() {
            return false;
        }
        let (at, there) = (self.machine(from), self.machine(to));
        let is_link_cut = || match (at, there) {
            (Some(at), Some(there)) => self.cut.contains(&link(at, Some(number(there)))),
            (Some(at), None) if is_client(to) => self.cut.contains(&(at, Some(to.label()))),
            (None, Some(there)) if is_client(from) => self.cut.contains(&(there, Some(from.label()))),
            _ => false,
        };
        at != there && ([at, there].into_iter().flatten().any(|broker| self.is_cut(broker)) || is_link_cut())
    }

    /// This happens to the next `count` such messages.
    pub fn plan(&mut self, mishap: Mishap, count: u64) {
        let all = self.mishaps.entry(mishap).or_default();
        *all = all.saturating_add(count);
    }

    /// What is still to happen, and to how many messages.
    pub fn mishaps(&self) -> impl Iterator<Item = (&Mishap, u64)> {
        self.mishaps.iter().map(|(mishap, count)| (mishap, *count))
    }

    /// What happens to this message, if a person wants something to; it counts.
    pub fn harm(&mut self, envelope: &Envelope) -> Option<Harm> {
        if self.mishaps.is_empty() {
            return None;
        }
        let response = matches!(envelope.message, Message::Response(_));
        let asker = match if response { &envelope.to } else { &envelope.from } {
            NodeId::Producer(name) | NodeId::Consumer(name) => name.clone(),
            // The controller beside a broker goes by its number too.
            NodeId::Broker(broker) | NodeId::Controller(broker) => number(*broker),
            NodeId::Admin => return None,
        };
        let api = envelope.message.api();
        let is_meant = |mishap: &Mishap| *mishap.api == *api && mishap.response == response && mishap.asker == asker;
        let (mishap, left) = self.mishaps.iter_mut().find(|(mishap, _)| is_meant(mishap))?;
        let mishap = mishap.clone();
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.mishaps.remove(&mishap);
        }
        Some(mishap.harm)
    }

    /// The broker on whose machine a node runs; clients have machines of their own.
    fn machine(&self, node: &NodeId) -> Option<BrokerId> {
        match node {
            NodeId::Broker(broker) | NodeId::Controller(broker) => Some(*broker),
            _ => None,
        }
    }

    /// The person's tools run beside the brokers, a controller beside one of them.
    fn is_local(&self, from: &NodeId, to: &NodeId) -> bool {
        let machine = self.machine(from);
        [from, to].contains(&&NodeId::Admin) || (machine.is_some() && machine == self.machine(to))
    }
}

/// A link between two brokers is the same from both ends; it goes by the lower number.
fn link(broker: BrokerId, other: Option<Name>) -> (BrokerId, Option<Name>) {
    match other.as_deref().map(str::parse) {
        Some(Ok(id)) if id < broker.0 => (BrokerId(id), Some(number(broker))),
        _ => (broker, other),
    }
}

fn number(broker: BrokerId) -> Name {
    broker.0.to_string().into()
}

fn is_client(node: &NodeId) -> bool {
    matches!(node, NodeId::Producer(_) | NodeId::Consumer(_))
}
