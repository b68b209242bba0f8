//! The brokers' sessions: who is heard of, who is fenced, and who leads then (`ClusterControlManager`,
//! `BrokerHeartbeatManager`, `ReplicationControlManager.generateLeaderAndIsrUpdates`).
//!
//! Of broker epochs there is that each process of a broker has a number, which comes with its heartbeats. Of directories
//! (KIP-858) there is only that a replica on a new disk is not known to be there yet when its broker is heard of again.

use super::Controller;
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, TopicPartition},
        leadership::{Elected, Election, Leadership, Manner},
    },
    node::{
        api::{Response, Shutdown},
        context::{Cx, Timer},
        event::{Fact, Rule, Why},
        image::{Image, Registration, is_internal},
    },
};

/// What a heartbeat says.
pub(super) struct Beat {
    /// The version of the metadata that the broker knows.
    pub version: u64,
    pub wants_to_stop: bool,
}

impl Controller {
    /// Becomes the active controller: every broker that is not fenced begins a session.
    pub(super) fn take_office(&mut self, cx: &mut Cx) {
        self.versions.clear();
        for broker in &self.image.brokers {
            match self.image.fenced.contains(broker) {
                true => cx.cancel_timer(Timer::BrokerSession(*broker)),
                false => self.touch(cx, *broker),
            }
        }
        self.watch_balance(cx);
    }

    fn touch(&self, cx: &mut Cx, broker: BrokerId) {
        cx.set_timer(Timer::BrokerSession(broker), cx.now + self.session_ms());
    }

    fn session_ms(&self) -> u64 {
        self.image.config.i64("broker.session.timeout.ms").max(1) as u64
    }

    /// A broker that starts; while its last life has a session it is refused (`ClusterControlManager.registerBroker`).
    /// One that comes back from a crash may lack records (`handleBrokerUncleanShutdown`, KIP-966).
    pub(super) fn register(
        &mut self,
        cx: &mut Cx,
        broker: BrokerId,
        epoch: u64,
        shutdown: Shutdown,
    ) -> Result<(), KafkaError> {
        let known = self.image.broker_epoch(broker);
        if !self.image.fenced.contains(&broker) || epoch < known {
            return Err(KafkaError::DuplicateBrokerRegistration);
        }
        if shutdown != Shutdown::Clean {
            self.distrust(cx, broker);
        }
        self.versions.remove(&broker);
        let registration = Registration {
            epoch,
            version: self.voter.log().end().offset + 1,
            new_disk: shutdown == Shutdown::NewDisk,
        };
        self.change(|next| {
            next.registrations.insert(broker, registration);
        });
        Ok(())
    }

    /// `ReplicationControlManager.processBrokerHeartbeat`, `BrokerHeartbeatManager.calculateNextBrokerState`. What an earlier
    /// process of the broker said, and what was long on its way, says nothing of this one
    /// (`ClusterControlManager.checkBrokerEpoch`).
    pub(super) fn heartbeat(&mut self, cx: &mut Cx, broker: BrokerId, epoch: u64, beat: Beat) -> Response {
        if self.image.broker_epoch(broker) != epoch {
            let (api, error) = ("BrokerHeartbeat", KafkaError::StaleBrokerEpoch);
            return Response::Refused { api, error };
        }
        let Beat { version, wants_to_stop } = beat;
        self.versions.insert(broker, version);
        let mut should_stop = false;
        if self.image.fenced.contains(&broker) {
            should_stop = wants_to_stop;
            let registered = self.image.registrations.get(&broker);
            if !wants_to_stop && registered.is_none_or(|registered| registered.version <= version) {
                self.unfence(cx, broker);
            }
        } else {
            self.touch(cx, broker);
            if wants_to_stop {
                should_stop = self.let_go(cx, broker);
            }
        }
        Response::BrokerHeartbeat {
            is_fenced: self.image.fenced.contains(&broker),
            should_stop,
        }
    }

    /// A broker wants to stop: others lead in its place first. True when it may go.
    fn let_go(&mut self, cx: &mut Cx, broker: BrokerId) -> bool {
        if !self.image.shutting_down.contains(&broker) {
            let why = Rule::ShutsDown { broker: broker.0 }.alone();
            self.reelect(cx, &why, |next| {
                next.shutting_down.insert(broker);
                Some(broker)
            });
            self.shutdown_version = self.image.version;
        }
        let leads = self.partitions().any(|(_, placed)| placed.leader == Some(broker));
        let told = |id: &BrokerId| {
            self.versions
                .get(id)
                .is_some_and(|version| self.shutdown_version <= *version)
        };
        let mut active = self.image.brokers.iter().filter(|id| self.image.is_active(**id));
        if leads || !active.all(told) {
            return false;
        }
        let why = Rule::ShutsDown { broker: broker.0 }.alone();
        self.fence(cx, broker, why);
        true
    }

