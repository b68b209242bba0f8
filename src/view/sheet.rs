//! Sheets for the inspector: everything about one thing, as the world has it now.

mod air;
mod clients;
mod group;
mod life;
mod log;
mod placed;
mod quorum;
mod transactions;

pub use clients::{Before, before, commits_by_itself, reached};

use super::{
    Followed, shares,
    stage::{Choice, Earlier, Moments, Numbers, Reader, RecordId, RecordSheet, ShareOfRecord, Standing, Written},
    thing::{Extra, Piece, Sheet, Thing},
};
use crate::{
    kafka::{
        ids::{BrokerId, Name, Offset, TopicPartition},
        log::Log,
        partitioner::{Algorithm, KeyArithmetic},
        record::{self, RecordBatch},
        share_partition::SharePartition,
    },
    node::{broker::Broker, context::NodeId, event::Fact, image::is_internal},
    scenario::Session,
    world::World,
};

/// How many records of other partitions are searched for an earlier one of the same key.
const SEARCHED: i64 = 5_000;

/// Everything about a thing; `None` where it is not there (any more).
pub fn sheet(session: &Session, thing: &Thing) -> Option<Sheet> {
    let world = session.world();
    let plain = |rows| (rows, Extra::None);
    let (rows, extra) = match thing {
        Thing::Record(id) => (Vec::new(), Extra::Record(Box::new(record(session, id)?))),
        Thing::Written(written) => {
            let sheet = Followed::of(session, written)?.sheet(world)?;
            (Vec::new(), Extra::Record(Box::new(sheet)))
        }
        Thing::Batch(id) => plain(log::batch(world, id)?),
        Thing::Partition { topic, partition } => {
            let tp = TopicPartition::new(topic, *partition);
            (log::partition(world, topic, *partition)?, placed::extra(world, &tp))
        }
        Thing::Topic(name) => plain(log::topic(world, name)?),
        Thing::Broker(id) => {
            let reachable = !world.is_cut(BrokerId(*id));
            (log::broker(world, *id)?, Extra::Network { reachable })
        }
        Thing::Producer(name) => plain(clients::producer(world, name)?),
        Thing::Consumer(name) => {
            let (rows, stages) = clients::consumer(world, name)?;
            (rows, Extra::Stages(stages))
        }
        Thing::Group(name) => {
            let (rows, states) = group::group(session, name)?;
            (rows, Extra::States(states))
        }
        Thing::Member { group, consumer } => plain(group::member(world, group, consumer)?),
        Thing::Flight(id) => air::sheet(world, *id)?,
        Thing::Quorum => (Vec::new(), Extra::Quorum(quorum::overview(world))),
    };
    Some(Sheet {
        thing: thing.clone(),
        rows,
        extra,
    })
}

/// Whether a fact belongs to the story of a thing.
pub fn concerns(fact: &Fact, thing: &Thing) -> bool {
    let parties = parties(fact);
    if !parties.is_empty() {
        return label(thing).is_some_and(|label| parties.contains(&label));
    }
    let about = fact.about();
    // That readers may go on is told with what they do.
    if matches!(fact, Fact::HighWatermarkMoved { .. }) {
        return false;
    }
    let within = |id: &RecordId| {
        let covers = |(first, last): (i64, i64)| (first..=last).contains(&id.offset);
        about.topic == Some(&id.topic) && about.partition == Some(id.partition) && about.offsets.is_some_and(covers)
    };
    match thing {
        Thing::Record(id) | Thing::Written(Written { id, .. }) | Thing::Batch(id) => within(id),
        Thing::Partition { topic, partition } => about.topic == Some(topic) && about.partition == Some(*partition),
        Thing::Topic(name) => about.topic == Some(name) && about.partition.is_none(),
        Thing::Broker(id) => about.broker == Some(*id),
        Thing::Producer(name) => about.producer == Some(name),
        Thing::Consumer(name) => about.consumer == Some(name),
        Thing::Group(name) => about.group == Some(name) && about.offsets.is_none(),
        Thing::Member { group, consumer } => {
            about.group == Some(group) && about.consumer == Some(consumer) && about.offsets.is_none()
        }
        Thing::Flight(_) => false,
        Thing::Quorum => matches!(fact, Fact::ControllerElected { .. } | Fact::ControllerResigned { .. }),
    }
}

