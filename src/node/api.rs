//! The requests and responses between nodes: Kafka's own, with the fields that the model needs.
//!
//! Absent on purpose: versions, throttling, sessions of Fetch, and everything about security.

use std::sync::Arc;

use crate::{
    kafka::{
        assignor::UserData,
        error::KafkaError,
        ids::{BrokerId, Generation, LeaderEpoch, Name, Offset, TopicPartition},
        record::RecordBatch,
    },
    node::{because::Because, event::Why, image::Image},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Request(Request),
    Response(Response),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Metadata {
        topics: Vec<Name>,
        all_topics: bool,
        allow_auto_topic_creation: bool,
    },
    Produce {
        acks: Acks,
        batches: Vec<(TopicPartition, RecordBatch)>,
    },
    Fetch(Fetch),
    ListOffsets {
        partitions: Vec<(TopicPartition, OffsetSpec)>,
    },
    FindCoordinator {
        group: Name,
    },
    JoinGroup(JoinGroup),
    SyncGroup(SyncGroup),
    Heartbeat {
        member: MemberRef,
    },
    LeaveGroup {
        group: Name,
        member_id: Name,
        reason: LeaveReason,
    },
    /// `why` tells the story; `None` where the tool that asked tells it.
    OffsetCommit {
        member: MemberRef,
        offsets: Vec<(TopicPartition, Offset)>,
        why: Option<Why>,
    },
    OffsetFetch {
        group: Name,
        partitions: Vec<TopicPartition>,
    },
    CreateTopics {
        topic: Name,
        partitions: u32,
        replication_factor: u32,
        config: Vec<(Name, Name)>,
        client: Option<Name>,
    },
    CreatePartitions {
        topic: Name,
        total: u32,
    },
    DeleteTopics {
        topic: Name,
    },
    IncrementalAlterConfigs {
        target: ConfigTarget,
        config: Vec<(Name, Name)>,
    },
    DeleteRecords {
        partition: TopicPartition,
        before: Offset,
    },
    DescribeGroups {
        group: Name,
    },
    DeleteGroups {
        group: Name,
    },
    /// The controller tells a broker how the cluster looks now. Kafka's brokers fetch it from the metadata log
    /// instead (KIP-500); it takes as long.
    UpdateMetadata {
        image: Arc<Image>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    Metadata {
        brokers: Vec<BrokerId>,
        topics: Vec<(Name, Result<TopicMetadata, KafkaError>)>,
    },
    Produce {
        partitions: Vec<(TopicPartition, Result<Offset, KafkaError>)>,
    },
    Fetch {
        partitions: Vec<FetchedPartition>,
    },
    ListOffsets {
        partitions: Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>,
    },
    FindCoordinator {
        coordinator: Result<BrokerId, KafkaError>,
    },
    JoinGroup(Result<Joined, JoinError>),
    SyncGroup(Result<Vec<TopicPartition>, KafkaError>),
    Heartbeat(Result<(), KafkaError>),
    LeaveGroup(Result<(), KafkaError>),
    OffsetCommit(Result<(), KafkaError>),
    OffsetFetch {
        offsets: Vec<(TopicPartition, Option<Offset>)>,
    },
    CreateTopics(Result<(), Refusal>),
    CreatePartitions(Result<(), Refusal>),
    DeleteTopics(Result<(), Refusal>),
    IncrementalAlterConfigs(Result<(), Refusal>),
    DeleteRecords(Result<Offset, Refusal>),
    DescribeGroups {
        state: GroupState,
    },
    DeleteGroups(Result<(), KafkaError>),
}

/// Kafka's error with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub error: KafkaError,
    pub because: Because,
}

/// `acks` of a Produce request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acks {
    None,
    Leader,
    All,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMetadata {
    /// By partition: who leads it; `None` while nobody does.
    pub leaders: Vec<Option<BrokerId>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    pub max_wait_ms: u64,
    pub min_bytes: u64,
    pub max_bytes: u64,
    pub partitions: Vec<FetchPartition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchPartition {
    pub partition: TopicPartition,
    pub offset: Offset,
    pub max_bytes: u64,
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
    pub batches: Vec<RecordBatch>,
}

/// Which offset ListOffsets is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetSpec {
    Earliest,
    Latest,
    /// The first record with this timestamp or a later one, in milliseconds.
    AtTimestamp(i64),
}

/// A member as it names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRef {
    pub group: Name,
    pub member_id: Name,
    pub generation: Generation,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinGroup {
    pub group: Name,
    /// Empty for a client that was not given one yet.
    pub member_id: Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    pub client_id: Name,
    pub session_timeout_ms: u64,
    pub rebalance_timeout_ms: u64,
    pub subscription: MemberSubscription,
}

/// What a member says of itself when it joins (`ConsumerProtocolSubscription`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSubscription {
    /// The assignors that the member can use, the preferred one first.
    pub protocols: Vec<Protocol>,
    pub topics: Vec<Name>,
    /// The partitions that it keeps while it joins (cooperative protocol).
    pub owned: Vec<TopicPartition>,
    /// The generation that it was in last.
    pub generation: Generation,
}

/// An assignor, and what it has to say for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protocol {
    pub name: Name,
    pub user_data: Option<UserData>,
}

