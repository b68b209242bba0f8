//! One record, whole, for the inspector.

use super::stage::{Choice, Reader, RecordId, RecordSheet};
use crate::{
    kafka::{
        ids::{Offset, TopicPartition},
        partitioner::{Algorithm, KeyArithmetic},
        record::{self, RecordBatch},
    },
    scenario::Session,
    world::World,
};

/// Everything about a record; `None` where the log does not have it.
pub fn record(session: &Session, id: &RecordId) -> Option<RecordSheet> {
    let world = session.world();
    let tp = TopicPartition::new(&id.topic, id.partition);
    let replica = world.leader_replica(&tp)?;
    let offset = Offset(id.offset);
    let batch = replica
        .log
        .batch_at(offset)
        .filter(|_| replica.log.log_start_offset() <= offset)?;
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
        leader: world.image()?.partition(&tp)?.leader?.0,
        batch_base_offset: batch.base_offset.0,
        batch_count: batch.records.count(),
        batch_bytes: batch.records.size_bytes(),
        choice: choice(batch, found.offset_delta, found.key),
        readers: readers(world, &tp, offset, batch),
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
