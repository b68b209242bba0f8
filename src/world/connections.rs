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
    /// The place that the queue has: no later than the first of these ends, for most are answered long before.
    queued: Option<Place>,
}

/// A request that is not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Who was asked.
    pub asked: NodeId,
    /// A consumer has a connection of its own to its coordinator (`AbstractCoordinator`: `Integer.MAX_VALUE - id`).
    pub to_coordinator: bool,
    /// The place of its end in the queue.
    pub expires: Place,
}

impl Connections {
    /// From now on this waits. Returns the place that the queue is to have from now on, if another.
    #[must_use]
    pub fn ask(&mut self, correlation: u64, asked: &NodeId, request: &Request, expires: Place) -> Option<Place> {
        let waiting = Waiting {
            asked: asked.clone(),
            to_coordinator: request.is_for_coordinator(),
            expires,
        };
        self.waiting.insert(correlation, waiting);
        let is_first = self.queued.is_none_or(|queued| expires < queued);
        is_first.then(|| *self.queued.insert(expires))
    }

    /// The place that the queue had is there: the request that ends here, if it still waits.
    pub fn ends_at(&mut self, place: Place) -> Option<u64> {
        self.queued = None;
        let late = self.waiting.iter().find(|(_, waiting)| waiting.expires == place);
        late.map(|(correlation, _)| *correlation)
    }

    /// The place that the queue is to have now that it has none.
    pub fn queue_next(&mut self) -> Option<Place> {
        if self.queued.is_none() {
            self.queued = self.waiting.values().map(|waiting| waiting.expires).min();
            return self.queued;
        }
        None
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

    /// The node is gone, and waits for nothing any more. Returns the place that the queue has.
    pub fn forget(&mut self) -> Option<Place> {
        std::mem::take(self).queued
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
