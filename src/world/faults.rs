//! What goes wrong between the nodes: messages that come late, twice or never, answers that do not come, brokers that
//! are slow or cut off.

use std::sync::Arc;

use super::{
    Pending, Place, World,
    connections::Waiting,
    network::{Harm, Mishap},
};
use crate::{
    kafka::ids::{BrokerId, Name},
    node::{
        Node,
        api::{Break, Message, Request},
        context::{Envelope, NodeId},
        event::{Fact, Rule},
    },
};

impl World {
    /// Puts a message on its way.
    pub(super) fn send(&mut self, from: usize, envelope: Arc<Envelope>) {
        let harm = self.harm(&envelope);
        let lost = harm == Some(Harm::Lost);
        let is_absent = || {
            let node = self.node(&envelope.to);
            node.is_some_and(|node| self.is_absent(node, &envelope))
        };
        if envelope.from == NodeId::Admin && (lost || is_absent()) {
            // The tools run beside the brokers and take no time: they see at once that nobody answers.
            let (asker, asked) = (&envelope.from, envelope.to.clone());
            let refusal = broken(asker, asked, envelope.correlation, Break::Refused);
            return self.deliver(self.now, refusal, false);
        }
        if let Message::Request(request) = &envelope.message {
            self.expect_answer(from, &envelope, request);
        }
        if harm == Some(Harm::Twice) {
            let at = self.arrival(&envelope, 0);
            self.deliver(at, envelope.clone(), false);
        }
        let late_ms = match harm {
            Some(Harm::Late { by_ms }) => by_ms,
            _ => 0,
        };
        let at = self.arrival(&envelope, late_ms);
        self.deliver(at, envelope, lost);
    }

    /// From now on the answer to this request is waited for, if there is to be one.
    fn expect_answer(&mut self, from: usize, envelope: &Envelope, request: &Request) {
        let Some(host) = self.hosts.at(from) else { return };
        let Some(timeout_ms) = host.node.timeout_ms(request) else {
            return;
        };
        self.sequence += 1;
        let place = (self.now.saturating_add(timeout_ms), self.sequence);
        let queued = host.connections.ask(envelope.correlation, &envelope.to, request, place);
        if let Some(queued) = queued {
            self.queue.insert(queued, Pending::Expiry(host.id.clone()));
        }
    }

    /// The answer came, or nobody waits for it any more: then `None`.
    pub(super) fn answered(&mut self, asker: &NodeId, correlation: u64) -> Option<Waiting> {
        self.hosts.get_mut(asker)?.connections.answered(correlation)
    }

    /// Puts a message on its way. Copies of the world share it.
    pub(super) fn deliver(&mut self, at: u64, envelope: Arc<Envelope>, lost: bool) {
        let sent_ms = self.now;
        self.enqueue(
            at,
            Pending::Deliver {
                envelope,
                sent_ms,
                lost,
            },
        );
    }

    /// When a message that leaves now arrives.
    pub(super) fn arrival(&mut self, envelope: &Envelope, late_ms: u64) -> u64 {
        self.network
            .arrival(self.now, &envelope.from, &envelope.to, late_ms, &mut self.dice)
    }

    /// What happens to a message on its way.
    fn harm(&mut self, envelope: &Envelope) -> Option<Harm> {
        if self.network.is_cut_between(&envelope.from, &envelope.to) {
            return Some(Harm::Lost);
        }
        let harm = self.network.harm(envelope)?;
        let (api, side) = (
            Name::from(envelope.message.api()),
            side(matches!(envelope.message, Message::Response(_))),
        );
        let (from, to) = (envelope.from.label(), envelope.to.label());
        let fact = match harm {
            Harm::Lost => Fact::MessageLost { api, side, from, to },
            Harm::Late { by_ms } => Fact::MessageDelayed {
                api,
                side,
                from,
                to,
                by_ms,
            },
            Harm::Twice => Fact::MessageDuplicated { api, side, from, to },
        };
        self.tell(fact, Rule::Asked.alone());
        Some(harm)
    }

    /// A message is there, unless its way was cut meanwhile or its connection is no more.
    pub(super) fn reaches(&mut self, to: usize, envelope: &Envelope) -> bool {
        let is_cut = || self.network.is_cut_between(&envelope.from, &envelope.to);
        match &envelope.message {
            // What a node learns of its own end of a connection.
            Message::Broken(_) => true,
            _ if is_cut() => false,
            Message::Request(_) => true,
            Message::Response(_) => {
                let host = self.hosts.at(to);
                let waiting = host.and_then(|host| host.connections.answered(envelope.correlation));
                waiting.is_some()
            }
        }
    }

