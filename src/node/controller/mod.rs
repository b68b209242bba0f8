//! A controller: a voter of the quorum (`node::quorum`) which, while it is the active one, changes the cluster's metadata.
//!
//! It places partitions, records who is in sync and who is there, and elects leaders. What it decides stands in the
//! metadata log; nobody hears of it before a majority of the voters has it.

mod brokers;
mod isr;
mod quorum;
mod reassign;
mod topics;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use brokers::election;

use crate::{
    kafka::{
        config::{Config, Pace, Scope},
        error::KafkaError,
        ids::{BrokerId, ControllerEpoch, Name, ProducerId},
    },
    node::{
        api::{ConfigTarget, Message, Refusal, Request, Response},
        because::Because,
        context::{Caller, Cx, Envelope, Held, NodeId, Timer},
        event::{Fact, Rule, Why},
        image::{Image, TRANSACTIONS_TOPIC, is_internal},
        quorum::Voter,
    },
};

/// So many producer ids a broker gets at once (`ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`).
pub const PRODUCER_ID_BLOCK_SIZE: u32 = 1_000;

/// A controller's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    voter: Voter,
    /// How the cluster is: what is committed, and if this is the active controller, what it has decided since.
    pub image: Arc<Image>,
    pace: Pace,
    runs: bool,
    /// It is the active controller.
    active: bool,
    /// The epoch of its last term of office.
    epoch: ControllerEpoch,
    /// What is said when a majority has the log so far (`DeferredEventQueue`); nothing while this is not the active
    /// controller.
    held: VecDeque<(u64, Held)>,
    /// Which version of the metadata each broker knew when it was last heard of.
    versions: BTreeMap<BrokerId, u64>,
    /// The version in which a broker began to go.
    shutdown_version: u64,
}

impl Controller {
    pub fn new(id: BrokerId, image: Arc<Image>, pace: Pace) -> Self {
        let voter = Voter::new(id, image.clone());
        Controller {
            active: voter.is_active(),
            epoch: voter.leader().epoch,
            voter,
            image,
            pace,
            runs: true,
            held: VecDeque::new(),
            versions: BTreeMap::new(),
            shutdown_version: 0,
        }
    }

    pub fn voter(&self) -> &Voter {
        &self.voter
    }

    /// Whether it is the active controller, as far as it knows.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// How long its requests wait for an answer, in virtual milliseconds.
    pub fn request_timeout_ms(&self) -> u64 {
        self.voter.request_timeout_ms()
    }

    /// The process begins to run.
    pub fn begin(&mut self, cx: &mut Cx) {
        self.runs = true;
        self.voter.begin(cx);
        if self.active {
            self.take_office(cx);
        }
        self.follow_quorum(cx);
    }

    /// The process is about to end in order: it stays until another voter leads, and votes for one.
    pub fn stop(&mut self, cx: &mut Cx) {
        let broker = cx.me.controller().map_or(0, |id| id.0);
        self.voter.leave(cx);
        if self.active {
            self.leave_office(cx, Rule::ShutsDown { broker }.alone());
        }
        self.follow_quorum(cx);
    }

    /// The process runs; one that was stopped in order ends after its broker.
    pub fn runs(&self) -> bool {
        self.runs
    }