/// Who takes part in what happens to a message, as the world labels them.
fn parties(fact: &Fact) -> Vec<Name> {
    match fact {
        Fact::MessageLost { from, to, .. }
        | Fact::MessageDelayed { from, to, .. }
        | Fact::MessageDuplicated { from, to, .. } => vec![from.clone(), to.clone()],
        Fact::LossAsked { asker, .. } | Fact::DelayAsked { asker, .. } | Fact::DuplicateAsked { asker, .. } => {
            vec![asker.clone()]
        }
        Fact::BrokerSlowed { broker, to, .. }
        | Fact::BrokerCut {
            broker,
            to: to @ Some(_),
        }
        | Fact::BrokerHealed {
            broker,
            to: to @ Some(_),
        } => {
            let own = NodeId::Broker(BrokerId(*broker)).label();
            // A broker is named by its number, and labelled otherwise.
            let number = |to: &Name| to.parse().map(|id| NodeId::Broker(BrokerId(id)).label());
            let other = to.as_ref().map(|to| number(to).unwrap_or_else(|_| to.clone()));
            std::iter::once(own).chain(other).collect()
        }
        Fact::RequestUnanswered { client, broker, .. } => {
            vec![client.clone(), NodeId::Broker(BrokerId(*broker)).label()]
        }
        _ => Vec::new(),
    }
}

fn label(thing: &Thing) -> Option<Name> {
    match thing {
        Thing::Producer(name) => Some(NodeId::Producer(name.clone()).label()),
        Thing::Consumer(name) => Some(NodeId::Consumer(name.clone()).label()),
        Thing::Broker(id) => Some(NodeId::Broker(BrokerId(*id)).label()),
        _ => None,
    }
}

/// Everything about the record that lies there; `None` where the log has none.
pub fn record(session: &Session, id: &RecordId) -> Option<RecordSheet> {
    let world = session.world();
    let tp = TopicPartition::new(&id.topic, id.partition);
    let replica = world.shown_replica(&tp)?;
    let offset = Offset(id.offset);
    let batch = replica
        .log
        .batch_at(offset)
        .filter(|_| replica.log.log_start_offset() <= offset)?;
    of_batch(world, id, batch)
}

/// Everything about the record that this batch has there, whether or not its log still has it.
pub(super) fn of_batch(world: &World, id: &RecordId, batch: &RecordBatch) -> Option<RecordSheet> {
    let tp = TopicPartition::new(&id.topic, id.partition);
    let replica = world.shown_replica(&tp);
    let offset = Offset(id.offset);
    let found = batch.get(offset)?;
    let provenance = &batch.records.provenance;
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into();
    Some(RecordSheet {
        id: id.clone(),
        key: super::text_of(provenance.key_serializer, found.key).map(Into::into),
        value: super::text_of(provenance.value_serializer, found.value).map(Into::into),
        key_bytes: found.key.map(Into::into),
        value_bytes: found.value.map(Into::into),
        headers: found
            .headers()
            .into_iter()
            .map(|(name, value)| (name.into(), lossy(value)))
            .collect(),
        timestamp: found.timestamp,
        timestamp_type: if batch.log_append_time {
            "LogAppendTime"
        } else {
            "CreateTime"
        },
        appended_ms: batch.appended_ms,
        producer: provenance.producer.clone(),
        key_serializer: provenance.key_serializer.name().into(),
        value_serializer: provenance.value_serializer.name().into(),
        leader: leader(world, &tp).0,
        batch_base_offset: batch.base_offset.0,
        batch_count: batch.records.count(),
        batch_bytes: batch.records.size_bytes(),
        compressed: batch.records.compressed(),
        numbers: batch.numbered.filter(|_| !batch.is_control()).map(|numbered| Numbers {
            producer_id: numbered.producer.id.0,
            producer_epoch: numbered.producer.epoch.0,
            sequence: batch.sequence(found.offset_delta),
        }),
        transaction: replica.and_then(|replica| transactions::of_batch(replica, batch)),
        choice: choice(batch, found.offset_delta, found.key),
        internal: is_internal(&id.topic),
        superseded_by: found
            .key
            .zip(replica.filter(|replica| replica.compacts))
            .and_then(|(key, replica)| next_of_key(&replica.log, offset, key)),
        earlier: earlier(world, &tp, batch, found.offset_delta, found.key),
        readers: readers(world, &tp, offset, batch),
        shares: shares_of(world, &tp, offset),
        life: life::life(world, &tp, offset, batch),
        moments: Moments::default(),
        standing: Standing::Kept,
    })
}

