//! What each command does to the world: the notation's words turned into the nodes' own.

mod faults;
mod reassign;
mod transactions;

use std::sync::Arc;

use super::{
    Command, Document, Error,
    command::{self as words, Reads},
    fields::{ConfigMap, TopicPartition as Named},
};
use crate::{
    kafka::{
        config::{Config, Pace, Scope, broker_synonym, definition},
        error::{ClientError, ErrorName},
        ids::{BrokerId, Name, Offset, TopicPartition},
        reason::Reason,
        share_partition::AcknowledgeType,
    },
    node::{
        admin::{Ask, ResetOffsets, ResetTo, refused_by_client},
        api::ConfigTarget,
        because::Because,
        consumer::{self, Chosen, CommitMode, Consumer, SeekTo, Subscription},
        context::Cx,
        event::{Fact, Rule},
        producer::{self, Producer, Send, Sending},
        template::Template,
    },
    world::{Setup, World, network::Network},
};

/// The world that a document begins with.
///
/// # Errors
/// A configuration that validation would refuse too.
pub fn setup(document: &Document) -> Result<Setup, Error> {
    // A topic's name is the default for all topics, which Kafka keeps under a broker's name.
    let broker_name = |name: &str| broker_synonym(name).filter(|_| definition(Scope::Broker, name).is_none());
    let given = document.cluster.config.iter();
    let config = given
        .map(|(name, value)| (broker_name(name).unwrap_or(name), value))
        .collect();
    let config =
        config_of(Scope::Broker, document.pace, &config).map_err(|reason| Error::new("cluster.config", reason))?;
    Ok(Setup {
        seed: document.seed,
        pace: document.pace,
        brokers: document.cluster.brokers,
        config,
        network: Network::new(document.latency_ms(), document.cluster.network.jitter_ms),
    })
}

fn config_of(scope: Scope, pace: Pace, map: &ConfigMap) -> Result<Config, Reason> {
    let mut config = Config::new(scope, pace);
    map.iter().try_for_each(|(name, value)| config.set(name, value))?;
    Ok(config)
}

/// Applies a command that validation accepted.
pub fn apply(world: &mut World, pace: Pace, command: &Command) {
    match command {
        Command::CreateTopic(it) => world.admin(create_topic(it)),
        Command::DeleteTopic(it) => world.admin(Ask::DeleteTopic {
            topic: it.topic.as_str().into(),
        }),
        Command::AddPartitions(it) => {
            world.admin(Ask::AddPartitions {
                topic: it.topic.as_str().into(),
                total: it.total,
            });
        }
        Command::ReassignPartitions(it) => world.admin(reassign::ask(it)),
        Command::AlterConfig(it) => alter_config(world, it),
        Command::DeleteRecords(it) => world.admin(Ask::DeleteRecords {
            partition: TopicPartition::new(&it.topic.as_str().into(), it.partition),
            before: Offset(it.before_offset),
        }),
        Command::AddProducer(it) => add_producer(world, pace, it),
        Command::CloseProducer(it) => with_producer(world, command, &it.producer, Producer::close),
        Command::CrashProducer(it) => crash_producer(world, command, &it.producer),
        Command::RestartProducer(it) => restart_producer(world, &it.producer),
        Command::Send(it) => with_producer(world, command, &it.producer, |producer, cx| producer.send(cx, send(it))),
        Command::StartSending(it) => {
            with_producer(world, command, &it.producer, |producer, cx| {
                producer.start_sending(cx, sending(it))
            });
        }
        Command::StopSending(it) => {
            let topic: Option<Name> = it.topic.as_deref().map(Name::from);
            with_producer(world, command, &it.producer, |p, cx| p.stop_sending(cx, topic.as_ref()));
        }
        Command::AddConsumer(it) => add_consumer(world, pace, it),
        Command::CloseConsumer(it) => with_consumer(world, command, &it.consumer, Consumer::close),
        Command::CrashConsumer(it) => match it.before {
            None => with_consumer(world, command, &it.consumer, Consumer::crash),
            Some(words::Deed::Commit) => with_consumer(world, command, &it.consumer, |consumer, _| consumer.doom()),
        },
        Command::RestartConsumer(it) => restart_consumer(world, &it.consumer),
        Command::FreezeConsumer(it) => with_consumer(world, command, &it.consumer, Consumer::freeze),
        Command::ThawConsumer(it) => with_consumer(world, command, &it.consumer, Consumer::thaw),
        Command::Subscribe(it) => {
            let topics = names(&it.topics);
            with_consumer(world, command, &it.consumer, |consumer, cx| {
                if let Err(reason) = consumer.subscribe(cx, topics) {
                    illegal_state(cx, command, &it.consumer, reason);
                }
            });
        }
        Command::Pause(it) => pause(world, command, it, true),
        Command::Resume(it) => pause(world, command, it, false),
        Command::Seek(it) => seek(world, command, it),
        Command::Commit(it) => commit(world, command, it),
        Command::Acknowledge(it) => acknowledge(world, command, it),
        Command::ResetOffsets(it) => world.admin(Ask::ResetOffsets(reset_offsets(it))),
        Command::DeleteGroup(it) => world.admin(Ask::DeleteGroup {
            group: it.group.as_str().into(),
        }),
        Command::Note(it) => world.tell(
            Fact::Note {
                text: it.text.text("en").into(),
            },
            Rule::Asked.alone(),
        ),
        _ => {
            transactions::play(world, command);
            faults::play(world, command);
        }
    }
}

