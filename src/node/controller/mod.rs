//! The active controller: the only one who changes the cluster's metadata.
//!
//! It places partitions, records who is in sync and who is there, elects leaders, then tells the brokers. Absent in this
//! version: the quorum's log.

mod brokers;
mod isr;
mod reassign;
mod topics;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use brokers::election;

use crate::{
    kafka::{
        config::{Config, Pace, Scope},
        error::KafkaError,
        ids::{BrokerId, Name, ProducerId},
    },
    node::{
        api::{ConfigTarget, Message, Refusal, Request, Response},
        because::Because,
        context::{Caller, Cx, Envelope, NodeId, Timer},
        event::{Fact, Rule, Why},
        image::{Image, TRANSACTIONS_TOPIC, is_internal},
    },
};

/// So many producer ids a broker gets at once (`ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`).
pub const PRODUCER_ID_BLOCK_SIZE: u32 = 1_000;

/// The controller's state: the newest image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    pub image: Arc<Image>,
    pace: Pace,
    /// How many topics were ever placed: the next one begins at another broker.
    placed: u64,
    /// Where the next block of producer ids begins.
    next_producer_id: i64,
    /// Which version of the metadata each broker knew when it was last heard of.
    versions: BTreeMap<BrokerId, u64>,
    /// Which process of each broker is registered: the first ones have 0.
    broker_epochs: BTreeMap<BrokerId, u64>,
    /// The version in which a broker began to go.
    shutdown_version: u64,
    /// Brokers that came back with another disk and are not heard of yet.
    new_disks: BTreeSet<BrokerId>,
}

impl Controller {
    pub fn new(image: Arc<Image>, pace: Pace) -> Self {
        Controller {
            image,
            pace,
            placed: 0,
            next_producer_id: 0,
            versions: BTreeMap::new(),
            broker_epochs: BTreeMap::new(),
            shutdown_version: 0,
            new_disks: BTreeSet::new(),
        }
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        let caller = Caller {
            node: envelope.from,
            correlation: envelope.correlation,
        };
        let Message::Request(request) = envelope.message else {
            return;
        };
        let response = match request {
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
            } => {
                let registered = self.register(cx, broker, epoch, shutdown);
                cx.respond(&caller, Response::BrokerRegistration(registered));
                if registered.is_ok() {
                    self.tell(cx, broker);
                }
                return;
            }
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
                let first = ProducerId(self.next_producer_id);
                self.next_producer_id += i64::from(PRODUCER_ID_BLOCK_SIZE);
                Response::AllocateProducerIds { first }
            }
            _ => return,
        };
        cx.respond(&caller, response);
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
        self.change(cx, |image| *image = next);
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

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::BrokerSession(broker) => self.on_session_expired(cx, broker),
            Timer::LeaderBalance => self.balance_leaders(cx),
            _ => {}
        }
    }

    fn change(&mut self, cx: &mut Cx, change: impl FnOnce(&mut Image)) {
        let mut next = Image::clone(&self.image);
        change(&mut next);
        self.replace(cx, next);
    }

    fn replace(&mut self, cx: &mut Cx, mut next: Image) {
        next.version = self.image.version + 1;
        self.image = Arc::new(next);
        self.tell_all(cx);
    }

    /// Tells every broker how the cluster is now.
    pub fn tell_all(&self, cx: &mut Cx) {
        for broker in &self.image.brokers {
            self.tell(cx, *broker);
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
