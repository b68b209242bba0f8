//! What goes wrong between the nodes: messages that are lost, answers that do not come, brokers that are cut off.

use std::sync::Arc;

use super::{Pending, World, connections::Waiting, network::Loss};
use crate::{
    kafka::ids::{BrokerId, Name},
    node::{
        Node,
        api::{Break, Message},
        context::{Envelope, NodeId},
        event::{Fact, Rule},
    },
};

impl World {
    /// Puts a message on its way.
    pub(super) fn send(&mut self, envelope: Envelope) {
        let lost = self.is_lost(&envelope);
        if (lost || self.is_absent(&envelope.to)) && envelope.from == NodeId::Admin {
            // The tools run beside the brokers and take no time: they see at once that nobody answers.
            let (asker, asked) = (&envelope.from, envelope.to);
            return self.deliver(
                self.now,
                broken(asker, asked, envelope.correlation, Break::Refused),
                false,
            );
        }
        if let Message::Request(request) = &envelope.message
            && let Some(timeout_ms) = self.nodes.get(&envelope.from).and_then(|node| node.timeout_ms(request))
        {
            let expiry = Pending::Expiry(envelope.from.clone(), envelope.correlation);
            let place = self.enqueue(self.now.saturating_add(timeout_ms), expiry);
            if let Message::Request(request) = &envelope.message {
                self.connections
                    .ask(&envelope.from, envelope.correlation, &envelope.to, request, place);
            }
        }
        let at = self.arrival(&envelope);
        self.deliver(at, envelope, lost);
    }

    /// Puts a message on its way. Copies of the world share it.
    pub(super) fn deliver(&mut self, at: u64, envelope: Envelope, lost: bool) {
        let (envelope, sent_ms) = (Arc::new(envelope), self.now);
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
    pub(super) fn arrival(&mut self, envelope: &Envelope) -> u64 {
        self.network
            .arrival(self.now, &envelope.from, &envelope.to, &mut self.dice)
    }

    fn is_lost(&mut self, envelope: &Envelope) -> bool {
        // A controller without a majority commits nothing, and so answers nothing.
        if envelope.to == NodeId::Controller && !self.quorum.works && !self.is_absent(&envelope.to) {
            return true;
        }
        if self.network.is_cut_between(&envelope.from, &envelope.to) {
            return true;
        }
        let lost = self.network.loses(envelope);
        if lost {
            let fact = Fact::MessageLost {
                api: envelope.message.api().into(),
                side: side(matches!(envelope.message, Message::Response(_))),
                from: envelope.from.label(),
                to: envelope.to.label(),
            };
            self.tell(fact, Rule::Asked.alone());
        }
        lost
    }

    /// A message is there, unless its way was cut meanwhile or its connection is no more.
    pub(super) fn reaches(&mut self, envelope: &Envelope) -> bool {
        let is_cut = || self.network.is_cut_between(&envelope.from, &envelope.to);
        match &envelope.message {
            // What a node learns of its own end of a connection.
            Message::Broken(_) => true,
            _ if is_cut() => false,
            Message::Request(_) => true,
            Message::Response(_) => {
                let waiting = self.connections.answered(&envelope.to, envelope.correlation);
                waiting.is_some_and(|waiting| self.queue.remove(&waiting.expires).is_some())
            }
        }
    }

    /// A request was not answered in time: its connection is closed (`NetworkClient.handleTimedOutRequests`).
    pub(super) fn break_late(&mut self, asker: &NodeId, correlation: u64) {
        let broken = self.connections.break_that_of(asker, correlation);
        for (correlation, waiting) in broken {
            let timeout_ms = self.timeout_ms(asker);
            self.end(asker, correlation, waiting, Break::TimedOut { timeout_ms });
        }
    }

    /// A node closes one of its connections.
    pub(super) fn hang_up(&mut self, asker: &NodeId, asked: &NodeId, to_coordinator: bool) {
        for (correlation, waiting) in self.connections.break_all(asker, asked, to_coordinator) {
            self.end(asker, correlation, waiting, Break::HungUp);
        }
    }

    /// Tells the one who asked, at once: it is its own end of the connection.
    fn end(&mut self, asker: &NodeId, correlation: u64, waiting: Waiting, why: Break) {
        self.queue.remove(&waiting.expires);
        self.deliver(self.now, broken(asker, waiting.asked, correlation, why), false);
    }

    /// `request.timeout.ms` of a client.
    fn timeout_ms(&self, asker: &NodeId) -> u64 {
        self.nodes.get(asker).map_or(0, Node::request_timeout_ms)
    }

    /// The next `count` such messages are lost.
    pub fn lose(&mut self, loss: Loss, count: u64) {
        let fact = Fact::LossAsked {
            api: loss.api.clone(),
            side: side(loss.response),
            asker: loss.asker.clone(),
            count,
        };
        self.tell(fact, Rule::Asked.alone());
        self.network.lose(loss, count);
    }

    /// Cuts a broker off from everybody.
    pub fn cut_broker(&mut self, broker: BrokerId) {
        if self.network.cut(broker, true) {
            self.tell(Fact::BrokerCut { broker: broker.0 }, Rule::Asked.alone());
            self.review_quorum();
        }
    }

    /// Joins a broker to everybody again. What it missed of the cluster's metadata it fetches at once.
    pub fn heal_broker(&mut self, broker: BrokerId) {
        if !self.network.cut(broker, false) {
            return;
        }
        self.tell(Fact::BrokerHealed { broker: broker.0 }, Rule::Asked.alone());
        self.review_quorum();
        if self.quorum.works {
            self.wake(&NodeId::Controller, |node, cx| {
                if let Node::Controller(controller) = node {
                    controller.tell_all(cx);
                }
            });
        }
    }

    pub fn is_cut(&self, broker: BrokerId) -> bool {
        self.network.is_cut(broker)
    }

    /// What is still to be lost of a client's messages, and how many of each.
    pub fn losses_of<'a>(&'a self, asker: &'a Name) -> impl Iterator<Item = (&'a Loss, u64)> {
        self.network.losses().filter(move |(loss, _)| loss.asker == *asker)
    }
}

/// What a node learns where a connection ends.
pub(super) fn broken(asker: &NodeId, asked: NodeId, correlation: u64, how: Break) -> Envelope {
    Envelope {
        from: asked,
        to: asker.clone(),
        correlation,
        message: Message::Broken(how),
    }
}

fn side(response: bool) -> Name {
    if response { "response" } else { "request" }.into()
}
