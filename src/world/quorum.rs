//! The quorum of controllers (KRaft), as the world sees it. What it does is in `node::quorum` and `node::controller`.

use std::sync::Arc;

use super::{Pending, Place, World};
use crate::{
    kafka::ids::BrokerId,
    node::{
        Node,
        api::{Message, QuorumRequest, Request},
        context::{Cx, NodeId},
        controller::Controller,
        image::Image,
    },
};

impl World {
    /// The controllers: one beside each broker that votes.
    pub fn controllers(&self) -> impl Iterator<Item = (BrokerId, &Controller)> {
        self.hosts.iter().map_while(|host| match (&host.id, &host.node) {
            (NodeId::Controller(id), Node::Controller(controller)) => Some((*id, &**controller)),
            _ => None,
        })
    }

    /// The broker beside which the active controller lives; `None` while there is none. One that was cut off takes itself
    /// for it a while longer: the newest one is meant.
    pub fn active_controller(&self) -> Option<BrokerId> {
        let active = self.controllers().filter(|(_, controller)| controller.is_active());
        let newest = active.max_by_key(|(_, controller)| controller.voter().leader().epoch);
        newest.map(|(id, _)| id)
    }

    /// The cluster as the controllers have it: the newest version that a majority of them has.
    pub fn image(&self) -> Option<&Arc<Image>> {
        let committed = self.controllers().filter_map(|(_, it)| it.voter().committed());
        committed.max_by_key(|image| image.version)
    }

    /// Lets the controllers do something now.
    pub(super) fn with_controller(&mut self, id: BrokerId, act: impl FnOnce(&mut Controller, &mut Cx)) {
        self.wake(&NodeId::Controller(id), |node, cx| {
            if let Node::Controller(controller) = node {
                act(controller, cx);
            }
        });
    }

    /// What a person's tools decide needs a majority, and their requests take no time: nor does what the controllers tell
    /// each other while the tools wait for them. True where the next such message is due now.
    pub(super) fn hurry_controllers(&mut self) -> bool {
        self.tools_wait_for_controller() && self.hurry(|_| true)
    }

    /// After that, those who have what was decided say so: they hear no later than the others that a majority has it.
    pub(super) fn hurry_fetches(&mut self) -> bool {
        let fetches = |message: &Message| matches!(message, Message::Request(Request::Quorum(QuorumRequest::Fetch(_))));
        self.hurry(fetches)
    }

    fn tools_wait_for_controller(&self) -> bool {
        let tools = self.hosts.get(&NodeId::Admin);
        tools.is_some_and(|host| host.connections.wait_for_controller())
    }

    fn hurry(&mut self, is_meant: impl Fn(&Message) -> bool) -> bool {
        let between = |pending: &Pending| match pending {
            Pending::Deliver { envelope, lost, .. } => {
                let ends = [&envelope.from, &envelope.to];
                !lost && is_meant(&envelope.message) && ends.iter().all(|end| end.controller().is_some())
            }
            _ => false,
        };
        let next = self.queue.iter().find(|(_, pending)| between(pending));
        let Some(place) = next.map(|(place, _)| place) else {
            return false;
        };
        self.move_to_now(place);
        true
    }

    fn move_to_now(&mut self, place: Place) {
        if let Some(pending) = self.queue.remove(place) {
            // It comes before everything else that is due now.
            self.queue.insert((self.now, 0), pending);
        }
    }
}
