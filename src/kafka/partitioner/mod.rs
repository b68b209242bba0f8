//! Which partition a record goes to when the record does not say it: one [`Partitioner`] per producer and topic, for
//! every `partitioner.class` of the contract.
//!
//! The partitioner sees what the client's metadata says ([`Partitions`]) and takes chance from the caller ([`Dice`]).
//! Absent on purpose: an explicit partition (the producer takes it without asking); the order in which Java's hash
//! tables list available partitions (here they ascend, there they may be rotated); and librdkafka's
//! `sticky.partitioning.linger.ms`, which needs a clock, so that its keyless records are spread as if it were 0.

mod built_in;
mod keyed;

pub use built_in::{BuiltInPartitioner, Queue};
pub use keyed::{Algorithm, KeyArithmetic};

use serde::Serialize;

use crate::kafka::murmur2::to_positive;

/// The caller's source of chance: numbers from 0 to 2^31 - 1.
pub type Dice<'a> = &'a mut dyn FnMut() -> u32;

/// What a client knows of a topic's partitions.
#[derive(Clone, Copy, Debug)]
pub struct Partitions<'a> {
    /// How many there are, at least 1; they are numbered from 0.
    pub count: u32,
    /// Those without a known leader: not "available".
    pub leaderless: &'a [u32],
}

impl Partitions<'_> {
    /// How many have a leader.
    fn available(&self) -> u32 {
        self.listed().count() as u32
    }

    /// Those with a leader, ascending.
    fn listed(&self) -> impl Iterator<Item = u32> {
        (0..self.count).filter(|partition| !self.leaderless.contains(partition))
    }

    /// The partition that a non-negative number stands for, among the available ones, or among all if none is.
    fn pick(&self, number: u32) -> u32 {
        assert!(self.count > 0, "a topic has at least one partition");
        if self.leaderless.is_empty() {
            return number % self.count;
        }
        match self.available() {
            0 => number % self.count,
            available => self.listed().nth((number % available) as usize).unwrap_or_default(),
        }
    }
}

/// Why a partition was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// By the key.
    Key(KeyArithmetic),
    /// The partition that keyless records stick to at present.
    Sticky,
    /// The next in turn.
    RoundRobin,
    /// By chance, this record alone.
    Random,
}

/// A partition and why it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The partition.
    pub partition: u32,
    /// The rule that led to it.
    #[serde(flatten)]
    pub rule: Rule,
}

/// The partitioner of one producer for one topic. The choice is on the **serialized** key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partitioner {
    /// `default`: murmur2 of the key; without a key (or with `partitioner.ignore.keys=true`) sticky by bytes
    /// (`KafkaProducer.partition`, KIP-794).
    Default {
        ignore_keys: bool,
        sticky: BuiltInPartitioner,
    },
    /// `RoundRobinPartitioner`: in turn over the available partitions, whatever the key (KIP-369).
    RoundRobin { next: u32 },
    /// `legacy-round-robin`: Kafka's `DefaultPartitioner` until 2.3. murmur2 of the key; without a key in turn over
    /// the available partitions. Kafka starts the turn at a random number; here it starts at 0, so that the first
    /// record of a lesson goes to partition 0.
    LegacyRoundRobin { next: u32 },
    /// `sticky-per-batch`: Kafka's `DefaultPartitioner` from 2.4 to 3.2 (KIP-480). murmur2 of the key; without a key
    /// sticky until a new batch begins.
    StickyPerBatch { current: Option<u32> },
    /// `consistent_random` (librdkafka's default): CRC-32 of the key; without a key, or with an empty one, by chance.
    ConsistentRandom,
    /// `murmur2_random` (librdkafka): murmur2 of the key, an empty one too; without a key by chance.
    Murmur2Random,
}

impl Partitioner {
    /// The partitioner for a canonical value of `partitioner.class`; none for any other text. `batch_size_bytes` is
    /// `batch.size`, `ignore_keys` is `partitioner.ignore.keys`; as in Kafka, both matter to `default` alone.
    pub fn new(class: &str, batch_size_bytes: i32, ignore_keys: bool) -> Option<Self> {
        Some(match class {
            "default" => Partitioner::Default {
                ignore_keys,
                sticky: BuiltInPartitioner::new(batch_size_bytes),
            },
            "RoundRobinPartitioner" => Partitioner::RoundRobin { next: 0 },
            "legacy-round-robin" => Partitioner::LegacyRoundRobin { next: 0 },
            "sticky-per-batch" => Partitioner::StickyPerBatch { current: None },
            "consistent_random" => Partitioner::ConsistentRandom,
            "murmur2_random" => Partitioner::Murmur2Random,
            _ => return None,
        })
    }

