//! What a client knows of the cluster: only what a Metadata response told it (`org.apache.kafka.clients.Metadata`).

use std::collections::BTreeSet;

use litemap::LiteMap;

use crate::{
    kafka::{
        config::Config,
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, Name, TopicPartition},
    },
    node::{
        api::{Break, Request, TopicMetadata},
        context::{Cx, NodeId, Timer},
    },
};

/// The cluster as a client was last told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Who is asked: the first of them (`bootstrap.servers`, then all that there are). Kafka asks the one that has least to
    /// do; here it is the same one until it does not answer.
    brokers: Vec<BrokerId>,
    topics: LiteMap<Name, TopicMetadata>,
    /// How many answers came.
    version: u64,
    /// Topics of interest.
    wanted: BTreeSet<Name>,
    /// All topics are of interest: a pattern chooses among them.
    wants_all: bool,
    allow_auto_topic_creation: bool,
    in_flight: Option<u64>,
    /// Something is missing or known to be wrong.
    stale: bool,
    /// A topic is of interest that was never asked for: there is no pause before that.
    urgent: bool,
    /// When the last answer came; the next question waits for `retry.backoff.ms` (`Metadata.timeToAllowUpdate`).
    answered_ms: Option<u64>,
    /// Questions in a row that left something missing.
    attempts: u32,
    max_age_ms: u64,
    backoff: Backoff,
    /// Brokers where nobody listens: that is told once.
    absent: BTreeSet<BrokerId>,
}

/// Waiting between attempts: doubles from the first to the longest. Kafka also adds up to a fifth at random
/// (`ExponentialBackoff`); a lesson is easier to follow without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first_ms: u64,
    longest_ms: u64,
}

impl Backoff {
    /// Of requests that are sent again.
    pub fn of(config: &Config) -> Self {
        Self::between(config, "retry.backoff.ms", "retry.backoff.max.ms")
    }

    /// Of connections that are opened again.
    pub fn of_connections(config: &Config) -> Self {
        Self::between(config, "reconnect.backoff.ms", "reconnect.backoff.max.ms")
    }

    fn between(config: &Config, first: &str, longest: &str) -> Self {
        let number = |name| config.i64(name).max(0) as u64;
        Backoff {
            first_ms: number(first),
            longest_ms: number(longest),
        }
    }

    /// How long to wait after this many attempts (from 1): never no time at all, or a loop would stop the clock.
    pub fn after(self, attempts: u32) -> u64 {
        let doubled = self.first_ms.saturating_mul(1 << attempts.saturating_sub(1).min(20));
        doubled.min(self.longest_ms.max(self.first_ms)).max(1)
    }
}

impl Metadata {
    pub fn new(config: &Config, brokers: Vec<BrokerId>, allow_auto_topic_creation: bool) -> Self {
        Metadata {
            brokers,
            topics: LiteMap::new(),
            version: 0,
            wanted: BTreeSet::new(),
            wants_all: false,
            allow_auto_topic_creation,
            in_flight: None,
            stale: false,
            urgent: false,
            answered_ms: None,
            attempts: 0,
            max_age_ms: config.i64("metadata.max.age.ms").max(0) as u64,
            backoff: Backoff::of(config),
            absent: BTreeSet::new(),
        }
    }

    /// Whether it is news that a broker's connection ended like this: of a broker where nobody listens it is news once.
    pub fn is_news(&mut self, broker: BrokerId, how: Break) -> bool {
        how != Break::Refused || self.absent.insert(broker)
    }

    /// A broker answered.
    pub fn hear_of(&mut self, broker: &NodeId) {
        if let NodeId::Broker(broker) = broker {
            self.absent.remove(broker);
        }
    }

    /// Nobody listened there when it was last asked.
    pub fn is_absent(&self, broker: BrokerId) -> bool {
        self.absent.contains(&broker)
    }

    pub fn want(&mut self, topic: &Name) {
        if self.wanted.insert(topic.clone()) {
            self.stale = true;
            self.urgent = true;
        }
    }

    /// Forgets what is of interest no more.
    pub fn want_only(&mut self, topics: &[Name], all: bool) {
        self.wants_all = all;
        self.wanted = topics.iter().cloned().collect();
        self.stale = true;
        self.urgent = true;
    }

    /// A broker said that what we know is wrong.
    pub fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// A broker does not lead this partition, or does not have it: nobody is asked for it until we are told more.
    pub fn doubt(&mut self, partition: &TopicPartition) {
        self.stale = true;
        let known = self.topics.get_mut(&partition.topic);
        if let Some(leader) = known.and_then(|topic| topic.leaders.get_mut(partition.partition as usize)) {
            *leader = None;
        }
    }

    pub fn topic(&self, topic: &str) -> Option<&TopicMetadata> {
        self.topics.get(topic)
    }

    pub fn topics(&self) -> impl Iterator<Item = (&Name, &TopicMetadata)> {
        self.topics.iter()
    }

    pub fn leader(&self, partition: &TopicPartition) -> Option<BrokerId> {
        let leaders = self.leaders(&partition.topic);
        leaders.get(partition.partition as usize).copied().flatten()
    }

