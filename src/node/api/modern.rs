//! What a member of the `consumer` protocol and its coordinator say to each other: one API, over and over (KIP-848).

use crate::kafka::ids::{Name, TopicPartition};

/// The epoch with which a member joins.
pub const JOIN_EPOCH: i32 = 0;
/// The epoch with which a member leaves (`LEAVE_GROUP_MEMBER_EPOCH`).
pub const LEAVE_EPOCH: i32 = -1;
/// The epoch with which a static member leaves for a while: its partitions wait for it
/// (`LEAVE_GROUP_STATIC_MEMBER_EPOCH`).
pub const STATIC_LEAVE_EPOCH: i32 = -2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerGroupHeartbeat {
    pub group: Name,
    /// Chosen by the member itself (KIP-1082).
    pub member_id: Name,
    /// The epoch that the member is in, or one of the three that join and leave.
    pub member_epoch: i32,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    pub client_id: Name,
    /// What the member says of itself when it joins, and when that changes.
    pub subscription: Option<Subscribes>,
    /// The partitions that the member owns, when it joins and when that changes.
    pub owned: Option<Vec<TopicPartition>>,
    /// With an epoch that leaves: the poll interval that passed, in milliseconds.
    pub poll_timeout_ms: Option<u64>,
}

/// What a member wants to read, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribes {
    pub topics: Vec<Name>,
    /// A regular expression over topic names, which the coordinator resolves.
    pub regex: Option<Name>,
    /// `group.remote.assignor`.
    pub assignor: Option<Name>,
    pub rebalance_timeout_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerGroupHeartbeatAnswer {
    pub member_epoch: i32,
    /// The group's way to share the partitions out, for the story.
    pub assignor: Name,
    pub heartbeat_interval_ms: u64,
    /// What the member may own from now on: when it joined, and when that changed.
    pub assignment: Option<Vec<TopicPartition>>,
}
