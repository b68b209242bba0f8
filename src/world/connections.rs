//! Which requests wait for their answer, and on which connection. Where one is not answered in time, or nobody is there
//! to answer, the whole connection breaks, and with it everything that waits on it (`NetworkClient`).
//!
//! Absent on purpose: opening a connection, which takes no time here.

use std::collections::BTreeMap;

use crate::node::{api::Request, context::NodeId};

/// A place in the world's queue.
type Place = (u64, u64);

/// The requests that are not answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connections {
    waiting: BTreeMap<(NodeId, u64), Waiting>,
}

/// A request that is not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Who was asked.
    pub asked: NodeId,
    /// A consumer has a connection of its own to its coordinator (`AbstractCoordinator`: `Integer.MAX_VALUE - id`).
    pub to_coordinator: bool,
    pub api: &'static str,
    /// Where the queue has its end.
    pub expires: Place,
}

impl Connections {
    pub fn ask(&mut self, asker: &NodeId, correlation: u64, asked: &NodeId, request: &Request, expires: Place) {
        let waiting = Waiting {
            asked: asked.clone(),
            to_coordinator: request.is_for_coordinator(),
            api: request.api(),
            expires,
        };
        self.waiting.insert((asker.clone(), correlation), waiting);
    }

    /// The answer came, or nobody waits for it any more: then `None`.
    pub fn answered(&mut self, asker: &NodeId, correlation: u64) -> Option<Waiting> {
        self.waiting.remove(&(asker.clone(), correlation))
    }

    /// Who waits for an answer of this one, in order.
    pub fn waiting_for(&self, asked: &NodeId) -> Vec<(NodeId, u64, Waiting)> {
        let waiting = self.waiting.iter().filter(|(_, waiting)| waiting.asked == *asked);
        waiting
            .map(|((asker, correlation), waiting)| (asker.clone(), *correlation, waiting.clone()))
            .collect()
    }

    /// Whether this one waits for an answer of a controller.
    pub fn waits_for_controller(&self, asker: &NodeId) -> bool {
        let own = self.waiting.range((asker.clone(), 0)..=(asker.clone(), u64::MAX));
        own.into_iter().any(|(_, waiting)| waiting.asked.controller().is_some())
    }

    /// This one is gone, and waits for nothing any more.
    pub fn forget(&mut self, asker: &NodeId) -> Vec<(u64, Waiting)> {
        let own: Vec<u64> = self
            .waiting
            .range((asker.clone(), 0)..=(asker.clone(), u64::MAX))
            .map(|((_, correlation), _)| *correlation)
            .collect();
        let taken = own
            .into_iter()
            .filter_map(|correlation| Some((correlation, self.answered(asker, correlation)?)));
        taken.collect()
    }

    /// Breaks the connection that a request waits on: everything that waits there, in the order in which it was asked.
    pub fn break_that_of(&mut self, asker: &NodeId, correlation: u64) -> Vec<(u64, Waiting)> {
        let Some(late) = self.waiting.get(&(asker.clone(), correlation)) else {
            return Vec::new();
        };
        let (asked, to_coordinator) = (late.asked.clone(), late.to_coordinator);
        self.break_all(asker, &asked, to_coordinator)
    }

    /// Breaks one connection.
    pub fn break_all(&mut self, asker: &NodeId, asked: &NodeId, to_coordinator: bool) -> Vec<(u64, Waiting)> {
        let own = (asker.clone(), 0)..=(asker.clone(), u64::MAX);
        let broken = self
            .waiting
            .range(own)
            .filter(|(_, waiting)| waiting.asked == *asked && waiting.to_coordinator == to_coordinator);
        let broken: Vec<u64> = broken.map(|((_, correlation), _)| *correlation).collect();
        let taken = broken
            .into_iter()
            .filter_map(|correlation| Some((correlation, self.answered(asker, correlation)?)));
        taken.collect()
    }
}
