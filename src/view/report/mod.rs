//! What a run prints and `window.partitura.view` returns: the contract's object, field by field.

mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::{
        config::Config,
        ids::{BrokerId, Name, Offset, ProducerIdAndEpoch, TopicPartition},
        log::Log,
        record::RecordBatch,
        share_partition::SharePartition,
    },
    node::{
        broker::Broker,
        consumer::{self, Consumer, Delivery},
        group::Group,
        image::{Image, PartitionImage, TRANSACTIONS_TOPIC, TopicImage},
        producer::Producer,
    },
    scenario::Session,
    view::{compaction, shares},
    world::World,
};

pub use shapes::*;

/// Which costly parts are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// All records and deliveries.
    pub records: bool,
    /// The whole story.
    pub events: bool,
    /// Kafka's own topics too.
    pub internal: bool,
}

/// The whole session as it stands now.
pub fn report(session: &Session, wanted: Wanted) -> Report {
    let world = session.world();
    let image = world.image();
    Report {
        partitura: 1,
        now_ms: world.now(),
        fingerprint: format!("{:016x}", world.story().fingerprint()),
        overrides: overrides(session),
        inert: inert(session),
        brokers: world.brokers().map(|broker| broker_report(world, broker.id)).collect(),
        topics: image.map_or_else(Vec::new, |image| topics(world, image, wanted)),
        producers: world.producers().map(producer_report).collect(),
        groups: world
            .groups()
            .map(|(coordinator, name, group)| group_report(world, coordinator.0, name, group))
            .collect(),
        consumers: world
            .consumers()
            .map(|consumer| consumer_report(consumer, wanted))
            .collect(),
        events: wanted.events.then(|| session.events(0..world.story().told())),
    }
}

fn configs(session: &Session) -> impl Iterator<Item = &Config> {
    let world = session.world();
    let cluster = world.image().map(|image| &image.config);
    let topics = world
        .image()
        .into_iter()
        .flat_map(|image| image.topics.values().map(|topic| &topic.config));
    let producers = world.producers().map(|producer| &producer.spec.config);
    cluster
        .into_iter()
        .chain(topics)
        .chain(producers)
        .chain(world.consumers().map(|consumer| &consumer.spec.config))
}

fn overrides(session: &Session) -> BTreeMap<String, Override> {
    let mut found: BTreeMap<String, Override> = crate::kafka::config::overrides(session.document().pace)
        .iter()
        .map(|(scope, name, here)| {
            let kafka = crate::kafka::config::default(*scope, name).unwrap_or_default();
            (
                name.to_string(),
                Override {
                    kafka: scalar(kafka),
                    here: scalar(here),
                },
            )
        })
        .collect();
    let latency = session.document().latency_ms();
    if session.document().pace == crate::kafka::config::Pace::Training {
        // Kafka has no such setting: a network in one room is the comparison.
        found.insert(
            "network.latency_ms".into(),
            Override {
                kafka: 1.into(),
                here: latency.into(),
            },
        );
    }
    found
}

/// A number where the text is one.
fn scalar(text: &str) -> serde_json::Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Into::into)
}

fn inert(session: &Session) -> Vec<String> {
    let mut names: Vec<String> = configs(session).flat_map(Config::inert).map(String::from).collect();
    names.sort();
    names.dedup();
    names
}

fn broker_report(world: &World, id: BrokerId) -> BrokerReport {
    BrokerReport {
        id: id.0,
        alive: !world.is_off(id),
        reachable: !world.is_cut(id),
        controller: world.active_controller() == Some(id),
    }
}

fn topics(world: &World, image: &Image, wanted: Wanted) -> Vec<TopicReport> {
    let topic = |(name, topic): (&Name, &TopicImage)| TopicReport {
        name: name.clone(),
        internal: false,
        config: topic
            .config
            .entries()
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
        partitions: (0..topic.partitions.len() as u32)
            .map(|partition| {
                let placed = &topic.partitions[partition as usize];
                partition_report(world, placed, &TopicPartition::new(name, partition), wanted)
            })
            .collect(),
    };
    let internal = image
        .internal()
        .map(|(name, _)| internal_topic(world, image, name, wanted));
    let is_shown = |topic: &TopicReport| wanted.internal && !topic.partitions.is_empty();
    let internal = internal.into_iter().filter(is_shown);
    image.topics.iter().map(topic).chain(internal).collect()
}