    /// Chooses the partition for a record. A partitioner that counts its turns counts this one.
    pub fn choose(&mut self, key: Option<&[u8]>, partitions: &Partitions<'_>, dice: Dice<'_>) -> Choice {
        if let Some(arithmetic) = self.arithmetic(key, partitions.count) {
            return Choice {
                partition: arithmetic.partition,
                rule: Rule::Key(arithmetic),
            };
        }
        let (partition, rule) = match self {
            Partitioner::Default { sticky, .. } => (sticky.peek(partitions, dice), Rule::Sticky),
            Partitioner::RoundRobin { next } | Partitioner::LegacyRoundRobin { next } => {
                (partitions.pick(turn(next)), Rule::RoundRobin)
            }
            Partitioner::StickyPerBatch { current } => (
                current.unwrap_or_else(|| another(current, partitions, dice)),
                Rule::Sticky,
            ),
            Partitioner::ConsistentRandom | Partitioner::Murmur2Random => (random(partitions, dice), Rule::Random),
        };
        Choice { partition, rule }
    }

    /// The arithmetic by which this partitioner places the key; none where the key does not decide.
    pub fn arithmetic(&self, key: Option<&[u8]>, partitions: u32) -> Option<KeyArithmetic> {
        let key = key?;
        let algorithm = match self {
            Partitioner::Default { ignore_keys: true, .. } | Partitioner::RoundRobin { .. } => return None,
            Partitioner::ConsistentRandom if key.is_empty() => return None,
            Partitioner::ConsistentRandom => Algorithm::Crc32,
            _ => Algorithm::Murmur2,
        };
        Some(KeyArithmetic::of(algorithm, key, partitions))
    }

    /// Tells the sticky partitioner of `default` that a record went where it had chosen; every other partitioner and
    /// a choice by key are left alone. `bytes` is the growth of the batch (the whole estimate for a new batch), and
    /// `last_batch_full` says that the partition's last batch can take no more (or that it has none).
    ///
    /// Called with 0 bytes **before** an append whose partition has only full batches, it makes up for a switch that
    /// was put off (`RecordAccumulator.partitionChanged`). True: a new partition was drawn; before an append, choose
    /// again then.
    pub fn appended(
        &mut self,
        choice: &Choice,
        bytes: i32,
        last_batch_full: bool,
        partitions: &Partitions<'_>,
        dice: Dice<'_>,
    ) -> bool {
        match self {
            Partitioner::Default { sticky, .. } if choice.rule == Rule::Sticky => {
                sticky.update(bytes, last_batch_full, partitions, dice)
            }
            _ => false,
        }
    }

    /// Tells `sticky-per-batch` that a record chosen for this partition needs a new batch (`onNewBatch`), keyed records
    /// included; every other partitioner is left alone. True: choose again, as `KafkaProducer.doSend` did.
    pub fn new_batch(&mut self, partition: u32, partitions: &Partitions<'_>, dice: Dice<'_>) -> bool {
        match self {
            Partitioner::StickyPerBatch { current } => {
                if current.is_none_or(|current| current == partition) {
                    another(current, partitions, dice);
                }
                true
            }
            _ => false,
        }
    }

    /// Replaces the load statistics of `default`; see [`BuiltInPartitioner::load`].
    pub fn load(&mut self, queues: impl Iterator<Item = Queue>, length: u32) {
        if let Partitioner::Default { sticky, .. } = self {
            sticky.load(queues, length);
        }
    }
}

/// The number of this turn (`getAndIncrement`, `toPositive`).
fn turn(next: &mut u32) -> u32 {
    let number = to_positive(*next);
    *next = next.wrapping_add(1);
    number
}

/// `StickyPartitionCache.nextPartition`: any available partition but the old one; the only one if there is but one;
/// any of all if none is available. Kafka draws until it hits another partition; here one draw goes over the others,
/// which gives the same chances.
fn another(current: &mut Option<u32>, partitions: &Partitions<'_>, dice: Dice<'_>) -> u32 {
    let others: Vec<u32> = partitions
        .listed()
        .filter(|partition| Some(*partition) != *current)
        .collect();
    let chosen = match (partitions.available(), others.len() as u32) {
        (0 | 1, _) | (_, 0) => partitions.pick(dice()),
        (_, count) => others[(dice() % count) as usize],
    };
    *current = Some(chosen);
    chosen
}

/// `rd_kafka_msg_partitioner_random`: any partition, and a second draw if the first has no leader.
fn random(partitions: &Partitions<'_>, dice: Dice<'_>) -> u32 {
    assert!(partitions.count > 0, "a topic has at least one partition");
    let first = dice() % partitions.count;
    if partitions.leaderless.contains(&first) {
        dice() % partitions.count
    } else {
        first
    }
}

#[cfg(test)]
mod tests;
