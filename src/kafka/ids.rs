//! Names and numbers of Kafka that must not be mixed.

use std::{
    cmp::Ordering,
    collections::BTreeSet,
    fmt,
    ops::{Add, AddAssign, Sub},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

/// A name of a topic, client, member or group. Shared, because it travels with every message.
pub type Name = Arc<str>;

/// The place of a record in its partition; also "the next one to read" where Kafka says so (position, committed
/// offset, log end offset, high watermark).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Offset(pub i64);

impl Add<i64> for Offset {
    type Output = Offset;
    fn add(self, count: i64) -> Offset {
        Offset(self.0 + count)
    }
}

impl AddAssign<i64> for Offset {
    fn add_assign(&mut self, count: i64) {
        self.0 += count;
    }
}

impl Sub for Offset {
    type Output = i64;
    fn sub(self, other: Offset) -> i64 {
        self.0 - other.0
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Counts the leaders that a partition has had (KIP-101).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LeaderEpoch(pub i32);

/// Counts the leaders that the quorum of controllers has had: each of them is the active controller of one epoch
/// (KIP-595).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ControllerEpoch(pub u32);

/// Counts the rebalances of a classic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Generation(pub i32);

impl Generation {
    /// A client that is in no generation (Kafka's `NO_GENERATION`), also sent by tools that are no members.
    pub const NONE: Generation = Generation(-1);
}

/// Counts the target assignments of a group of the `consumer` protocol; a member has the number of the last one that it
/// went over to (KIP-848).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct MemberEpoch(pub i32);

/// The number by which brokers know an idempotent producer (KIP-98): a new process has a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ProducerId(pub i64);

/// Counts how often a producer id began to number anew; a broker refuses what comes from an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ProducerEpoch(pub i16);

/// One numbering of one producer (`ProducerIdAndEpoch`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProducerIdAndEpoch {
    pub id: ProducerId,
    pub epoch: ProducerEpoch,
}

/// A broker's `node.id`; scenarios count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct BrokerId(pub i32);

/// One partition of one topic.
#[derive(Clone, Debug, Eq)]
pub struct TopicPartition {
    pub topic: Name,
    pub partition: u32,
}

impl PartialEq for TopicPartition {
    /// The number first: most that differ differ in it, and their names are not read.
    fn eq(&self, other: &Self) -> bool {
        self.partition == other.partition && self.topic == other.topic
    }
}

impl Ord for TopicPartition {
    /// By name, then by number. Most that are compared share the text of their name, and are not read.
    fn cmp(&self, other: &Self) -> Ordering {
        let names = match Arc::ptr_eq(&self.topic, &other.topic) {
            true => Ordering::Equal,
            false => self.topic.cmp(&other.topic),
        };
        names.then(self.partition.cmp(&other.partition))
    }
}

impl PartialOrd for TopicPartition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TopicPartition {
    pub fn new(topic: &Name, partition: u32) -> Self {
        TopicPartition {
            topic: topic.clone(),
            partition,
        }
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// A set of partitions, also of several topics.
pub type PartitionSet = BTreeSet<TopicPartition>;