/// A topic of Kafka's own, as far as anything was written to it.
fn internal_topic(world: &World, image: &Image, name: &str, wanted: Wanted) -> TopicReport {
    let segment_bytes = match name {
        TRANSACTIONS_TOPIC => "transaction.state.log.segment.bytes",
        _ => "offsets.topic.segment.bytes",
    };
    let partition = |partition| {
        let tp = TopicPartition::new(&name.into(), partition);
        let placed = image.partition(&tp)?;
        Some(partition_report(world, placed, &tp, wanted))
    };
    TopicReport {
        name: name.into(),
        internal: true,
        config: [
            ("cleanup.policy", "compact"),
            ("compression.type", "producer"),
            ("segment.bytes", image.config.get(segment_bytes)),
        ]
        .map(|(name, value)| (name.into(), value.into()))
        .into(),
        partitions: written_partitions(world, name)
            .into_iter()
            .filter_map(partition)
            .collect(),
    }
}

/// The partitions of a topic that hold something.
pub(super) fn written_partitions(world: &World, topic: &str) -> BTreeSet<u32> {
    let replicas = world.brokers().flat_map(|broker| broker.replicas());
    replicas
        .filter(|(tp, replica)| *tp.topic == *topic && Offset(0) < replica.log.log_end_offset())
        .map(|(tp, _)| tp.partition)
        .collect()
}

fn partition_report(world: &World, placed: &PartitionImage, tp: &TopicPartition, wanted: Wanted) -> PartitionReport {
    let replica = world.shown_replica(tp);
    let empty = Log::default();
    let log = replica.map_or(&empty, |replica| &replica.log);
    let high_watermark = replica.map_or(0, |replica| replica.high_watermark().0);
    PartitionReport {
        partition: tp.partition,
        leader: placed.leader.map(|broker| broker.0),
        leader_epoch: placed.leader_epoch.0,
        replicas: placed.replicas.iter().map(|broker| broker.0).collect(),
        isr: placed.isr.iter().map(|broker| broker.0).collect(),
        adding_replicas: placed.adding.iter().map(|broker| broker.0).collect(),
        removing_replicas: placed.removing.iter().map(|broker| broker.0).collect(),
        eligible_leader_replicas: placed.elr.iter().map(|broker| broker.0).collect(),
        last_known_leader: placed.last_known.map(|broker| broker.0),
        log_start_offset: log.log_start_offset().0,
        high_watermark,
        last_stable_offset: replica.map_or(0, |replica| replica.last_stable_offset().0),
        log_end_offset: log.log_end_offset().0,
        size_bytes: log.size_bytes(),
        records: wanted
            .records
            .then(|| records(log, replica.is_some_and(|replica| replica.compacts))),
    }
}

