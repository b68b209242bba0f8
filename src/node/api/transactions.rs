//! What is asked about transactions: by producers, by the leaders of partitions, and by the coordinators of transactions.

use crate::kafka::{
    error::KafkaError,
    ids::{Name, Offset, PartitionSet, ProducerId, ProducerIdAndEpoch, TopicPartition},
    producer_state::EndTransactionMarker,
};

use super::MemberRef;

/// Whose coordinator is looked for (`CoordinatorType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoordinatorOf {
    Group(Name),
    /// A `transactional.id`.
    Transaction(Name),
}

/// What a producer with a `transactional.id` says when it wants its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitTransactional {
    pub transactional_id: Name,
    /// `transaction.timeout.ms`
    pub timeout_ms: u64,
}

/// A leader, or the coordinator of a group, got the first records of a transaction for these partitions (KIP-890). Older
/// clients send it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddPartitionsToTxn {
    pub transactional_id: Name,
    pub producer: ProducerIdAndEpoch,
    pub partitions: PartitionSet,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndTxn {
    pub transactional_id: Name,
    pub producer: ProducerIdAndEpoch,
    pub commit: bool,
}

/// The coordinator wants a marker in each of these partitions. Kafka puts several transactions in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteTxnMarkers {
    /// For the story: Kafka's request has only the producer's numbers.
    pub transactional_id: Name,
    pub marker: EndTransactionMarker,
    pub partitions: Vec<TopicPartition>,
}

/// Offsets of a group that count if the transaction is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxnOffsetCommit {
    pub transactional_id: Name,
    pub producer: ProducerIdAndEpoch,
    pub member: MemberRef,
    pub offsets: Vec<(TopicPartition, Offset)>,
}

/// By partition: the marker is there, or why it is not.
pub type Marked = Vec<(TopicPartition, Result<(), KafkaError>)>;

/// `isolation.level`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    #[default]
    ReadUncommitted,
    /// Up to the last stable offset, and without what was aborted.
    ReadCommitted,
}

/// The records of a producer from here up to its next marker were aborted (`AbortedTxn`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbortedTransaction {
    pub producer: ProducerId,
    pub first_offset: Offset,
    /// The marker's.
    pub last_offset: Offset,
}
