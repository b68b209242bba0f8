//! What a coordinator keeps in `__transaction_state`, and how it reads it back when it takes over a partition
//! (`TransactionLog`, `TransactionStateManager.loadTransactionMetadata`).
//!
//! Keys and values are the text that `kafka-console-consumer` prints of them with Kafka's formatter
//! (`TransactionLogMessageFormatter`); Kafka stores the same fields in binary.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Known, TransactionCoordinator};
use crate::{
    kafka::{
        ids::{Name, PartitionSet, ProducerEpoch, ProducerId, ProducerIdAndEpoch, TopicPartition},
        log::Log,
        transaction::{State, Transaction},
    },
    node::image::Image,
};

/// One record for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub transactional_id: Name,
    pub key: String,
    pub value: String,
}

#[derive(Serialize)]
struct Versioned<T> {
    version: i16,
    data: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransactionLogKey<'a> {
    transactional_id: &'a str,
}

/// Kafka's fields; `clientTransactionVersion` is 2, as all here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TransactionLogValue {
    producer_id: i64,
    previous_producer_id: i64,
    next_producer_id: i64,
    producer_epoch: i16,
    transaction_timeout_ms: u64,
    transaction_status: i8,
    transaction_partitions: Vec<PartitionsOfTopic>,
    transaction_last_update_timestamp_ms: u64,
    transaction_start_timestamp_ms: i64,
    client_transaction_version: i16,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PartitionsOfTopic {
    topic: Name,
    partition_ids: Vec<u32>,
}

impl Record {
    /// How the transaction is now.
    pub fn of(id: &Name, transaction: &Transaction) -> Self {
        Record {
            transactional_id: id.clone(),
            key: json(0, TransactionLogKey { transactional_id: id }),
            value: json(1, TransactionLogValue::of(transaction)),
        }
    }
}

impl TransactionLogValue {
    fn of(transaction: &Transaction) -> Self {
        let id = |id: Option<ProducerId>| id.map_or(-1, |id| id.0);
        let mut partitions: Vec<PartitionsOfTopic> = Vec::new();
        for tp in &transaction.partitions {
            match partitions.last_mut().filter(|last| last.topic == tp.topic) {
                Some(last) => last.partition_ids.push(tp.partition),
                None => partitions.push(PartitionsOfTopic {
                    topic: tp.topic.clone(),
                    partition_ids: vec![tp.partition],
                }),
            }
        }
        TransactionLogValue {
            producer_id: transaction.producer.id.0,
            previous_producer_id: id(transaction.previous_id),
            next_producer_id: id(transaction.next_id),
            producer_epoch: transaction.producer.epoch.0,
            transaction_timeout_ms: transaction.timeout_ms,
            transaction_status: transaction.state.id(),
            transaction_partitions: partitions,
            transaction_last_update_timestamp_ms: transaction.updated_ms,
            transaction_start_timestamp_ms: transaction.started_ms.map_or(-1, |ms| ms as i64),
            client_transaction_version: 2,
        }
    }

    fn transaction(self) -> Option<Transaction> {
        let id = |id: i64| (0 <= id).then_some(ProducerId(id));
        let of_topic = |of: &PartitionsOfTopic| {
            let tp = |partition: &u32| TopicPartition::new(&of.topic, *partition);
            of.partition_ids.iter().map(tp).collect::<PartitionSet>()
        };
        Some(Transaction {
            producer: ProducerIdAndEpoch {
                id: ProducerId(self.producer_id),
                epoch: ProducerEpoch(self.producer_epoch),
            },
            previous_id: id(self.previous_producer_id),
            next_id: id(self.next_producer_id),
            timeout_ms: self.transaction_timeout_ms,
            state: State::from_id(self.transaction_status)?,
            partitions: self.transaction_partitions.iter().flat_map(of_topic).collect(),
            started_ms: u64::try_from(self.transaction_start_timestamp_ms).ok(),
            updated_ms: self.transaction_last_update_timestamp_ms,
        })
    }
}

impl TransactionCoordinator {
    /// Takes over the transactions of a partition; where one is decided, its markers are asked for (anew).
    pub fn load(&mut self, log: &Log) {
        let start = log.log_start_offset();
        for (_, record) in log.batches_from(start).flat_map(|batch| batch.iter()) {
            let key = record.key.and_then(|key| serde_json::from_slice::<Value>(key).ok());
            let id = key.and_then(|key| Some(Name::from(key["data"]["transactionalId"].as_str()?)));
            let value = record
                .value
                .and_then(|value| serde_json::from_slice::<Value>(value).ok());
            let value = value.and_then(|mut value| serde_json::from_value(value["data"].take()).ok());
            let transaction = value.and_then(TransactionLogValue::transaction);
            if let (Some(id), Some(transaction)) = (id, transaction) {
                self.transactions.insert(id, Known::new(transaction));
            }
        }
    }

    /// Lets go of the transactions of a partition.
    pub fn unload(&mut self, image: &Image, partition: u32) {
        self.transactions
            .retain(|id, _| image.partition_of_transactions(id) != partition);
    }
}

/// What is made of texts and numbers alone can always be written.
fn json(version: i16, data: impl Serialize) -> String {
    serde_json::to_string(&Versioned { version, data }).unwrap_or_default()
}