fn names(list: &[String]) -> Vec<Name> {
    list.iter().map(|name| name.as_str().into()).collect()
}

fn partitions(list: &[Named]) -> Vec<TopicPartition> {
    list.iter()
        .map(|named| TopicPartition::new(&named.topic.as_str().into(), named.partition))
        .collect()
}

fn pairs(map: &ConfigMap) -> Vec<(Name, Name)> {
    map.iter().map(|(name, value)| (name.into(), value.into())).collect()
}

fn create_topic(it: &words::CreateTopic) -> Ask {
    Ask::CreateTopic {
        topic: it.topic.as_str().into(),
        partitions: it.partitions,
        replication_factor: it.replication_factor,
        config: pairs(&it.config),
    }
}

fn alter_config(world: &mut World, it: &words::AlterConfig) {
    let target = match (&it.topic, it.broker) {
        (Some(topic), _) => ConfigTarget::Topic(topic.as_str().into()),
        (None, Some(broker)) => ConfigTarget::Broker(BrokerId(broker as i32)),
        (None, None) => return,
    };
    world.admin(Ask::AlterConfig {
        target,
        config: pairs(&it.config),
    });
}

/// A reset as the tool is asked for it.
pub fn reset_offsets(it: &words::ResetOffsets) -> ResetOffsets {
    ResetOffsets {
        group: it.group.as_str().into(),
        topic: it.topic.as_str().into(),
        partitions: it.partitions.clone().unwrap_or_default(),
        to: match it.to {
            words::ResetTo::Earliest => ResetTo::Earliest,
            words::ResetTo::Latest => ResetTo::Latest,
            words::ResetTo::Offset(offset) => ResetTo::Offset(Offset(offset)),
            words::ResetTo::Timestamp(ms) => ResetTo::Timestamp(ms),
            words::ResetTo::ShiftBy(by) => ResetTo::ShiftBy(by),
            words::ResetTo::ByDurationMs(ms) => ResetTo::ByDuration(ms.max(0) as u64),
        },
    }
}

fn add_producer(world: &mut World, pace: Pace, it: &words::AddProducer) {
    let name: Name = it.producer.as_str().into();
    let Ok(config) = config_of(Scope::Producer, pace, &it.config) else {
        return;
    };
    world.add_producer(producer::Spec {
        name: name.clone(),
        bootstrap: world.bootstrap(),
        config,
        key_serializer: it.key_serializer,
        value_serializer: it.value_serializer,
    });
    world.start_producer(&name, Producer::start);
}

fn send(it: &words::Send) -> Send {
    let headers: Vec<(Name, Arc<[u8]>)> = it
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().into(), Arc::from(value.as_bytes())))
        .collect();
    Send {
        topic: it.topic.as_str().into(),
        key: it.key.as_deref().map(Template::new),
        value: it.value.as_deref().map(Template::new),
        partition: it.partition,
        headers: headers.into(),
        timestamp: it.timestamp,
        count: it.count as u32,
        wait: it.wait,
    }
}

fn sending(it: &words::StartSending) -> Sending {
    Sending {
        topic: it.topic.as_str().into(),
        every_ms: it.every_ms,
        key: it.key.as_deref().map(Template::new),
        value: it.value.as_deref().map(Template::new),
        remaining: it.count,
    }
}

/// A process can die while its close() still waits.
fn crash_producer(world: &mut World, command: &Command, name: &str) {
    let alive = |world: &World| world.producer(&name.into()).is_some_and(Producer::is_alive);
    if alive(world) {
        world.with_producer(&name.into(), Producer::crash);
    } else {
        with_producer(world, command, name, Producer::crash);
    }
}

fn restart_producer(world: &mut World, name: &str) {
    world.start_producer(&name.into(), |producer, cx| {
        if producer.is_alive() {
            producer.crash(cx);
        }
        producer.restart(cx);
    });
}

/// Lets an open producer act; a closed or crashed one answers as Java's would.
fn with_producer(world: &mut World, command: &Command, name: &str, act: impl FnOnce(&mut Producer, &mut Cx)) {
    world.with_producer(&name.into(), |producer, cx| {
        if producer.is_open() {
            return act(producer, cx);
        }
        illegal_state(cx, command, name, Because::ProducerClosed);
    });
}

