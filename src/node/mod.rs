//! The actors: brokers, the controller, producers, consumers and the person's tools, each owning its state.
//!
//! A node is a value. It wakes with a message or a timer, changes only itself, and says what it wants sent, timed and
//! told (`context::Out`). It knows of the others only what they sent it. Absent on purpose: calls between nodes.

pub mod admin;
pub mod api;
pub mod broker;
pub mod consumer;
pub mod context;
pub mod controller;
pub mod event;
pub mod group;
pub mod image;
pub mod metadata;
pub mod producer;
mod rule;
pub mod template;
pub mod told;

use context::{Cx, Envelope, Timer};

/// Any actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Controller(controller::Controller),
    Broker(broker::Broker),
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

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match self {
            Node::Broker(it) => it.on_timer(cx, timer),
            Node::Producer(it) => it.on_timer(cx, timer),
            Node::Consumer(it) => it.on_timer(cx, timer),
            Node::Admin(it) => it.on_timer(cx),
            Node::Controller(_) => {}
        }
    }
}
