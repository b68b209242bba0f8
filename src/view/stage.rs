//! The picture that the page draws: plain values in the screen's words, only of what is visible.
//!
//! Absent on purpose: pixels, colours, sentences. What a frame costs depends on the screen (how many cells of each
//! stave are asked for), not on the length of the logs.

mod air;
mod life;
mod producer;
mod transactions;

use std::sync::Arc;

pub use air::{Flight, Note, Place, SlowWay, ToHappen};
pub use life::{Copy, Gone, Life, Moments, Standing, Written};
pub use producer::{Answer, ProducerCard, Rate};
pub use transactions::{InTransaction, TRANSACTIONS_TOPIC, TransactionCard};

use serde::Serialize;

use super::shares::ShareRecord;
use crate::kafka::compression::Compressed;

/// A name, or a short text shown as it is.
pub type Text = Arc<str>;

/// Which part of the world is on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageRequest {
    /// For each stave that the reader has moved: the first visible offset. Staves that are not named follow their end.
    pub first_visible: Vec<(Text, u32, i64)>,
    /// How many cells a stave shows.
    pub cells_per_stave: u32,
    /// The key whose records are to be found in every log.
    pub key: Option<Text>,
    /// Staves show the records of that key alone.
    pub only_key: bool,
    /// `__consumer_offsets` too.
    pub internal: bool,
    /// How many of the newest story lines are wanted.
    pub story_lines: u32,
}

/// Everything on the screen at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub now_ms: u64,
    pub brokers: Vec<BrokerChip>,
    pub producers: Vec<ProducerCard>,
    pub topics: Vec<TopicCard>,
    /// `__consumer_offsets`, where it is asked for, with those partitions that hold something.
    pub internal: Vec<TopicCard>,
    pub groups: Vec<GroupCard>,
    /// Consumers without a group (`assign`).
    pub solo: Vec<MemberCard>,
    pub flights: Vec<Flight>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokerChip {
    pub id: i32,
    pub alive: bool,
    /// False while it starts: it runs and takes no requests yet.
    pub serves: bool,
    /// False while it is cut off from everybody.
    pub reachable: bool,
    /// The active controller lives beside it.
    pub controller: bool,
    /// A controller that votes lives beside it.
    pub voter: bool,
    /// `broker.rack`, if it is set.
    pub rack: Option<Text>,
    /// What takes longer than it should.
    pub slow: Vec<SlowWay>,
    /// Whom alone it does not reach: a client by its name, a broker by its number.
    pub cut_links: Vec<Text>,
    /// What is still to happen to its requests, and to the answers.
    pub to_happen: Vec<ToHappen>,
    /// Groups that this broker coordinates.
    pub coordinates: Vec<Text>,
    /// The `transactional.id`s that it coordinates.
    pub transactions: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicCard {
    pub name: Text,
    pub records: u64,
    pub size_bytes: u64,
    /// Settings set by hand.
    pub config: Vec<(Text, Text)>,
    pub staves: Vec<Stave>,
}

/// One partition, as a stave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stave {
    pub topic: Text,
    pub partition: u32,
    /// -1 while nobody leads it; then the longest log there is is shown.
    pub leader: i32,
    /// False while the leader is cut off.
    pub reachable: bool,
    pub log_start_offset: i64,
    pub high_watermark: i64,
    pub log_end_offset: i64,
    pub size_bytes: u64,
    /// The visible records, in offset order.
    pub cells: Vec<Cell>,
    /// Those of a compacted log whose key comes again later: compaction would remove them.
    pub superseded: Vec<i64>,
    /// Readers of committed records see what lies below.
    pub last_stable_offset: i64,
    /// The visible records of transactions that are not decided.
    pub open: Vec<i64>,
    /// The visible records of aborted transactions.
    pub aborted: Vec<i64>,
    pub flags: Vec<Flag>,
    /// Which member of which group reads it: the bands.
    pub owners: Vec<Owner>,
    /// Where it lies, the preferred leader first.
    pub replicas: Vec<ReplicaMark>,
    /// How far share groups are, with what is visible of their records in flight.
    pub shares: Vec<ShareMarks>,
    /// Where the records of the wanted key are, if one is wanted.
    pub trace: Option<Trace>,
}

/// The records of one key in one log, found by walking back from its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The newest of them, in offset order.
    pub offsets: Vec<i64>,
    /// How many were found.
    pub count: u32,
    /// The walk ended here, before the beginning of the log: there may be more.
    pub bounded_at: Option<i64>,
}

/// A share group on a stave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareMarks {
    pub group: Text,
    pub group_index: u32,
    /// Everything before it is done.
    pub start_offset: i64,
    /// The first record that nobody was given yet.
    pub end_offset: i64,
    pub records: Vec<ShareRecord>,
}

/// One record, as a note on its stave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub offset: i64,
    pub key: Option<Text>,
    /// 0 for no key; else 1 to 5, from the key's bytes, so that a key keeps its colour everywhere.
    pub color: u8,
    /// The control record that ends a transaction here: whether it was committed.
    pub marker: Option<bool>,
}

