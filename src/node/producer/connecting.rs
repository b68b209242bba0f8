//! Connections that have ended: nothing is sent to a broker before there is a new one (`NetworkClient.ready`,
//! `ClusterConnectionStates`).
//!
//! Absent on purpose: the time that the first connection of a process takes, so that it knows at once where nobody listens,
//! and the chance that Kafka puts into the pauses.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::ids::BrokerId,
    node::{
        api::{Break, Request},
        context::{Cx, NodeId, Timer},
        metadata::Backoff,
        producer::{Producer, accumulator::Ready},
    },
};

/// What a producer knows of its connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Connections {
    /// `reconnect.backoff.ms`, doubled up to `reconnect.backoff.max.ms`.
    backoff: Backoff,
    /// Brokers that have answered, and whose connection stands.
    open: BTreeSet<BrokerId>,
    ended: BTreeMap<BrokerId, Ended>,
}

/// A connection that has ended, or could not be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ended {
    /// How often in a row.
    attempts: u32,
    /// No new one is tried before, in virtual milliseconds.
    not_before: u64,
    /// The first question on a new one, which is not answered yet.
    asked: Option<u64>,
}

impl Connections {
    pub fn new(backoff: Backoff) -> Self {
        Connections {
            backoff,
            open: BTreeSet::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Requests can be sent to this broker.
    pub fn is_ready(&self, broker: BrokerId) -> bool {
        !self.ended.contains_key(&broker)
    }

    /// A broker answered.
    pub fn opened(&mut self, broker: &NodeId) {
        if let NodeId::Broker(broker) = broker {
            self.open.insert(*broker);
            self.ended.remove(broker);
        }
    }

    /// This was the first question on a new connection.
    pub fn is_asked(&self, broker: BrokerId, correlation: u64) -> bool {
        let ended = self.ended.get(&broker);
        ended.is_some_and(|ended| ended.asked == Some(correlation))
    }

    /// What a request waited on is no more. Where a connection had ended before only a new one counts.
    fn end(&mut self, now: u64, broker: BrokerId, correlation: u64, how: Break) {
        let is_known = self.ended.contains_key(&broker);
        let is_over = matches!(how, Break::Refused | Break::Closed) && !is_known;
        if is_over || self.is_asked(broker, correlation) {
            let ended = self.ended.entry(broker).or_default();
            ended.attempts += 1;
            ended.asked = None;
            ended.not_before = now + self.backoff.after(ended.attempts);
            self.open.remove(&broker);
        }
    }
}

impl Producer {
    /// A connection ended, or there can be none. Says whether anything hangs on it.
    pub(super) fn lose_connection(&mut self, now: u64, broker: BrokerId, correlation: u64, how: Break) -> bool {
        let hangs = correlation != 0;
        if hangs || self.connections.open.contains(&broker) {
            self.metadata.mark_stale();
        }
        self.connections.end(now, broker, correlation, how);
        hangs
    }

    /// Opens new connections to those brokers that something is to be sent to; the first question on one is which
    /// requests the broker knows.
    pub(super) fn connect(&mut self, cx: &mut Cx, ready: &Ready) {
        let mut next = None;
        for broker in ready.nodes.keys() {
            let ended = self.connections.ended.get_mut(broker);
            let Some(ended) = ended.filter(|ended| ended.asked.is_none()) else {
                continue;
            };
            if cx.now < ended.not_before {
                next = next.into_iter().chain([ended.not_before]).min();
                continue;
            }
            self.correlation += 1;
            ended.asked = Some(self.correlation);
            cx.request(NodeId::Broker(*broker), self.correlation, Request::ApiVersions);
        }
        if let Some(at) = next {
            cx.set_timer(Timer::Reconnect, at);
        }
    }
}
