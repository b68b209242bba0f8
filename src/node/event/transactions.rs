//! What is told of transactions, and why.

use serde::Serialize;

use super::Name;
use crate::kafka::error::ErrorName;

/// What happened to a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransactionFact {
    /// The application called `beginTransaction`: only the producer knows.
    TransactionBegun { producer: Name },
    /// The coordinator has these in the transaction now.
    PartitionsAddedToTransaction {
        transactional_id: Name,
        partitions: Vec<String>,
    },
    /// Records for these came from a producer that has been replaced, or too late: they are not written.
    TransactionRefused {
        transactional_id: Name,
        partitions: Vec<String>,
        error: ErrorName,
    },
    /// The group's coordinator keeps these offsets back until the transaction is decided.
    OffsetsAddedToTransaction {
        transactional_id: Name,
        group: Name,
        partitions: Vec<String>,
    },
    /// It is decided: the coordinator has written it to its log.
    TransactionDecided {
        transactional_id: Name,
        commit: bool,
        partitions: Vec<String>,
    },
    /// A control record lies in the partition.
    MarkerWritten {
        transactional_id: Name,
        topic: Name,
        partition: u32,
        offset: i64,
        commit: bool,
    },
    /// Every partition has its marker.
    TransactionCompleted { transactional_id: Name, commit: bool },
    /// `commitTransaction` or `abortTransaction` has returned.
    TransactionEnded { producer: Name, commit: bool },
    /// The producer cannot commit any more; where it is fatal, it cannot do anything any more.
    TransactionFailed {
        producer: Name,
        error: ErrorName,
        fatal: bool,
    },
    /// A consumer got records of an aborted transaction, and does not return them.
    AbortedRecordsSkipped {
        consumer: Name,
        topic: Name,
        partition: u32,
        offset: i64,
        last_offset: i64,
        count: u32,
    },
}

/// Why a transaction went as it did.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum TransactionRule {
    /// The producer has a `transactional.id`: its numbers come from the coordinator of it.
    Transactional {
        transactional_id: Name,
        producer_epoch: i16,
    },
    /// Somebody looked for the coordinator of a `transactional.id`, and there was none yet.
    FirstTransactionalId,
    /// The first records for a partition make it part of the transaction.
    FirstRecords,
    /// It took longer than it may.
    TransactionTimedOut { timeout_ms: u64 },
    /// Another producer with the same id has begun.
    ProducerReplaced { transactional_id: Name },
    /// The coordinator said so.
    Marked { commit: bool },
    /// Whoever sent it has an epoch that is over.
    NumbersOld { producer_epoch: i16, current: i16 },
    /// The consumer reads committed records only.
    ReadsCommitted,
    /// What a share consumer was given is the marker of a transaction.
    NothingToDeliver,
}