fn choice(batch: &RecordBatch, index: u32, key: Option<&[u8]>) -> Choice {
    match batch.records.choice(index) {
        record::Choice::Given => Choice::Given,
        record::Choice::RoundRobin { partitions } => Choice::RoundRobin { partitions },
        record::Choice::Sticky => Choice::Sticky {
            batch_size: batch.records.provenance.batch_size.into(),
        },
        record::Choice::Random { partitions } => Choice::Random { partitions },
        record::Choice::KeyHash { crc32, partitions } => {
            let (algorithm, name) = if crc32 {
                (Algorithm::Crc32, "crc32")
            } else {
                (Algorithm::Murmur2, "murmur2")
            };
            let sum = KeyArithmetic::of(algorithm, key.unwrap_or_default(), partitions.max(1));
            Choice::KeyHash {
                algorithm: name,
                hash: sum.hash,
                positive: sum.positive,
                partitions: sum.partitions,
                partition: sum.partition,
            }
        }
    }
}

/// The next record with this key, where it is not too far.
fn next_of_key(log: &Log, offset: Offset, key: &[u8]) -> Option<i64> {
    let later = log.batches_from(offset + 1).flat_map(RecordBatch::iter);
    let later = later.filter(|(at, _)| offset < *at).take(SEARCHED as usize);
    later
        .into_iter()
        .find(|(_, record)| record.key == Some(key))
        .map(|(at, _)| at.0)
}

/// Looks for the same key in the other partitions, among what was appended before.
fn earlier(world: &World, tp: &TopicPartition, batch: &RecordBatch, index: u32, key: Option<&[u8]>) -> Option<Earlier> {
    if !matches!(batch.records.choice(index), record::Choice::KeyHash { .. }) {
        return None;
    }
    let partitions = world.image()?.topics.get(&tp.topic)?.partitions.len() as u32;
    let window = SEARCHED / i64::from(partitions.max(1));
    let mut last: Option<(u64, Earlier)> = None;
    for partition in (0..partitions).filter(|other| *other != tp.partition) {
        let Some(replica) = world.shown_replica(&TopicPartition::new(&tp.topic, partition)) else {
            continue;
        };
        let log = &replica.log;
        let from = log.log_start_offset().0.max(log.log_end_offset().0 - window);
        let before = log
            .batches_from(Offset(from))
            .filter(|other| other.appended_ms < batch.appended_ms);
        for (other, (offset, found)) in before.flat_map(|other| other.iter().map(move |record| (other, record))) {
            if found.key != key || last.as_ref().is_some_and(|(at, _)| other.appended_ms < *at) {
                continue;
            }
            let id = RecordId {
                topic: tp.topic.clone(),
                partition,
                offset: offset.0,
            };
            let choice = choice(other, (offset.0 - other.base_offset.0) as u32, key);
            last = Some((other.appended_ms, Earlier { id, choice }));
        }
    }
    last.map(|(_, earlier)| earlier)
}

/// How far a share group is in a partition, in numbers.
fn shared(world: &World, tp: &TopicPartition, state: &SharePartition) -> Piece {
    let said = vec![
        ("start", state.start_offset().0.into()),
        ("end", state.end_offset().0.into()),
        ("lag", shares::lag(world, tp, state).into()),
    ];
    Piece::Said("said-queue", said)
}

fn shares_of(world: &World, tp: &TopicPartition, offset: Offset) -> Vec<ShareOfRecord> {
    let share = |(broker, group, state): (&Broker, &Name, &SharePartition)| {
        let found = state
            .record(offset)
            .map(|record| shares::record(broker, offset, record));
        let outside = if offset < state.start_offset() {
            "done"
        } else {
            "untouched"
        };
        ShareOfRecord {
            group: group.clone(),
            state: found.as_ref().map_or(outside, |record| record.state),
            delivery_count: found.as_ref().map_or(0, |record| record.delivery_count),
            until_ms: found.as_ref().and_then(|record| record.until_ms),
            consumer: found.and_then(|record| record.consumer),
        }
    };
    shares::of_partition(world, tp).map(share).collect()
}

fn readers(world: &World, tp: &TopicPartition, offset: Offset, batch: &RecordBatch) -> Vec<Reader> {
    let mut readers = Vec::new();
    for consumer in world.consumers() {
        let reads = consumer.deliveries.iter().filter(|delivery| {
            delivery.partition == *tp
                && (delivery.first..delivery.end).contains(&offset)
                && delivery.batch.records == batch.records
        });
        readers.extend(reads.map(|delivery| Reader {
            group: consumer.spec.group.clone(),
            consumer: consumer.spec.name.clone(),
            at: delivery.at,
            processed: offset < delivery.processed_to,
        }));
    }
    readers.sort_by_key(|reader| reader.at);
    readers
}

/// Who leads a partition; while nobody does, its preferred leader.
fn leader(world: &World, tp: &TopicPartition) -> BrokerId {
    let placed = world.image().and_then(|image| image.partition(tp));
    let found = placed.and_then(|placed| placed.leader.or(placed.replicas.first().copied()));
    found.unwrap_or(BrokerId(0))
}
