//! Which requests wait for their answer, and on which connection. Where one is not answered in time, or nobody is there
//! to answer, the whole connection breaks, and with it everything that waits on it (`NetworkClient`).
//!
//! Absent on purpose: opening a connection, which takes no time here.

use std::collections::BTreeMap;

use super::Place;
use crate::node::{api::Request, context::NodeId};

/// The requests of one node that are not answered, by correlation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connections {
    waiting: BTreeMap<u64, Waiting>,
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
    pub fn ask(&mut self, correlation: u64, asked: &NodeId, request: &Request, expires: Place) {
        let waiting = Waiting {
            asked: asked.clone(),
            to_coordinator: request.is_for_coordinator(),
            api: request.api(),
            expires,
        };
        self.waiting.insert(correlation, waiting);
    }

    /// The answer came, or nobody waits for it any more: then `None`.
    pub fn answered(&mut self, correlation: u64) -> Option<Waiting> {
        self.waiting.remove(&correlation)
    }

    /// What waits for an answer of this one, in order.
    pub fn waiting_for(&self, asked: &NodeId) -> impl Iterator<Item = u64> {
        let waiting = self.waiting.iter().filter(|(_, waiting)| waiting.asked == *asked);
        waiting.map(|(correlation, _)| *correlation)
    }

    /// Whether an answer of a controller is waited for.
    pub fn wait_for_controller(&self) -> bool {
        self.waiting
            .values()
            .any(|waiting| waiting.asked.controller().is_some())
    }

    /// The node is gone, and waits for nothing any more.
    pub fn forget(&mut self) -> impl Iterator<Item = Waiting> {
        std::mem::take(&mut self.waiting).into_values()
    }

    /// Breaks the connection that a request waits on: everything that waits there, in the order in which it was asked.
    pub fn break_that_of(&mut self, correlation: u64) -> Vec<(u64, Waiting)> {
        let Some(late) = self.waiting.get(&correlation) else {
            return Vec::new();
        };
        let (asked, to_coordinator) = (late.asked.clone(), late.to_coordinator);
        self.break_all(&asked, to_coordinator)
    }

    /// Breaks one connection.
    pub fn break_all(&mut self, asked: &NodeId, to_coordinator: bool) -> Vec<(u64, Waiting)> {
        let is_there =
            |_: &u64, waiting: &mut Waiting| waiting.asked == *asked && waiting.to_coordinator == to_coordinator;
        self.waiting.extract_if(.., is_there).collect()
    }
}
