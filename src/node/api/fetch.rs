//! Fetch: reading, by consumers and by followers.

use std::sync::Arc;

use super::{AbortedTransaction, Isolation};
use crate::kafka::{
    error::KafkaError,
    ids::{BrokerId, LeaderEpoch, Name, Offset, TopicPartition},
    record::RecordBatch,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The broker that replicates, and which question of its session this is; a consumer is `None`.
    pub replica: Option<(BrokerId, FetchMetadata)>,
    /// `client.rack` of a consumer.
    pub rack: Option<Name>,
    pub max_wait_ms: u64,
    pub min_bytes: u64,
    pub max_bytes: u64,
    pub isolation: Isolation,
    /// All that are wanted; of a follower whose session goes on, those of which something changed.
    pub partitions: Vec<FetchPartition>,
}

impl Fetch {
    /// The broker that replicates.
    pub fn follower(&self) -> Option<BrokerId> {
        self.replica.map(|(follower, _)| follower)
    }
}

/// A question of a session of Fetch (KIP-227).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchMetadata {
    /// The leader gives it.
    pub session: u32,
    /// Counts the questions.
    pub epoch: u32,
}

impl FetchMetadata {
    /// A session begins (`FetchMetadata.INITIAL`).
    pub const INITIAL: FetchMetadata = FetchMetadata { session: 0, epoch: 0 };
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchPartition {
    pub partition: TopicPartition,
    pub offset: Offset,
    /// The epoch of the leader, as the one who asks was told.
    pub current_leader_epoch: LeaderEpoch,
    pub max_bytes: u64,
    /// What a follower knows of its log.
    pub follower: Option<FollowerView>,
}

/// How a follower lets the leader find out whether their logs agree (KIP-595), and what it need not be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowerView {
    /// The epoch of its last record; `None` where it has none.
    pub last_fetched: Option<LeaderEpoch>,
    /// The high watermark that it knows: where a session goes on, the leader remembers what it told.
    pub high_watermark: Offset,
    /// Where its log begins.
    pub log_start_offset: Offset,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedPartition {
    pub partition: TopicPartition,
    /// The offset that was asked for.
    pub offset: Offset,
    pub result: Result<Fetched, KafkaError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub log_start_offset: Offset,
    pub high_watermark: Offset,
    pub leader_epoch: LeaderEpoch,
    /// The follower's log differs from the leader's beyond this end of an epoch; then there are no batches.
    pub diverging: Option<(LeaderEpoch, Offset)>,
    /// The consumer had better read from this replica (KIP-392); then there are no batches.
    pub preferred_read_replica: Option<BrokerId>,
    pub batches: Vec<Arc<RecordBatch>>,
    /// For readers of committed records only: which of these are not to be returned.
    pub aborted: Vec<AbortedTransaction>,
}
