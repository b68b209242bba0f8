//! Which requests wait for their answer, and on which connection. Where one is not answered in time, or nobody is there
//! to answer, the whole connection breaks, and with it everything that waits on it (`NetworkClient`).
//!
//! Absent on purpose: opening a connection, which takes no time here.

use super::Place;
use crate::node::{api::Request, context::NodeId};

/// The requests of one node that are not answered, by their correlation: few at a time, the newest mostly at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connections {
    waiting: Vec<Waiting>,
    /// The place that the queue has: no later than the first of these ends, for most are answered long before.
    queued: Option<Place>,
}

/// A request that is not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub correlation: u64,
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
            correlation,
            asked: asked.clone(),
            to_coordinator: request.is_for_coordinator(),
            expires,
        };
        match self.place(correlation) {
            Ok(place) => self.waiting[place] = waiting,
            Err(place) => self.waiting.insert(place, waiting),
        }
        let is_first = self.queued.is_none_or(|queued| expires < queued);
        is_first.then(|| *self.queued.insert(expires))
    }

    /// The place that the queue had is there: the request that ends here, if it still waits.
    pub fn ends_at(&mut self, place: Place) -> Option<u64> {
        self.queued = None;
        let late = self.waiting.iter().find(|waiting| waiting.expires == place);
        late.map(|waiting| waiting.correlation)
    }

    /// The place that the queue is to have now that it has none.
    pub fn queue_next(&mut self) -> Option<Place> {
        if self.queued.is_none() {
            self.queued = self.waiting.iter().map(|waiting| waiting.expires).min();
            return self.queued;
        }
        None
    }

    /// The answer came, or nobody waits for it any more: then `None`.
    pub fn answered(&mut self, correlation: u64) -> Option<Waiting> {
        let place = self.place(correlation).ok()?;
        Some(self.waiting.remove(place))
    }

    /// What waits for an answer of this one, in order.
    pub fn waiting_for(&self, asked: &NodeId) -> impl Iterator<Item = u64> {
        let waiting = self.waiting.iter().filter(|waiting| waiting.asked == *asked);
        waiting.map(|waiting| waiting.correlation)
    }

    /// Whether an answer of a controller is waited for.
    pub fn wait_for_controller(&self) -> bool {
        self.waiting.iter().any(|waiting| waiting.asked.controller().is_some())
    }

    /// The node is gone, and waits for nothing any more. Returns the place that the queue has.
    pub fn forget(&mut self) -> Option<Place> {
        std::mem::take(self).queued
    }

    /// Breaks the connection that a request waits on: everything that waits there, in the order in which it was asked.
    pub fn break_that_of(&mut self, correlation: u64) -> Vec<Waiting> {
        let Ok(place) = self.place(correlation) else {
            return Vec::new();
        };
        let late = &self.waiting[place];
        let (asked, to_coordinator) = (late.asked.clone(), late.to_coordinator);
        self.break_all(&asked, to_coordinator)
    }

    /// Breaks one connection.
    pub fn break_all(&mut self, asked: &NodeId, to_coordinator: bool) -> Vec<Waiting> {
        let is_there = |waiting: &mut Waiting| waiting.asked == *asked && waiting.to_coordinator == to_coordinator;
        self.waiting.extract_if(.., is_there).collect()
    }

    /// Where a request is, or would be.
    fn place(&self, correlation: u64) -> Result<usize, usize> {
        self.waiting
            .binary_search_by_key(&correlation, |waiting| waiting.correlation)
    }
}
