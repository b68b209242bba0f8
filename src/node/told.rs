//! Small helpers that turn the nodes' values into what is told.

use crate::{
    kafka::{
        ids::{Name, Offset, TopicPartition},
        partitioner::{Algorithm, KeyArithmetic},
        record::{Choice, RecordBatch},
    },
    node::event::{Rule, Run, Why},
};

/// A run of `count` records from `base` on.
pub fn run(tp: &TopicPartition, base: Offset, count: u32) -> Run {
    Run {
        topic: tp.topic.clone(),
        partition: tp.partition,
        offset: base.0,
        last_offset: base.0 + i64::from(count) - 1,
        count,
    }
}

/// `topic-partition` of each, in order.
pub fn labels<'a>(partitions: impl IntoIterator<Item = &'a TopicPartition>) -> Vec<String> {
    partitions.into_iter().map(ToString::to_string).collect()
}

/// Why the first record of a batch is in this partition.
pub fn partition_choice(batch: &RecordBatch, partition: u32) -> Why {
    let provenance = &batch.records.provenance;
    match batch.records.choice(0) {
        Choice::Given => Rule::PartitionGiven { partition }.alone(),
        Choice::Sticky => Rule::Sticky { partition }.by("batch.size", provenance.batch_size),
        Choice::RoundRobin { partitions } => {
            Rule::RoundRobin { partitions, partition }.by("partitioner.class", "legacy-round-robin")
        }
        Choice::Random { partitions } => Rule::Random { partitions, partition }.by("partitioner.class", ""),
        Choice::KeyHash { crc32, partitions } => {
            let bytes = batch
                .records
                .iter()
                .next()
                .and_then(|record| record.key)
                .unwrap_or_default();
            let algorithm = if crc32 { Algorithm::Crc32 } else { Algorithm::Murmur2 };
            let arithmetic = KeyArithmetic::of(algorithm, bytes, partitions.max(1));
            let key: Name = provenance.key_serializer.deserialize(bytes).unwrap_or_default().into();
            let algorithm = if crc32 { "crc32" } else { "murmur2" };
            Rule::KeyHash {
                algorithm,
                key,
                hash: arithmetic.hash,
                partitions,
                partition,
            }
            .by("partitioner.class", "")
        }
    }
}