/// Where a reader stands on a stave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// The group, or the consumer where there is no group.
    pub group: Text,
    /// The order of the group on the screen: chooses its colour and shape.
    pub group_index: u32,
    /// `None` for the group's committed offset; the consumer for its position (the playhead).
    pub consumer: Option<Text>,
    pub offset: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Owner {
    pub group: Text,
    pub group_index: u32,
    pub consumer: Text,
    /// False while a rebalance is under way and the member has stopped reading.
    pub reading: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupCard {
    pub group: Text,
    pub group_index: u32,
    /// `classic`, `consumer` or `share`.
    pub protocol: &'static str,
    /// Kafka's state name: `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling`, `Stable`,
    /// `Dead`; `NoCoordinator` while nobody can say.
    pub state: Text,
    /// The generation, or the group epoch.
    pub generation: i32,
    pub assignor: Text,
    pub coordinator: i32,
    /// False while the coordinator is cut off.
    pub reachable: bool,
    pub lag: i64,
    pub topics: Vec<Text>,
    pub members: Vec<MemberCard>,
    /// Committed offsets by partition, for the reset dialog.
    pub committed: Vec<(Text, u32, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberCard {
    pub consumer: Text,
    /// `running`, `frozen`, `crashed`, `closed`, `failed`.
    pub state: &'static str,
    /// What it is doing: `polling`, `processing`, `committing`, `joining`, `syncing`, `finding_coordinator`, `stuck`, `stopped`,
    /// `acknowledging` (waits for the answer), `undecided` (waits until somebody acknowledges what it has in hand).
    pub activity: &'static str,
    /// The record in hand while processing, or the one it is stuck before.
    pub record: Option<RecordId>,
    /// How far through the record or the batch it is, in per mille.
    pub progress: u32,
    pub partitions: Vec<(Text, u32)>,
    pub positions: Vec<(Text, u32, i64)>,
    pub lag: i64,
    pub paused: Vec<(Text, u32)>,
    /// It is in the generation and has nothing to read.
    pub idle: bool,
    /// Its coordinator counts it among the members, be it alive or not.
    pub counted: bool,
    pub commit: &'static str,
    /// It is in a share group.
    pub share: bool,
    /// Records of a share group that it was given and nobody has acknowledged.
    pub in_hand: u64,
    pub processing_ms: u64,
    pub delivered: u64,
    pub processed: u64,
    pub key_deserializer: Text,
    pub value_deserializer: Text,
    pub max_poll_records: u64,
    /// The error it is stuck or failed with.
    pub error: Option<Text>,
    pub topics: Vec<Text>,
    /// The protocol that it speaks with its group: `classic`, `consumer`, `share`; `none` without a group.
    pub protocol: &'static str,
    pub request_timeout_ms: u64,
    pub to_happen: Vec<ToHappen>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecordId {
    pub topic: Text,
    pub partition: u32,
    pub offset: i64,
}

/// A partition as it lies on one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReplicaMark {
    pub broker: i32,
    pub leads: bool,
    pub in_sync: bool,
    /// A reassignment brings it.
    pub adding: bool,
    /// It goes when the reassignment is complete.
    pub removing: bool,
    /// Not in sync, and with every acknowledged record all the same: it may lead (KIP-966).
    pub eligible: bool,
    /// It led when the last one in sync went.
    pub led_last: bool,
    /// Its broker runs and is not cut off.
    pub reachable: bool,
    pub log_end_offset: i64,
    pub high_watermark: i64,
}

/// A record, whole, for the inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordSheet {
    pub id: RecordId,
    pub key: Option<Text>,
    pub value: Option<Text>,
    pub key_bytes: Option<Vec<u8>>,
    pub value_bytes: Option<Vec<u8>>,
    pub headers: Vec<(Text, Text)>,
    pub timestamp: i64,
    pub timestamp_type: &'static str,
    pub appended_ms: u64,
    pub producer: Text,
    pub key_serializer: Text,
    pub value_serializer: Text,
    pub leader: i32,
    pub batch_base_offset: i64,
    pub batch_count: u32,
    pub batch_bytes: u64,
    /// Where the batch is compressed.
    pub compressed: Option<Compressed>,
    /// Of an idempotent producer.
    pub numbers: Option<Numbers>,
    pub transaction: Option<InTransaction>,
    pub choice: Choice,
    /// It is in Kafka's own topic, written by a coordinator.
    pub internal: bool,
    /// In a compacted log: the next record with its key, for which compaction would remove it.
    pub superseded_by: Option<i64>,
    /// The last record of the same key before it that lies in another partition: the key has moved.
    pub earlier: Option<Earlier>,
    /// Who has read it: group (or consumer), consumer, when, whether processed, whether committed past it.
    pub readers: Vec<Reader>,
    /// Where it is for share groups.
    pub shares: Vec<ShareOfRecord>,
    pub life: Life,
    /// When it came how far, as far as that is known.
    pub moments: Moments,
    pub standing: Standing,
}

/// By what a leader recognises a record that comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Numbers {
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub sequence: i32,
}

/// A record as a share group has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareOfRecord {
    pub group: Text,
    /// `done` before the start offset, `untouched` from the end offset on, else as in [`ShareRecord`].
    pub state: &'static str,
    pub consumer: Option<Text>,
    pub until_ms: Option<u64>,
    pub delivery_count: u32,
}

/// A record and why it is where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    pub id: RecordId,
    pub choice: Choice,
}

/// Why this partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Choice {
    Given,
    KeyHash {
        algorithm: &'static str,
        hash: u32,
        positive: u32,
        partitions: u32,
        partition: u32,
    },
    RoundRobin {
        partitions: u32,
    },
    Sticky {
        batch_size: u64,
    },
    Random {
        partitions: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reader {
    pub group: Option<Text>,
    pub consumer: Text,
    pub at: u64,
    pub processed: bool,
}