    /// A session ended (`QuorumController.maybeFenceStaleBrokers`).
    pub fn on_session_expired(&mut self, cx: &mut Cx, broker: BrokerId) {
        let session_timeout_ms = self.session_ms();
        let why = Rule::BrokerSilent { session_timeout_ms }.by("broker.session.timeout.ms", session_timeout_ms);
        self.fence(cx, broker, why);
    }

    fn fence(&mut self, cx: &mut Cx, broker: BrokerId, why: Why) {
        cx.cancel_timer(Timer::BrokerSession(broker));
        cx.tell(Fact::BrokerFenced { broker: broker.0 }, why);
        let why = Rule::LeaderFenced { broker: broker.0 }.alone();
        self.reelect(cx, &why, |next| {
            next.fenced.insert(broker);
            next.shutting_down.remove(&broker);
            Some(broker)
        });
    }

    fn unfence(&mut self, cx: &mut Cx, broker: BrokerId) {
        self.touch(cx, broker);
        cx.tell(Fact::BrokerUnfenced { broker: broker.0 }, Rule::Heard.alone());
        let why = Rule::Returned { broker: broker.0 }.alone();
        // Its replicas lie in another directory than the registered one, until it has said so (`LeaderAcceptor`).
        let registered = self.image.registrations.get(&broker);
        let not_yet = registered
            .is_some_and(|registered| registered.new_disk)
            .then_some(broker);
        self.reelect_without(cx, &why, not_yet, |next| {
            next.fenced.remove(&broker);
            if let Some(registered) = next.registrations.get_mut(&broker) {
                registered.new_disk = false;
            }
            None
        });
    }

    /// What a broker had when it crashed counts no more: it is eligible for nothing.
    fn distrust(&mut self, cx: &mut Cx, broker: BrokerId) {
        let mut next = Image::clone(&self.image);
        let mut changed = Vec::new();
        for (tp, placed) in self.partitions() {
            let concerned = placed.isr.contains(&broker) || placed.elr.contains(&broker);
            let (election, min_isr) = (election(&next, &tp), next.min_isr(&tp));
            let may_lead = |id| id != broker && next.is_active(id);
            if concerned && let Some(elected) = placed.without_crashed(broker, election, min_isr, may_lead) {
                changed.push((tp, placed.clone(), elected));
            }
        }
        for (tp, _, elected) in &changed {
            next.set_partition(tp, elected.next.clone());
        }
        self.replace(next);
        let why = Rule::Crashed { broker: broker.0 }.alone();
        for (tp, before, elected) in changed {
            if elected.next.leader != before.leader {
                self.tell_elected(cx, &tp, &before, &elected, &why);
            }
        }
    }

    /// Changes who is there, and with it who leads: a broker that goes is in sync with nothing any more.
    fn reelect(&mut self, cx: &mut Cx, why: &Why, change: impl FnOnce(&mut Image) -> Option<BrokerId>) {
        self.reelect_without(cx, why, None, change);
    }

    /// The same, where one broker cannot lead yet.
    fn reelect_without(
        &mut self,
        cx: &mut Cx,
        why: &Why,
        not_yet: Option<BrokerId>,
        change: impl FnOnce(&mut Image) -> Option<BrokerId>,
    ) {
        let mut next = Image::clone(&self.image);
        let gone = change(&mut next);
        let mut changed = Vec::new();
        for (tp, placed) in self.partitions() {
            let concerned = match gone {
                Some(broker) => placed.isr.contains(&broker) || placed.leader == Some(broker),
                None => placed.leader.is_none(),
            };
            if concerned && let Some(elected) = elect(&next, &tp, placed, gone, not_yet) {
                changed.push((tp, placed.clone(), elected));
            }
        }
        for (tp, _, elected) in &changed {
            next.set_partition(tp, elected.next.clone());
        }
        self.replace(next);
        for (tp, before, elected) in changed {
            self.tell_if_complete(cx, &tp, &before, &elected.next);
            self.tell_elected(cx, &tp, &before, &elected, why);
        }
        self.watch_balance(cx);
    }

