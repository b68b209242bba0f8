//! What a broker learns of the cluster: it fetches what is committed in the metadata log, from the voter beside which it
//! runs, else from the voter that leads (`KafkaRaftClient` as an observer, `MetadataLoader`).
//!
//! Simplified: it keeps the metadata as they are, and not the log; what several entries change it hears at once.

use std::sync::Arc;

use super::{Broker, Life, Settings};
use crate::{
    kafka::ids::{BrokerId, ControllerEpoch},
    node::{
        api::{QuorumAnswer, QuorumLeader, QuorumRequest, QuorumResponse, Request},
        context::{Cx, NodeId, Timer},
        image::Image,
    },
};

/// What a broker knows of the quorum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observer {
    known: QuorumLeader,
    /// The fetch that is not answered, and who was asked.
    asked: Option<(u64, BrokerId)>,
    /// Fetches in a row that came to nothing: the voters are asked in turn.
    failed: u32,
    /// What it heard before it was registered: until then it does not go by it (`BrokerLifecycleManager.initialCatchUpFuture`).
    early: Option<Arc<Image>>,
}

impl Observer {
    pub fn new() -> Self {
        let known = QuorumLeader {
            epoch: ControllerEpoch(0),
            leader: None,
        };
        Observer {
            known,
            asked: None,
            failed: 0,
            early: None,
        }
    }
}

impl Broker {
    /// The controller that this broker takes for the active one; the first voter where it knows of none.
    pub(super) fn controller(&self) -> NodeId {
        let known = self.observer.known.leader;
        NodeId::Controller(known.or(self.image.voters.first().copied()).unwrap_or(self.id))
    }

    /// How long it waits for an answer of the quorum, in virtual milliseconds.
    pub fn metadata_timeout_ms(&self) -> u64 {
        self.setting_ms("controller.quorum.request.timeout.ms")
    }

    fn setting_ms(&self, name: &str) -> u64 {
        self.image.config.i64(name).max(1) as u64
    }

    pub(super) fn fetch_metadata(&mut self, cx: &mut Cx) {
        if self.observer.asked.is_some() {
            return;
        }
        self.correlation += 1;
        let voter = self.voter_to_ask();
        self.observer.asked = Some((self.correlation, voter));
        let newest = self.observer.early.as_ref().unwrap_or(&self.image);
        let (known, version) = (self.observer.known, newest.version);
        let request = Request::Quorum(QuorumRequest::FetchImage { known, version });
        cx.request(NodeId::Controller(voter), self.correlation, request);
    }

    fn voter_to_ask(&self) -> BrokerId {
        let (voters, failed) = (&self.image.voters, self.observer.failed as usize);
        if voters.contains(&self.id) {
            return self.id;
        }
        let leader = self.observer.known.leader.filter(|_| failed % 2 == 0);
        let next = || voters.get(failed / 2 % voters.len().max(1)).copied();
        leader.or_else(next).unwrap_or(self.id)
    }

    pub(super) fn on_metadata(&mut self, cx: &mut Cx, correlation: u64, response: QuorumResponse) {
        let asked = self.observer.asked.take_if(|(asked, _)| *asked == correlation);
        let Some((_, voter)) = asked else { return };
        let (told, known) = (response.leader, self.observer.known);
        let names_another = told.epoch >= known.epoch && told.leader.is_some() && told != known;
        if told.epoch >= known.epoch {
            self.observer.known = told;
        }
        if let QuorumAnswer::FetchImage { image: Some(image) } = response.answer {
            match self.life {
                Life::Registering => self.observer.early = Some(image),
                _ => self.update_metadata(cx, image),
            }
        }
        // Any other voter answers at once, so that it is not asked again at once.
        let waits_for_news = voter == self.id || told.leader == Some(voter);
        if waits_for_news || names_another {
            self.observer.failed = 0;
            self.fetch_metadata(cx);
        } else {
            self.fetch_metadata_later(cx);
        }
    }

    /// It is registered: it goes by what it has heard meanwhile.
    pub(super) fn catch_up(&mut self, cx: &mut Cx) {
        if let Some(image) = self.observer.early.take() {
            self.update_metadata(cx, image);
        }
    }

    /// Becomes what the metadata say: new leaders get an empty log, deleted topics go.
    fn update_metadata(&mut self, cx: &mut Cx, image: Arc<Image>) {
        if image.version <= self.image.version {
            return;
        }
        self.settings = Settings::of(&image, self.id);
        self.image = image;
        self.take_image(cx);
        self.serves |= !self.image.fenced.contains(&self.id);
        // Whoever is fenced says at once that it knows how the cluster is.
        if self.image.fenced.contains(&self.id) && self.life == Life::Running {
            self.beat(cx);
        }
    }

    /// The question was not answered. False where it was another one.
    pub(super) fn on_metadata_broken(&mut self, cx: &mut Cx, correlation: u64) -> bool {
        let is_this = self
            .observer
            .asked
            .take_if(|(asked, _)| *asked == correlation)
            .is_some();
        if is_this {
            self.fetch_metadata_later(cx);
        }
        is_this
    }

    fn fetch_metadata_later(&mut self, cx: &mut Cx) {
        self.observer.failed += 1;
        let wait_ms = self.setting_ms("controller.quorum.retry.backoff.ms");
        cx.set_timer(Timer::MetadataFetch, cx.now + wait_ms);
    }
}
