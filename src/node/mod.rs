//! The actors: brokers, the controller, producers, consumers and the person's tools, each owning its state.
//!
//! A node is a value. It wakes with a message or a timer, changes only itself, and says what it wants sent, timed and
//! told (`context::Out`). It knows of the others only what they sent it. Absent on purpose: calls between nodes.

pub mod about;
pub mod admin;
pub mod api;
pub mod because;
pub mod broker;
pub mod consumer;
pub mod context;
pub mod controller;
pub mod event;
pub mod group;
pub mod image;
pub mod metadata;
pub mod producer;
pub mod quorum;
mod rule;
pub mod template;
pub mod told;
pub mod transaction;
mod why;

use api::{Acks, Request};
use context::{Cx, Envelope, Timer};

/// So much longer than the rebalance may take waits a JoinGroup.
const JOIN_GROUP_TIMEOUT_LAPSE_MS: u64 = 5_000;

/// `request.timeout.ms` of the brokers and of the tools.
const REQUEST_TIMEOUT_MS: u64 = 30_000;

/// Any actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Controller(Box<controller::Controller>),
    Broker(Box<broker::Broker>),
    Producer(Box<producer::Producer>),
    Consumer(Box<consumer::Consumer>),
    Admin(admin::Admin),
}

impl Node {
    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        match self {
            Node::Controller(it) => it.on_message(cx, envelope),
            Node::Broker(it) => it.on_message(cx, envelope),
            Node::Producer(it) => it.on_message(cx, envelope),
            Node::Consumer(it) => it.on_message(cx, envelope),
            Node::Admin(it) => it.on_message(cx, envelope),
        }
    }

    /// How long a request waits for its answer, in virtual milliseconds; `None` where there will be none.
    pub fn timeout_ms(&self, request: &Request) -> Option<u64> {
        let has_answer = match request {
            Request::DeleteShareGroupState { .. } => false,
            Request::Produce { acks, .. } => *acks != Acks::None,
            _ => true,
        };
        // The coordinator keeps it waiting for the others (`AbstractCoordinator.JOIN_GROUP_TIMEOUT_LAPSE`).
        let least = match request {
            Request::JoinGroup(join) => join.rebalance_timeout_ms.saturating_add(JOIN_GROUP_TIMEOUT_LAPSE_MS),
            _ => 0,
        };
        if let (Node::Broker(broker), Request::BrokerHeartbeat { .. } | Request::BrokerRegistration { .. }) =
            (self, request)
        {
            return Some(broker.heartbeat_timeout_ms());
        }
        if let (Request::Quorum(_), Node::Broker(broker)) = (request, self) {
            return Some(broker.metadata_timeout_ms());
        }
        has_answer.then(|| self.request_timeout_ms().max(least))
    }

    /// `request.timeout.ms`, in virtual milliseconds.
    pub fn request_timeout_ms(&self) -> u64 {
        match self {
            Node::Producer(producer) => producer.request_timeout_ms(),
            Node::Consumer(consumer) => consumer.request_timeout_ms(),
            Node::Controller(controller) => controller.request_timeout_ms(),
            Node::Broker(_) | Node::Admin(_) => REQUEST_TIMEOUT_MS,
        }
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match self {
            Node::Broker(it) => it.on_timer(cx, timer),
            Node::Producer(it) => it.on_timer(cx, timer),
            Node::Consumer(it) => it.on_timer(cx, timer),
            Node::Admin(it) => it.on_timer(cx),
            Node::Controller(it) => it.on_timer(cx, timer),
        }
    }
}