    pub(super) fn tell_elected(
        &self,
        cx: &mut Cx,
        tp: &TopicPartition,
        before: &Leadership,
        elected: &Elected,
        why: &Why,
    ) {
        let next = &elected.next;
        if is_internal(&tp.topic) {
            return;
        }
        let isr = next.isr.iter().map(|id| id.0).collect();
        let (topic, partition) = (tp.topic.clone(), tp.partition);
        if next.leader == before.leader {
            return cx.tell(Fact::IsrChanged { topic, partition, isr }, why.clone());
        }
        let fact = Fact::LeaderElected {
            topic,
            partition,
            leader: next.leader.map_or(0, |leader| leader.0),
            leader_epoch: next.leader_epoch.0,
            isr,
        };
        let why = match elected.manner {
            Manner::Clean => why.clone(),
            Manner::LastKnown => Rule::LastKnownLeader.alone(),
            Manner::Unclean => Rule::Unclean.by("unclean.leader.election.enable", true),
        };
        cx.tell(fact, why);
    }

    /// Every partition that there is, Kafka's own last.
    pub(super) fn partitions(&self) -> impl Iterator<Item = (TopicPartition, &Leadership)> {
        let of = |name: &crate::kafka::ids::Name, n: usize| TopicPartition::new(name, n as u32);
        let topics = self.image.topics.iter().flat_map(move |(name, topic)| {
            let placed = topic.partitions.iter().enumerate();
            placed.map(move |(n, placed)| (of(name, n), placed))
        });
        let internal = self.image.internal().into_iter().flat_map(move |(name, placed)| {
            let name = name.into();
            placed.iter().enumerate().map(move |(n, placed)| (of(&name, n), placed))
        });
        topics.chain(internal)
    }

    /// Preferred leaders lead again after a while (`QuorumController.maybeBalancePartitionLeaders`).
    pub(super) fn watch_balance(&self, cx: &mut Cx) {
        let unbalanced = self
            .partitions()
            .any(|(_, placed)| wants_preferred(&self.image, placed));
        if unbalanced && self.image.config.bool("auto.leader.rebalance.enable") {
            let seconds = self.image.config.i64("leader.imbalance.check.interval.seconds").max(1) as u64;
            let interval_ms = seconds.saturating_mul(1000);
            let next = (cx.now / interval_ms + 1).saturating_mul(interval_ms);
            cx.set_timer(Timer::LeaderBalance, next);
        }
    }

    pub fn balance_leaders(&mut self, cx: &mut Cx) {
        let mut next = Image::clone(&self.image);
        let mut changed = Vec::new();
        for (tp, placed) in self
            .partitions()
            .filter(|(_, placed)| wants_preferred(&self.image, placed))
        {
            let (min_isr, may_lead) = (self.image.min_isr(&tp), |id| self.image.is_active(id));
            let elected = placed.with_isr(placed.isr.clone(), Election::Preferred, min_isr, may_lead);
            changed.extend(elected.map(|elected| (tp, placed.clone(), elected)));
        }
        for (tp, _, elected) in &changed {
            next.set_partition(tp, elected.next.clone());
        }
        self.replace(next);
        let why = Rule::Preferred.by("auto.leader.rebalance.enable", true);
        for (tp, before, elected) in changed {
            self.tell_if_complete(cx, &tp, &before, &elected.next);
            self.tell_elected(cx, &tp, &before, &elected, &why);
        }
    }
}

/// The preferred leader could lead and does not.
fn wants_preferred(image: &Image, placed: &Leadership) -> bool {
    let preferred = placed.replicas.first();
    preferred.is_some_and(|id| placed.leader != Some(*id) && placed.isr.contains(id) && image.is_active(*id))
}

fn elect(
    image: &Image,
    tp: &TopicPartition,
    placed: &Leadership,
    gone: Option<BrokerId>,
    not_yet: Option<BrokerId>,
) -> Option<Elected> {
    let isr = placed.isr.iter().copied().filter(|id| Some(*id) != gone).collect();
    let may_lead = |id| image.is_active(id) && Some(id) != not_yet;
    placed.with_isr(isr, election(image, tp), image.min_isr(tp), may_lead)
}

pub(super) fn election(image: &Image, tp: &TopicPartition) -> Election {
    if image.elects_unclean(tp) {
        Election::Unclean
    } else {
        Election::Online
    }
}
