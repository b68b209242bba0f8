//! A producer as its card has it.

use serde::Serialize;

use super::{Text, ToHappen, TransactionCard};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProducerCard {
    pub name: Text,
    /// `running`, `crashed`, `closed`.
    pub state: &'static str,
    /// The topic of its last send, if any.
    pub topic: Option<Text>,
    pub acks: Text,
    pub linger_ms: u64,
    pub batch_size: u64,
    pub partitioner: Text,
    pub compression: Text,
    pub key_serializer: Text,
    pub value_serializer: Text,
    /// A running `start_sending`.
    pub sending: Option<Rate>,
    /// Records accepted by `send` that no batch request carries yet.
    pub buffered: u64,
    /// Records on their way or awaiting their answer.
    pub in_flight: u64,
    pub sent: u64,
    pub acked: u64,
    pub failed: u64,
    pub last_answer: Option<Answer>,
    pub idempotent: bool,
    /// Of one with a `transactional.id`.
    pub transactional: Option<TransactionCard>,
    pub request_timeout_ms: u64,
    pub to_happen: Vec<ToHappen>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rate {
    pub topic: Text,
    pub every_ms: u64,
    pub key: Option<Text>,
    pub value: Option<Text>,
}

/// What a producer was last told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub at: u64,
    pub topic: Text,
    pub partition: Option<u32>,
    /// -1 with `acks=0`.
    pub offset: Option<i64>,
    pub latency_ms: u64,
    /// Kafka's error name.
    pub error: Option<Text>,
}