    /// A request may not have been answered in time: then its connection is closed
    /// (`NetworkClient.handleTimedOutRequests`).
    pub(super) fn expire(&mut self, asker: &NodeId, due: Place) {
        let Some(host) = self.hosts.get_mut(asker) else { return };
        let late = host.connections.ends_at(due);
        let broken = late.map_or_else(Vec::new, |late| host.connections.break_that_of(late));
        if let Some(next) = host.connections.queue_next() {
            self.queue.insert(next, Pending::Expiry(asker.clone()));
        }
        for waiting in broken {
            let timeout_ms = self.timeout_ms(asker);
            self.end(asker, waiting, Break::TimedOut { timeout_ms });
        }
    }

    /// A node closes one of its connections.
    pub(super) fn hang_up(&mut self, asker: usize, asked: &NodeId, to_coordinator: bool) {
        let Some(host) = self.hosts.at(asker) else { return };
        let asker = host.id.clone();
        for waiting in host.connections.break_all(asked, to_coordinator) {
            self.end(&asker, waiting, Break::HungUp);
        }
    }

    /// Tells the one who asked, at once: it is its own end of the connection.
    fn end(&mut self, asker: &NodeId, waiting: Waiting, why: Break) {
        self.deliver(self.now, broken(asker, waiting.asked, waiting.correlation, why), false);
    }

    /// `request.timeout.ms` of a client.
    fn timeout_ms(&self, asker: &NodeId) -> u64 {
        self.node(asker).map_or(0, Node::request_timeout_ms)
    }

    /// This happens to the next `count` such messages.
    pub fn plan_mishap(&mut self, mishap: Mishap, count: u64) {
        let (api, side, asker) = (mishap.api.clone(), side(mishap.response), mishap.asker.clone());
        let fact = match mishap.harm {
            Harm::Lost => Fact::LossAsked {
                api,
                side,
                asker,
                count,
            },
            Harm::Late { by_ms } => Fact::DelayAsked {
                api,
                side,
                asker,
                count,
                by_ms,
            },
            Harm::Twice => Fact::DuplicateAsked {
                api,
                side,
                asker,
                count,
            },
        };
        self.tell(fact, Rule::Asked.alone());
        self.network.plan(mishap, count);
    }

    /// From now on everything takes so much longer to and from a broker, or between it and one other node.
    pub fn slow_broker(&mut self, broker: BrokerId, other: Option<Name>, by_ms: u64) {
        if self.network.slow_down(broker, other.clone(), by_ms) {
            let (broker, to) = (broker.0, other);
            self.tell(Fact::BrokerSlowed { broker, to, by_ms }, Rule::Asked.alone());
        }
    }

    /// What is slow of a broker: everything, or the way to one other node; and by how many milliseconds.
    pub fn slow_ways(&self, broker: BrokerId) -> impl Iterator<Item = (Option<&Name>, u64)> {
        self.network.slow_ways(broker)
    }

    /// Cuts a broker off from everybody, or from one other node.
    pub fn cut_broker(&mut self, broker: BrokerId, other: Option<Name>) {
        if self.network.cut(broker, other.clone()) {
            let (broker, to) = (broker.0, other);
            self.tell(Fact::BrokerCut { broker, to }, Rule::Asked.alone());
        }
    }

    /// Joins a broker to one other node again, or to everybody: then its links are whole again too.
    pub fn heal_broker(&mut self, broker: BrokerId, other: Option<Name>) {
        let links: Vec<Name> = match &other {
            Some(_) => Vec::new(),
            None => self.network.cut_links(broker).collect(),
        };
        for to in std::iter::once(other).chain(links.into_iter().map(Some)) {
            if self.network.heal(broker, to.clone()) {
                let broker = broker.0;
                self.tell(Fact::BrokerHealed { broker, to }, Rule::Asked.alone());
            }
        }
    }

    /// Nobody reaches this broker.
    pub fn is_cut(&self, broker: BrokerId) -> bool {
        self.network.is_cut(broker)
    }

    /// Whom alone this broker does not reach: a client by its name, a broker by its number.
    pub fn cut_links(&self, broker: BrokerId) -> impl Iterator<Item = Name> {
        self.network.cut_links(broker)
    }

    /// What is still to happen to a client's messages, and to how many of each.
    pub fn mishaps_of<'a>(&'a self, asker: &'a Name) -> impl Iterator<Item = (&'a Mishap, u64)> {
        self.network.mishaps().filter(move |(mishap, _)| mishap.asker == *asker)
    }
}

/// What a node learns where a connection ends.
pub(super) fn broken(asker: &NodeId, asked: NodeId, correlation: u64, how: Break) -> Arc<Envelope> {
    Arc::new(Envelope {
        from: asked,
        to: asker.clone(),
        correlation,
        message: Message::Broken(how),
    })
}

fn side(response: bool) -> Name {
    if response { "response" } else { "request" }.into()
}
