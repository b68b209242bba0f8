//! What is told when the active controller changes.

use std::sync::Arc;

use crate::{
    kafka::{error::KafkaError, ids::ControllerEpoch},
    node::{
        api::{Message, QuorumLeader, Response},
        context::{Cx, Held},
        event::{Fact, Rule, Why},
        image::Image,
        quorum::Voter,
    },
};

impl Held {
    /// What is said in its place where the controller is the active one no more: nobody knows whether a later one will
    /// find the decision in the log (`DeferredEventQueue.failAll`).
    pub(super) fn refused(self) -> Self {
        let mut sends = self.sends;
        for envelope in &mut sends {
            let envelope = Arc::make_mut(envelope);
            let (api, error) = (envelope.message.api(), KafkaError::NotController);
            envelope.message = Message::Response(Response::Refused { api, error });
        }
        Held {
            sends,
            events: Vec::new(),
        }
    }
}

/// A majority has what earlier controllers decided, and the news that this one leads now.
pub(super) fn tell_elected(cx: &mut Cx, image: &Image, elected: &Voter) {
    let leader = elected.leader();
    let fact = Fact::ControllerElected {
        broker: cx.me.controller().map_or(0, |id| id.0),
        controller_epoch: leader.epoch.0,
    };
    let why = if elected.is_successor() {
        Rule::ControllerWent.alone()
    } else {
        let fetch_timeout_ms = fetch_timeout_ms(image);
        Rule::ControllerLost { fetch_timeout_ms }.by(FETCH_TIMEOUT, fetch_timeout_ms)
    };
    cx.tell(fact, why);
}

/// Why a controller of `epoch` is the active one no more.
pub(super) fn why_resigned(image: &Image, epoch: ControllerEpoch, now: QuorumLeader) -> Why {
    if now.epoch > epoch {
        let controller_epoch = now.epoch.0;
        return Rule::NewerController { controller_epoch }.alone();
    }
    let fetch_timeout_ms = fetch_timeout_ms(image);
    let silent_ms = fetch_timeout_ms * 3 / 2;
    Rule::NoMajority { silent_ms }.by(FETCH_TIMEOUT, fetch_timeout_ms)
}

const FETCH_TIMEOUT: &str = "controller.quorum.fetch.timeout.ms";

fn fetch_timeout_ms(image: &Image) -> u64 {
    image.config.i64(FETCH_TIMEOUT).max(1) as u64
}
