//! What share consumers say to their coordinator and to the leaders (KIP-932).
//!
//! Absent on purpose: the lists of a share session. A request names all its partitions, as a full one does; its epoch
//! counts the requests and ends the session.

use std::sync::Arc;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, Offset, TopicPartition},
        record::RecordBatch,
        share_partition::{AcknowledgeType, AcquireMode, Acquired},
    },
    node::{api::LeaveReason, event::Why},
};

/// The member epoch with which a member joins.
pub const JOIN_EPOCH: i32 = 0;
/// The member epoch of good-bye (`LEAVE_GROUP_MEMBER_EPOCH`).
pub const LEAVE_EPOCH: i32 = -1;
/// The epoch that ends a share session (`ShareRequestMetadata.FINAL_EPOCH`).
pub const FINAL_EPOCH: i32 = -1;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareGroupHeartbeat {
    pub group: Name,
    /// The client draws it by itself (KIP-1082).
    pub member_id: Name,
    pub member_epoch: i32,
    pub client_id: Name,
    pub topics: Vec<Name>,
    /// With [`LEAVE_EPOCH`]: why.
    pub leaving: Option<LeaveReason>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareMembership {
    pub member_epoch: i32,
    pub heartbeat_interval_ms: u64,
    /// Only where it is news to the member.
    pub assignment: Option<Vec<TopicPartition>>,
}

/// A run of records, and what a consumer says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    pub partition: TopicPartition,
    pub first: Offset,
    pub last: Offset,
    pub kind: AcknowledgeType,
    /// For the story.
    pub why: Why,
}

/// A fetch, with the acknowledgements that ride on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareFetch {
    pub group: Name,
    pub member_id: Name,
    pub session_epoch: i32,
    pub max_wait_ms: u64,
    pub min_bytes: u64,
    pub max_bytes: u64,
    pub max_records: u32,
    pub acquire_mode: AcquireMode,
    /// `share.auto.offset.reset`. Kafka's brokers know it from the group's configuration.
    pub offset_reset: Name,
    pub partitions: Vec<TopicPartition>,
    pub acknowledgements: Vec<Acknowledgement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareAcknowledge {
    pub group: Name,
    pub member_id: Name,
    pub session_epoch: i32,
    pub acknowledgements: Vec<Acknowledgement>,
}

/// What became of the acknowledgements, by partition.
pub type Acknowledged = Vec<(TopicPartition, Result<(), KafkaError>)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareFetched {
    pub acknowledged: Acknowledged,
    pub partitions: Vec<(TopicPartition, Result<Given, KafkaError>)>,
}

/// Batches as the log has them, and which of their records the member may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub batches: Vec<Arc<RecordBatch>>,
    pub acquired: Vec<Acquired>,
}
