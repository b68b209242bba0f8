//! Where the active controller is: the quorum of KRaft, as far as a person sees it. Up to three brokers are its voters
//! (`process.roles=broker,controller`); one of them is the active controller as long as it reaches a majority.
//!
//! Simplified: the metadata log is not a log here. What the active controller decides is known to the next one, as it is
//! in Kafka once a majority has it; and of the voters that can be elected the lowest is.

use super::{Pending, Place, World};
use crate::{
    kafka::ids::BrokerId,
    node::{
        Node,
        context::NodeId,
        event::{Fact, Rule},
    },
};

/// `controller.quorum.fetch.timeout.ms`: so long the other voters wait for a sign of life.
const FETCH_TIMEOUT_MS: u64 = 2_000;

/// The voters, and which of them is the active controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    voters: Vec<BrokerId>,
    /// Beside whom the active controller lives, or lived last.
    pub seat: BrokerId,
    controller_epoch: u32,
    /// It reaches a majority.
    pub works: bool,
    /// When the others give it up.
    election: Option<Place>,
}

impl Quorum {
    /// Three voters where there are as many brokers, else one.
    pub fn of(brokers: u32) -> Self {
        let voters = if brokers < 3 { 1 } else { 3 };
        Quorum {
            voters: (1..=voters).map(BrokerId).collect(),
            seat: BrokerId(1),
            controller_epoch: 1,
            works: true,
            election: None,
        }
    }
}

impl World {
    /// The broker beside which the active controller lives; `None` while there is none.
    pub fn active_controller(&self) -> Option<BrokerId> {
        self.quorum.works.then_some(self.quorum.seat)
    }

    /// Looks whether the controller is still one, after something failed or came back.
    pub(super) fn review_quorum(&mut self) {
        self.quorum.works = self.has_majority(self.quorum.seat);
        if self.quorum.works {
            if let Some(place) = self.quorum.election.take() {
                self.queue.remove(&place);
                self.take_office();
            }
        } else if self.quorum.election.is_none() {
            let at = self.now + FETCH_TIMEOUT_MS;
            self.quorum.election = Some(self.enqueue(at, Pending::ControllerElection));
        }
    }

    /// The voters have waited long enough. Without a majority nobody is elected, and they go on trying.
    pub(super) fn elect_controller(&mut self) {
        self.quorum.election = None;
        let Some(elected) = self
            .quorum
            .voters
            .iter()
            .copied()
            .find(|voter| self.has_majority(*voter))
        else {
            let at = self.now + FETCH_TIMEOUT_MS;
            self.quorum.election = Some(self.enqueue(at, Pending::ControllerElection));
            return;
        };
        self.quorum.seat = elected;
        self.network.controller = elected;
        self.quorum.works = true;
        self.quorum.controller_epoch += 1;
        let fact = Fact::ControllerElected {
            broker: elected.0,
            controller_epoch: self.quorum.controller_epoch,
        };
        let fetch_timeout_ms = FETCH_TIMEOUT_MS;
        let why = Rule::ControllerLost { fetch_timeout_ms }.by("controller.quorum.fetch.timeout.ms", fetch_timeout_ms);
        self.tell(fact, why);
        self.take_office();
    }

    pub(super) fn take_office(&mut self) {
        self.wake(&NodeId::Controller, |node, cx| {
            if let Node::Controller(controller) = node {
                controller.take_office(cx);
                controller.tell_all(cx);
            }
        });
    }

    /// This voter reaches more than half of the voters, itself included.
    fn has_majority(&self, voter: BrokerId) -> bool {
        let on = |id: BrokerId| !self.is_off(id);
        let reached = |other: &&BrokerId| {
            on(**other) && (**other == voter || !(self.network.is_cut(**other) || self.network.is_cut(voter)))
        };
        let count = self.quorum.voters.iter().filter(reached).count();
        on(voter) && self.quorum.voters.len() < 2 * count
    }
}