    /// The process ends: only the disk is left.
    pub fn halt(&mut self) {
        self.voter.halt();
        self.runs = false;
        self.active = false;
        self.held.clear();
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        let (node, correlation) = (envelope.from, envelope.correlation);
        match envelope.message {
            Message::Request(Request::Quorum(request)) => {
                self.voter.on_request(cx, Caller { node, correlation }, request);
            }
            Message::Response(Response::Quorum(response)) => self.voter.on_response(cx, correlation, response),
            Message::Response(_) => {}
            Message::Broken(_) => self.voter.on_broken(cx, correlation),
            Message::Request(request) => self.on_request(cx, &Caller { node, correlation }, request),
        }
        self.follow_quorum(cx);
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::QuorumDeadline => self.voter.on_deadline(cx),
            Timer::QuorumRetry => self.voter.on_retry(cx),
            Timer::QuorumRemind => self.voter.remind(cx),
            Timer::QuorumFetchWait => self.voter.expire_waiting(cx),
            // Of a term of office that is over.
            _ if !self.active => {}
            Timer::BrokerSession(broker) => self.decide(cx, |it, cx| it.on_session_expired(cx, broker)),
            Timer::LeaderBalance => self.decide(cx, Self::balance_leaders),
            _ => {}
        }
        self.follow_quorum(cx);
    }

    /// What is said of a decision is said when a majority has everything that it goes by.
    fn decide(&mut self, cx: &mut Cx, act: impl FnOnce(&mut Self, &mut Cx)) {
        let mark = cx.mark();
        act(self, cx);
        let held = cx.hold(&mark);
        self.held.push_back((self.voter.log().end().offset, held));
        self.voter.on_appended(cx);
    }

    /// After anything that can change who leads or what is committed.
    fn follow_quorum(&mut self, cx: &mut Cx) {
        let is_active = self.voter.is_active();
        if self.active && !is_active {
            let why = quorum::why_resigned(&self.image, self.epoch, self.voter.leader());
            self.leave_office(cx, why);
        }
        let begins = is_active && !self.active;
        self.active = is_active;
        let known = if is_active {
            self.voter.newest()
        } else {
            self.voter.committed()
        };
        if let Some(known) = known {
            self.image = known.clone();
        }
        while let Some((until, held)) = self.held.pop_front() {
            if self.voter.high_watermark() < until {
                self.held.push_front((until, held));
                break;
            }
            cx.release(held);
        }
        if begins {
            debug_assert!(self.held.is_empty(), "nothing is decided out of office");
            self.epoch = self.voter.leader().epoch;
            quorum::tell_elected(cx, &self.image, &self.voter);
            self.take_office(cx);
        }
        if self.voter.has_left() {
            cx.halt();
        }
    }

    /// It is the active controller no more: what it decided and no majority has may come to nothing
    /// (`QuorumController.renounce`).
    fn leave_office(&mut self, cx: &mut Cx, why: Why) {
        self.active = false;
        for (_, held) in std::mem::take(&mut self.held) {
            cx.release(held.refused());
        }
        let fact = Fact::ControllerResigned {
            broker: cx.me.controller().map_or(0, |id| id.0),
            controller_epoch: self.epoch.0,
        };
        cx.tell(fact, why);
    }

    /// A refusal waits for no majority (`QuorumController.ControllerWriteEvent.run`).
    fn on_request(&mut self, cx: &mut Cx, caller: &Caller, request: Request) {
        if !self.active {
            let (api, error) = (request.api(), KafkaError::NotController);
            return cx.respond(caller, Response::Refused { api, error });
        }
        self.decide(cx, |it, cx| {
            if let Some(response) = it.answer(cx, caller, request) {
                cx.respond(caller, response);
            }
        });
    }

    fn answer(&mut self, cx: &mut Cx, caller: &Caller, request: Request) -> Option<Response> {
        Some(match request {
            Request::CreateTopics {
                topic,
                partitions,
                replication_factor,
                config,
                client,
            } => {
                // Only a broker asks for this one: who else would, is told that it is Kafka's own.
                let by_broker = matches!(caller.node, NodeId::Broker(_));
                Response::CreateTopics(match by_broker && *topic == *TRANSACTIONS_TOPIC {
                    true => self.create_transactions_topic(cx, partitions, replication_factor.unwrap_or(1)),
                    false => self.create_topic(cx, topic, partitions, replication_factor, config, client),
                })
            }
            Request::CreatePartitions { topic, total } => {
                Response::CreatePartitions(self.create_partitions(cx, topic, total))
            }
            Request::AlterPartitionReassignments {
                topic,
                partitions,
                replicas,
            } => Response::AlterPartitionReassignments(self.alter_reassignments(cx, &topic, partitions, replicas)),
            Request::DeleteTopics { topic } => Response::DeleteTopics(self.delete_topic(cx, topic)),
            Request::IncrementalAlterConfigs { target, config } => {
                Response::IncrementalAlterConfigs(self.alter_configs(cx, target, config))
            }
            Request::Metadata { .. } => self.metadata(),
            Request::BrokerRegistration {
                broker,
                epoch,
                shutdown,
            } => Response::BrokerRegistration(self.register(cx, broker, epoch, shutdown)),
            Request::BrokerHeartbeat {
                broker,
                epoch,
                version,
                wants_to_stop,
            } => {
                let beat = brokers::Beat { version, wants_to_stop };
                self.heartbeat(cx, broker, epoch, beat)
            }
            Request::AlterPartition {
                partition,
                leader_epoch,
                partition_epoch,
                isr,
                why,
            } => {
                let known = (leader_epoch, partition_epoch);
                let result = self.alter_partition(cx, &partition, known, isr, why);
                Response::AlterPartition { partition, result }
            }
            Request::AllocateProducerIds => {
                let first = ProducerId(self.image.next_producer_id);
                self.change(|next| next.next_producer_id += i64::from(PRODUCER_ID_BLOCK_SIZE));
                Response::AllocateProducerIds { first }
            }
            _ => return None,
        })
    }

    fn alter_configs(&mut self, cx: &mut Cx, target: ConfigTarget, config: Vec<(Name, Name)>) -> Result<(), Refusal> {
        let mut next = Image::clone(&self.image);
        let (settings, name) = match &target {
            ConfigTarget::Topic(topic) => match next.topics.get_mut(topic) {
                Some(image) => (&mut image.config, topic.clone()),
                None => return unknown_topic(topic),
            },
            ConfigTarget::Broker(broker) => {
                let fresh = || Config::new(Scope::Broker, self.pace);
                (
                    next.broker_configs.entry(*broker).or_insert_with(fresh),
                    broker.0.to_string().into(),
                )
            }
        };
        set_all(settings, &config)?;
        self.replace(next);
        for (setting, value) in config {
            cx.tell(
                Fact::ConfigAltered {
                    target: name.clone(),
                    name: setting,
                    value,
                },
                Rule::Asked.alone(),
            );
        }
        Ok(())
    }

    /// The controller's own view of leaders, for the person's tools.
    fn metadata(&self) -> Response {
        let told = |name: &Name| Some((name.clone(), Ok(self.image.metadata(name)?)));
        let topics = self.image.topics.keys().filter_map(told).collect();
        Response::Metadata {
            brokers: self.image.brokers.clone(),
            topics,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Image)) {
        let mut next = Image::clone(&self.image);
        change(&mut next);
        self.replace(next);
    }

    /// Writes into the metadata log how the cluster is to be now.
    fn replace(&mut self, next: Image) {
        self.voter.append(next);
        if let Some(newest) = self.voter.newest() {
            self.image = newest.clone();
        }
    }
}

fn set_all(settings: &mut Config, config: &[(Name, Name)]) -> Result<(), Refusal> {
    for (name, value) in config {
        settings.set(name, value).map_err(|reason| Refusal {
            error: KafkaError::InvalidConfig,
            because: Because::BadConfig {
                name: name.clone(),
                value: value.clone(),
                sentence: reason.to_string().into(),
            },
        })?;
    }
    Ok(())
}

fn refuse(error: KafkaError, because: Because) -> Result<(), Refusal> {
    Err(Refusal { error, because })
}

/// There is no such topic, or it is Kafka's own.
fn unknown_topic(topic: &Name) -> Result<(), Refusal> {
    if is_internal(topic) {
        let topic = topic.clone();
        return refuse(KafkaError::InvalidTopicException, Because::InternalTopic { topic });
    }
    let error = KafkaError::UnknownTopicOrPartition;
    refuse(error, error.into())
}

/// The refusal as an event of the command that asked.
pub fn command_refused(command: &str, target: &Name, refusal: Refusal) -> (Fact, Why) {
    let fact = Fact::CommandRefused {
        command: command.into(),
        target: target.clone(),
        error: refusal.error.into(),
    };
    (fact, refusal.because.why())
}