fn add_consumer(world: &mut World, pace: Pace, it: &words::AddConsumer) {
    let name: Name = it.consumer.as_str().into();
    let Ok(config) = config_of(Scope::Consumer, pace, &it.config) else {
        return;
    };
    let subscription = match it.reads() {
        Some(Reads::Topics(topics)) => Subscription::Topics(names(topics)),
        Some(Reads::Pattern(pattern)) => Subscription::Pattern(pattern.into()),
        Some(Reads::Assigned(list)) => Subscription::Assign(partitions(list)),
        None => return,
    };
    world.add_consumer(consumer::Spec {
        name: name.clone(),
        bootstrap: world.bootstrap(),
        group: it.group.as_deref().map(Name::from),
        subscription,
        config,
        key_deserializer: it.key_deserializer,
        value_deserializer: it.value_deserializer,
        processing_ms: it.processing_ms,
        commit: match it.commit_mode() {
            words::CommitMode::Auto => CommitMode::Auto,
            words::CommitMode::After => CommitMode::After,
            words::CommitMode::Before => CommitMode::Before,
            words::CommitMode::Each => CommitMode::Each,
            words::CommitMode::Manual => CommitMode::Manual,
        },
    });
    world.with_consumer(&name, Consumer::start);
}

fn restart_consumer(world: &mut World, name: &str) {
    world.with_consumer(&name.into(), |consumer, cx| {
        if consumer.is_alive() {
            consumer.crash(cx);
        }
        consumer.restart(cx);
    });
}

fn with_consumer(world: &mut World, command: &Command, name: &str, act: impl FnOnce(&mut Consumer, &mut Cx)) {
    world.with_consumer(&name.into(), |consumer, cx| {
        if consumer.is_alive() {
            return act(consumer, cx);
        }
        illegal_state(cx, command, name, Because::ConsumerClosed);
    });
}

fn pause(world: &mut World, command: &Command, it: &words::Partitions, paused: bool) {
    let named = partitions(it.partitions.as_deref().unwrap_or_default());
    with_consumer(world, command, &it.consumer, |consumer, cx| {
        if has_no(consumer, cx, command) {
            return;
        }
        consumer.pause(cx, &named, paused)
    });
}

fn seek(world: &mut World, command: &Command, it: &words::Seek) {
    let to = match it.to {
        words::SeekTo::Offset(offset) => SeekTo::Offset(Offset(offset)),
        words::SeekTo::Beginning => SeekTo::Beginning,
        words::SeekTo::End => SeekTo::End,
        words::SeekTo::Timestamp(ms) => SeekTo::Timestamp(ms),
    };
    with_consumer(world, command, &it.consumer, |consumer, cx| {
        if has_no(consumer, cx, command) {
            return;
        }
        let named = it
            .partition
            .map(|partition| TopicPartition::new(&it.topic.as_str().into(), partition));
        let of_topic = || {
            consumer
                .partitions
                .keys()
                .filter(|tp| *tp.topic == *it.topic)
                .cloned()
                .collect::<Vec<_>>()
        };
        let chosen = named.map_or_else(of_topic, |tp| vec![tp]);
        for tp in chosen {
            if let Err(reason) = consumer.seek(cx, &tp, to) {
                illegal_state(cx, command, &it.consumer, reason);
            }
        }
    });
}

fn commit(world: &mut World, command: &Command, it: &words::Commit) {
    let offsets = it.offsets.as_ref().map(|list| {
        list.iter()
            .map(|at| {
                (
                    TopicPartition::new(&at.topic.as_str().into(), at.partition),
                    Offset(at.offset),
                )
            })
            .collect()
    });
    with_consumer(world, command, &it.consumer, |consumer, cx| {
        if it.offsets.is_some() && has_no(consumer, cx, command) {
            return;
        }
        consumer.commit(cx, offsets)
    });
}

/// `KafkaShareConsumer` lacks some methods of `KafkaConsumer`.
fn has_no(consumer: &Consumer, cx: &mut Cx, command: &Command) -> bool {
    let refused = consumer.spec.is_share();
    if refused {
        let method = command.name().into();
        illegal_state(cx, command, &consumer.spec.name, Because::NoShareMethod { method });
    }
    refused
}

fn acknowledge(world: &mut World, command: &Command, it: &words::Acknowledge) {
    let kind = match it.kind {
        words::AcknowledgeType::Accept => AcknowledgeType::Accept,
        words::AcknowledgeType::Release => AcknowledgeType::Release,
        words::AcknowledgeType::Reject => AcknowledgeType::Reject,
        words::AcknowledgeType::Renew => AcknowledgeType::Renew,
    };
    let named = it.topic.as_deref().zip(it.partition);
    let chosen = Chosen {
        partition: named.map(|(topic, partition)| TopicPartition::new(&topic.into(), partition)),
        offset: it.offset.map(Offset),
    };
    with_consumer(world, command, &it.consumer, |consumer, cx| {
        if let Err(reason) = consumer.acknowledge(cx, kind, &chosen) {
            illegal_state(cx, command, &it.consumer, reason);
        }
    });
}

fn illegal_state(cx: &mut Cx, command: &Command, target: &str, because: Because) {
    let error = ErrorName::Client(ClientError::IllegalStateException);
    refused_by_client(cx, command.name(), &target.into(), error, because);
}