impl MemberSubscription {
    pub fn knows(&self, assignor: &Name) -> bool {
        self.protocols.iter().any(|protocol| protocol.name == *assignor)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    pub generation: Generation,
    pub member_id: Name,
    pub protocol: Name,
    pub leader: Name,
    /// Only for the leader: all members with their subscriptions.
    pub members: Vec<JoinedMember>,
    /// A static leader that came back: the assignment that there is goes on (KIP-814).
    pub skip_assignment: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedMember {
    pub member_id: Name,
    pub instance_id: Option<Name>,
    pub client_id: Name,
    pub subscription: MemberSubscription,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinError {
    pub error: KafkaError,
    /// With `MEMBER_ID_REQUIRED`: the id to come back with.
    pub member_id: Name,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncGroup {
    pub member: MemberRef,
    /// Only from the leader: the assignor's name and who reads what.
    pub assignments: Option<Assignments>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignments {
    pub assignor: Name,
    pub members: Vec<(Name, Vec<TopicPartition>)>,
    /// Partitions of all subscribed topics, for the story.
    pub partitions: u32,
}

/// Why a member says goodbye (KIP-800).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    Closed,
    /// The poll interval passed, in milliseconds.
    PollTimeout {
        max_poll_interval_ms: u64,
    },
}

/// States of a classic group (`ClassicGroupState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
    /// No such group.
    Dead,
}

impl GroupState {
    pub fn name(self) -> &'static str {
        match self {
            GroupState::Empty => "Empty",
            GroupState::PreparingRebalance => "PreparingRebalance",
            GroupState::CompletingRebalance => "CompletingRebalance",
            GroupState::Stable => "Stable",
            GroupState::Dead => "Dead",
        }
    }
}

/// Whose configuration is altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigTarget {
    Topic(Name),
    Broker(BrokerId),
}

impl Message {
    /// Kafka's name of the API.
    pub fn api(&self) -> &'static str {
        match self {
            Message::Request(request) => request.api(),
            Message::Response(response) => response.api(),
        }
    }
}

impl Request {
    pub fn api(&self) -> &'static str {
        match self {
            Request::Metadata { .. } => "Metadata",
            Request::Produce { .. } => "Produce",
            Request::Fetch(_) => "Fetch",
            Request::ListOffsets { .. } => "ListOffsets",
            Request::FindCoordinator { .. } => "FindCoordinator",
            Request::JoinGroup(_) => "JoinGroup",
            Request::SyncGroup(_) => "SyncGroup",
            Request::Heartbeat { .. } => "Heartbeat",
            Request::LeaveGroup { .. } => "LeaveGroup",
            Request::OffsetCommit { .. } => "OffsetCommit",
            Request::OffsetFetch { .. } => "OffsetFetch",
            Request::CreateTopics { .. } => "CreateTopics",
            Request::CreatePartitions { .. } => "CreatePartitions",
            Request::DeleteTopics { .. } => "DeleteTopics",
            Request::IncrementalAlterConfigs { .. } => "IncrementalAlterConfigs",
            Request::DeleteRecords { .. } => "DeleteRecords",
            Request::DescribeGroups { .. } => "DescribeGroups",
            Request::DeleteGroups { .. } => "DeleteGroups",
            Request::UpdateMetadata { .. } => "UpdateMetadata",
        }
    }
}

impl Response {
    pub fn api(&self) -> &'static str {
        match self {
            Response::Metadata { .. } => "Metadata",
            Response::Produce { .. } => "Produce",
            Response::Fetch { .. } => "Fetch",
            Response::ListOffsets { .. } => "ListOffsets",
            Response::FindCoordinator { .. } => "FindCoordinator",
            Response::JoinGroup(_) => "JoinGroup",
            Response::SyncGroup(_) => "SyncGroup",
            Response::Heartbeat(_) => "Heartbeat",
            Response::LeaveGroup(_) => "LeaveGroup",
            Response::OffsetCommit(_) => "OffsetCommit",
            Response::OffsetFetch { .. } => "OffsetFetch",
            Response::CreateTopics(_) => "CreateTopics",
            Response::CreatePartitions(_) => "CreatePartitions",
            Response::DeleteTopics(_) => "DeleteTopics",
            Response::IncrementalAlterConfigs(_) => "IncrementalAlterConfigs",
            Response::DeleteRecords(_) => "DeleteRecords",
            Response::DescribeGroups { .. } => "DescribeGroups",
            Response::DeleteGroups(_) => "DeleteGroups",
        }
    }

    /// The error that the response carries, if it is all an error. Two names are none: with them the protocol takes
    /// its usual course.
    pub fn error(&self) -> Option<KafkaError> {
        let usual = [KafkaError::MemberIdRequired, KafkaError::RebalanceInProgress];
        self.any_error().filter(|error| !usual.contains(error))
    }

    fn any_error(&self) -> Option<KafkaError> {
        match self {
            Response::Produce { partitions } => {
                partitions.iter().find_map(|(_, result)| result.as_ref().err().copied())
            }
            Response::JoinGroup(Err(refused)) => Some(refused.error),
            Response::SyncGroup(Err(error))
            | Response::Heartbeat(Err(error))
            | Response::LeaveGroup(Err(error))
            | Response::OffsetCommit(Err(error))
            | Response::FindCoordinator {
                coordinator: Err(error),
            } => Some(*error),
            _ => None,
        }
    }
}
