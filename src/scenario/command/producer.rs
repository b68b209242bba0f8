//! The fields of commands to producers.

use crate::scenario::fields::{self, ConfigMap, Serializer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `add_producer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddProducer {
    /// Its name, which is also its `client.id`.
    pub producer: String,
    /// Its configuration.
    #[serde(default, skip_serializing_if = "ConfigMap::is_empty")]
    pub config: ConfigMap,
    /// How keys become bytes.
    #[serde(default, skip_serializing_if = "fields::is_string")]
    pub key_serializer: Serializer,
    /// How values become bytes.
    #[serde(default, skip_serializing_if = "fields::is_string")]
    pub value_serializer: Serializer,
}

/// `close_producer`, `crash_producer`, `restart_producer` and the ends of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProducerName {
    /// The producer.
    pub producer: String,
}

/// `send`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// Who sends.
    pub producer: String,
    /// Where to.
    pub topic: String,
    /// The key; none where it is left out or null.
    #[serde(default, deserialize_with = "fields::text", skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The value; none (a tombstone) where it is left out or null.
    #[serde(default, deserialize_with = "fields::text", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The partition, where the producer names it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<u32>,
    /// The headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The record's own time in milliseconds; the producer's clock where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    /// How many such records.
    #[serde(default = "fields::one", skip_serializing_if = "fields::is_one")]
    pub count: u64,
    /// Whether each record waits for the answer to the one before (`send_and_wait`).
    #[serde(default, skip_serializing_if = "fields::is_no")]
    pub wait: bool,
}

/// `start_sending`. In `key` and `value`, `{n}` counts, `{1..5}` cycles and `{1~5}` draws from the seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartSending {
    /// Who sends.
    pub producer: String,
    /// Where to.
    pub topic: String,
    /// The time from one record to the next.
    pub every_ms: u64,
    /// The key; none where it is left out or null.
    #[serde(default, deserialize_with = "fields::text", skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The value; none where it is left out or null.
    #[serde(default, deserialize_with = "fields::text", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// After how many records it ends by itself; never where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// `stop_sending`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopSending {
    /// Who stops.
    pub producer: String,
    /// To which topic; to all where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// `send_offsets_to_transaction`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendOffsetsToTransaction {
    /// Whose transaction.
    pub producer: String,
    /// Whose progress.
    pub consumer: String,
}