fn records(log: &Log, compacts: bool) -> Vec<RecordReport> {
    let start = log.log_start_offset();
    let superseded: BTreeSet<i64> = if compacts {
        compaction::superseded(log, start, u32::MAX).into_iter().collect()
    } else {
        BTreeSet::new()
    };
    let all = log
        .batches_from(start)
        .flat_map(|batch| batch.iter().map(move |(offset, record)| (batch, offset, record)));
    all.filter(|(_, offset, _)| start <= *offset)
        .map(|(batch, offset, record)| {
            let provenance = &batch.records.provenance;
            let (producer_id, producer_epoch) = numbers(batch.numbered.map(|numbered| numbered.producer));
            RecordReport {
                offset: offset.0,
                timestamp: record.timestamp,
                key: super::text_of(provenance.key_serializer, record.key),
                value: super::text_of(provenance.value_serializer, record.value),
                headers: record
                    .headers()
                    .into_iter()
                    .map(|(name, value)| (name.into(), lossy(value)))
                    .collect(),
                producer: provenance.producer.clone(),
                kind: match batch.as_marker() {
                    None => "data",
                    Some(marker) if marker.commit => "commit_marker",
                    Some(_) => "abort_marker",
                },
                producer_id,
                producer_epoch,
                sequence: batch.sequence((offset - batch.base_offset) as u32),
                transactional: batch.is_transactional(),
                superseded: superseded.contains(&offset.0),
            }
        })
        .collect()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// -1 and -1 (`RecordBatch.NO_PRODUCER_ID`, `NO_PRODUCER_EPOCH`) where there is no id.
fn numbers(producer: Option<ProducerIdAndEpoch>) -> (i64, i16) {
    producer.map_or((-1, -1), |producer| (producer.id.0, producer.epoch.0))
}

fn producer_report(producer: &Producer) -> ProducerReport {
    let (producer_id, producer_epoch) = numbers(producer.producer_id());
    ProducerReport {
        name: producer.spec.name.clone(),
        producer_id,
        producer_epoch,
        sent: producer.counts.sent,
        acked: producer.counts.acked,
        failed: producer.counts.failed,
        retries: producer.counts.retries,
    }
}

fn group_report(world: &World, coordinator: i32, name: &Name, group: &Group) -> GroupReport {
    let members = group.members().map(|(id, member)| MemberReport {
        member_id: id.clone(),
        consumer: member.client_id.clone(),
        instance_id: member.instance_id.cloned(),
        assignment: shares(member.assignment),
    });
    let offsets = group.offsets.iter().map(|(tp, committed)| OffsetReport {
        topic: tp.topic.clone(),
        partition: tp.partition,
        committed: committed.offset.0,
        lag: lag(world, tp, committed.offset.0),
    });
    GroupReport {
        group: name.clone(),
        protocol: group.protocol(),
        state: group.state().name(),
        epoch: group.epoch(),
        assignor: group.assignor().cloned(),
        coordinator,
        members: members.collect(),
        offsets: offsets.collect(),
        shares: (group.protocol() == "share").then(|| share_reports(world, name)),
    }
}

fn share_reports(world: &World, group: &Name) -> Vec<SharePartitionReport> {
    let report = |(broker, tp, state): (&Broker, &TopicPartition, &SharePartition)| SharePartitionReport {
        topic: tp.topic.clone(),
        partition: tp.partition,
        start_offset: state.start_offset().0,
        end_offset: state.end_offset().0,
        lag: shares::lag(world, tp, state),
        records: state
            .in_flight()
            .map(|(offset, record)| shares::record(broker, offset, record))
            .collect(),
    };
    shares::of_group(world, group).into_iter().map(report).collect()
}

/// Records between the committed offset and the end that readers see.
pub(super) fn lag(world: &World, tp: &TopicPartition, committed: i64) -> i64 {
    world
        .shown_replica(tp)
        .map_or(0, |replica| (replica.high_watermark().0 - committed).max(0))
}

fn shares(assignment: Vec<&TopicPartition>) -> Vec<ShareReport> {
    let mut shares: BTreeMap<&Name, Vec<u32>> = BTreeMap::new();
    for tp in assignment {
        shares.entry(&tp.topic).or_default().push(tp.partition);
    }
    shares
        .into_iter()
        .map(|(topic, partitions)| ShareReport {
            topic: topic.clone(),
            partitions,
        })
        .collect()
}

/// The state's word.
pub fn consumer_state(state: consumer::State) -> &'static str {
    match state {
        consumer::State::Running => "running",
        consumer::State::Frozen => "frozen",
        consumer::State::Closing => "closing",
        consumer::State::Closed => "closed",
        consumer::State::Crashed => "crashed",
        consumer::State::Failed => "failed",
    }
}

fn consumer_report(consumer: &Consumer, wanted: Wanted) -> ConsumerReport {
    let positions = consumer.partitions.iter().map(|(tp, assigned)| PositionReport {
        topic: tp.topic.clone(),
        partition: tp.partition,
        position: assigned.position.map(|offset| offset.0),
        read_replica: assigned.read_replica().map(|broker| broker.0),
    });
    ConsumerReport {
        name: consumer.spec.name.clone(),
        group: consumer.spec.group.clone(),
        state: consumer_state(consumer.state),
        positions: positions.collect(),
        deliveries: wanted.records.then(|| {
            consumer
                .deliveries
                .iter()
                .flat_map(|delivery| delivered(delivery))
                .collect()
        }),
    }
}

fn delivered(delivery: &Delivery) -> Vec<DeliveryReport> {
    let batch: &RecordBatch = &delivery.batch;
    let serializer = batch.records.provenance.key_serializer;
    let inside = batch
        .iter()
        .filter(|(offset, _)| (delivery.first..delivery.end).contains(offset));
    inside
        .map(|(offset, record)| DeliveryReport {
            at: delivery.at,
            topic: delivery.partition.topic.clone(),
            partition: delivery.partition.partition,
            offset: offset.0,
            key: super::text_of(serializer, record.key),
            processed: offset < delivery.processed_to,
        })
        .collect()
}