    /// Who leads a partition, and in which epoch (`Metadata.currentLeader`).
    pub fn current_leader(&self, partition: &TopicPartition) -> Option<(BrokerId, LeaderEpoch)> {
        let (topic, n) = (self.topics.get(&partition.topic)?, partition.partition as usize);
        Some(((*topic.leaders.get(n)?)?, *topic.leader_epochs.get(n)?))
    }

    /// Whether a broker stores the partition and is there (`Cluster.nodeIfOnline`).
    pub fn is_online(&self, partition: &TopicPartition, broker: BrokerId) -> bool {
        let topic = self.topics.get(&partition.topic);
        let online = topic.and_then(|topic| topic.online.get(partition.partition as usize));
        online.is_some_and(|online| online.contains(&broker))
    }

    /// Grows with every answer.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How long an answer is good for: `metadata.max.age.ms`.
    pub fn max_age_ms(&self) -> u64 {
        self.max_age_ms
    }

    /// Who leads each partition of a topic; nothing where the topic is not known.
    pub fn leaders(&self, topic: &Name) -> &[Option<BrokerId>] {
        self.topics.get(topic).map_or(&[], |topic| &topic.leaders)
    }

    pub fn bootstrap(&self) -> NodeId {
        NodeId::Broker(self.brokers.first().copied().unwrap_or(BrokerId(1)))
    }

    /// Nothing new is to be expected of the answer under way or the next one.
    pub fn is_settled(&self) -> bool {
        !self.stale && self.in_flight.is_none()
    }

    /// Asks where something is missing and no question is under way.
    pub fn refresh(&mut self, cx: &mut Cx, correlation: &mut u64) {
        if !self.stale || self.in_flight.is_some() || (self.wanted.is_empty() && !self.wants_all) {
            return;
        }
        let allowed = self.answered_ms.map_or(0, |at| at + self.backoff.after(self.attempts));
        if self.urgent || allowed <= cx.now {
            self.ask(cx, correlation);
        } else {
            cx.set_timer(Timer::Metadata, allowed);
        }
    }

    /// The metadata is old, or the time to ask again has come.
    pub fn on_timer(&mut self, cx: &mut Cx, correlation: &mut u64) {
        if self.in_flight.is_none() && (!self.wanted.is_empty() || self.wants_all) {
            self.ask(cx, correlation);
        }
    }

    fn ask(&mut self, cx: &mut Cx, correlation: &mut u64) {
        *correlation += 1;
        self.in_flight = Some(*correlation);
        (self.stale, self.urgent) = (false, false);
        let request = Request::Metadata {
            topics: self.wanted.iter().cloned().collect(),
            all_topics: self.wants_all,
            allow_auto_topic_creation: self.allow_auto_topic_creation,
        };
        cx.request(self.bootstrap(), *correlation, request);
    }

    /// A broker does not answer: the others are asked first from now on.
    pub fn try_another_broker(&mut self, silent: BrokerId) {
        if let Some(place) = self.brokers.iter().position(|broker| *broker == silent) {
            let silent = self.brokers.remove(place);
            self.brokers.push(silent);
        }
    }

    /// The connection broke before the answer: asks another one after `retry.backoff.ms`. False where this was not the
    /// question.
    pub fn on_broken(&mut self, cx: &mut Cx, correlation: u64, broker: BrokerId) -> bool {
        if self.in_flight != Some(correlation) {
            return false;
        }
        self.try_another_broker(broker);
        (self.in_flight, self.stale) = (None, true);
        self.answered_ms = Some(cx.now);
        self.attempts += 1;
        cx.set_timer(Timer::Metadata, cx.now + self.backoff.after(self.attempts));
        true
    }

    /// Takes an answer in. A topic that is still missing is asked for again.
    pub fn on_response(
        &mut self,
        cx: &mut Cx,
        brokers: Vec<BrokerId>,
        topics: Vec<(Name, Result<TopicMetadata, KafkaError>)>,
    ) {
        self.brokers.retain(|broker| brokers.contains(broker));
        let new = brokers.iter().filter(|broker| !self.brokers.contains(broker));
        let new: Vec<BrokerId> = new.copied().collect();
        self.brokers.extend(new);
        self.in_flight = None;
        self.answered_ms = Some(cx.now);
        self.version += 1;
        let mut missing = false;
        let mut before = std::mem::take(&mut self.topics);
        for (name, told) in topics {
            let known = before.remove(&name);
            match told {
                Ok(mut topic) => {
                    if let Some(known) = known {
                        topic.keep_newer(&known);
                    }
                    missing |= topic.leaders.contains(&None);
                    self.topics.insert(name, topic);
                }
                Err(_) => missing = true,
            }
        }
        if !self.wants_all {
            before.extend(std::mem::take(&mut self.topics));
            self.topics = before;
        }
        self.attempts = if missing { self.attempts + 1 } else { 0 };
        let wait = if missing {
            self.backoff.after(self.attempts)
        } else {
            self.max_age_ms.max(1)
        };
        cx.set_timer(Timer::Metadata, cx.now + wait);
    }
}
